/* Signals that the program answers become wake-ups of the one thread that draws. All others that end the
 * program, and a request to end that nobody answered, are the affair of ends.c. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "screen.h"

enum { PATIENCE = 2 };  /* requests to end that may go unanswered before we stop asking */

static const int wanted[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT};
enum {
  WANTED = sizeof wanted / sizeof wanted[0],
  SIGNALS = 65,
};

static struct sigaction before[SIGNALS];
static volatile sig_atomic_t arrived[SIGNALS];
static bool is_installed;
/* The pipe lives as long as the process, so that a late wake never writes into somebody else's file. */
static int pipe_ends[2] = {-1, -1};

static void open_pipe(void) {
  if (pipe_ends[0] >= 0 || pipe(pipe_ends) != 0) return;
  for (int i = 0; i < 2; i++) {
    fcntl(pipe_ends[i], F_SETFL, O_NONBLOCK);
    fcntl(pipe_ends[i], F_SETFD, FD_CLOEXEC);
  }
}

void cn_wake(void) {
  int kept = errno;
  if (pipe_ends[1] >= 0) {
    ssize_t ignored = write(pipe_ends[1], "", 1);
    (void)ignored;
  }
  errno = kept;
}

int cn_wake_descriptor(void) { return pipe_ends[0]; }

bool cn_wake_drain(void) {
  char bytes[256];
  ssize_t count = 0;
  bool any = false;
  while (pipe_ends[0] >= 0 && (count = read(pipe_ends[0], bytes, sizeof bytes)) > 0) {
    any = true;
    if (count < (ssize_t)sizeof bytes) break;
  }
  return any;
}

static void on_signal(int number) {
  arrived[number]++;
  bool ends = number == SIGINT || number == SIGTERM || number == SIGHUP;
  if (ends && arrived[number] > PATIENCE) {
    cn_end(number, NULL, NULL);
  }
  cn_wake();
}

static void catch(int number, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  /* A shell without job control, or nohup, had this signal ignored: keep it so. */
  bool is_ignored = before[number].sa_handler == SIG_IGN && number != SIGWINCH;
  sigaction(number, is_ignored ? &before[number] : &action, NULL);
}

void cn_signals_install(void) {
  open_pipe();
  for (int i = 0; i < WANTED; i++) {
    arrived[wanted[i]] = 0;
    sigaction(wanted[i], NULL, &before[wanted[i]]);
    catch(wanted[i], on_signal, SA_RESTART);
  }
  is_installed = true;
}

void cn_signals_remove(void) {
  if (!is_installed) return;
  is_installed = false;
  for (int i = 0; i < WANTED; i++) sigaction(wanted[i], &before[wanted[i]], NULL);
}

int cn_signal_take(int number) {
  if (number < 0 || number >= SIGNALS) return 0;
  int count = arrived[number];
  arrived[number] = 0;
  return count;
}

void cn_signal_stop(bool job) {
  struct sigaction plain, ours;
  /* A shell without job control had it ignored. */
  if (before[SIGTSTP].sa_handler == SIG_IGN) return;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_IGN;
  sigaction(SIGTSTP, &plain, &ours);
  /* First the others of the job, as the terminal's driver would. */
  if (job) kill(0, SIGTSTP);
  plain.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &plain, NULL);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
  arrived[SIGCONT] = 0;
}

bool cn_signal_is_ignored(int number) {
  struct sigaction current;
  return sigaction(number, NULL, &current) == 0 && current.sa_handler == SIG_IGN;
}
