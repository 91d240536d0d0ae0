/* Signals become wake-ups of the one thread that draws. A signal that ends the program for good
 * (a crash, or a second SIGTERM that nobody answered) first puts the terminal back, with nothing but
 * async-signal-safe calls: a prebuilt string and tcsetattr, never endwin. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "screen.h"

enum { PATIENCE = 2 };  /* requests to end that may go unanswered before we stop asking */

static const int wanted[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT};
static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT};
enum {
  WANTED = sizeof wanted / sizeof wanted[0],
  CRASHES = sizeof crashes / sizeof crashes[0],
  SIGNALS = 65,
};

static struct sigaction before[SIGNALS];
static volatile sig_atomic_t arrived[SIGNALS];
static volatile sig_atomic_t armed;
static struct termios cooked;
static bool has_cooked;
static char restore_text[1024];
static size_t restore_length;
/* What takes pictures off the screen; sent before the rest. */
static char cleanup_text[2048];
static volatile sig_atomic_t cleanup_length;
static char alternate_stack[64 * 1024];

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

static void restore_now(void) {
  if (!armed) return;
  armed = 0;
  /* Blocking SIGTTOU lets even a background process set the terminal. */
  sigset_t quiet, previous;
  sigemptyset(&quiet);
  sigaddset(&quiet, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &quiet, &previous);
  cn_screen_send(cleanup_text, (size_t)cleanup_length);
  cn_screen_send(restore_text, restore_length);
  cn_shared_sweep();
  if (has_cooked) {
    tcflush(STDIN_FILENO, TCIFLUSH);
    tcsetattr(STDIN_FILENO, TCSANOW, &cooked);
  }
  pthread_sigmask(SIG_SETMASK, &previous, NULL);
}

/* Hands the signal to whoever had it before us. It is blocked while we run, so it arrives on return. */
static void pass_on(int number) {
  sigaction(number, &before[number], NULL);
  raise(number);
}

static void on_crash(int number) {
  restore_now();
  pass_on(number);
}

static void on_signal(int number) {
  arrived[number]++;
  bool ends = number == SIGINT || number == SIGTERM || number == SIGHUP;
  if (ends && arrived[number] > PATIENCE) {
    restore_now();
    pass_on(number);
    return;
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

/* Before newterm, which changes some of it: a signal passed on must not end up with ncurses, whose
 * handlers exit with status 1. */
void cn_signals_remember(void) {
  has_cooked = tcgetattr(STDIN_FILENO, &cooked) == 0;
  for (int i = 0; i < WANTED; i++) sigaction(wanted[i], NULL, &before[wanted[i]]);
  for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], NULL, &before[crashes[i]]);
}

/* After endwin: exactly the modes of before, and no half-read mouse report left for the shell. */
void cn_signals_restore_terminal(void) {
  if (!has_cooked) return;
  tcflush(STDIN_FILENO, TCIFLUSH);
  tcsetattr(STDIN_FILENO, TCSANOW, &cooked);
}

void cn_screen_cleanup(const char *text) {
  size_t length = strlen(text);
  cleanup_length = 0;
  if (length > sizeof cleanup_text) return;
  memcpy(cleanup_text, text, length);
  cleanup_length = (sig_atomic_t)length;
}

void cn_signals_install(const char *restore) {
  static bool at_exit;
  cleanup_length = 0;
  open_pipe();
  restore_length = strlen(restore);
  if (restore_length > sizeof restore_text) restore_length = sizeof restore_text;
  memcpy(restore_text, restore, restore_length);
  /* A crash by stack overflow needs another stack to report it on. */
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack, .ss_flags = 0};
  sigaltstack(&stack, NULL);
  armed = 1;
  for (int i = 0; i < WANTED; i++) {
    arrived[wanted[i]] = 0;
    catch(wanted[i], on_signal, SA_RESTART);
  }
  for (int i = 0; i < CRASHES; i++) catch(crashes[i], on_crash, SA_ONSTACK);
  if (!at_exit) at_exit = atexit(restore_now) == 0;
}

void cn_signals_remove(void) {
  if (!armed) return;
  armed = 0;
  for (int i = 0; i < WANTED; i++) sigaction(wanted[i], &before[wanted[i]], NULL);
  for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], &before[crashes[i]], NULL);
}

bool cn_echo(bool on) {
  struct termios modes;
  if (tcgetattr(STDIN_FILENO, &modes) != 0) return false;
  if (on) modes.c_lflag |= ICANON | ECHO;
  else modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  return tcsetattr(STDIN_FILENO, TCSANOW, &modes) == 0;
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
