/* Input: waiting for bytes and reading them. What they mean is not decided here. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "CNcurses.h"

enum { GONE = POLLHUP | POLLERR | POLLNVAL };

int cn_input_read(uint8_t *buffer, int capacity, int milliseconds) {
  struct pollfd source = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  int ready = poll(&source, 1, milliseconds);
  if (ready <= 0) return ready == 0 || errno == EINTR ? 0 : -1;
  if ((source.revents & POLLIN) == 0) return -1;
  ssize_t count = read(STDIN_FILENO, buffer, (size_t)capacity);
  if (count > 0) return (int)count;
  return count < 0 && (errno == EINTR || errno == EAGAIN) ? 0 : -1;
}

bool cn_wait(int milliseconds) {
  struct pollfd sources[2] = {
      {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
      {.fd = cn_wake_descriptor(), .events = POLLIN, .revents = 0},
  };
  if (poll(sources, 2, milliseconds) < 0) return errno == EINTR;
  return (sources[0].revents & GONE) == 0;
}

bool cn_input_waits(void) {
  struct pollfd source = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  return poll(&source, 1, 0) > 0;
}
