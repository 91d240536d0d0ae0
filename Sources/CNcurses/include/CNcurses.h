/* The C side of the terminal: what Swift cannot import from ncurses, behind plain functions.
 *
 * ncurses is full of macros, variadic functions and mutable globals, none of which Swift 6 can use. So
 * nothing of <curses.h> is visible here. terminfo.c reads the current terminal's entry, screen.c opens a
 * screen and blits cells to it, shared.c hands pictures over in memory, input.c reads bytes, signals.c
 * turns signals into wake-ups, ends.c puts the terminal back when the program dies, report.c tells of a
 * crash, threads.c lets every thread report one, reset.c repairs what another program left,
 * asking.c is for questions without a screen.
 *
 * Call everything on one thread, except cn_wake, which any thread may call.
 */
#ifndef CNCURSES_H
#define CNCURSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- terminfo.c: the current terminal's entry ---- */

/* Loads the entry of $TERM. 1: found; 0: unknown or hardcopy terminal; -1: no terminfo database. */
int cn_terminfo_load(void);
/* Standard capabilities by their place in the compiled format; counts come from ncurses itself. */
int cn_terminfo_boolean_count(void);
int cn_terminfo_number_count(void);
int cn_terminfo_string_count(void);
bool cn_terminfo_boolean(int index);
int32_t cn_terminfo_number(int index);
/* Copies a string capability without its NUL; its length, or -1 where the terminal lacks it. */
int cn_terminfo_string(int index, uint8_t *buffer, int capacity);
/* Capabilities by name, extended ones too. */
bool cn_terminfo_flag(const char *name);
int32_t cn_terminfo_value(const char *name);
int cn_terminfo_text(const char *name, uint8_t *buffer, int capacity);
/* The place of a named standard capability, or -1. */
int cn_terminfo_boolean_index(const char *name);
int cn_terminfo_number_index(const char *name);
int cn_terminfo_string_index(const char *name);

/* ---- screen.c ---- */

/* Chooses a locale in which wide characters work. 1: the user's own is UTF-8; 2: the user has none, so
 * C.UTF-8 was taken; 0: neither, only ASCII is safe. */
int cn_locale_choose(void);
/* Columns that a character takes, by the C library that ncurses asks: 1, 2, or -1 if unprintable. */
int cn_character_width(uint32_t scalar);
bool cn_is_terminal(int descriptor);

enum {
  CN_BOLD = 1,
  CN_DIM = 2,
  CN_UNDERLINE = 4,
  CN_REVERSE = 8,
};

/* One character cell, ready for ncurses. */
typedef struct {
  uint32_t glyph;
  int32_t pair;
  uint32_t attributes;
} cn_cell;

/* Opens the screen. `entry` is a terminfo entry as TERMINFO understands it ("hex:…"), or NULL for the
 * installed one. False if ncurses refuses; nothing has changed then. */
bool cn_screen_open(const char *entry, bool mouse);
/* Leaves the screen and puts everything back. Safe to call twice. */
void cn_screen_close(void);
/* Colours of the open screen, and the number that its colour pairs stay below. Pair 0 is the terminal's
 * default. */
int32_t cn_screen_colors(void);
int32_t cn_screen_pairs(void);
bool cn_pair_set(int32_t pair, int32_t foreground, int32_t background);
/* Forgets all pairs; the next cn_screen_update repaints everything. */
void cn_pairs_reset(void);
void cn_blit(int rows, int columns, const cn_cell *cells);
/* Sends what changed since the last update, and then commands that draw pictures, as one synchronized
 * frame. */
void cn_screen_update(const void *pictures, size_t count);
/* Sends what changed, which is no frame: no eye sees a difference. */
void cn_screen_refine(void);
/* Sends bytes at once, outside of any frame. */
void cn_screen_send(const void *bytes, size_t count);
/* What takes the pictures off the screen again, should the program crash; at most 2,048 bytes. */
void cn_screen_cleanup(const char *text);
/* Repaints a row at the next update. */
void cn_screen_redraw(int row);
/* Repaints everything at the next update. */
void cn_screen_invalidate(void);
/* Gives the terminal back to the shell for a while (true) or takes it again (false). */
void cn_screen_pause(bool paused);
/* The terminal's size as the kernel says now. */
void cn_screen_measure(int *rows, int *columns);
/* The size of a cell in pixels as the kernel knows it; false where the terminal did not tell it. */
bool cn_screen_cell(int *columns, int *rows);
void cn_screen_resize(int rows, int columns);
/* Starts or stops reports of the mouse and of the focus, and marks around pastes. Opening, closing and
 * pausing do so too. */
void cn_screen_listen(bool listens);
/* Asks the terminal how large a cell is in pixels, and whether it can report the mouse in pixels. */
void cn_screen_ask_pointer(void);
/* Has the mouse reported in pixels from the answer on that says so, until reports are stopped. */
void cn_screen_count_pixels(void);
/* Asks the terminal for its background colour, where wanted, what else `pixels` asks, and for its
 * attributes, which every terminal answers. The answers arrive as input. */
void cn_screen_ask(bool background, const void *pixels, size_t count);
/* Puts the controlling terminal in the place of standard input and output, where these are none; false where
 * nothing was to be done, or could be. */
bool cn_terminal_borrow(void);
void cn_terminal_return(void);
/* Whether typed characters show and wait for the end of their line, for questions without a screen. */
bool cn_echo(bool on);

/* ---- shared.c ---- */

/* Puts bytes into new shared memory for the terminal to read and remove; the length of its name, without
 * NUL, or -1 where the system has none to give. */
int cn_shared_write(const void *bytes, size_t count, uint8_t *name, int capacity);
/* Removes what the terminal has not; safe in a signal handler. */
void cn_shared_sweep(void);

/* ---- input.c ---- */

/* Bytes that have arrived, after waiting at most so many milliseconds for the first one.
 * 0: none came; -1: the terminal is gone. */
int cn_input_read(uint8_t *buffer, int capacity, int milliseconds);
/* Sleeps until input, a signal or a wake, at most so many milliseconds (-1: for ever).
 * False if the terminal is gone. */
bool cn_wait(int milliseconds);
/* Whether bytes have arrived that nobody has read; it reads none. */
bool cn_input_waits(void);

/* ---- ends.c, report.c, reset.c ---- */

/* Has every signal that ends the process put the terminal back first, and a crash leave a report. Once. */
void cn_ends_watch(void);
/* Says how often the terminal has been asked, for its attributes and for a sign of life, and has not answered.
 * An end then waits so long for the answers, which the shell would get otherwise. */
void cn_ends_await(int attributes, int lives, int milliseconds);
/* Where the report is written, with all folders that are missing, and the lines that it begins with. */
void cn_report_prepare(const char *path, const char *heading);
/* Repairs the controlling terminal; false where there is none. */
bool cn_terminal_reset(void);

/* ---- signals.c ---- */

/* How often a signal came since last asked. */
int cn_signal_take(int number);
/* Whether the process ignores a signal, as it may have been told by whoever started it. */
bool cn_signal_is_ignored(int number);
/* Stops this process, and with it its job as Ctrl-Z does; returns when it is continued. */
void cn_signal_stop(bool job);
/* Ends a wait from any thread. */
void cn_wake(void);
int cn_wake_descriptor(void);
/* Takes the wakes so far; whether there were any. */
bool cn_wake_drain(void);

#endif
