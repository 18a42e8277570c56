// SPDX-License-Identifier: GPL-2.0
/* 5.19: alloc_contig_range() isolates single pageblocks, not the largest chunks */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/page-isolation.h>
int f(void);
int f(void) { return start_isolate_page_range(0, 0, 0, 0, GFP_KERNEL); }
