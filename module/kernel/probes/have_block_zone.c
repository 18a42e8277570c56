// SPDX-License-Identifier: GPL-2.0
/* 5.18, 395f6081bad4: a block knows its zone */
#include <linux/memory.h>
struct zone *f(struct memory_block *m);
struct zone *f(struct memory_block *m) { return m->zone; }
