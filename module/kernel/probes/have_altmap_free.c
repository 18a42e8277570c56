// SPDX-License-Identifier: GPL-2.0
/* 6.7, 1a8c64e11043: what a block keeps for its memmap is told by its altmap */
#include <linux/memory.h>
#include <linux/memremap.h>
unsigned long f(struct memory_block *mem);
unsigned long f(struct memory_block *mem) { return mem->altmap->free; }
