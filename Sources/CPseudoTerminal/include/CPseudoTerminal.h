/* Pseudo-terminals: what Swift cannot call (fork), or does not see (posix_openpt). */
#ifndef CPSEUDOTERMINAL_H
#define CPSEUDOTERMINAL_H

#include <sys/types.h>

/* Opens both ends, neither inherited by children. 0, or an errno. */
int cp_open(int *controller, int *device, char *path, int capacity);
/* Tells the kernel the size, which tells the foreground programs (SIGWINCH). */
void cp_resize(int controller, int rows, int columns);
/* Starts a program with the device at `path` as its controlling terminal and standard streams, in a
 * session of its own, with all signals at their defaults. The process, or minus an errno. */
pid_t cp_spawn(
    const char *path, const char *program, char *const arguments[], char *const environment[]);

#endif
