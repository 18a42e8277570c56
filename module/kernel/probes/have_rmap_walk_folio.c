// SPDX-License-Identifier: GPL-2.0
/* 5.18, 2f031c6f042c: the reverse map is walked by folio */
#include <linux/rmap.h>
void f(struct folio *folio, struct rmap_walk_control *rwc);
void f(struct folio *folio, struct rmap_walk_control *rwc) { rmap_walk(folio, rwc); }
