// SPDX-License-Identifier: GPL-2.0
/* 7.2 and some before, not yet 6.12: what is locked for the reverse map is const */
#include <linux/rmap.h>
struct anon_vma *f(const struct folio *folio, struct rmap_walk_control *walk);
struct rmap_walk_control g = { .anon_lock = f };
