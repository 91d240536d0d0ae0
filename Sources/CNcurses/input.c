/* Input: keys and mouse as ncurses decodes them, and the escape sequences it does not know. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "screen.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEQUENCE_PATIENCE = 50 };  /* milliseconds between the bytes of one sequence */

static int button_down;

static cn_input plain(int kind, int value) {
  return (cn_input){.kind = kind, .value = value, .column = 0, .row = 0, .button = 0};
}

static cn_input nothing(void) { return plain(CN_INPUT_NONE, 0); }

static cn_input read_mouse(void) {
  MEVENT event;
  if (getmouse(&event) != OK) return nothing();
  cn_input input = plain(CN_INPUT_MOUSE, CN_MOUSE_MOVE);
  input.column = event.x;
  input.row = event.y;
  mmask_t state = event.bstate;
  for (int button = 1; button <= 3; button++) {
    if (state & NCURSES_MOUSE_MASK(button, NCURSES_BUTTON_PRESSED | NCURSES_BUTTON_CLICKED)) {
      button_down = button;
      input.value = CN_MOUSE_PRESS;
      input.button = button;
      return input;
    }
    if (state & NCURSES_MOUSE_MASK(button, NCURSES_BUTTON_RELEASED)) {
      button_down = 0;
      input.value = CN_MOUSE_RELEASE;
      input.button = button;
      return input;
    }
  }
  if (state & BUTTON4_PRESSED) input.value = CN_MOUSE_SCROLL_UP;
#ifdef BUTTON5_PRESSED
  else if (state & BUTTON5_PRESSED) input.value = CN_MOUSE_SCROLL_DOWN;
#endif
  else if (state & REPORT_MOUSE_POSITION) {
    input.value = button_down ? CN_MOUSE_DRAG : CN_MOUSE_MOVE;
    input.button = button_down;
  } else return nothing();
  return input;
}

static int next_in_sequence(void) {
  wint_t character;
  wtimeout(cn_input_window, SEQUENCE_PATIENCE);
  int status = wget_wch(cn_input_window, &character);
  nodelay(cn_input_window, TRUE);
  return status == OK ? (int)character : -1;
}

/* The answer to a question about colours: ESC ] 11 ; rgb:RRRR/GGGG/BBBB, ended by BEL or ESC \. */
static cn_input read_operating_system_command(void) {
  char text[64];
  size_t length = 0;
  int c;
  while ((c = next_in_sequence()) >= 0 && c != 7 && c != 27)
    if (length + 1 < sizeof text) text[length++] = c < 128 ? (char)c : '?';
  text[length] = 0;
  if (c == 27) next_in_sequence();
  unsigned red, green, blue;
  if (sscanf(text, "11;rgb:%4x/%4x/%4x", &red, &green, &blue) != 3) return nothing();
  /* Two or four digits per channel. */
  if (length > sizeof "11;rgb:ff/ff/ff" - 1) {
    red >>= 8;
    green >>= 8;
    blue >>= 8;
  }
  return plain(CN_INPUT_BACKGROUND, (int)((red & 255) << 16 | (green & 255) << 8 | (blue & 255)));
}

static cn_input key_of_final(int final) {
  switch (final) {
    case 'A': return plain(CN_INPUT_KEY, CN_KEY_UP);
    case 'B': return plain(CN_INPUT_KEY, CN_KEY_DOWN);
    case 'C': return plain(CN_INPUT_KEY, CN_KEY_RIGHT);
    case 'D': return plain(CN_INPUT_KEY, CN_KEY_LEFT);
    case 'H': return plain(CN_INPUT_KEY, CN_KEY_HOME);
    case 'F': return plain(CN_INPUT_KEY, CN_KEY_END);
    case 'Z': return plain(CN_INPUT_KEY, CN_KEY_BACK_TAB);
    case 'P': case 'Q': case 'R': case 'S': return plain(CN_INPUT_FUNCTION, final - 'P' + 1);
    default: return nothing();
  }
}

static cn_input key_of_number(int number) {
  switch (number) {
    case 1: case 7: return plain(CN_INPUT_KEY, CN_KEY_HOME);
    case 2: return plain(CN_INPUT_KEY, CN_KEY_INSERT);
    case 3: return plain(CN_INPUT_KEY, CN_KEY_DELETE);
    case 4: case 8: return plain(CN_INPUT_KEY, CN_KEY_END);
    case 5: return plain(CN_INPUT_KEY, CN_KEY_PAGE_UP);
    case 6: return plain(CN_INPUT_KEY, CN_KEY_PAGE_DOWN);
    default: return nothing();
  }
}

/* Keys with modifiers and answers that nobody waits for. Whatever it is, all of it is consumed, so
 * that no letter of it is mistaken for a key. */
static cn_input read_control_sequence(void) {
  int c, number = 0;
  bool first = true, private = false;
  while ((c = next_in_sequence()) >= 0 && (c < 0x40 || c > 0x7e)) {
    if (c >= '0' && c <= '9' && first && number < 1000) number = number * 10 + (c - '0');
    else if (c >= '<' && c <= '?') private = true;
    else first = false;
  }
  if (c < 0 || private) return nothing();
  return c == '~' ? key_of_number(number) : key_of_final(c);
}

static cn_input read_escape(void) {
  wint_t next;
  if (wget_wch(cn_input_window, &next) != OK) return plain(CN_INPUT_CHARACTER, 27);
  if (next == '[') return read_control_sequence();
  if (next == ']') return read_operating_system_command();
  if (next == 'O') return key_of_final(next_in_sequence());
  unget_wch((wchar_t)next);
  return plain(CN_INPUT_CHARACTER, 27);
}

static cn_input key_of_code(wint_t code) {
  switch (code) {
    case KEY_UP: case KEY_SR: return plain(CN_INPUT_KEY, CN_KEY_UP);
    case KEY_DOWN: case KEY_SF: return plain(CN_INPUT_KEY, CN_KEY_DOWN);
    case KEY_LEFT: case KEY_SLEFT: return plain(CN_INPUT_KEY, CN_KEY_LEFT);
    case KEY_RIGHT: case KEY_SRIGHT: return plain(CN_INPUT_KEY, CN_KEY_RIGHT);
    case KEY_HOME: case KEY_SHOME: case KEY_A1: return plain(CN_INPUT_KEY, CN_KEY_HOME);
    case KEY_END: case KEY_SEND: case KEY_C1: return plain(CN_INPUT_KEY, CN_KEY_END);
    case KEY_PPAGE: case KEY_SPREVIOUS: case KEY_A3: return plain(CN_INPUT_KEY, CN_KEY_PAGE_UP);
    case KEY_NPAGE: case KEY_SNEXT: case KEY_C3: return plain(CN_INPUT_KEY, CN_KEY_PAGE_DOWN);
    case KEY_IC: case KEY_SIC: return plain(CN_INPUT_KEY, CN_KEY_INSERT);
    case KEY_DC: case KEY_SDC: return plain(CN_INPUT_KEY, CN_KEY_DELETE);
    case KEY_BACKSPACE: return plain(CN_INPUT_KEY, CN_KEY_BACKSPACE);
    case KEY_ENTER: return plain(CN_INPUT_KEY, CN_KEY_ENTER);
    case KEY_BTAB: return plain(CN_INPUT_KEY, CN_KEY_BACK_TAB);
    case KEY_MOUSE: return read_mouse();
    default: break;
  }
  if (code > KEY_F0 && code <= KEY_F(63))
    return plain(CN_INPUT_FUNCTION, (int)((code - KEY_F0 - 1) % 12) + 1);
  return nothing();
}

/* A sequence may turn out to mean nothing; then there may still be input after it. */
cn_input cn_input_read(void) {
  wint_t character;
  int status;
  while ((status = wget_wch(cn_input_window, &character)) != ERR) {
    cn_input input = status == KEY_CODE_YES ? key_of_code(character)
                     : character == 27      ? read_escape()
                                            : plain(CN_INPUT_CHARACTER, (int)character);
    if (input.kind != CN_INPUT_NONE) return input;
  }
  return nothing();
}

bool cn_wait(int milliseconds) {
  struct pollfd sources[2] = {
      {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
      {.fd = cn_wake_descriptor(), .events = POLLIN, .revents = 0},
  };
  if (poll(sources, 2, milliseconds) < 0) return errno == EINTR;
  return (sources[0].revents & (POLLHUP | POLLERR | POLLNVAL)) == 0;
}
