// SPDX-License-Identifier: GPL-2.0
/* 6.6, 1a8c64e11043: a block that holds its own memmap has an altmap */
#include <linux/memory.h>
struct vmem_altmap *f(struct memory_block *m);
struct vmem_altmap *f(struct memory_block *m) { return m->altmap; }
