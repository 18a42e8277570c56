// SPDX-License-Identifier: GPL-2.0
/*
 * Has a family of generic netlink that knows no commands: to register one takes a lock
 * that everybody who asks anything of generic netlink holds meanwhile.
 */
#include <linux/module.h>
#include <net/genetlink.h>

static struct genl_family family = {
	.name = "memhp-trick",
	.version = 1,
	.module = THIS_MODULE,
};

static int __init family_init(void)
{
	return genl_register_family(&family);
}

static void __exit family_exit(void)
{
	genl_unregister_family(&family);
}

module_init(family_init);
module_exit(family_exit);
MODULE_DESCRIPTION("registers a family of generic netlink, for tests");
MODULE_LICENSE("GPL");
