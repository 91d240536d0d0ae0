/* ncurses with wide characters, and whether it has more than 32,767 pairs of colours. */
#ifndef CN_WIDE_H
#define CN_WIDE_H

#define NCURSES_WIDECHAR 1
#include <curses.h>

#if defined(NCURSES_EXT_COLORS) && NCURSES_EXT_COLORS >= 20170401
#define EXTENDED_PAIRS 1
#else
#define EXTENDED_PAIRS 0
#endif

#endif
