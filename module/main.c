// SPDX-License-Identifier: GPL-2.0
/* Brings everything up in order and takes it down in reverse. */
#define pr_fmt(fmt) "memhp: " fmt

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <generated/utsrelease.h>

#include "auto.h"
#include "blocks.h"
#include "chardev.h"
#include "engine.h"
#include "firmware.h"
#include "group.h"
#include "hook.h"
#include "kernel/added.h"
#include "kernel/balloon.h"
#include "kernel/chain.h"
#include "kernel/hotplug_lock.h"
#include "kernel/memory_map.h"
#include "kernel/owner.h"
#include "kernel/symbols.h"
#include "kernel/whose.h"
#include "netlink.h"
#include "rules.h"
#include "stage.h"
#include "trouble.h"
#include "witness.h"

/*
 * Module versions say nothing about what is reached by name, and let a module
 * into kernels next to the one it was built for.
 */
static int check_release(void)
{
	const char *running = init_utsname()->release;

	if (!strcmp(running, UTS_RELEASE))
		return 0;
	pr_err("built for %s, this is %s: build it again for this kernel\n",
	       UTS_RELEASE, running);
	return -ENOEXEC;
}

static int __init memhp_init(void)
{
	int ret;

	ret = check_release();
	if (ret)
		return ret;
	ret = memhp_symbols_init();
	if (ret)
		return ret;
	memhp_hotplug_lock_init();
	memhp_chain_init();
	memhp_whose_init();
	memhp_owner_init();
	memhp_balloon_init();
	memhp_map_init();
	ret = memhp_blocks_init();
	if (ret)
		return ret;
	ret = memhp_witness_init();
	if (ret)
		goto err_blocks;
	memhp_firmware_init();
	ret = memhp_groups_init();
	if (ret)
		goto err_firmware;
	ret = memhp_hook_init();
	if (ret)
		goto err_groups;
	ret = memhp_stage_init();
	if (ret)
		goto err_hook;
	ret = memhp_netlink_init();
	if (ret)
		goto err_stage;
	ret = memhp_chardev_init();
	if (ret)
		goto err_netlink;
	return 0;

err_netlink:
	memhp_netlink_exit();
err_stage:
	memhp_stage_exit();
err_hook:
	memhp_hook_exit();
err_groups:
	memhp_groups_exit();
err_firmware:
	memhp_firmware_exit();
	memhp_witness_exit();
err_blocks:
	memhp_blocks_exit();
	memhp_added_exit();
	memhp_trouble_exit();
	return ret;
}

static void __exit memhp_exit(void)
{
	memhp_auto_leave();
	memhp_chardev_exit();
	memhp_netlink_exit();
	memhp_stage_exit();
	memhp_hook_exit();
	memhp_groups_exit();
	memhp_rules_exit();
	memhp_firmware_exit();
	memhp_witness_exit();
	memhp_blocks_exit();
	memhp_added_exit();
	memhp_trouble_exit();
}

module_init(memhp_init);
module_exit(memhp_exit);

module_param_named(run_ms, memhp_run_ms, uint, 0644);
MODULE_PARM_DESC(run_ms, "how long a run of blocks may take, in milliseconds, 1 to 60000 (default 1000)");
module_param_named(gather_ms, memhp_gather_ms, uint, 0644);
MODULE_PARM_DESC(gather_ms, "how long auto-online waits for more blocks of a device, in milliseconds, at most 10000 (default 100)");
MODULE_DESCRIPTION("Memory hotplug: blocks online, offline and between zones, in runs");
MODULE_VERSION(MEMHP_MODULE_VERSION);
MODULE_LICENSE("GPL v2");
