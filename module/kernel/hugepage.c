// SPDX-License-Identifier: GPL-2.0
#include <linux/hugetlb.h>
#include <linux/mm.h>

#include "features.h"
#include "hugepage.h"
#include "symbols.h"

#ifdef CONFIG_HUGETLB_PAGE
bool memhp_huge_pool(u32 order, const nodemask_t *nodes,
		     struct memhp_huge_pool *pool)
{
	struct hstate *h;
	unsigned long spare;
	int nid;

	*pool = (struct memhp_huge_pool){ };
	if (!memhp_has(MEMHP_FEATURE_PAGES))
		return false;
	h = static_call(memhp_size_to_hstate)(PAGE_SIZE << order);
	if (!h)
		return false;
	for_each_node_mask(nid, *nodes)
		pool->free += READ_ONCE(h->free_huge_pages_node[nid]);
	spare = READ_ONCE(h->free_huge_pages) - READ_ONCE(h->resv_huge_pages);
	pool->spare = (long)spare > 0 ? spare : 0;
	pool->gigantic = hstate_is_gigantic(h);
	return true;
}
#else
bool memhp_huge_pool(u32 order, const nodemask_t *nodes,
		     struct memhp_huge_pool *pool)
{
	return false;
}
#endif
