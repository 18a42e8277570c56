// SPDX-License-Identifier: GPL-2.0
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "features.h"
#include "intercept.h"
#include "symbols.h"

/* The slot; static in the kernel. */
static online_page_callback_t *slot;
/* Kprobes are switched off; NULL: not known. */
static const bool *switched_off;
static bool registered;
static DEFINE_MUTEX(arming);
static unsigned int armed;

/* Where generic_online_page() goes instead: back. */
static noinline void skip(void)
{
	barrier();
}

static int before_give(struct kprobe *kp, struct pt_regs *regs)
{
	struct page *page = (void *)regs_get_kernel_argument(regs, 0);
	unsigned int order = regs_get_kernel_argument(regs, 1);

	if (!memhp_intercept_catches(page_to_pfn(page), order))
		return 0;
	instruction_pointer_set(regs, (unsigned long)skip);
	return 1;
}

/* With one, the probe is not made a jump, which could not go elsewhere. */
static void after_first(struct kprobe *kp, struct pt_regs *regs,
			unsigned long flags)
{
}

static struct kprobe probe = {
	.symbol_name = "generic_online_page",
	.pre_handler = before_give,
	.post_handler = after_first,
	.flags = KPROBE_FLAG_DISABLED,
};

void memhp_intercept_init(void)
{
	unsigned long addr = memhp_symbol_address("online_page_callback");
	int ret;

	if (!memhp_has(MEMHP_FEATURE_STAGE))
		return;
	if (memhp_symbol_size("online_page_callback", addr) < sizeof(*slot)) {
		memhp_features_lack(MEMHP_ON(STAGE),
				    "the kernel tells no address of online_page_callback");
		return;
	}
	slot = (online_page_callback_t *)addr;
	addr = memhp_symbol_address("kprobes_all_disarmed");
	if (memhp_symbol_size("kprobes_all_disarmed", addr) >= sizeof(bool))
		switched_off = (const bool *)addr;
	ret = register_kprobe(&probe);
	registered = !ret;
	if (ret)
		memhp_features_lack(MEMHP_ON(STAGE),
				    "no kprobe on generic_online_page (%d)", ret);
}

void memhp_intercept_exit(void)
{
	if (registered)
		unregister_kprobe(&probe);
}

bool memhp_intercept_works(void)
{
	return !kprobe_disabled(&probe) &&
	       !(switched_off && READ_ONCE(*switched_off));
}

int memhp_intercept_arm(void)
{
	int ret;

	mutex_lock(&arming);
	/* Again, if need be: while kprobes are switched off it has no effect. */
	ret = enable_kprobe(&probe);
	if (!ret && !memhp_intercept_works())
		ret = -EAGAIN;
	if (!ret)
		armed++;
	else if (!armed)
		disable_kprobe(&probe);
	mutex_unlock(&arming);
	return ret;
}

void memhp_intercept_disarm(void)
{
	mutex_lock(&arming);
	if (!--armed)
		disable_kprobe(&probe);
	mutex_unlock(&arming);
}

/*
 * virtio_mem's gives pages that are not of its devices to generic_online_page();
 * hv_balloon and Xen keep them.
 */
static bool passes_on(const char *symbol)
{
	return strstr(symbol, "[virtio_mem]") ||
	       !strncmp(symbol, "virtio_mem_", strlen("virtio_mem_"));
}

bool memhp_intercept_rival(char *name, size_t size)
{
	online_page_callback_t callback = READ_ONCE(*slot);
	char *symbol;
	bool passes;

	name[0] = '\0';
	if (callback == generic_online_page)
		return false;
	symbol = kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL);
	if (!symbol)
		return true;
	sprint_symbol_no_offset(symbol, (unsigned long)callback);
	passes = passes_on(symbol);
	if (!passes)
		strscpy(name, symbol, size);
	kfree(symbol);
	return !passes;
}
