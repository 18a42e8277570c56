// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the policy in force says of a block. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "private.h"

MEMHP_EXPORT int memhp_decision_get(struct memhp *ctx, uint64_t block,
				    struct memhp_decision **decision)
{
	struct memhp_records records = {
		.attribute = MEMHP_A_POLICY_DECISION,
		.size = sizeof(**decision),
	};
	struct memhp_decision *found;
	int err;

	err = memhp_nl_records(ctx, MEMHP_CMD_EXPLAIN, &block, &records, 1);
	if (err == -ENODEV)
		memhp_fail(ctx, ENODEV, "memory%" PRIu64 " is no longer there", block);
	else if (!err && !records.count)
		err = memhp_fail(ctx, EIO, "the module does not say what the policy makes "
				 "of memory%" PRIu64, block);
	if (err) {
		free(records.at);
		return err;
	}
	found = records.at;
	found->group[sizeof(found->group) - 1] = '\0';
	*decision = found;
	return 0;
}

MEMHP_EXPORT void memhp_decision_free(struct memhp_decision *decision)
{
	free(decision);
}
