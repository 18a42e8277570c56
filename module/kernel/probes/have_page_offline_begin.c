// SPDX-License-Identifier: GPL-2.0
/* 5.14: readers of /proc/kcore are kept away from pages that go logically offline */
#include <linux/mm.h>
void f(void);
void f(void) { page_offline_begin(); page_offline_end(); }
