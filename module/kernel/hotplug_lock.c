// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/percpu-rwsem.h>
#include <linux/string.h>

#include "features.h"
#include "hotplug_lock.h"
#include "symbols.h"

static bool by_caller;

#ifdef CONFIG_X86_64

#define CALL_OPCODE	0xe8
#define CALL_SIZE	5

#ifdef CONFIG_FUNCTION_PADDING_BYTES
/* Call depth tracking sends calls to a thunk in the padding before the entry. */
#define ENTRY_SLACK	CONFIG_FUNCTION_PADDING_BYTES
#else
#define ENTRY_SLACK	0
#endif

/* Is there a direct call to @callee in the text of function @name? */
static bool calls(const char *name, unsigned long callee)
{
	unsigned long addr = memhp_symbol_address(name);
	unsigned long size = memhp_symbol_size(name, addr);
	unsigned long at;
	s32 rel;

	for (at = addr; at + CALL_SIZE <= addr + size; at++) {
		if (*(u8 *)at != CALL_OPCODE)
			continue;
		memcpy(&rel, (void *)(at + 1), sizeof(rel));
		if (callee - (at + CALL_SIZE + rel) <= ENTRY_SLACK)
			return true;
	}
	return false;
}
#else
static bool calls(const char *name, unsigned long callee)
{
	return false;
}
#endif

/* Its own lock function may be inlined, down to the semaphore in it. */
static bool locks_itself(const char *name, unsigned long begin)
{
	return calls(name, begin) ||
	       calls(name, (unsigned long)percpu_down_write);
}

/* Which of these are left after inlining depends on the compiler. */
static bool blocks_lock(unsigned long begin)
{
	return calls("memory_block_online", begin) ||
	       calls("memory_block_offline", begin) ||
	       calls("memory_block_action", begin) ||
	       calls("memory_block_change_state", begin) ||
	       calls("memory_subsys_online", begin) ||
	       calls("memory_subsys_offline", begin);
}

void memhp_hotplug_lock_init(void)
{
	unsigned long begin = memhp_symbol_address("mem_hotplug_begin");
	bool online, offline;

	if (!memhp_has(MEMHP_FEATURE_BATCH))
		return;

	online = locks_itself("online_pages", begin);
	offline = locks_itself("offline_pages", begin);
	by_caller = blocks_lock(begin);
	if (online != offline || online == by_caller)
		memhp_features_lack(MEMHP_ON(BATCH),
				    "cannot tell who takes the memory hotplug lock");
}

bool memhp_hotplug_lock_by_caller(void)
{
	return by_caller;
}
