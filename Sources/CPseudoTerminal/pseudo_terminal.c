#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int cp_open(int *controller, int *device, char *path, int capacity) {
  *device = -1;
  *controller = posix_openpt(O_RDWR | O_NOCTTY);
  if (*controller < 0) return errno;
  fcntl(*controller, F_SETFD, FD_CLOEXEC);
  fcntl(*controller, F_SETFL, O_NONBLOCK);
  if (grantpt(*controller) == 0 && unlockpt(*controller) == 0 &&
      ptsname_r(*controller, path, (size_t)capacity) == 0)
    *device = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*device >= 0) return 0;
  int status = errno;
  close(*controller);
  *controller = -1;
  return status;
}

void cp_resize(int controller, int rows, int columns) {
  struct winsize size = {
      .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns, .ws_xpixel = 0, .ws_ypixel = 0};
  ioctl(controller, TIOCSWINSZ, &size);
}

pid_t cp_spawn(
    const char *path, const char *program, char *const arguments[], char *const environment[]) {
  pid_t child = fork();
  if (child < 0) return -errno;
  if (child > 0) return child;
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setsid();
  int device = open(path, O_RDWR);
  if (device < 0) _exit(126);
  ioctl(device, TIOCSCTTY, 0);
  for (int stream = 0; stream < 3; stream++) dup2(device, stream);
  if (device > 2) close(device);
  execve(program, arguments, environment);
  _exit(127);
}
