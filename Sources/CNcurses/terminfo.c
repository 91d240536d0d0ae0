/* Reads the current terminal's entry through ncurses' own lookup, so that every place where an entry
 * may live (files, a hashed database, the environment) works without knowing about it here. */
#define NCURSES_WIDECHAR 1
#include <string.h>

#include "CNcurses.h"
/* Last: <term.h> makes macros of common words such as `columns`. */
#include <curses.h>
#include <term.h>

static int count(NCURSES_CONST char *const *names) {
  int total = 0;
  while (names[total]) total++;
  return total;
}

static int place(NCURSES_CONST char *const *names, const char *name) {
  for (int i = 0; names[i]; i++)
    if (strcmp(names[i], name) == 0) return i;
  return -1;
}

static int copy(const char *text, uint8_t *buffer, int capacity) {
  if (!text || text == (const char *)-1) return -1;
  int length = (int)strlen(text);
  if (length > capacity) return -1;
  memcpy(buffer, text, (size_t)length);
  return length;
}

int cn_terminfo_load(void) {
  int status = 0;
  if (setupterm(NULL, 1, &status) == OK) return 1;
  return status < 0 ? -1 : 0;
}

int cn_terminfo_boolean_count(void) { return count(boolnames); }
int cn_terminfo_number_count(void) { return count(numnames); }
int cn_terminfo_string_count(void) { return count(strnames); }

bool cn_terminfo_boolean(int index) { return tigetflag((char *)boolnames[index]) > 0; }
int32_t cn_terminfo_number(int index) { return tigetnum((char *)numnames[index]); }
int cn_terminfo_string(int index, uint8_t *buffer, int capacity) {
  return copy(tigetstr((char *)strnames[index]), buffer, capacity);
}

bool cn_terminfo_flag(const char *name) { return tigetflag((char *)name) > 0; }
int32_t cn_terminfo_value(const char *name) { return tigetnum((char *)name); }
int cn_terminfo_text(const char *name, uint8_t *buffer, int capacity) {
  return copy(tigetstr((char *)name), buffer, capacity);
}

int cn_terminfo_boolean_index(const char *name) { return place(boolnames, name); }
int cn_terminfo_number_index(const char *name) { return place(numnames, name); }
int cn_terminfo_string_index(const char *name) { return place(strnames, name); }
