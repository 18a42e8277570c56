/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What there is to tell of a block and of a change, one description for
 * tables, raw output and JSON.
 */
#ifndef MEMHPCTL_COLUMNS_H
#define MEMHPCTL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include <memhp/libmemhp.h>

/* Consecutive blocks that are alike in all columns shown; or one block. */
struct block_row {
	const struct memhp_block *first;
	const struct memhp_block *last;
	const struct memhp_block_detail *detail;	/* show only */
	enum memhp_source source;
	const char *last_error;		/* show only: ready-made, NULL: none, or not known */
};

/* What became of a block. */
struct change_row {
	struct memhp_result result;
	const char *detail;
};

/* How much of a block the allocator has, and how much it has not. */
struct amount {
	bool known;
	uint64_t populated;
	uint64_t held;
};

/* What became of a block whose pages were given or taken. */
struct fill_row {
	struct change_row change;
	bool asked;		/* whether anything was to be done to it */
	struct amount from;
	struct amount to;
};

struct style {
	bool json;
	bool bytes;
};

#define CELL_LENGTH 256

struct column {
	const char *name;	/* heading; in lower case the key in JSON */
	const char *about;
	unsigned int flags;
	unsigned int weight;	/* the lightest go first when it gets narrow */

	/*
	 * The cell of @row, in @text or constant; NULL: not known. In JSON,
	 * without COLUMN_TEXT, it is printed as it stands.
	 */
	const char *(*cell)(const void *row, const struct style *style, char *text);

	/* What blocks must agree in to share a row; NULL: always do, or need not. */
	long long (*same)(const struct memhp_block *block);
};

#define COLUMN_TEXT	(1U << 0)	/* a string in JSON */
#define COLUMN_RIGHT	(1U << 1)	/* flush right in tables */
#define COLUMN_MODULE	(1U << 2)	/* only the module knows it */
#define COLUMN_DETAIL	(1U << 3)	/* show only */
#define COLUMN_EACH	(1U << 4)	/* never alike in two blocks; known, and raw in JSON */

#define COLUMNS_MAX 24

/* Columns to print, in order. */
struct columns {
	size_t count;
	const struct column *at[COLUMNS_MAX];
};

void columns_for_table(struct columns *columns);
void columns_for_json(struct columns *columns);
void columns_for_show(struct columns *columns, bool json);
void columns_for_changes(struct columns *columns);
/* The same for rows that are struct fill_row. */
void columns_for_fills(struct columns *columns);

/* POPULATED and HELD, behind OWNER of the columns of a table. */
void columns_add_held(struct columns *columns);

/* The @i-th that a table of blocks can have, NULL past the end. */
const struct column *columns_at(size_t i);

/* Parse "RANGE,size"; complains and returns EXIT_USAGE, or 0. */
int columns_parse(struct columns *columns, const char *list);

/* Drop the lightest column. */
void columns_drop(struct columns *columns);

/* Whether @a and @b agree in all columns. */
bool columns_same(const struct columns *columns, const struct memhp_block *a,
		  const struct memhp_block *b);

/* "OWNER and EARLY": those columns that only the module knows. */
void columns_missing(const struct columns *columns, char *text, size_t size);

#endif
