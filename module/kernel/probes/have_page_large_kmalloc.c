// SPDX-License-Identifier: GPL-2.0
/* 6.15: large kmalloc() is of a page type */
#include <linux/mm.h>
bool f(struct page *page);
bool f(struct page *page) { return PageLargeKmalloc(page); }
