/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A balance on its way, and what its files share: balance.c plans, balance-facts.c
 * reads the machine, balance-policy.c what its policy says, balance-look.c its pages,
 * balance-steps.c makes steps of plans, balance-told.c says how it stands,
 * balance-run.c carries it out, balance-result.c takes what became of that. The
 * planner itself knows nothing of this: balance.h.
 */
#ifndef MEMHP_BALANCER_H
#define MEMHP_BALANCER_H

#include "balance.h"
#include "private.h"

struct memhp_balancer_node {
	struct memhp_balance_node told;
	struct memhp_balance_fact *facts;
	size_t nr;
	size_t headroom;	/* of the ratio of the policy; see struct memhp_goal */
	int rule;		/* that it is of; -1: none */
	size_t goal;		/* blocks of told.place */
	struct memhp_balance_span span;
	struct memhp_moves moves;
	uint8_t *place;		/* room for the places of all blocks */
	struct memhp_balance_range *before;
	struct memhp_balance_range *after;
};

enum memhp_stage {
	MEMHP_STAGE_PENDING,
	MEMHP_STAGE_RUNNING,
	MEMHP_STAGE_OVER,
	MEMHP_STAGE_UNDOING,
};

struct memhp_balancer_step {
	struct memhp_balance_step told;
	size_t node;
	size_t fact;
	uint8_t to;		/* enum memhp_place */
	uint8_t stage;		/* enum memhp_stage */
	bool onlines;
	char *detail;		/* what told points to */
	uint32_t batch;		/* what is all or nothing: its bond, or 1; 0: by itself */
};

struct memhp_balance {
	struct memhp *ctx;
	struct memhp_balance_opts opts;
	struct memhp_blocks *blocks;
	struct memhp_balancer_node *nodes;	/* by number */
	size_t nr_nodes;
	size_t headroom;			/* as of a node, of the machine */
	int rule;
	struct memhp_balancer_step *steps;	/* in the order of the plan */
	size_t nr_steps;
	size_t room;
	size_t planned;				/* steps before the plan that holds */
	size_t looked;				/* blocks, so far */
	char unseen[256];
	size_t next;				/* steps before it are under way or over */
	size_t undoing;				/* steps to be put back */
	bool *dropped;				/* batches that failed just now */
	size_t nr_batches;
	bool failed;				/* blocks did, since it was planned */
	bool stopped;
	bool futile;				/* what stopped a block stops all */
	struct memhp_change_req *req;
	size_t *running;			/* steps of @req, as its results */
	size_t nr_running;
};

/* ---- balance-facts.c ---- */

/* Read the machine into nodes and facts. */
int memhp_balance_gather(struct memhp_balance *balance);
uint8_t memhp_balance_place_of(unsigned int state, unsigned int zone);

/* ---- balance-policy.c ---- */

/* Note in nodes and facts what an enforced policy says. */
void memhp_balance_heed_policy(struct memhp_balance *balance);
/* A block is in @place by now: what that costs, or sets free, of the headroom. */
void memhp_balance_account(struct memhp_balance *balance, struct memhp_balancer_node *node,
			   struct memhp_balance_fact *fact, uint8_t place);

/* ---- balance-look.c ---- */

/* Look at pages of blocks that are picked: how many were looked at, so that the plan
 * may be another one now; or a negative errno. */
int memhp_balance_look(struct memhp_balance *balance);

/* ---- balance-told.c ---- */

/* What is told of each node, at the begin and from then on. */
int memhp_balance_tell_before(struct memhp_balance *balance);
int memhp_balance_tell(struct memhp_balance *balance, bool planned);
/* Ask the zones whether they are contiguous. */
void memhp_balance_tell_contiguous(struct memhp_balance *balance, bool before);

/* ---- balance-steps.c ---- */

/* The plans of all nodes as steps, behind those there are, in the order in which they
 * are carried out. */
int memhp_balance_add_steps(struct memhp_balance *balance);

/* ---- balance-run.c ---- */

/* What each step is expected to come to, in its result. */
int memhp_balance_foresee(struct memhp_balance *balance);

/* ---- balance-result.c ---- */

bool memhp_balance_went_well(const struct memhp_result *result);
/* Take what the plan of a change says of a step, be it good or bad. */
void memhp_balance_expect(struct memhp_balancer_step *step, const struct memhp_result *result);
/* Take what became of the last change, if it was run. */
void memhp_balance_collect(struct memhp_balance *balance);

/* ---- balance.c ---- */

/* Plan all nodes, as facts are by now; @again: after some blocks failed. */
int memhp_balance_plan(struct memhp_balance *balance, bool again);
#endif /* MEMHP_BALANCER_H */
