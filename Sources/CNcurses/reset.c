/* Repairs a terminal that a program left without putting it back, as after kill -9: all modes, and the
 * line settings that `stty sane` has. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "screen.h"

/* An unfinished string is ended, then the frame, pictures, mouse, focus, pastes, and reports of the size and
 * of colours. The cursor is kept before the alternate screen is left, which would move it on the other. */
static const char everything[] =
    "\033\\\033[?2026l\033_Ga=d,d=A,q=2\033\\"
    "\033[?9l\033[?1000l\033[?1001l\033[?1002l\033[?1003l\033[?1005l\033[?1006l\033[?1015l\033[?1016l"
    "\033[?1004l\033[?2004l\033[?2048l\033[?2031l"
    /* kitty's and xterm's keyboards, on both screens. */
    "\033[=0u\033[>4m"
    "\0337\033[?1049l\033[=0u"
    /* Cursor keys, keypad, wrapping, reverse screen, inserting, the region that scrolls, letters, styles. */
    "\033[?1l\033>\033[?7h\033[?5l\033[4l\0337\033[?6l\033[r\0338\033(B\017\033[m"
    /* Colours that were changed, the cursor's colour and shape, and the cursor itself. */
    "\033]104\033\\\033]110\033\\\033]111\033\\\033]112\033\\\033[0 q\033[?25h";

static void make_sane(struct termios *modes) {
  modes->c_iflag &= ~(tcflag_t)(IGNBRK | INLCR | IGNCR | IXOFF | IXANY);
  modes->c_iflag |= BRKINT | ICRNL | IXON | IMAXBEL;
  modes->c_oflag &= ~(tcflag_t)(OCRNL | ONOCR | ONLRET);
  modes->c_oflag |= OPOST | ONLCR;
  modes->c_cflag |= CREAD;
  modes->c_lflag &= ~(tcflag_t)(ECHONL | NOFLSH | TOSTOP | ECHOPRT);
  modes->c_lflag |= ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE;
  static const struct { int which; cc_t character; } keys[] = {
      {VINTR, 3}, {VQUIT, 28}, {VERASE, 127}, {VKILL, 21}, {VEOF, 4}, {VEOL, 0}, {VEOL2, 0}, {VDISCARD, 15}, {VSTART, 17}, {VSTOP, 19},
      {VSUSP, 26}, {VREPRINT, 18}, {VWERASE, 23}, {VLNEXT, 22},
  };
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    modes->c_cc[keys[i].which] = keys[i].character;
}

bool cn_terminal_reset(void) {
  int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return false;
  struct termios modes;
  bool is_done = tcgetattr(terminal, &modes) == 0;
  if (is_done) {
    make_sane(&modes);
    is_done = tcsetattr(terminal, TCSAFLUSH, &modes) == 0;
  }
  const char *text = everything;
  size_t count = sizeof everything - 1;
  while (is_done && count > 0) {
    ssize_t written = write(terminal, text, count);
    if (written <= 0) is_done = false;
    else text += written, count -= (size_t)written;
  }
  close(terminal);
  return is_done;
}
