/* SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later */
/*
 * Arithmetic on ranges of blocks. Like all of core/ this is compiled into the
 * module and into the library: gnu89, no floats, no allocation, no logging.
 */
#ifndef MEMHP_CORE_RANGES_H
#define MEMHP_CORE_RANGES_H

#include <memhp/uapi.h>

/**
 * memhp_ranges_check - are these ranges fit for a change?
 * @ranges:	what the caller sent
 * @nr:		how many
 * @last_block:	the largest block index that can be
 * @max_blocks:	the most blocks that one change may have
 * @total:	out: blocks in all ranges together
 *
 * Ranges must be ascending and must not overlap; none may be empty or reach
 * past @last_block. Returns 0 or -EINVAL. No locks, no side effects.
 */
int memhp_ranges_check(const struct memhp_range *ranges, __u32 nr,
		       __u64 last_block, __u64 max_blocks, __u64 *total);

#endif
