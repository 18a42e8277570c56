// SPDX-License-Identifier: GPL-2.0
/* 5.14 to 6.5, a08a2ae34613: how many pages of its own memmap a block holds */
#include <linux/memory.h>
unsigned long f(struct memory_block *m);
unsigned long f(struct memory_block *m) { return m->nr_vmemmap_pages; }
