// SPDX-License-Identifier: GPL-2.0
/* 6.17: pages that a driver can move are of a page type */
#include <linux/mm.h>
bool f(struct page *page);
bool f(struct page *page) { return page_has_movable_ops(page); }
