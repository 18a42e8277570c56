/* SPDX-License-Identifier: GPL-2.0 */
/* Sentences that keep within the columns of a terminal. */
#ifndef MEMHPCTL_WORDS_H
#define MEMHPCTL_WORDS_H

#include <stddef.h>
#include <stdio.h>

/* Columns of the terminal that @file is; 0: it is none, or has no width. */
size_t words_width(FILE *file);

/*
 * Print @text and a newline, parted between words into lines of @width columns, or
 * as one if that is 0. Lines behind the first are indented by @indent.
 */
void words_put(FILE *file, size_t width, int indent, const char *text);

/* The same to stdout, as wide as that is. */
__attribute__((format(printf, 2, 3)))
void words_printf(int indent, const char *fmt, ...);

#endif
