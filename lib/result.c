// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sentences about a result: what stands in the way, and what to try. */
#include <errno.h>

#include "private.h"

struct text {
	const char *detail;
	const char *hint;
};

static const struct text texts[] = {
	[MEMHP_REASON_NO_SUCH_BLOCK] = {
		"there is no such block (any more)",
		"list shows the blocks there are",
	},
	[MEMHP_REASON_OFFLINE] = {
		"it is offline",
		"use online with --zone=kernel or --zone=movable",
	},
	[MEMHP_REASON_OTHER_ZONE] = {
		"it is online already, in the other zone class",
		"use shift",
	},
	[MEMHP_REASON_MULTIZONE] = {
		"its pages are in more than one zone, which the kernel does not "
		"take offline",
		NULL,
	},
	[MEMHP_REASON_HOLES] = {
		"there are holes in its memory, which the kernel does not take "
		"offline",
		NULL,
	},
	[MEMHP_REASON_UNMOVABLE] = {
		"it holds a page that cannot be moved (kernel memory)",
		"shift or online such blocks as movable before the kernel uses "
		"them; memory of the boot map can seldom go",
	},
	[MEMHP_REASON_NOTIFIER] = {
		"a driver that is asked about each change refused",
		"see the kernel log for the driver",
	},
	[MEMHP_REASON_MIGRATION] = {
		"pages in use kept failing to migrate until the deadline",
		"a longer --timeout, more --retries, or stop what holds them",
	},
	[MEMHP_REASON_DEADLINE] = {
		"it was not done by the deadline",
		"a longer --timeout",
	},
	[MEMHP_REASON_INTERRUPTED] = {
		"a signal came first",
		"run it again",
	},
	[MEMHP_REASON_HWPOISON] = {
		"it has a page with a hardware memory error",
		"leave it as it is, or see the kernel log for the module to replace",
	},
	[MEMHP_REASON_NO_MEMORY] = {
		"there is not enough free memory to do it",
		"free some memory, or take fewer blocks at a time",
	},
	[MEMHP_REASON_ATOMIC] = {
		"another block failed, and it was to be all or none",
		"leave out the block that failed, or do without --atomic",
	},
	[MEMHP_REASON_KERNEL] = {
		NULL,	/* names the errno */
		"see the kernel log",
	},
	[MEMHP_REASON_POLICY] = {
		"the policy, which is enforced, forbids it",
		"explain says which rule and by how much, policy set changes it",
	},
	[MEMHP_REASON_ISOLATE] = {
		"it could not be isolated, though no page was found that stands in the way",
		"run it again, with more --retries",
	},
	[MEMHP_REASON_HUGE_PAGE] = {
		"it holds free huge pages that are promised to somebody, and cannot be "
		"dissolved",
		"more huge pages on other nodes, or stop who reserved them",
	},
	[MEMHP_REASON_NO_ROOM] = {
		"its pages have nowhere to go: too little memory is free elsewhere",
		"free some memory, take fewer blocks at a time, or --force",
	},
	[MEMHP_REASON_STAGED] = {
		"it is staged, and nothing would be known afterwards of what is held",
		"offline it without --atomic, then online it where it is to be",
	},
	[MEMHP_REASON_NOT_STAGED] = {
		"it is not staged: only a staged block has pages to give or take",
		"offline it, then online --staged",
	},
	[MEMHP_REASON_DRIVER] = {
		"it is memory of a driver that gives pages to the allocator itself",
		"online it without --staged",
	},
	[MEMHP_REASON_SLOT] = {
		"a driver has the kernel's one callback for pages that go online",
		"without --staged, or unload that driver",
	},
	[MEMHP_REASON_POPULATED] = {
		"it has these pages already",
		"leave them out",
	},
	[MEMHP_REASON_HELD] = {
		"these pages are held already",
		"leave them out",
	},
	[MEMHP_REASON_TOO_MUCH] = {
		"that is more than is left",
		"list -o BLOCK,POPULATED,HELD shows how much there is",
	},
	[MEMHP_REASON_PROVIDER] = {
		"the module that provides this memory refused",
		"see the kernel log for that module",
	},
	[MEMHP_REASON_UNALIGNED] = {
		"it begins or ends within a block",
		"an address and a size that are multiples of the block size",
	},
	[MEMHP_REASON_BEYOND] = {
		"it is past what this kernel can add",
		"a lower address",
	},
	[MEMHP_REASON_CLAIMED] = {
		"something else lies there",
		"see /proc/iomem for what is free",
	},
	[MEMHP_REASON_NO_RAM] = {
		"the firmware describes no memory there",
		"see the kernel log for the firmware's map of memory; --force if you know better",
	},
	[MEMHP_REASON_SILENT] = {
		"no memory answers there: what is written is not read back",
		"plug the memory in first; --force if you know better",
	},
	[MEMHP_REASON_NO_NODE] = {
		"there can be no such node on this machine",
		"leave --node out: the firmware knows the node of an address",
	},
	[MEMHP_REASON_NO_MEMMAP_ROOM] = {
		"its struct pages would not fit in free kernel memory",
		"adding it --in-pieces with --zone=kernel, or with --memmap-on-memory",
	},
	[MEMHP_REASON_NO_MEMMAP] = {
		"blocks cannot hold their own memmap here",
		"boot with memory_hotplug.memmap_on_memory=1 (Linux 5.13 or later), or do "
		"without --memmap-on-memory",
	},
	[MEMHP_REASON_NOT_OURS] = {
		"it is memory of the boot, or of a driver that removes it itself",
		"offline it, and have its device unplugged",
	},
	[MEMHP_REASON_ONLINE] = {
		"it is online",
		"offline it first",
	},
	[MEMHP_REASON_AGENT] = {
		"a program that is asked before blocks go offline objected",
		"ask it why, or stop it",
	},
};

_Static_assert(ARRAY_SIZE(texts) == __MEMHP_REASON_LAST, "a text per reason");

static bool has_text(const struct memhp_result *result)
{
	return result->outcome == MEMHP_OUTCOME_FAILED ||
	       result->outcome == MEMHP_OUTCOME_UNDONE;
}

static bool is_leaving(const struct memhp_result *result)
{
	return result->reason == MEMHP_REASON_KERNEL && result->error == EBUSY &&
	       result->from_state == MEMHP_STATE_GOING_OFFLINE;
}

/* Where the errno says more than the reason. */
static const struct {
	__u32 reason;
	__s32 error;
	struct text text;
} by_error[] = {
	{ MEMHP_REASON_SLOT, EAGAIN, {
		"the kernel's kprobes, by which pages are held back, are switched off",
		"echo 1 >/sys/kernel/debug/kprobes/enabled",
	} },
	{ MEMHP_REASON_SLOT, ENOMSG, {
		"its pages went past the module to the allocator, kprobes were switched off "
		"meanwhile",
		"run it again",
	} },
	{ MEMHP_REASON_NOT_STAGED, EEXIST, {
		"it is online already, with all its pages",
		"offline it, then online --staged",
	} },
	{ MEMHP_REASON_PROVIDER, ENXIO, {
		"the module that provides this memory is gone",
		"load it again, or take the block offline",
	} },
};

/* NULL: the reason says it all, if anything does. */
static const struct text *text_of(const struct memhp_result *result)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(by_error); i++)
		if (by_error[i].reason == result->reason &&
		    by_error[i].error == result->error)
			return &by_error[i].text;
	return result->reason < ARRAY_SIZE(texts) ? &texts[result->reason] : NULL;
}

MEMHP_EXPORT const char *memhp_result_detail(const struct memhp_result *result)
{
	const struct text *text = text_of(result);

	if (!has_text(result))
		return NULL;
	if (is_leaving(result))
		return "it is going offline just now";
	if (text && text->detail)
		return text->detail;
	return result->error ? memhp_errno_refused(result->error) : NULL;
}

MEMHP_EXPORT const char *memhp_result_hint(const struct memhp_result *result)
{
	const struct text *text = text_of(result);

	if (!has_text(result))
		return NULL;
	if (is_leaving(result))
		return "wait until it is offline";
	return text ? text->hint : NULL;
}
