// SPDX-License-Identifier: GPL-2.0
/* 5.19, 6d4675e60135: who locks for the reverse map is told of the walk */
#include <linux/rmap.h>
struct anon_vma *f(struct folio *folio, struct rmap_walk_control *walk);
struct anon_vma *f(struct folio *folio, struct rmap_walk_control *walk)
{
	return walk->anon_lock(folio, walk);
}
