/* SPDX-License-Identifier: GPL-2.0 */
/* The pools of huge pages. */
#ifndef MEMHP_KERNEL_HUGEPAGE_H
#define MEMHP_KERNEL_HUGEPAGE_H

#include <linux/nodemask.h>
#include <linux/types.h>

/**
 * struct memhp_huge_pool - the pool of one size
 * @free:	huge pages that are free on the nodes asked about
 * @spare:	free ones of the whole machine that are not promised to anybody
 * @gigantic:	the page allocator has none so large
 */
struct memhp_huge_pool {
	unsigned long free;
	unsigned long spare;
	bool gigantic;
};

/** memhp_huge_pool - read the pool of huge pages of @order; false: there is none.
 * The numbers may have changed since. */
bool memhp_huge_pool(u32 order, const nodemask_t *nodes,
		     struct memhp_huge_pool *pool);

#endif
