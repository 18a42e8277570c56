/* SPDX-License-Identifier: GPL-2.0 */
/* What became of a change that is not one of blocks: of the policy, of a group. */
#ifndef MEMHPCTL_ANSWER_H
#define MEMHPCTL_ANSWER_H

#include "args.h"

struct answer {
	const char *object;	/* "policy", "group" */
	const char *name;	/* of the group; NULL: has none */
	const char *change;	/* "load", "create" */
	const char *done;	/* a line for people if it worked */
	bool unchanged;		/* it was so already */
	int error;		/* 0 or a negative errno */
	const char *detail;	/* what went wrong */
};

/* For args_parse(): the answer that holds none. */
#define ANSWER_NOTHING "\"changes\": []"

/* Before the change: from here, it is answered for even if nobody reads. */
void answer_begin(void);

/* Tell it as the options say, failures on stderr too; the exit code of all of them. */
int answer_give(const struct answer *answers, size_t count, const struct common *common);

#endif
