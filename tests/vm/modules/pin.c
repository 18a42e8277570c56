// SPDX-License-Identifier: GPL-2.0
/*
 * Pins the page at an address of the process that writes it to "address", as a
 * device would that has memory of a process: until 0 is written there, by whoever,
 * or the module goes. With "longterm" as a device that never lets go, which newer
 * kernels grant only outside of the movable zone: they move the page first.
 */
#include <linux/mm.h>
#include <linux/module.h>

static bool longterm;
module_param(longterm, bool, 0644);

static unsigned long pfn;
module_param(pfn, ulong, 0444);
MODULE_PARM_DESC(pfn, "the page that is pinned, of a compound page the head");

static struct page *page;

static void let_go(void)
{
	if (!page)
		return;
	unpin_user_page(page);
	page = NULL;
	pfn = 0;
}

static int pin(unsigned long address)
{
	unsigned int flags = FOLL_WRITE | (longterm ? FOLL_LONGTERM : 0);
	int pinned = pin_user_pages_fast(address, 1, flags, &page);

	if (pinned == 1) {
		pfn = page_to_pfn(compound_head(page));
		return 0;
	}
	page = NULL;
	return pinned < 0 ? pinned : -EFAULT;
}

/* Writers come one after the other: the kernel sees to that. */
static int address_set(const char *text, const struct kernel_param *param)
{
	unsigned long address;
	int error = kstrtoul(text, 0, &address);

	if (error)
		return error;
	let_go();
	return address ? pin(address) : 0;
}

static const struct kernel_param_ops address_ops = { .set = address_set };
module_param_cb(address, &address_ops, NULL, 0200);

static int __init pin_init(void)
{
	return 0;
}

static void __exit pin_exit(void)
{
	let_go();
}

module_init(pin_init);
module_exit(pin_exit);
MODULE_DESCRIPTION("pins a page of a process, for tests");
MODULE_LICENSE("GPL");
