/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A machine that is a word (see node.h; D: kernel memory in zone DMA) and a stand-in
 * for the module: what the library asks of it is answered from this.
 */
#ifndef STAND_IN_H
#define STAND_IN_H

#include "balance.h"
#include "machine.h"

#define BLOCK	(128 * MIB)
#define MOST	64

struct stand_in {
	const char *word;
	const char *groups;	/* a letter for the group of a block; NULL: none */
	const char *nodes;	/* a digit for the node of a block; NULL: all on 0 */
	const char *stuck;	/* 'r' not removable, 'h' poisoned, 's' staged; NULL: none */
	const char *early;	/* 'e' of the boot map; NULL: none */
	const char *fails;	/* blocks with an 'f' cannot change, with a 'b' not back */
	enum memhp_reason reason;
	const char *pages;	/* 'n' NO, 'v' NEVER, 'd' DOUBTFUL; NULL: -ENOENT */
	size_t pages_until;	/* looks, from then on -EAGAIN; 0: no end */
	const char *foreseen;	/* blocks with an 'f' are planned to fail */
	bool enforce;
	uint32_t ratio;		/* of the policy, percent; 0: it has none */
	uint32_t rule_flags;
	struct memhp_account accounts[3];	/* of size 0: no more */
	size_t nr_accounts;
	size_t looks;
	struct memhp_group_info infos[4];
	size_t nr_infos;
	char asked[1024];	/* "online movable 5-6; " */
	struct memhp_change_req last;	/* as it was run */
};

extern struct stand_in machine;

/* Nothing of the last test. */
int stand_in_set_up(void **state);
struct memhp *stand_in_context(void);
/* The group "g". */
void stand_in_group(uint32_t type, uint64_t unit);
/* Run a change as the module would. */
void stand_in_run(struct memhp_change_req *req);

struct memhp_balance_opts movable(uint64_t blocks);
struct memhp_balance *begin(struct memhp *ctx, const struct memhp_balance_opts *opts);
void finish(struct memhp_balance *balance);
void end(struct memhp *ctx, struct memhp_balance *balance);
/* A balance begun anew and finished, and what was asked of the module for it. */
struct memhp_balance *carried_out(struct memhp *ctx, const struct memhp_balance_opts *opts,
				  const char *asked);
/* The last step of a block. */
const struct memhp_balance_step *step_of(const struct memhp_balance *balance, uint64_t block);
void expect_outcome(const struct memhp_balance *balance, uint64_t block, unsigned int outcome);

#endif
