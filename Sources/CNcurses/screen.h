/* What the files of the shim share. */
#ifndef CN_SCREEN_H
#define CN_SCREEN_H

#include <signal.h>

#include "CNcurses.h"

/* Starts and stops catching the signals that the program answers. Before newterm: ncurses leaves signals alone
 * that somebody has; its own handlers exit with status 1. */
void cn_signals_install(void);
void cn_signals_remove(void);

/* ---- ends.c ---- */

/* Keeps the terminal's line modes as they are before the screen, and puts them back. */
void cn_ends_remember(void);
void cn_ends_restore_modes(void);
/* From now on every end puts the terminal back, with this text, or with the one of before where it is NULL;
 * or no longer. */
void cn_ends_arm(const char *restore);
void cn_ends_disarm(void);
/* Has the signals that ask to end also end the process at once, where nobody answers them; or no longer. */
void cn_ends_answer(bool answers);
/* Keeps what is written on standard error from the screen, or shows it. */
void cn_errors_hold(bool holds);
/* The beginning of what is kept. */
size_t cn_errors_held(char *buffer, size_t capacity);
/* Puts the terminal back and ends the process by a signal, of which the system told the rest. */
void cn_end(int number, siginfo_t *info, void *context);

/* ---- cells.c ---- */

/* Sends what changed since the last time; or, once forgotten, everything. */
void cn_cells_send(void);
void cn_cells_forget(void);

/* ---- report.c ---- */

void cn_report_write(int number, const siginfo_t *info, void *context);
/* Says on standard error where the report is. */
void cn_report_say(void);

#endif
