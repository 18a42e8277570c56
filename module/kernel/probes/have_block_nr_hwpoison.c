// SPDX-License-Identifier: GPL-2.0
/* 6.2, 5033091de814: a block counts its poisoned pages */
#include <linux/memory.h>
long f(struct memory_block *m);
long f(struct memory_block *m) { return atomic_long_read(&m->nr_hwpoison); }
