// SPDX-License-Identifier: GPL-2.0
/*
 * sample openmetrics|prometheus TREE: the metrics of a saved machine, with a module that
 * has counted something; the linker puts what is below in the place of the library's.
 */
#include <stdio.h>
#include <string.h>

#include "metrics-text.h"

int __wrap_memhp_stats_get(struct memhp *ctx, struct memhp_stats *stats);

int __wrap_memhp_stats_get(struct memhp *ctx, struct memhp_stats *stats)
{
	(void)ctx;
	*stats = (struct memhp_stats){
		.seq = 12,
		.events = { [MEMHP_EVENT_ONLINE] = 5, [MEMHP_EVENT_GROUP] = 7 },
		.done = { [MEMHP_OP_ONLINE] = 3 },
		.failed = { [MEMHP_OP_OFFLINE] = 2 },
		.reasons = { [MEMHP_REASON_UNMOVABLE] = 2 },
		/* Two below 1,024 us, one past all. */
		.took = { [MEMHP_OP_ONLINE] = { [10] = 2, [MEMHP_HISTOGRAM - 1] = 1 } },
		.took_ns = { [MEMHP_OP_ONLINE] = 1500000 },
		.asked = 1,
	};
	return 0;
}

int main(int argc, char **argv)
{
	struct memhp_opts opts = { .sz = sizeof(opts), .sysroot = argv[argc - 1] };
	struct machine machine = { .saved = true };

	if (argc != 3 || memhp_new(&machine.ctx, &opts) ||
	    memhp_blocks_get(machine.ctx, &machine.blocks))
		return 1;
	metrics_write(stdout, &machine, !strcmp(argv[1], "prometheus"));
	memhp_blocks_free(machine.blocks);
	memhp_unref(machine.ctx);
	return 0;
}
