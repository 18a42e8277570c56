// SPDX-License-Identifier: GPL-2.0
/*
 * Leaves out firmware_map_add_hotplug(), for tests where allocations fail: it frees its entry
 * when that cannot be shown in /sys/firmware/memmap, and keeps it in its list.
 */
#include <linux/kprobes.h>
#include <linux/module.h>

static noinline notrace int left_out(void)
{
	return 0;
}

/* At its first instruction: whoever called it gets the answer of the other one. */
static int hit(struct kprobe *p, struct pt_regs *regs)
{
	regs->ip = (unsigned long)left_out;
	return 1;
}

static struct kprobe probe = {
	.symbol_name = "firmware_map_add_hotplug",
	.pre_handler = hit,
};

static int __init nomap_init(void)
{
	return register_kprobe(&probe);
}

static void __exit nomap_exit(void)
{
	unregister_kprobe(&probe);
}

module_init(nomap_init);
module_exit(nomap_exit);
MODULE_DESCRIPTION("no entries in /sys/firmware/memmap, for tests");
MODULE_LICENSE("GPL");
