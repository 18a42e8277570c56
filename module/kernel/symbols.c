// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) "memhp: " fmt

#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/slab.h>

#include "features.h"
#include "symbols.h"

DEFINE_STATIC_CALL_NULL(memhp_kallsyms_lookup_name, kallsyms_lookup_name);

#define MEMHP_DEFINE(name, features, about)				\
	DEFINE_STATIC_CALL_NULL(memhp_##name, name);
MEMHP_FUNCTIONS(MEMHP_DEFINE)
#undef MEMHP_DEFINE

/*
 * Split "name+0xoffset/0xsize" as sprint_symbol() writes it. It is exported,
 * unlike everything else that knows the size of a function.
 */
static int describe(const char *name, unsigned long addr,
		    unsigned long *offset, unsigned long *size)
{
	size_t len = strlen(name);
	char *buf;
	int ret = -ENOENT;

	buf = kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	sprint_symbol(buf, addr);
	/* In brackets: a module's, that by chance has the name. */
	if (!strncmp(buf, name, len) && buf[len] == '+' && !strchr(buf, '[') &&
	    sscanf(buf + len, "+0x%lx/0x%lx", offset, size) == 2)
		ret = 0;
	kfree(buf);
	return ret;
}

/*
 * kallsyms_lookup_name() is found by a kprobe on its name. Where functions
 * begin with a landing pad the probe sits a few bytes past the entry, so the
 * offset is taken back: static calls want true entries.
 */
static int find_kallsyms(void)
{
	struct kprobe kp = { .symbol_name = "kallsyms_lookup_name" };
	unsigned long addr, offset, size;
	int ret;

	ret = register_kprobe(&kp);
	if (ret) {
		pr_err("no kprobe on kallsyms_lookup_name (%d): nothing can be resolved on this kernel\n",
		       ret);
		return ret;
	}
	addr = (unsigned long)kp.addr;
	unregister_kprobe(&kp);

	ret = describe("kallsyms_lookup_name", addr, &offset, &size);
	if (ret) {
		pr_err("kallsyms_lookup_name is not where its kprobe is (%d)\n",
		       ret);
		return ret;
	}
	static_call_update(memhp_kallsyms_lookup_name,
			   (typeof(kallsyms_lookup_name) *)(addr - offset));
	return 0;
}

unsigned long memhp_symbol_address(const char *name)
{
	return static_call(memhp_kallsyms_lookup_name)(name);
}

unsigned long memhp_symbol_size(const char *name, unsigned long addr)
{
	unsigned long offset, size;

	if (!addr || describe(name, addr, &offset, &size) || offset)
		return 0;
	return size;
}

/* The entry of function @name, or 0 with its features turned off. */
static unsigned long resolve(const char *name, unsigned int features)
{
	unsigned long addr = memhp_symbol_address(name);

	if (memhp_symbol_size(name, addr))
		return addr;
	memhp_features_lack(features, "the kernel has no function %s", name);
	return 0;
}

int memhp_symbols_init(void)
{
	unsigned long addr;
	int ret;

	ret = find_kallsyms();
	if (ret)
		return ret;

#define MEMHP_RESOLVE(name, features, about)				\
	addr = resolve(#name, features);				\
	if (addr)							\
		static_call_update(memhp_##name, (typeof(name) *)addr);
	MEMHP_FUNCTIONS(MEMHP_RESOLVE)
#undef MEMHP_RESOLVE
	return 0;
}
