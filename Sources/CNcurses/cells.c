/* Cells in, bytes out.
 *
 * Between two changed cells that are up to five columns apart ncurses sends the unchanged ones again rather
 * than move the cursor. In a picture each of them has colours of its own, of 18 bytes each. So a frame is given
 * to ncurses in passes, and in one pass the changed places of a row are farther apart than that: see
 * demos/PERFORMANCE.md for what it saves. The last pass has every cell, so the others decide nothing. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "wide.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "screen.h"

/* ncurses moves the cursor over more than this many unchanged cells. */
enum { PASSES = 4, APART = 6 };

static cn_cell *wanted, *shown;
static int rows, columns;
/* Whether everything is sent again. */
static bool is_new = true;

static cchar_t *line;
static int line_capacity;

void cn_cells_forget(void) { is_new = true; }

void cn_blit(int new_rows, int new_columns, const cn_cell *cells) {
  size_t count = (size_t)new_rows * (size_t)new_columns;
  if (new_rows != rows || new_columns != columns) {
    cn_cell *first = realloc(wanted, sizeof *first * (count + 1));
    if (first) wanted = first;
    cn_cell *second = realloc(shown, sizeof *second * (count + 1));
    if (second) shown = second;
    is_new = true;
    rows = columns = 0;
    if (!first || !second) return;
    rows = new_rows;
    columns = new_columns;
  }
  memcpy(wanted, cells, sizeof *cells * count);
}

static void put(int y, int x, int count) {
  const cn_cell *source = wanted + (size_t)y * (size_t)columns + x;
  for (int i = 0; i < count; i++) {
    /* Anything but one column wide would shift the rest of its row. */
    wchar_t glyph[2] = {(wchar_t)source[i].glyph, 0};
    if (glyph[0] < 32 || (glyph[0] > 126 && wcwidth(glyph[0]) != 1)) glyph[0] = L'?';
    attr_t attributes = A_NORMAL;
    uint32_t wants = source[i].attributes;
    if (wants & CN_BOLD) attributes |= A_BOLD;
    if (wants & CN_DIM) attributes |= A_DIM;
    if (wants & CN_UNDERLINE) attributes |= A_UNDERLINE;
    if (wants & CN_REVERSE) attributes |= A_REVERSE;
#if EXTENDED_PAIRS
    int pair = source[i].pair;
    setcchar(&line[i], glyph, attributes, 0, &pair);
#else
    setcchar(&line[i], glyph, attributes, (short)source[i].pair, NULL);
#endif
  }
  mvwadd_wchnstr(stdscr, y, x, line, count);
}

static bool is_changed(const cn_cell *now, const cn_cell *then) {
  return now->glyph != then->glyph || now->pair != then->pair || now->attributes != then->attributes;
}

/* The end of the run of changed cells that begins at x. Unchanged cells that look like those before them are
 * cheaper to send than a move of the cursor. */
static int run_end(const cn_cell *now, const cn_cell *then, int x, int end) {
  int last = x;
  for (x++; x < end && x - last <= 3; x++) {
    if (now[x].pair != now[last].pair || now[x].attributes != now[last].attributes) {
      if (x - last > 1 || !is_changed(&now[x], &then[x])) break;
    }
    if (is_changed(&now[x], &then[x])) last = x;
  }
  return last + 1;
}

/* Puts the changes of a row that belong to a pass. The passes share them as they come, each taking what is far
 * enough from what it took before. */
static bool put_changes(int y, int width, int pass) {
  const cn_cell *now = wanted + (size_t)y * (size_t)columns;
  const cn_cell *then = shown + (size_t)y * (size_t)columns;
  int taken[PASSES];
  for (int i = 0; i < PASSES; i++) taken[i] = -APART - 1;
  bool is_any = false;
  for (int x = 0; x < width;) {
    if (!is_changed(&now[x], &then[x])) {
      x++;
      continue;
    }
    int end = run_end(now, then, x, width), chosen = 0;
    while (chosen < PASSES - 1 && x - taken[chosen] <= APART) chosen++;
    taken[chosen] = end;
    if (chosen == pass) {
      put(y, x, end - x);
      is_any = true;
    }
    x = end;
  }
  return is_any;
}

void cn_cells_send(void) {
  int height, width;
  getmaxyx(stdscr, height, width);
  if (width > line_capacity) {
    cchar_t *larger = realloc(line, sizeof *line * (size_t)width);
    if (!larger) return;
    line = larger;
    line_capacity = width;
  }
  int visible = columns < width ? columns : width, lowest = rows < height ? rows : height;
  for (int pass = 0; pass < PASSES - 1 && !is_new; pass++) {
    bool is_any = false;
    for (int y = 0; y < lowest; y++) is_any |= put_changes(y, visible, pass);
    if (is_any) {
      wnoutrefresh(stdscr);
      doupdate();
    }
  }
  for (int y = 0; y < lowest; y++) put(y, 0, visible);
  wnoutrefresh(stdscr);
  doupdate();
  if (rows > 0) memcpy(shown, wanted, sizeof *shown * (size_t)rows * (size_t)columns);
  is_new = false;
}
