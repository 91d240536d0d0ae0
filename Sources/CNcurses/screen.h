/* What screen.c and signals.c share. */
#ifndef CN_SCREEN_H
#define CN_SCREEN_H

#include "CNcurses.h"

/* Keeps the signal handlers and the terminal's modes as they were before the screen. */
void cn_signals_remember(void);
/* Puts the terminal's modes back. */
void cn_signals_restore_terminal(void);
/* Starts and stops catching signals. `restore` is what puts the terminal's screen back. */
void cn_signals_install(const char *restore);
void cn_signals_remove(void);

#endif
