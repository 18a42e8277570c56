// SPDX-License-Identifier: GPL-2.0
/* 5.18, 2aff7a4755be: page tables are looked through for frames, not for a page */
#include <linux/rmap.h>
struct page_vma_mapped_walk g = { .pfn = 1, .nr_pages = 1, .pgoff = 1 };
