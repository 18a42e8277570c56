// SPDX-License-Identifier: GPL-2.0
/*
 * Writes every byte of the struct pages of blocks that are offline once, with plain
 * stores of 64 bits, and says how long that took: nobody who has to fill them in can be
 * faster. The kernel fills them in anew when the blocks go online.
 */
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>

#define AT_ONCE 4096	/* struct pages between looks at who else wants the processor */

static unsigned long pfn;
module_param(pfn, ulong, 0444);
MODULE_PARM_DESC(pfn, "the first page");
static unsigned long pages;
module_param(pages, ulong, 0444);
MODULE_PARM_DESC(pages, "so many of them");
static unsigned long ns;
module_param(ns, ulong, 0444);
MODULE_PARM_DESC(ns, "so long it took");

static int __init floor_init(void)
{
	unsigned long done, begin = ktime_get_ns();
	u64 *at, *end;

	for (done = 0; done < pages; done += AT_ONCE) {
		at = (u64 *)pfn_to_page(pfn + done);
		end = (u64 *)pfn_to_page(pfn + min(done + AT_ONCE, pages));
		for (; at < end; at++)
			WRITE_ONCE(*at, 0);
		cond_resched();
	}
	ns = ktime_get_ns() - begin;
	return 0;
}

static void __exit floor_exit(void)
{
}

module_init(floor_init);
module_exit(floor_exit);
MODULE_DESCRIPTION("writes struct pages, for a benchmark");
MODULE_LICENSE("GPL");
