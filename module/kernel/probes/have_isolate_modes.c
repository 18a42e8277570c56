// SPDX-License-Identifier: GPL-2.0
/* 6.17: isolation has modes, and alloc_contig_range() flags in place of a migrate type */
#include <linux/gfp.h>
#include <linux/mm.h>
int f(void);
int f(void) { return alloc_contig_range(0, 1, ACR_FLAGS_NONE, GFP_KERNEL); }
