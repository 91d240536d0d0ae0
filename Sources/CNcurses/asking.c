/* Questions to the terminal without a screen. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "screen.h"

static int lent[2] = {-1, -1};

bool cn_terminal_borrow(void) {
  if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) return false;
  int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return false;
  for (int i = 0; i < 2; i++) {
    lent[i] = fcntl(i, F_DUPFD_CLOEXEC, 3);
    dup2(terminal, i);
  }
  close(terminal);
  return true;
}

void cn_terminal_return(void) {
  for (int i = 0; i < 2; i++) {
    if (lent[i] < 0) continue;
    dup2(lent[i], i);
    close(lent[i]);
    lent[i] = -1;
  }
}

bool cn_echo(bool on) {
  struct termios modes;
  if (on) {
    cn_ends_restore_modes();
    cn_ends_disarm();
    cn_ends_answer(false);
    return true;
  }
  if (tcgetattr(STDIN_FILENO, &modes) != 0) return false;
  cn_ends_remember();
  cn_ends_watch();
  cn_ends_answer(true);
  cn_ends_arm("");
  modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  return tcsetattr(STDIN_FILENO, TCSANOW, &modes) == 0;
}
