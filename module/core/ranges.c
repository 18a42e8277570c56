// SPDX-License-Identifier: GPL-2.0 OR LGPL-2.1-or-later
#include <linux/errno.h>

#include "ranges.h"

int memhp_ranges_check(const struct memhp_range *ranges, __u32 nr,
		       __u64 last_block, __u64 max_blocks, __u64 *total)
{
	__u64 next = 0;		/* the lowest index that may come now */
	__u64 sum = 0;
	__u32 i;

	if (!nr)
		return -EINVAL;

	for (i = 0; i < nr; i++) {
		const struct memhp_range *r = &ranges[i];

		if (!r->count || r->first < next || r->first > last_block)
			return -EINVAL;
		if (r->count - 1 > last_block - r->first)
			return -EINVAL;
		if (r->count > max_blocks - sum)
			return -EINVAL;
		sum += r->count;
		next = r->first + r->count;
		/* Only a range that ends at 2^64 - 1 comes round to zero. */
		if (!next && i + 1 < nr)
			return -EINVAL;
	}

	*total = sum;
	return 0;
}
