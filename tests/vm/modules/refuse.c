// SPDX-License-Identifier: GPL-2.0
/*
 * A memory notifier that refuses what it is told to, where the kernel's own
 * error injection can only refuse everything. All parameters can be written
 * while it is loaded:
 *
 * going_online, going_offline: the errno to refuse with, 0 to agree
 * block: refuse only ranges with this block in them, -1: all
 * times: refuse that many times, -1: always; ranges of more than a block do not
 * count, as how often they are asked for depends on how they are cut
 */
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/notifier.h>

static int going_online;
module_param(going_online, int, 0644);
static int going_offline;
module_param(going_offline, int, 0644);
static long block = -1;
module_param(block, long, 0644);
static int times = -1;
module_param(times, int, 0644);

static bool hit(const struct memory_notify *arg)
{
	unsigned long pages = memory_block_size_bytes() >> PAGE_SHIFT;

	return block < 0 ||
	       (block * pages < arg->start_pfn + arg->nr_pages &&
		(block + 1) * pages > arg->start_pfn);
}

static bool is_single(const struct memory_notify *arg)
{
	return arg->nr_pages <= memory_block_size_bytes() >> PAGE_SHIFT;
}

static int refuse(struct notifier_block *nb, unsigned long action, void *arg)
{
	int error = 0;

	if (action == MEM_GOING_ONLINE)
		error = going_online;
	else if (action == MEM_GOING_OFFLINE)
		error = going_offline;
	if (!error || !hit(arg) || !times)
		return NOTIFY_OK;
	if (times > 0 && is_single(arg))
		times--;
	return notifier_from_errno(-error);
}

static struct notifier_block refuse_nb = { .notifier_call = refuse };

static int __init refuse_init(void)
{
	return register_memory_notifier(&refuse_nb);
}

static void __exit refuse_exit(void)
{
	unregister_memory_notifier(&refuse_nb);
}

module_init(refuse_init);
module_exit(refuse_exit);
MODULE_DESCRIPTION("refuses to have memory online or offline, for tests");
MODULE_LICENSE("GPL");
