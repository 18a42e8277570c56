/* SPDX-License-Identifier: GPL-2.0 */
/* Tables of libsmartcols, set up as the output is to be. */
#ifndef MEMHPCTL_TABLE_H
#define MEMHPCTL_TABLE_H

#include <libsmartcols.h>

#include "output.h"

/* An empty table with @columns; NULL: out of memory. */
struct libscols_table *table_new(const struct output *output, const struct columns *columns);

/* Add a line; a cell that is NULL is empty. 0 or -1. */
int table_add(struct libscols_table *table, const char *const *cells, size_t count);

#endif
