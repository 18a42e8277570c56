// SPDX-License-Identifier: GPL-2.0
/* Takes the kernel's one callback for pages that go online, as hv_balloon and Xen do. */
#include <linux/memory_hotplug.h>
#include <linux/module.h>

static void rival_online_page(struct page *page, unsigned int order)
{
	generic_online_page(page, order);
}

static int __init slot_init(void)
{
	return set_online_page_callback(rival_online_page);
}

static void __exit slot_exit(void)
{
	restore_online_page_callback(rival_online_page);
}

module_init(slot_init);
module_exit(slot_exit);
MODULE_DESCRIPTION("has the slot for the online page callback, for tests");
MODULE_LICENSE("GPL");
