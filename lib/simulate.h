/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A machine that is only described: describe.c reads it from words, simulate.c
 * plugs its memory in. All in pages.
 */
#ifndef MEMHP_SIMULATE_H
#define MEMHP_SIMULATE_H

#include "policy.h"
#include "private.h"

#define MEMHP_SIM_PAGE		4096ULL
#define MEMHP_SIM_PAGES		(1ULL << 52)	/* 2^64 bytes: as many are too many */
#define MEMHP_SIM_NODE_MAX	1023
#define MEMHP_SIM_PLUGS		4096
#define MEMHP_SIM_BLOCKS	(1ULL << 28)	/* plugged; some seconds */

/* A node: as described, and as it is by now. */
struct memhp_sim_node {
	int32_t number;
	bool described;		/* not only named by a hot-plug */
	struct memhp_scope first;
	struct memhp_scope now;
	uint64_t offline;
	struct memhp_simulated_node told;
};

/* A hot-plug. @share is its group, whatever the type, as it is by now. */
struct memhp_sim_plug {
	int32_t node;
	uint32_t owner;
	int32_t hotpluggable;
	__u64 pages;
	__u64 unit;		/* what goes one way: a block if in no group */
	struct memhp_share share;
};

struct memhp_simulation {
	struct memhp *ctx;
	uint64_t block;
	bool block_given;
	uint64_t pages;		/* of all that was described */
	struct memhp_scope all;
	struct memhp_sim_node *nodes;	/* ascending by number */
	size_t nr_nodes;
	struct memhp_sim_plug *plugs;
	size_t nr_plugs;
};

/* The node @number, made if there is none; NULL: out of memory. Pointers to
 * other nodes are void after it. */
struct memhp_sim_node *memhp_sim_node(struct memhp_simulation *simulation,
				      int32_t number);
/* Add a copy of @plug; -ENOMEM. */
int memhp_sim_plug(struct memhp_simulation *simulation,
		   const struct memhp_sim_plug *plug);

#endif
