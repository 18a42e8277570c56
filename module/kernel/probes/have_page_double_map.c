// SPDX-License-Identifier: GPL-2.0
/* 5.10 to 6.1, cb67f4282bf9 took it: maps of a whole count in each of its pages */
#include <linux/mm.h>
int f(struct page *head);
int f(struct page *head) { return PageDoubleMap(head) ? compound_mapcount(head) : 0; }
