/* What screen.c, input.c and signals.c share. */
#ifndef CN_SCREEN_H
#define CN_SCREEN_H

#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "CNcurses.h"

/* Input is read through this pad. */
extern WINDOW *cn_input_window;
/* Keeps the signal handlers and the terminal's modes as they were before the screen. */
void cn_signals_remember(void);
/* Puts the terminal's modes back. */
void cn_signals_restore_terminal(void);
/* Starts and stops catching signals. `restore` is what puts the terminal's screen back. */
void cn_signals_install(const char *restore);
void cn_signals_remove(void);

#endif
