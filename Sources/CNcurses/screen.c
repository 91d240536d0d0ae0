/* The screen: opening and leaving it, colour pairs. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "wide.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "screen.h"

static SCREEN *screen;
static bool mouse_on;

/* Every mouse mode that a terminal may know, the best one last, with decimal coordinates. */
static const char mouse_start[] = "\033[?1000h\033[?1002h\033[?1003h\033[?1006h";
static const char mouse_stop[] = "\033[?1016l\033[?1003l\033[?1002l\033[?1000l\033[?1006l";
/* Pastes come between marks, and the terminal says when another window has the focus. */
static const char notice_start[] = "\033[?2004h\033[?1004h";
static const char notice_stop[] = "\033[?1004l\033[?2004l";

static bool is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

int cn_locale_choose(void) {
  static const char *const fallbacks[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
  const char *users = setlocale(LC_CTYPE, "");
  if (users && is_utf8()) return 1;
  /* A user who chose another encoding means it; one without any locale most likely has UTF-8. */
  if (users && strcmp(users, "C") != 0 && strcmp(users, "POSIX") != 0) return 0;
  for (size_t i = 0; i < sizeof fallbacks / sizeof fallbacks[0]; i++)
    if (setlocale(LC_CTYPE, fallbacks[i]) && is_utf8()) return 2;
  setlocale(LC_CTYPE, "");
  return 0;
}

int cn_character_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

bool cn_is_terminal(int descriptor) { return isatty(descriptor); }

void cn_screen_send(const void *bytes, size_t count) {
  const char *text = bytes;
  size_t sent = 0;
  while (sent < count) {
    ssize_t n = write(STDOUT_FILENO, text + sent, count - sent);
    if (n <= 0) return;
    sent += (size_t)n;
  }
}

static void send(const char *text) { cn_screen_send(text, strlen(text)); }

/* Appends a capability without its padding marks ($<5>). */
static void append(char *text, size_t capacity, const char *capability) {
  if (!capability || capability == (const char *)-1) return;
  size_t length = strlen(text);
  while (*capability && length + 1 < capacity) {
    if (capability[0] == '$' && capability[1] == '<') {
      const char *end = strchr(capability, '>');
      if (end) {
        capability = end + 1;
        continue;
      }
    }
    text[length++] = *capability++;
  }
  text[length] = 0;
}

/* What puts the screen back if endwin cannot be called. */
static void build_restore(char *text, size_t capacity) {
  static const char *const capabilities[] = {"sgr0", "op", "rmkx", "rmcup", "cnorm"};
  text[0] = 0;
  /* Whatever was cut off in the middle ends first. */
  append(text, capacity, "\033\\\033[?2026l");
  append(text, capacity, mouse_stop);
  append(text, capacity, notice_stop);
  for (size_t i = 0; i < sizeof capabilities / sizeof capabilities[0]; i++)
    append(text, capacity, tigetstr((char *)capabilities[i]));
}

int32_t cn_screen_colors(void) { return has_colors() ? COLORS : 0; }
int32_t cn_screen_pairs(void) {
  int32_t pairs = EXTENDED_PAIRS || COLOR_PAIRS < 32767 ? COLOR_PAIRS : 32767;
  return pairs > 1 ? pairs - 1 : 0;
}

/* Uses the last pair once. ncurses' table then has its full size at once; growing step by step, it
 * would enter all pairs into its search tree again each time, which doubles the cost of a new pair. */
static void reserve_pairs(void) {
  if (cn_screen_pairs() > 0) cn_pair_set(cn_screen_pairs(), 0, 0);
}

bool cn_pair_set(int32_t pair, int32_t foreground, int32_t background) {
#if EXTENDED_PAIRS
  return init_extended_pair(pair, foreground, background) == OK;
#else
  return init_pair((short)pair, (short)foreground, (short)background) == OK;
#endif
}

void cn_pairs_reset(void) {
#if EXTENDED_PAIRS
  reset_color_pairs();
#endif
  reserve_pairs();
  cn_screen_invalidate();
}

bool cn_screen_open(const char *entry, bool mouse) {
  char restore[1024];
  char *kept = NULL;
  if (screen) return false;
  cn_ends_watch();
  cn_ends_remember();
  cn_signals_install();
  cn_ends_arm("");
  cn_errors_hold(true);
  if (entry) {
    const char *old = getenv("TERMINFO");
    kept = old ? strdup(old) : NULL;
    setenv("TERMINFO", entry, 1);
  }
  /* LINES and COLUMNS in the environment would freeze the size. */
  use_env(FALSE);
  use_tioctl(TRUE);
  screen = newterm(NULL, stdout, stdin);
  if (entry) {
    if (kept) setenv("TERMINFO", kept, 1);
    else unsetenv("TERMINFO");
    free(kept);
  }
  if (!screen) {
    cn_ends_disarm();
    cn_signals_remove();
    cn_errors_hold(false);
    return false;
  }
  build_restore(restore, sizeof restore);
  cn_ends_arm(restore);
  /* Every byte arrives as it was sent. With signals from the terminal's driver, a pasted Ctrl-C would
   * end the program, and a real one would tear what is being read or written. */
  raw();
  noecho();
  nonl();
  typeahead(-1);
  /* For the modes in which keys send what every terminal agrees on. ncurses never reads any. */
  keypad(stdscr, TRUE);
  curs_set(0);
  leaveok(stdscr, TRUE);
  if (has_colors()) {
    start_color();
    use_default_colors();
    reserve_pairs();
  }
  mouse_on = mouse;
  cn_cells_forget();
  /* Until a screen has been left and entered again, ncurses writes to the terminal at every move of the cursor:
   * hundreds of system calls a frame, each of which wakes whoever reads. */
  endwin();
  /* The first refresh enters the screen; it must not be inside a synchronized frame. */
  wnoutrefresh(stdscr);
  doupdate();
  cn_screen_listen(true);
  return true;
}

void cn_screen_listen(bool listens) {
  if (!screen) return;
  if (mouse_on) send(listens ? mouse_start : mouse_stop);
  send(listens ? notice_start : notice_stop);
}

void cn_screen_close(void) {
  if (!screen) return;
  cn_screen_listen(false);
  endwin();
  cn_ends_restore_modes();
  cn_ends_disarm();
  cn_signals_remove();
  cn_errors_hold(false);
  cn_shared_sweep();
  delscreen(screen);
  screen = NULL;
}

void cn_screen_update(const void *pictures, size_t count) {
  send("\033[?2026h");
  cn_cells_send();
  if (count > 0) cn_screen_send(pictures, count);
  send("\033[?2026l");
}

void cn_screen_redraw(int row) { wredrawln(stdscr, row, 1); }

void cn_screen_refine(void) {
  if (screen) cn_cells_send();
}

void cn_screen_invalidate(void) {
  clearok(curscr, TRUE);
  cn_cells_forget();
}

void cn_screen_pause(bool paused) {
  if (paused) {
    cn_screen_listen(false);
    endwin();
    cn_ends_disarm();
    cn_errors_hold(false);
  } else {
    cn_ends_arm(NULL);
    cn_errors_hold(true);
    wnoutrefresh(stdscr);
    doupdate();
    cn_screen_listen(true);
  }
}

void cn_screen_measure(int *rows, int *columns) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
    *rows = size.ws_row;
    *columns = size.ws_col;
  } else {
    getmaxyx(stdscr, *rows, *columns);
  }
}

bool cn_screen_cell(int *columns, int *rows) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return false;
  *columns = size.ws_xpixel / size.ws_col;
  *rows = size.ws_ypixel / size.ws_row;
  return *columns > 0 && *rows > 0;
}

void cn_screen_resize(int rows, int columns) {
  resizeterm(rows, columns);
  cn_screen_invalidate();
}

void cn_screen_ask_pointer(void) { send("\033[16t\033[?1016$p"); }

void cn_screen_count_pixels(void) { send("\033[?1016h\033[?1016$p"); }

void cn_screen_ask(bool background, const void *pixels, size_t count) {
  if (background) send("\033]11;?\033\\");
  if (count > 0) cn_screen_send(pixels, count);
  send("\033[c");
}
