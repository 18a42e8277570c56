/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A small sysfs of our own in a temporary folder. */
#ifndef TREE_H
#define TREE_H

#include "unit.h"

struct tree {
	char path[64];
	char memory[128];	/* its folder of memory blocks */
};

/* With a folder of memory blocks, of @block_size (hex; NULL: no such file). */
struct tree *tree_new(const char *block_size);
void tree_free(struct tree *tree);

/* memoryN with a state, and with valid_zones and an entry for a node unless
 * those are NULL and -1. */
void tree_block(struct tree *tree, uint64_t index, const char *state,
		const char *zones, int node);

/* A file, folder or link to nowhere, named relative to the memory folder. */
void tree_file(struct tree *tree, const char *name, const char *text);
void tree_folder(struct tree *tree, const char *name);
void tree_link(struct tree *tree, const char *name);
void tree_remove(struct tree *tree, const char *name);

/* A context on it, and the blocks that it has: it must have some. */
struct memhp *tree_context(struct tree *tree);
struct memhp_blocks *tree_blocks(struct memhp *ctx);

/* For each test one of 128 MiB blocks, as *state. */
struct tree_fixture {
	struct tree *tree;
	struct memhp *ctx;
};

int tree_set_up(void **state);
int tree_tear_down(void **state);

#endif
