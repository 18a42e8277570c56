// SPDX-License-Identifier: GPL-2.0
/*
 * Looks like the balloon of Hyper-V: has the kernel's callback for pages that go
 * online, and adds a block by a plain add_memory().
 */
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/module.h>

static unsigned long block;
module_param(block, ulong, 0444);
MODULE_PARM_DESC(block, "that is added; where nothing else is");

static void give(struct page *page, unsigned int order)
{
	generic_online_page(page, order);
}

static int __init balloon_init(void)
{
	unsigned long size = memory_block_size_bytes();
	int ret;

	ret = set_online_page_callback(give);
	if (ret)
		return ret;
	ret = add_memory(0, block * size, size, MHP_NONE);
	if (ret)
		restore_online_page_callback(give);
	return ret;
}

static void __exit balloon_exit(void)
{
	restore_online_page_callback(give);
}

module_init(balloon_init);
module_exit(balloon_exit);
MODULE_DESCRIPTION("adds memory as the balloon of Hyper-V does, for tests");
MODULE_LICENSE("GPL");
