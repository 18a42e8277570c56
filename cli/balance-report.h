/* SPDX-License-Identifier: GPL-2.0 */
/* What a balance is going to do, or did: to people and to programs. */
#ifndef MEMHPCTL_BALANCE_REPORT_H
#define MEMHPCTL_BALANCE_REPORT_H

#include <memhp/libmemhp.h>

#include "args.h"

/* How it is to be told. */
struct balance_report {
	const struct memhp_balance *balance;
	const struct common *common;
	enum memhp_balance_goal goal;
	bool adjacent_only;
	bool each;		/* a line for each block */
};

/* The plan as a table. 0 or -1. */
int balance_print_steps(const struct balance_report *report);

/* The plan, or what became of it, and the nodes. 0 or -1. */
int balance_print(const struct balance_report *report);
int balance_print_json(const struct balance_report *report);
/* On stderr: blocks that failed, and nodes that stay behind. */
void balance_complain(const struct balance_report *report);

#endif
