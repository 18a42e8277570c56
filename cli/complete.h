/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a word that is being typed could become, for the completion of shells.
 *
 * "memhpctl complete WORD..." gets the words of a command line up to the cursor, the
 * last of which may be empty, and prints a line for each thing that this one could
 * become: the whole word, a tab, and what it is. ":file" and ":dir" stand for what the
 * shell knows better; they are about what follows "=", if there is one. The files of
 * cli/completion/ ask it, so that they know nothing themselves.
 */
#ifndef MEMHPCTL_COMPLETE_H
#define MEMHPCTL_COMPLETE_H

#include "args.h"

/* In the place of a command that was found; returns an exit code. */
int complete(const struct args *args);

/* Print @head and @word, if that begins with what is typed. */
void complete_offer(const struct args *args, const char *head, const char *word,
		    const char *about);

#endif
