/* The end of the program by a signal that nobody handles: a crash on any thread, or a signal whose default
 * is to end. First the terminal is put back, then a crash is reported, and then the signal does what it
 * always does, so that whoever started the program sees the true end.
 *
 * Only async-signal-safe calls are made here: prebuilt strings, write and tcsetattr, never endwin. Each step
 * takes a bounded time, also where the terminal takes nothing any more. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "screen.h"

enum { PATIENCE = 1000, CLEANUP = 2048, RESTORE = 1024, STACK = 64 * 1024, SIGNALS = 65 };

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS};
/* Of those that every system has; the others have numbers without common names. */
static const int strangers[] = {
    SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU,
#ifdef __linux__
    SIGIO, SIGPWR, SIGSTKFLT,
#endif
};

static struct sigaction before[SIGNALS];
static atomic_flag is_ending = ATOMIC_FLAG_INIT;
static volatile sig_atomic_t armed;
/* How often the terminal has been asked, for its attributes or for a sign of life, and has not answered. */
static volatile sig_atomic_t awaited_attributes, awaited_lives;
/* For how many milliseconds an answer is waited for. */
static volatile sig_atomic_t answer_time;
static struct termios cooked;
static bool has_cooked;
static char restore_text[RESTORE];
static size_t restore_length;
/* What takes pictures off the screen; sent before the rest. */
static char cleanup_text[CLEANUP];
static volatile sig_atomic_t cleanup_length;
/* The terminal, opened once more, so that writing to it need not wait; and a place for what other threads
 * still draw. */
static int way_out = -1, nowhere = -1;
/* What is written on standard error while the screen is open, and where it belongs. */
static int held_errors = -1, true_errors = -1;
static bool holds_errors;

static long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Gives up when the terminal takes nothing for so long. */
static void send_patiently(int descriptor, const char *text, size_t count) {
  long end = milliseconds() + PATIENCE;
  while (count > 0 && milliseconds() < end) {
    ssize_t written = write(descriptor, text, count);
    if (written > 0) {
      text += written;
      count -= (size_t)written;
      continue;
    }
    if (written < 0 && errno != EAGAIN && errno != EINTR) return;
    /* A thread that is still writing holds the terminal. */
    struct pollfd target = {.fd = descriptor, .events = POLLOUT, .revents = 0};
    poll(&target, 1, 20);
    struct timespec pause = {.tv_sec = 0, .tv_nsec = 5000000};
    if (target.revents & POLLOUT) nanosleep(&pause, NULL);
  }
}

/* ---- Standard error while the screen is open ---- */

/* Text on standard error would spoil the picture, and be gone with it. */
static void hold_errors(void) {
#ifdef __linux__
  if (holds_errors || !isatty(STDERR_FILENO)) return;
  if (held_errors < 0) held_errors = memfd_create("flowscope-errors", MFD_CLOEXEC);
  if (held_errors < 0) return;
  if (true_errors >= 0) close(true_errors);
  true_errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (true_errors < 0 || ftruncate(held_errors, 0) != 0) return;
  lseek(held_errors, 0, SEEK_SET);
  holds_errors = dup2(held_errors, STDERR_FILENO) >= 0;
#endif
}

size_t cn_errors_held(char *buffer, size_t capacity) {
  ssize_t count = holds_errors ? pread(held_errors, buffer, capacity, 0) : 0;
  return count > 0 ? (size_t)count : 0;
}

static void release_errors(void) {
  char bytes[512];
  ssize_t count;
  if (!holds_errors) return;
  dup2(true_errors, STDERR_FILENO);
  for (off_t place = 0; (count = pread(held_errors, bytes, sizeof bytes, place)) > 0; place += count)
    send_patiently(STDERR_FILENO, bytes, (size_t)count);
  holds_errors = false;
}

/* ---- Putting the terminal back ---- */

/* Takes the answers that are still to come, ESC [ … c to a question for attributes and ESC [ … n to one for a
 * sign of life, and what comes before them: else the shell would get it. */
static void discard_answers(void) {
  int attributes = awaited_attributes, lives = awaited_lives;
  if (tcgetpgrp(STDIN_FILENO) != getpgrp()) return;
  enum { GROUND, ESCAPE, SEQUENCE } state = GROUND;
  long left, end = milliseconds() + answer_time;
  while ((attributes > 0 || lives > 0) && (left = end - milliseconds()) > 0) {
    char bytes[256];
    struct pollfd source = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (poll(&source, 1, (int)left) <= 0) continue;
    ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count <= 0) return;
    for (ssize_t i = 0; i < count; i++) {
      bool is_inside = bytes[i] >= 0x20 && bytes[i] < 0x40;
      if (bytes[i] == '\033') state = ESCAPE;
      else if (state == ESCAPE) state = bytes[i] == '[' ? SEQUENCE : GROUND;
      else if (state == SEQUENCE && !is_inside) {
        if (bytes[i] == 'c') attributes--;
        if (bytes[i] == 'n') lives--;
        state = GROUND;
      }
    }
  }
}

static void restore_now(void) {
  if (!armed) return;
  armed = 0;
  /* Blocking SIGTTOU lets even a background process set the terminal. */
  sigset_t quiet, previous;
  sigemptyset(&quiet);
  sigaddset(&quiet, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &quiet, &previous);
  /* Other threads may still draw. */
  int out = way_out >= 0 ? way_out : dup(STDOUT_FILENO);
  if (nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
  send_patiently(out, cleanup_text, (size_t)cleanup_length);
  send_patiently(out, restore_text, restore_length);
  cn_shared_sweep();
  discard_answers();
  cn_ends_restore_modes();
  pthread_sigmask(SIG_SETMASK, &previous, NULL);
}

void cn_ends_restore_modes(void) {
  if (!has_cooked) return;
  /* No half-read mouse report is left for the shell. */
  tcflush(STDIN_FILENO, TCIFLUSH);
  tcsetattr(STDIN_FILENO, TCSANOW, &cooked);
}

static void restore_at_exit(void) {
  restore_now();
  release_errors();
}

void cn_ends_remember(void) { has_cooked = tcgetattr(STDIN_FILENO, &cooked) == 0; }

void cn_ends_arm(const char *restore) {
  static bool at_exit;
  if (restore) {
    cleanup_length = 0;
    restore_length = strlen(restore);
    if (restore_length > sizeof restore_text) restore_length = sizeof restore_text;
    memcpy(restore_text, restore, restore_length);
  }
  if (nowhere < 0) nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  char name[256];
  if (way_out < 0 && ttyname_r(STDOUT_FILENO, name, sizeof name) == 0)
    way_out = open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  armed = 1;
  if (!at_exit) at_exit = atexit(restore_at_exit) == 0;
}

void cn_ends_disarm(void) { armed = 0; }

void cn_ends_await(int attributes, int lives, int milliseconds) {
  answer_time = milliseconds;
  awaited_attributes = attributes;
  awaited_lives = lives;
}

void cn_errors_hold(bool holds) {
  if (holds) hold_errors();
  else release_errors();
}

void cn_screen_cleanup(const char *text) {
  size_t length = strlen(text);
  cleanup_length = 0;
  if (length > sizeof cleanup_text) return;
  memcpy(cleanup_text, text, length);
  cleanup_length = (sig_atomic_t)length;
}

/* ---- Ending ---- */

static bool is_crash(int number) {
  for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
    if (crashes[i] == number) return true;
  return false;
}

static void die(int number) {
  struct sigaction plain;
  sigset_t only;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_DFL;
  sigaction(number, &plain, NULL);
  raise(number);
  sigemptyset(&only);
  sigaddset(&only, number);
  pthread_sigmask(SIG_UNBLOCK, &only, NULL);
  _exit(128 + number);
}

void cn_end(int number, siginfo_t *info, void *context) {
  if (atomic_flag_test_and_set(&is_ending)) {
    /* Another thread is at it, and will end this one too. */
    struct timespec pause = {.tv_sec = 4 * PATIENCE / 1000, .tv_nsec = 0};
    nanosleep(&pause, NULL);
    die(number);
  }
  restore_now();
  if (is_crash(number)) cn_report_write(number, info, context);
  release_errors();
  if (is_crash(number)) cn_report_say();
  /* A developer who asked for the runtime's own backtrace gets it. It may return. */
  bool has_other = is_crash(number) && getenv("SWIFT_BACKTRACE") && info
      && (before[number].sa_flags & SA_SIGINFO) && before[number].sa_sigaction;
  if (has_other) before[number].sa_sigaction(number, info, context);
  die(number);
}

static void catch(int number) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = cn_end;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  /* A crash in here ends the program at once. */
  sigfillset(&action.sa_mask);
  sigaction(number, NULL, &before[number]);
  /* Whoever started the program had it ignored: keep it so. */
  if (before[number].sa_handler != SIG_IGN) sigaction(number, &action, NULL);
}

void cn_ends_answer(bool answers) {
  static const int requests[] = {SIGINT, SIGTERM, SIGHUP};
  for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
    if (answers) catch(requests[i]);
    else sigaction(requests[i], &before[requests[i]], NULL);
  }
}

void cn_ends_watch(void) {
  static bool watches;
  static char stack[STACK];
  if (watches) return;
  watches = true;
  /* A crash by stack overflow needs another stack. */
  stack_t other = {.ss_sp = stack, .ss_size = sizeof stack, .ss_flags = 0};
  sigaltstack(&other, NULL);
  for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) catch(crashes[i]);
  for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) catch(strangers[i]);
#ifdef __linux__
  for (int number = SIGRTMIN; number <= SIGRTMAX && number < SIGNALS; number++) catch(number);
#endif
}
