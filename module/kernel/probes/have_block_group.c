// SPDX-License-Identifier: GPL-2.0
/* 5.15, 028fc57a1c36: a block knows its memory group */
#include <linux/memory.h>
struct memory_group *f(struct memory_block *m);
struct memory_group *f(struct memory_block *m) { return m->group; }
