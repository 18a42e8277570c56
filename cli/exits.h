/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the command ends: exit codes and what is said on the way out.
 *
 * The codes are a documented interface; none ever changes its meaning.
 */
#ifndef MEMHPCTL_EXITS_H
#define MEMHPCTL_EXITS_H

#include <stdbool.h>

enum exit_code {
	EXIT_DONE	= 0,	/* all done, or so already */
	EXIT_NOTHING	= 1,	/* failed, and nothing changed */
	EXIT_USAGE	= 2,	/* the command line cannot be understood */
	EXIT_PERMISSION	= 3,	/* not permitted */
	EXIT_MISSING	= 4,	/* module or feature missing */
	EXIT_PART	= 64,	/* done in part, as chmem has it */
};

/* One line on stderr, behind "memhpctl: ". */
__attribute__((format(printf, 1, 2)))
void complain(const char *fmt, ...);

/* The same for a command line that makes no sense; returns EXIT_USAGE. */
__attribute__((format(printf, 1, 2)))
int bad_usage(const char *fmt, ...);

/* Exit code for what the library gave for a whole call, a negative errno. */
int exit_for(int error);

/* Exit code for lines of a policy or words of a machine that the library did not
 * take: of a file (one that is missing is no module that is), or of arguments. */
int exit_for_content(int error, bool of_file);

/* Exit code for a word that names no blocks, by what memhp_set_add() gave. */
int exit_for_word(int error);

#endif
