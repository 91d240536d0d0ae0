/* A crash's report: which signal, on which thread, what was said on standard error, and the stack. It is
 * written by the handler, so everything that it needs is made before: see ends.c. */
#define _GNU_SOURCE
#include "screen.h"

#ifdef __linux__
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>

enum { PATH = 1024, HEADING = 2048, MODULES = 64, FRAMES = 40, NAME = 40 };

static char report_path[PATH];
static char heading[HEADING];
static bool is_written;

static struct { uintptr_t start, end, base; char name[NAME]; } modules[MODULES];
static int module_count;
static int probe[2] = {-1, -1};

static void put(int file, const char *text) {
  ssize_t ignored = write(file, text, strlen(text));
  (void)ignored;
}

static void put_number(int file, uintptr_t value, unsigned base) {
  char digits[24];
  int place = sizeof digits;
  digits[--place] = 0;
  do digits[--place] = "0123456789abcdef"[value % base];
  while ((value /= base) > 0);
  put(file, digits + place);
}

static int note_module(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size, (void)unused;
  const char *name = info->dlpi_name && info->dlpi_name[0] ? info->dlpi_name : "flowscope";
  const char *slash = strrchr(name, '/');
  for (int i = 0; i < info->dlpi_phnum && module_count < MODULES; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    uintptr_t start = info->dlpi_addr + part->p_vaddr;
    modules[module_count].start = start;
    modules[module_count].end = start + part->p_memsz;
    modules[module_count].base = info->dlpi_addr;
    snprintf(modules[module_count].name, NAME, "%s", slash ? slash + 1 : name);
    module_count++;
  }
  return 0;
}

void cn_report_prepare(const char *path, const char *text) {
  snprintf(report_path, sizeof report_path, "%s", path);
  snprintf(heading, sizeof heading, "%s", text);
  if (module_count == 0) dl_iterate_phdr(note_module, NULL);
  if (probe[0] < 0 && pipe2(probe, O_CLOEXEC | O_NONBLOCK) != 0) probe[0] = probe[1] = -1;
}

/* Two words of the stack. The system refuses to copy from an address that is not there. */
static bool read_words(uintptr_t place, uintptr_t words[2]) {
  size_t size = 2 * sizeof *words;
  if (place % sizeof *words || probe[1] < 0) return false;
  if (write(probe[1], (const void *)place, size) != (ssize_t)size) return false;
  return read(probe[0], words, size) == (ssize_t)size;
}

static void put_place(int file, uintptr_t address) {
  put(file, "  ");
  for (int i = 0; i < module_count; i++) {
    if (address < modules[i].start || address >= modules[i].end) continue;
    put(file, modules[i].name);
    put(file, " 0x");
    put_number(file, address - modules[i].base, 16);
    put(file, "\n");
    return;
  }
  put(file, "unknown 0x");
  put_number(file, address, 16);
  put(file, "\n");
}

static void put_stack(int file, void *context) {
  uintptr_t place = 0, frame = 0, next[2];
  const mcontext_t *machine = &((const ucontext_t *)context)->uc_mcontext;
#if defined(__x86_64__)
  place = (uintptr_t)machine->gregs[REG_RIP];
  frame = (uintptr_t)machine->gregs[REG_RBP];
#elif defined(__aarch64__)
  place = machine->pc;
  frame = machine->regs[29];
#else
  (void)machine;
#endif
  put(file, "\nstack, innermost first; addr2line -fe PROGRAM 0x… tells the function and line of one:\n");
  for (int i = 0; i < FRAMES && place; i++) {
    put_place(file, place);
    if (!read_words(frame, next) || next[0] <= frame) return;
    frame = next[0];
    /* The call is before the place to return to. */
    place = next[1] - 1;
  }
}

/* The folders on the way may be missing. */
static void make_folders(void) {
  for (char *slash = report_path + 1; (slash = strchr(slash, '/')); slash++) {
    *slash = 0;
    mkdir(report_path, S_IRWXU);
    *slash = '/';
  }
}

static void put_signal(int file, int number, const siginfo_t *info) {
  const char *name = sigabbrev_np(number);
  put(file, "ended by SIG");
  put(file, name ? name : "?");
  if (info && info->si_code <= 0) {
    if (info->si_pid == getpid()) put(file, ", which the program sent itself");
    else put(file, ", sent by process "), put_number(file, (uintptr_t)info->si_pid, 10);
  } else if (info) {
    put(file, " at address 0x");
    put_number(file, (uintptr_t)info->si_addr, 16);
  }
  char thread[17] = "";
  prctl(PR_GET_NAME, thread);
  put(file, "\nthread   ");
  put(file, thread);
  put(file, "\n");
}

void cn_report_write(int number, const siginfo_t *info, void *context) {
  if (!report_path[0]) return;
  make_folders();
  int file = open(report_path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return;
  char said[2048];
  size_t count = cn_errors_held(said, sizeof said);
  put(file, heading);
  put(file, "end      ");
  put_signal(file, number, info);
  if (count > 0) {
    put(file, "\nsaid on standard error:\n");
    ssize_t ignored = write(file, said, count);
    (void)ignored;
  }
  if (context) put_stack(file, context);
  is_written = close(file) == 0;
}

void cn_report_say(void) {
  if (!is_written) return;
  put(STDERR_FILENO, "flowscope crashed; a report is in ");
  put(STDERR_FILENO, report_path);
  put(STDERR_FILENO, "\n");
}

#else  /* Only Linux tells what a report needs, of the systems that it was written for. */

void cn_report_prepare(const char *path, const char *text) { (void)path, (void)text; }
void cn_report_write(int number, const siginfo_t *info, void *context) {
  (void)number, (void)info, (void)context;
}
void cn_report_say(void) {}

#endif
