// SPDX-License-Identifier: LGPL-2.1-or-later
#include "machine.h"

struct memhp_blocks *machine_new(struct memhp *ctx, uint64_t block_size,
				 const struct memhp_alike *ranges, size_t nr)
{
	struct memhp_blocks *blocks = calloc(1, sizeof(*blocks));
	struct memhp_alikes alikes = { .count = nr, .room = nr };

	assert_non_null(blocks);
	alikes.at = calloc(nr, sizeof(*alikes.at));
	assert_non_null(alikes.at);
	memcpy(alikes.at, ranges, nr * sizeof(*ranges));
	blocks->ctx = memhp_ref(ctx);
	blocks->block_size = block_size;
	blocks->source = MEMHP_SOURCE_MODULE;
	assert_int_equal(memhp_blocks_expand(blocks, &alikes), 0);
	free(alikes.at);
	return blocks;
}
