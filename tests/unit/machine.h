/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of blocks from nothing, as if the module had told of them. */
#ifndef MACHINE_H
#define MACHINE_H

#include "unit.h"

#define MIB	(1ULL << 20)

/* A list of the blocks of @ranges, @nr of them. */
struct memhp_blocks *machine_new(struct memhp *ctx, uint64_t block_size,
				 const struct memhp_alike *ranges, size_t nr);

#endif
