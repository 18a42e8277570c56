/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * memhp: the contract between the kernel module and user space.
 *
 * Changes go through ioctls on /dev/memhp, bulk reading through dumps of the
 * generic netlink family "memhp".
 *
 * Rules for growth:
 * - A struct that an ioctl takes begins with its own size in bytes. The kernel
 *   reads what both sides know, takes the rest as zero, and refuses with EINVAL
 *   a longer struct that has anything but zeros past the part it knows. Fields
 *   are only ever appended.
 * - Unknown flags, unknown enum values and non-zero padding give EINVAL, so
 *   that they can mean something later.
 * - Netlink attributes are only ever appended; readers pass over what they do
 *   not know.
 */
#ifndef MEMHP_UAPI_H
#define MEMHP_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define MEMHP_UAPI_VERSION	1
#define MEMHP_DEVICE_NAME	"memhp"		/* below /dev */

/* What sysfs calls the state of a block. */
enum memhp_state {
	MEMHP_STATE_UNKNOWN,
	MEMHP_STATE_OFFLINE,
	MEMHP_STATE_GOING_OFFLINE,
	MEMHP_STATE_ONLINE,
	__MEMHP_STATE_LAST,
};
#define MEMHP_STATE_MAX (__MEMHP_STATE_LAST - 1)

/*
 * The zone of a block. NONE: the block is not online, or its pages are in
 * more than one zone.
 */
enum memhp_zone {
	MEMHP_ZONE_NONE,
	MEMHP_ZONE_DMA,
	MEMHP_ZONE_DMA32,
	MEMHP_ZONE_NORMAL,
	MEMHP_ZONE_HIGHMEM,
	MEMHP_ZONE_MOVABLE,
	MEMHP_ZONE_DEVICE,
	__MEMHP_ZONE_LAST,
};
#define MEMHP_ZONE_MAX (__MEMHP_ZONE_LAST - 1)

/* The driver or device that a block came from. */
enum memhp_owner {
	MEMHP_OWNER_UNKNOWN,
	MEMHP_OWNER_BOOT,	/* System RAM of the boot memory map */
	MEMHP_OWNER_ACPI,	/* an ACPI memory device, a DIMM */
	MEMHP_OWNER_DAX,	/* dax/kmem */
	MEMHP_OWNER_VIRTIO_MEM,
	MEMHP_OWNER_HV_BALLOON,
	MEMHP_OWNER_PROBE,	/* added by hand or by a plain add_memory() */
	__MEMHP_OWNER_LAST,
};
#define MEMHP_OWNER_MAX (__MEMHP_OWNER_LAST - 1)

/* What to do with the blocks of a change. */
enum memhp_op {
	MEMHP_OP_NONE,		/* never valid */
	MEMHP_OP_ONLINE,
	MEMHP_OP_OFFLINE,
	MEMHP_OP_SHIFT,		/* online blocks change their zone class */
	__MEMHP_OP_LAST,
};
#define MEMHP_OP_MAX (__MEMHP_OP_LAST - 1)

/*
 * Where to. ONLINE takes all four, SHIFT takes KERNEL and MOVABLE, OFFLINE
 * wants NONE.
 */
enum memhp_choice {
	MEMHP_CHOICE_NONE,
	MEMHP_CHOICE_AUTO,	/* what the policy says; without one: KEEP */
	MEMHP_CHOICE_KEEP,	/* what the kernel picks for a plain "online" */
	MEMHP_CHOICE_KERNEL,
	MEMHP_CHOICE_MOVABLE,
	__MEMHP_CHOICE_LAST,
};
#define MEMHP_CHOICE_MAX (__MEMHP_CHOICE_LAST - 1)

/* What became of one block. */
enum memhp_outcome {
	MEMHP_OUTCOME_NONE,		/* not filled in yet */
	MEMHP_OUTCOME_DONE,
	MEMHP_OUTCOME_UNCHANGED,	/* it was so already */
	MEMHP_OUTCOME_FAILED,		/* error and reason say why */
	MEMHP_OUTCOME_UNDONE,		/* changed, then put back (atomic) */
	__MEMHP_OUTCOME_LAST,
};
#define MEMHP_OUTCOME_MAX (__MEMHP_OUTCOME_LAST - 1)

/* Why a block failed. The comment names the errno it comes with. */
enum memhp_reason {
	MEMHP_REASON_NONE,
	MEMHP_REASON_NO_SUCH_BLOCK,	/* ENODEV */
	MEMHP_REASON_OFFLINE,		/* EINVAL: shift of an offline block */
	MEMHP_REASON_OTHER_ZONE,	/* EEXIST: online asked for, but it is
					 * online already, in the other class */
	MEMHP_REASON_MULTIZONE,		/* EINVAL: in more than one zone */
	MEMHP_REASON_HOLES,		/* EINVAL: the block has holes */
	MEMHP_REASON_UNMOVABLE,		/* EBUSY: a page that cannot move */
	MEMHP_REASON_NOTIFIER,		/* a memory notifier refused, its errno */
	MEMHP_REASON_MIGRATION,		/* ETIMEDOUT: pages kept failing to
					 * migrate until the deadline */
	MEMHP_REASON_DEADLINE,		/* ETIMEDOUT: deadline, elsewhere */
	MEMHP_REASON_INTERRUPTED,	/* EINTR: a signal */
	MEMHP_REASON_HWPOISON,		/* EHWPOISON */
	MEMHP_REASON_NO_MEMORY,		/* ENOMEM */
	MEMHP_REASON_ATOMIC,		/* ECANCELED: not tried or given up,
					 * since another block failed */
	MEMHP_REASON_KERNEL,		/* anything else, the kernel's errno */
	MEMHP_REASON_POLICY,		/* EPERM: the policy forbids it */
	MEMHP_REASON_ISOLATE,		/* EBUSY: could not be isolated, though no
					 * page that stands in the way was found */
	MEMHP_REASON_HUGE_PAGE,		/* EBUSY: free huge pages that are promised
					 * to somebody cannot be dissolved */
	MEMHP_REASON_NO_ROOM,		/* ENOMEM: its pages have nowhere to go, see
					 * MEMHP_CHANGE_FORCE */
	MEMHP_REASON_STAGED,		/* EINVAL: not with a staged block */
	MEMHP_REASON_NOT_STAGED,	/* EEXIST: online already, with all its pages;
					 * EINVAL: only a staged block has pages to
					 * give or take */
	MEMHP_REASON_DRIVER,		/* EPERM: memory of a driver that gives its pages
					 * to the allocator itself is never staged */
	MEMHP_REASON_SLOT,		/* EBUSY: a driver has the kernel's one callback
					 * for pages that go online */
	MEMHP_REASON_POPULATED,		/* EEXIST: has the pages already */
	MEMHP_REASON_HELD,		/* EEXIST: its pages are held already */
	MEMHP_REASON_TOO_MUCH,		/* ERANGE: more than there is left */
	MEMHP_REASON_PROVIDER,		/* the module that backs this memory refused, its
					 * errno; ENXIO: it is gone */
	MEMHP_REASON_UNALIGNED,		/* EINVAL: begins or ends within a block */
	MEMHP_REASON_BEYOND,		/* ERANGE: past what the kernel can add */
	MEMHP_REASON_CLAIMED,		/* EBUSY: something lies there */
	MEMHP_REASON_NO_RAM,		/* ENXIO: the firmware describes no memory there */
	MEMHP_REASON_SILENT,		/* ENXIO: what is written there is not read back */
	MEMHP_REASON_NO_NODE,		/* EINVAL: a node that cannot be */
	MEMHP_REASON_NO_MEMMAP_ROOM,	/* ENOMEM: its struct pages would not fit in free
					 * kernel memory */
	MEMHP_REASON_NO_MEMMAP,		/* EOPNOTSUPP: blocks cannot hold their own memmap
					 * here */
	MEMHP_REASON_NOT_OURS,		/* EPERM: of the boot, or of a driver that removes
					 * it itself */
	MEMHP_REASON_ONLINE,		/* EBUSY: what is online is not removed */
	MEMHP_REASON_AGENT,		/* EBUSY: an agent objected */
	__MEMHP_REASON_LAST,
};
#define MEMHP_REASON_MAX (__MEMHP_REASON_LAST - 1)

/* What a rule of the policy does with memory that goes online. */
enum memhp_action {
	MEMHP_ACTION_NONE,		/* never valid */
	MEMHP_ACTION_KERNEL_DEFAULT,	/* leave it to the kernel */
	MEMHP_ACTION_KERNEL,
	MEMHP_ACTION_MOVABLE,
	MEMHP_ACTION_AUTO_MOVABLE,	/* movable, as far as the ratio allows */
	MEMHP_ACTION_OFFLINE,		/* leave it for an operator */
	__MEMHP_ACTION_LAST,
};
#define MEMHP_ACTION_MAX (__MEMHP_ACTION_LAST - 1)

/*
 * Groups: blocks that come and go together. STATIC: one device, all one way.
 * DYNAMIC: a device that grows and shrinks by units, each of them one way.
 */
enum memhp_group_type {
	MEMHP_GROUP_NONE,
	MEMHP_GROUP_STATIC,
	MEMHP_GROUP_DYNAMIC,
	__MEMHP_GROUP_LAST,
};
#define MEMHP_GROUP_MAX (__MEMHP_GROUP_LAST - 1)

#define MEMHP_GROUP_NAME_SIZE	32	/* with the NUL */
#define MEMHP_MAX_UNIT_BLOCKS	1024ULL	/* of a dynamic group */

/**
 * struct memhp_range - consecutive blocks
 * @first: index of the first block, the N of memoryN
 * @count: how many, at least 1
 */
struct memhp_range {
	__u64 first;
	__u64 count;
};

/**
 * struct memhp_result - what became of one block
 * @block:	its index
 * @ns:		its share of the time that the last attempt took, in nanoseconds
 * @outcome:	enum memhp_outcome
 * @reason:	enum memhp_reason; NONE unless it failed or was undone
 * @error:	0 or a positive errno
 * @from_state:	enum memhp_state before the change
 * @from_zone:	enum memhp_zone before the change
 * @to_state:	enum memhp_state after it: where the block is now, whatever
 *		was asked for
 * @to_zone:	enum memhp_zone after it
 *
 * States of a block that was not looked at (not reached, or not there) are
 * UNKNOWN.
 */
struct memhp_result {
	__u64 block;
	__u64 ns;
	__u32 outcome;
	__u32 reason;
	__s32 error;
	__u8 from_state;
	__u8 from_zone;
	__u8 to_state;
	__u8 to_zone;
};

#define MEMHP_CHANGE_ATOMIC	(1U << 0)	/* all blocks or none */
#define MEMHP_CHANGE_FORCE	(1U << 1)	/* take blocks offline even if there is
						 * no room for their pages elsewhere */
#define MEMHP_CHANGE_STAGED	(1U << 2)	/* ONLINE: with no page in the allocator;
						 * see struct memhp_fill */
#define MEMHP_CHANGE_FLAGS	(MEMHP_CHANGE_ATOMIC | MEMHP_CHANGE_FORCE | \
				 MEMHP_CHANGE_STAGED)

#define MEMHP_MAX_RETRIES	1000

/**
 * struct memhp_change - change the state or zone of blocks
 * @size:	in: sizeof(struct memhp_change) of the caller
 * @flags:	in: MEMHP_CHANGE_*
 * @op:		in: enum memhp_op
 * @choice:	in: enum memhp_choice
 * @timeout_ns:	in: how long the kernel may try to take one block offline, and
 *		how long to wait for whoever holds the hotplug lock, after which
 *		the rest fails; in nanoseconds, 0: until a signal comes
 * @ranges:	in: pointer to struct memhp_range[@nr_ranges], ascending and
 *		apart
 * @results:	in: pointer to struct memhp_result[@nr_results]
 * @nr_ranges:	in: at least 1, at most memhp_info.max_ranges
 * @nr_results:	in: room in @results, at least the blocks of all ranges, at most
 *		memhp_info.max_blocks
 * @result_size: in: sizeof(struct memhp_result)
 * @done:	out: blocks that are finished, failed ones when they are not tried
 *		again, all in the end; the kernel updates it while it works, so
 *		another thread may show progress. Not read.
 * @retries:	in: how often blocks that could not go offline are tried again, at
 *		most MEMHP_MAX_RETRIES; not those that never can. Of no effect with
 *		ONLINE
 * @pad:	in: 0
 *
 * Before blocks go offline the pages in them are looked at. Blocks of kernel zones
 * with a page that cannot move are not tried, and fail; in the movable zone only
 * RESERVED pages make them fail so. What is left goes, first, with OFFLINE, blocks
 * of the movable zone, last those with PINNED pages or a prospect of NO, which are
 * tried until their deadline. With ATOMIC all blocks are looked at before the first
 * is changed; those with a prospect of NO (UNMOVABLE) or with free huge pages that are
 * promised to somebody (HUGE_PAGE) fail then, too. All ends with the first that fails
 * and is not tried again.
 *
 * If free memory and the file cache that can be given back (as MemAvailable counts
 * it; swap does not count), above the high watermarks of the zones and nodes where
 * the kernel may take pages to, do not hold what is in use, blocks fail with NO_ROOM,
 * unless FORCE is given. With OFFLINE so do blocks with nothing in use (EMPTY for
 * MEMHP_CMD_PAGES, which looks at the block alone), if without them no zone of the
 * machine has anything above its high watermark.
 *
 * Returns 0 when the change was carried out, even if every block failed: the
 * results say what became of each, one for each block, in the order of the
 * ranges. A signal (or a stop, or a debugger) ends the change between two runs:
 * what is left is FAILED with EINTR; what waits to be tried again keeps why it
 * failed.
 *
 * A negative errno means that nothing was changed: EINVAL, EFAULT, ENOMEM,
 * EPERM (CAP_SYS_ADMIN in the initial user namespace), EBADF (descriptor not
 * open for writing), EINTR, EOPNOTSUPP (see the feature dump). The one exception
 * is EFAULT when the results, or this struct, could be written at the start and
 * no longer at the end.
 */
struct memhp_change {
	__u32 size;
	__u32 flags;
	__u32 op;
	__u32 choice;
	__u64 timeout_ns;
	__u64 ranges;
	__u64 results;
	__u32 nr_ranges;
	__u32 nr_results;
	__u32 result_size;
	__u32 done;
	__u32 retries;
	__u32 pad;
};
#define MEMHP_CHANGE_SIZE_V1	56	/* the shortest that is taken */

/* What a rule asks of a block. All that are set have to hold; 0: any block. */
#define MEMHP_MATCH_OWNER	(1U << 0)
#define MEMHP_MATCH_NODE	(1U << 1)
#define MEMHP_MATCH_HOTPLUGGABLE (1U << 2)	/* the firmware says so */
#define MEMHP_MATCH_SIZE	(1U << 3)
#define MEMHP_MATCH_GROUP_TYPE	(1U << 4)
#define MEMHP_MATCH_GROUP_NAME	(1U << 5)
#define MEMHP_MATCH_FLAGS	0x3fU

#define MEMHP_RULE_NUMA_AWARE	(1U << 0)	/* the ratio holds for the node too */
#define MEMHP_RULE_COUNT_HOTPLUGGED (1U << 1)	/* kernel memory counts wherever it
						 * came from, not only boot memory */
#define MEMHP_RULE_FLAGS	(MEMHP_RULE_NUMA_AWARE | MEMHP_RULE_COUNT_HOTPLUGGED)

#define MEMHP_RATIO_MAX		10000		/* percent */
#define MEMHP_MAX_RULES		64

/**
 * struct memhp_rule - one line of policy
 * @match:	MEMHP_MATCH_*; what is not asked for is 0 in the fields below
 * @owner:	enum memhp_owner, not UNKNOWN
 * @node:	NUMA node, at least 0
 * @group_type:	enum memhp_group_type; NONE: in no group
 * @size_min:	least bytes of the device that the block came with
 * @size_max:	most of them, both inclusive
 * @group:	name of a group, the rest NULs; never with @group_type
 * @action:	enum memhp_action
 * @flags:	MEMHP_RULE_*, only with AUTO_MOVABLE
 * @ratio:	movable memory in percent of kernel memory, 1 to
 *		MEMHP_RATIO_MAX; 0 if not AUTO_MOVABLE
 * @pad:	0
 * @reserve:	bytes of kernel memory that do not count; only with AUTO_MOVABLE
 */
struct memhp_rule {
	__u32 match;
	__u32 owner;
	__s32 node;
	__u32 group_type;
	__u64 size_min;
	__u64 size_max;
	char group[MEMHP_GROUP_NAME_SIZE];
	__u32 action;
	__u32 flags;
	__u32 ratio;
	__u32 pad;
	__u64 reserve;
};

#define MEMHP_POLICY_ENFORCE	(1U << 0)	/* refuse what the rules forbid */
#define MEMHP_POLICY_AUTO_ONLINE (1U << 1)	/* take new blocks online */
#define MEMHP_POLICY_OPTIONS	(MEMHP_POLICY_ENFORCE | MEMHP_POLICY_AUTO_ONLINE)

/**
 * struct memhp_policy - replace the whole policy
 * @size:	in: sizeof(struct memhp_policy) of the caller
 * @flags:	in: 0
 * @rules:	in: pointer to struct memhp_rule[@nr_rules]; the first that matches
 *		a block decides
 * @nr_rules:	in: at most MEMHP_MAX_RULES, 0: no policy
 * @rule_size:	in: sizeof(struct memhp_rule)
 * @options:	in: MEMHP_POLICY_*
 * @bad_rule:	out: with EINVAL, EEXIST or ENOENT, the rule it is about, from 0;
 *		~0: not about one
 *
 * The new policy is in force as a whole when the call returns 0. On a negative
 * errno the old one is: EINVAL, EFAULT, ENOMEM, EPERM, EBADF, EINTR; EEXIST: two
 * rules match the same; ENOENT: a rule behind one that matches everything;
 * EOPNOTSUPP: the feature policy is missing, or what an option needs (hook for
 * ENFORCE, change for AUTO_ONLINE).
 */
struct memhp_policy {
	__u32 size;
	__u32 flags;
	__u64 rules;
	__u32 nr_rules;
	__u32 rule_size;
	__u32 options;
	__u32 bad_rule;
};
#define MEMHP_POLICY_SIZE_V1	32	/* the shortest that is taken */

/* What to do with a group. */
enum memhp_group_op {
	MEMHP_GROUP_OP_NONE,	/* never valid */
	MEMHP_GROUP_OP_CREATE,
	MEMHP_GROUP_OP_DELETE,	/* only without blocks: ENOTEMPTY */
	MEMHP_GROUP_OP_ADD,	/* all blocks of the ranges, or none */
	MEMHP_GROUP_OP_REMOVE,
	__MEMHP_GROUP_OP_LAST,
};
#define MEMHP_GROUP_OP_MAX (__MEMHP_GROUP_OP_LAST - 1)

/**
 * struct memhp_group - make and change groups by hand
 * @size:	in: sizeof(struct memhp_group) of the caller
 * @flags:	in: 0
 * @op:		in: enum memhp_group_op
 * @type:	in: CREATE: STATIC or DYNAMIC, else 0
 * @unit:	in: CREATE of a DYNAMIC group: bytes, a multiple of the block size,
 *		at most MEMHP_MAX_UNIT_BLOCKS of them; 0: a block. Else 0
 * @max:	in: CREATE: most bytes the group will ever have, a multiple of the
 *		block size; 0: not known. Else 0
 * @ranges:	in: ADD, REMOVE: pointer to struct memhp_range[@nr_ranges],
 *		ascending and apart. Else 0
 * @nr_ranges:	in: at most memhp_info.max_ranges
 * @pad:	in: 0
 * @bad_block:	out: block that an error is about, ~0: not about one
 * @name:	in: letters, digits and "-_.@", beginning with a letter, the rest
 *		NULs; "static", "dynamic" and "none" are taken
 *
 * EEXIST: CREATE: the name is taken; ADD: the block is in a group made by hand.
 * ENOENT: no such group; REMOVE: the block is not in it. ENODEV: no such
 * block. EXDEV: the block is on another node than the rest of the group. E2BIG:
 * more than @max. EBUSY: boot memory for a DYNAMIC group. EPERM: the group is one
 * that the module made for a device, or not permitted at all. EINVAL, EFAULT,
 * ENOMEM, EBADF, EINTR, EOPNOTSUPP.
 */
struct memhp_group {
	__u32 size;
	__u32 flags;
	__u32 op;
	__u32 type;
	__u64 unit;
	__u64 max;
	__u64 ranges;
	__u32 nr_ranges;
	__u32 pad;
	__u64 bad_block;
	char name[MEMHP_GROUP_NAME_SIZE];
};
#define MEMHP_GROUP_SIZE_V1	88	/* the shortest that is taken */

/* What to do with the pages of a staged block. */
enum memhp_fill_op {
	MEMHP_FILL_NONE,	/* never valid */
	MEMHP_FILL_POPULATE,	/* give held pages to the allocator */
	MEMHP_FILL_DEPOPULATE,	/* take pages back; what is in use migrates */
	__MEMHP_FILL_LAST,
};
#define MEMHP_FILL_MAX (__MEMHP_FILL_LAST - 1)

#define MEMHP_FILL_RELEASE	(1U << 0)	/* POPULATE: when nothing is held any more, the
						 * block is no longer staged, unless it is
						 * provided for */
#define MEMHP_FILL_FLAGS	MEMHP_FILL_RELEASE

/**
 * struct memhp_fill - populate a staged block, or depopulate it
 * @size:	in: sizeof(struct memhp_fill) of the caller
 * @flags:	in: MEMHP_FILL_*
 * @op:		in: enum memhp_fill_op
 * @reason:	out: enum memhp_reason if not all of it was done
 * @block:	in: its index
 * @start:	in: address in it, of a granule; ~0: wherever. POPULATE begins with the
 *		lowest then, DEPOPULATE with what is free, from the highest on
 * @length:	in: bytes, whole granules; 0: all that there is
 * @granule:	in: bytes that are given or taken at a time: a power of two, at least
 *		memhp_info.granule_min, at most a block; 0: memhp_info.granule. out, with
 *		PROVIDER and EINVAL: that of who provides the memory, of which @start,
 *		@length and @granule must be multiples
 * @timeout_ns:	in: how long pages in use may take to migrate, in nanoseconds; 0: until
 *		a signal comes
 * @done:	out: bytes
 * @populated:	out: bytes of the block that the allocator has now
 * @held:	out: bytes that it has not
 * @bad:	out: address of the granule that could not be given or taken, ~0: none
 * @error:	out: a positive errno with @reason
 * @pad:	in: 0
 *
 * With @start, all granules of the range must be held (POPULATE: else POPULATED) or
 * populated (DEPOPULATE: else HELD); @length may not be more than there is
 * (TOO_MUCH): then nothing was done. Other reasons come when some of it may be
 * done: INTERRUPTED, DEADLINE (MIGRATION where pages kept failing to migrate),
 * HWPOISON, UNMOVABLE, NO_MEMORY, KERNEL.
 *
 * Returns 0 if it was carried out, as far as @done says. A negative errno means that
 * nothing was: EINVAL, EFAULT, EPERM, EBADF, EINTR, EOPNOTSUPP; ENODEV: no such
 * block, or it is not online.
 */
struct memhp_fill {
	__u32 size;
	__u32 flags;
	__u32 op;
	__u32 reason;
	__u64 block;
	__u64 start;
	__u64 length;
	__u64 granule;
	__u64 timeout_ns;
	__u64 done;
	__u64 populated;
	__u64 held;
	__u64 bad;
	__s32 error;
	__u32 pad;
};
#define MEMHP_FILL_SIZE_V1	96	/* the shortest that is taken */

/* What to do with physical memory. */
enum memhp_memory_op {
	MEMHP_MEMORY_NONE,	/* never valid */
	MEMHP_MEMORY_ADD,	/* make blocks of memory that the kernel has not */
	MEMHP_MEMORY_REMOVE,	/* the reverse; the blocks have to be offline */
	__MEMHP_MEMORY_LAST,
};
#define MEMHP_MEMORY_MAX (__MEMHP_MEMORY_LAST - 1)

#define MEMHP_MEMORY_FORCE	(1U << 0)	/* ADD: past NO_RAM, SILENT and
						 * NO_MEMMAP_ROOM; logged */
#define MEMHP_MEMORY_MEMMAP	(1U << 1)	/* ADD: each block holds its own memmap */
#define MEMHP_MEMORY_CHECK	(1U << 2)	/* only say whether it could be done, as far as
						 * that is known without writing there */
#define MEMHP_MEMORY_FLAGS	(MEMHP_MEMORY_FORCE | MEMHP_MEMORY_MEMMAP | \
				 MEMHP_MEMORY_CHECK)

#define MEMHP_WHAT_SIZE		64

/**
 * struct memhp_memory - add or remove physical memory
 * @size:	in: sizeof(struct memhp_memory) of the caller
 * @flags:	in: MEMHP_MEMORY_*
 * @op:		in: enum memhp_memory_op
 * @reason:	out: enum memhp_reason if not all of it was done
 * @start:	in: address of the first byte
 * @length:	in: bytes, at least 1
 * @node:	in: NUMA node, -1: by the address; REMOVE: -1; out: the node it went to
 * @error:	out: a positive errno with @reason
 * @done:	out: bytes that were added or removed, from @start on
 * @fits:	out: ADD: bytes whose struct pages fit in free kernel memory, above the
 *		high watermarks of its zones and a sixteenth of it; whole blocks
 * @bad:	out: address that the reason is about, ~0: none
 * @whole:	in: ADD: address of the first byte of what this is a piece of
 * @whole_length: in: bytes of it, whole blocks, which are one device to rules and groups;
 *		0: this is all. CLAIMED, NO_RAM and SILENT of the piece that begins it are
 *		about all of it
 * @what:	out: CLAIMED, NOT_OURS: what lies there, by the name of its resource;
 *		NO_NODE: the nodes that can be; BEYOND: the last address; NUL-terminated
 *
 * ADD checks, in this order: UNALIGNED, BEYOND, CLAIMED (anything in the resource
 * tree, blocks, what the firmware's memory map has that is not memory, what EFI keeps),
 * NO_RAM (neither that map nor, as hotpluggable, the SRAT has it), SILENT (where only the
 * SRAT has it, and not with CHECK: a page at both ends of each block is written, read back
 * and restored), NO_NODE, NO_MEMMAP, NO_MEMMAP_ROOM; nothing was done then. Some kernels
 * tell only of a block that was added whether it can hold its memmap: there NO_MEMMAP
 * comes later, and the block is removed again, unless it went online. The blocks go
 * online by whoever takes new blocks online, if anybody does.
 *
 * REMOVE takes offline blocks of the owner PROBE: else UNALIGNED, NO_SUCH_BLOCK,
 * NOT_OURS, ONLINE.
 *
 * Blocks come and go one after another: KERNEL, NO_MEMORY, INTERRUPTED and, if somebody
 * was quicker, NO_MEMMAP_ROOM, CLAIMED and ONLINE come when some of it may be done.
 *
 * Returns 0 if it was carried out, as far as @done says. A negative errno means that
 * nothing was: EINVAL, EFAULT, EPERM, EBADF, EINTR, ENOMEM, EOPNOTSUPP.
 */
struct memhp_memory {
	__u32 size;
	__u32 flags;
	__u32 op;
	__u32 reason;
	__u64 start;
	__u64 length;
	__s32 node;
	__s32 error;
	__u64 done;
	__u64 fits;
	__u64 bad;
	__u64 whole;
	__u64 whole_length;
	char what[MEMHP_WHAT_SIZE];
};
#define MEMHP_MEMORY_SIZE_V1	144	/* the shortest that is taken */

#define MEMHP_MAX_DELAY_NS	10000000000ULL	/* that an agent may ask for */

/**
 * struct memhp_agent - be asked before blocks go offline
 * @size:	in: sizeof(struct memhp_agent) of the caller
 * @flags:	in: 0
 * @delay_ns:	in: how long to wait for this agent's answer, in nanoseconds, at most
 *		MEMHP_MAX_DELAY_NS; 0: not at all, which ends it
 *
 * Whoever takes blocks offline, through the module or past it: the event GOING_OFFLINE
 * then has an @ask that is not 0, and the blocks wait for MEMHP_IOC_ANSWER of all agents,
 * or until the delay of each has passed, or the request's own deadline. An agent that let
 * it pass, because it hangs, is not waited for again before it gives an answer, be it a
 * late one or to 0, or calls this again: which is what one does that may have lost a
 * question. It ends with the open file, so that nobody waits for the dead. A process is
 * not asked about what it takes offline itself, and nobody about what goes back because
 * a change of all or nothing is undone. Listen to the events first.
 *
 * A run of blocks is asked about as a whole. If one objects, its blocks are tried in
 * smaller runs, down to single ones, each with a question.
 *
 * An agent is asked while the kernel's locks of memory and CPU hotplug are held: it can
 * free memory and unmap it, but not change blocks, and what waits for these locks waits
 * for its answer.
 *
 * EINVAL, EFAULT, ENOMEM, EPERM, EBADF, EOPNOTSUPP.
 */
struct memhp_agent {
	__u32 size;
	__u32 flags;
	__u64 delay_ns;
};
#define MEMHP_AGENT_SIZE_V1	16	/* the shortest that is taken */

/* What an agent says. */
enum memhp_answer_is {
	MEMHP_ANSWER_NONE,	/* never valid */
	MEMHP_ANSWER_FINE,	/* they may go */
	MEMHP_ANSWER_OBJECT,	/* they shall stay online: the offline fails with AGENT */
	__MEMHP_ANSWER_LAST,
};
#define MEMHP_ANSWER_MAX (__MEMHP_ANSWER_LAST - 1)

/**
 * struct memhp_answer - an agent's answer
 * @size:	in: sizeof(struct memhp_answer) of the caller
 * @flags:	in: 0
 * @ask:	in: memhp_event.ask
 * @answer:	in: enum memhp_answer_is
 *
 * Whoever has the open file may answer: an agent need not keep its privileges.
 *
 * ENOENT: nobody waits for it any more, or never did; ENXIO: this open file is no agent.
 * EINVAL, EFAULT, EBADF.
 */
struct memhp_answer {
	__u32 size;
	__u32 flags;
	__u32 ask;
	__u32 answer;
};
#define MEMHP_ANSWER_SIZE_V1	16	/* the shortest that is taken */

/* Bits of memhp_info.features; also the index in the feature dump. */
enum memhp_feature {
	MEMHP_FEATURE_LIST,	/* read blocks */
	MEMHP_FEATURE_CHANGE,	/* change blocks, one by one */
	MEMHP_FEATURE_BATCH,	/* change runs of blocks by one call */
	MEMHP_FEATURE_OWNER,	/* tell where a block came from */
	MEMHP_FEATURE_POLICY,	/* hold rules, groups and accounts */
	MEMHP_FEATURE_HOOK,	/* decide for everyone who onlines memory */
	MEMHP_FEATURE_FIRMWARE,	/* tell what the firmware calls hotpluggable */
	MEMHP_FEATURE_PAGES,	/* look at the pages of blocks */
	MEMHP_FEATURE_MAPPERS,	/* tell who maps a page */
	MEMHP_FEATURE_NOTIFIERS, /* tell which notifier refused */
	MEMHP_FEATURE_STAGE,	/* online with pages held back */
	MEMHP_FEATURE_PHYSICAL,	/* add and remove memory */
	__MEMHP_FEATURE_LAST,
};
#define MEMHP_FEATURE_MAX (__MEMHP_FEATURE_LAST - 1)

/**
 * struct memhp_info - about the module
 * @size:	in: sizeof(struct memhp_info) of the caller; out: how much of it
 *		was filled in
 * @flags:	in: 0
 * @uapi_version: out: MEMHP_UAPI_VERSION of the module
 * @run_ms:	out: how long a run may hold the hotplug lock, in milliseconds
 * @block_size:	out: size of a block in bytes
 * @features:	out: bit mask of enum memhp_feature, set when available
 * @max_ranges:	out: most ranges of one change
 * @max_blocks:	out: most blocks of one change
 * @version:	out: the module's version, NUL-terminated
 * @release:	out: the kernel release it was built for, NUL-terminated
 * @granule:	out: bytes of a staged block that go to the allocator at a time
 * @granule_min: out: the fewest that this kernel can take back
 */
struct memhp_info {
	__u32 size;
	__u32 flags;
	__u32 uapi_version;
	__u32 run_ms;
	__u64 block_size;
	__u64 features;
	__u32 max_ranges;
	__u32 max_blocks;
	char version[32];
	char release[72];
	__u64 granule;
	__u64 granule_min;
};
#define MEMHP_INFO_SIZE_V1	144	/* the shortest that is taken */

/* The structs carry their size, so the numbers do not: they never change. */
#define MEMHP_IOC_MAGIC		0xD6
#define MEMHP_IOC_INFO		_IO(MEMHP_IOC_MAGIC, 0)
#define MEMHP_IOC_CHANGE	_IO(MEMHP_IOC_MAGIC, 1)
#define MEMHP_IOC_POLICY	_IO(MEMHP_IOC_MAGIC, 2)
#define MEMHP_IOC_GROUP		_IO(MEMHP_IOC_MAGIC, 3)
#define MEMHP_IOC_FILL		_IO(MEMHP_IOC_MAGIC, 4)
#define MEMHP_IOC_MEMORY	_IO(MEMHP_IOC_MAGIC, 5)
#define MEMHP_IOC_AGENT		_IO(MEMHP_IOC_MAGIC, 6)
#define MEMHP_IOC_ANSWER	_IO(MEMHP_IOC_MAGIC, 7)

/* Why the policy decided as it did. */
enum memhp_why {
	MEMHP_WHY_NO_RULE,	/* none matched: the kernel's default */
	MEMHP_WHY_RULE,		/* the rule names the zone, or leaves it be */
	MEMHP_WHY_GROUP,	/* a part of the static group is kernel memory */
	MEMHP_WHY_UNIT,		/* a part of the unit is kernel memory */
	MEMHP_WHY_RATIO,	/* past the ratio of the machine */
	MEMHP_WHY_NODE_RATIO,	/* past the ratio of the node */
	MEMHP_WHY_FITS,		/* within the ratio */
	__MEMHP_WHY_LAST,
};
#define MEMHP_WHY_MAX (__MEMHP_WHY_LAST - 1)

/**
 * struct memhp_sum - the arithmetic of a ratio, for the machine or a node
 * @early:	pages of kernel zones that were there at boot
 * @cma:	of them, those of CMA, which count as movable
 * @reserve:	of them, those that do not count
 * @plugged:	hot-plugged kernel pages that count
 * @required:	pages that other dynamic groups need for what they have movable
 * @own:	kernel pages of the block's own dynamic group
 * @kernel:	what is left: @early - @cma - @reserve + @plugged - @required + @own,
 *		at least 0
 * @movable:	pages of ZONE_MOVABLE and of CMA, less those of other dynamic
 *		groups
 * @wanted:	pages that would join them
 * @allowed:	@kernel * ratio / 100: how far @movable + @wanted may go
 */
struct memhp_sum {
	__u64 early;
	__u64 cma;
	__u64 reserve;
	__u64 plugged;
	__u64 required;
	__u64 own;
	__u64 kernel;
	__u64 movable;
	__u64 wanted;
	__u64 allowed;
};

/**
 * struct memhp_decision - what the policy says of a block
 * @block:	its index
 * @rule:	the rule that matched, from 0; -1: none
 * @action:	enum memhp_action of it, NONE without a rule
 * @choice:	enum memhp_choice: KERNEL, MOVABLE, KEEP (the kernel's own default),
 *		or NONE (leave it offline)
 * @why:	enum memhp_why
 * @ratio:	of the rule
 * @flags:	MEMHP_RULE_* of the rule
 * @node:	NUMA node of the block
 * @owner:	enum memhp_owner
 * @hotpluggable: 1, 0, or -1: not known
 * @group_type:	enum memhp_group_type
 * @device:	bytes of the device that the block came with, 0: not known
 * @group:	name of its group, "" if none
 * @all:	the sum for the machine; zeros unless the action is AUTO_MOVABLE
 *		and @why is about a ratio
 * @here:	the sum for the node, if the rule is NUMA_AWARE and @all allowed it
 */
struct memhp_decision {
	__u64 block;
	__s32 rule;
	__u32 action;
	__u32 choice;
	__u32 why;
	__u32 ratio;
	__u32 flags;
	__s32 node;
	__u32 owner;
	__s32 hotpluggable;
	__u32 group_type;
	__u64 device;
	char group[MEMHP_GROUP_NAME_SIZE];
	struct memhp_sum all;
	struct memhp_sum here;
};

/**
 * struct memhp_policy_state - the policy, but for its rules
 * @options:	MEMHP_POLICY_*
 * @nr_rules:	how many
 * @refused:	requests that were refused so far
 * @refused_ns:	when the last was, CLOCK_REALTIME
 * @refused_choice: enum memhp_choice that it asked for; KEEP: none
 * @pad:	0
 * @last:	what the policy said of it
 */
struct memhp_policy_state {
	__u32 options;
	__u32 nr_rules;
	__u64 refused;
	__u64 refused_ns;
	__u32 refused_choice;
	__u32 pad;
	struct memhp_decision last;
};

/**
 * struct memhp_group_info - a group as it is
 * @id:		number of the group, never 0
 * @type:	enum memhp_group_type
 * @by_hand:	1: made by MEMHP_IOC_GROUP, 0: for a device by the module
 * @owner:	enum memhp_owner of its first block
 * @node:	NUMA node, -1 without blocks
 * @pad:	0
 * @unit:	bytes of a unit, 0 if static
 * @max:	most bytes, 0: not known
 * @blocks:	blocks in it
 * @kernel:	bytes online in kernel zones
 * @movable:	bytes online in ZONE_MOVABLE
 * @name:	NUL-terminated
 */
struct memhp_group_info {
	__u32 id;
	__u32 type;
	__u32 by_hand;
	__u32 owner;
	__s32 node;
	__u32 pad;
	__u64 unit;
	__u64 max;
	__u64 blocks;
	__u64 kernel;
	__u64 movable;
	char name[MEMHP_GROUP_NAME_SIZE];
};

/**
 * struct memhp_node_info - the account of a node, in bytes
 * @node:	its number; -1: the whole machine
 * @rule:	the last rule that is AUTO_MOVABLE and matches blocks of this node, from
 *		0; -1: none
 * @early:	present in kernel zones since boot, with @cma
 * @cma:	of it, CMA
 * @plugged:	present in kernel zones, hot-plugged
 * @movable:	present in ZONE_MOVABLE
 * @required:	what dynamic groups need of @early for what they have movable, at
 *		@ratio
 * @group_movable: what dynamic groups have movable
 * @free_kernel: free in kernel zones
 * @low_kernel:	sum of the low watermarks of the kernel zones
 * @ratio:	percent that this account is held against: of @rule; 301, which
 *		nobody keeps to, without one
 * @flags:	MEMHP_RULE_* of @rule
 * @reserve:	bytes, of @rule
 */
struct memhp_node_info {
	__s32 node;
	__s32 rule;
	__u64 early;
	__u64 cma;
	__u64 plugged;
	__u64 movable;
	__u64 required;
	__u64 group_movable;
	__u64 free_kernel;
	__u64 low_kernel;
	__u32 ratio;
	__u32 flags;
	__u64 reserve;
};

/*
 * What a page is. Each page of a block is counted as one of them. Those from SLAB to
 * UNKNOWN stand in the way of going offline. In a kernel zone the kernel refuses at
 * once; in the movable zone it does so for RESERVED only, and of the others, which
 * should not be there, it does not know: it would try for ever. PINNED may stand in
 * the way, and so may OFFLINE with a reference. Not seen is that pages are of CMA: the
 * kernel takes no block offline that has any, whatever the prospect says.
 */
enum memhp_page_kind {
	MEMHP_PAGE_FREE,	/* in the page allocator */
	MEMHP_PAGE_ANON,	/* anonymous, can move */
	MEMHP_PAGE_FILE,	/* page cache and tmpfs, can move */
	MEMHP_PAGE_MOVABLE,	/* of a driver that can move it: balloon, zsmalloc */
	MEMHP_PAGE_HUGE_FREE,	/* hugetlb, in its pool */
	MEMHP_PAGE_HUGE_USED,	/* hugetlb, in use, can move */
	MEMHP_PAGE_PINNED,	/* would be ANON, FILE or HUGE_USED, but seems to be
				 * pinned, for a moment or for long */
	MEMHP_PAGE_SLAB,	/* kmalloc() and its like */
	MEMHP_PAGE_TABLE,	/* page table of a process */
	MEMHP_PAGE_STACK,	/* kernel stack of a task */
	MEMHP_PAGE_VMEMMAP,	/* struct pages */
	MEMHP_PAGE_RESERVED,	/* never in the page allocator: boot, firmware */
	MEMHP_PAGE_UNKNOWN,	/* taken by the kernel for something else */
	MEMHP_PAGE_POISONED,	/* broken memory */
	MEMHP_PAGE_OFFLINE,	/* logically offline: inflated balloon, virtio-mem */
	MEMHP_PAGE_HOLE,	/* no page, or not an online one */
	__MEMHP_PAGE_LAST,
};
#define MEMHP_PAGE_KINDS __MEMHP_PAGE_LAST

/* Could a block go offline now? */
enum memhp_prospect {
	MEMHP_PROSPECT_UNKNOWN,	/* it is not online */
	MEMHP_PROSPECT_EMPTY,	/* yes: no page is in use */
	MEMHP_PROSPECT_LIKELY,	/* its pages can move */
	MEMHP_PROSPECT_DOUBTFUL, /* some page is pinned, held, or offline and in use */
	MEMHP_PROSPECT_NO,	/* a page cannot move, as long as it is in use */
	MEMHP_PROSPECT_NEVER,	/* holes, two zones, memory of the boot */
	__MEMHP_PROSPECT_LAST,
};
#define MEMHP_PROSPECT_MAX (__MEMHP_PROSPECT_LAST - 1)

/**
 * struct memhp_obstacle - a page that stands in the way
 * @pfn:	its frame number; of a compound page, of its head
 * @inode:	of the file that it belongs to, 0: none, or not known
 * @kind:	enum memhp_page_kind
 * @order:	of the compound page, 0 if it is none
 * @refs:	its reference count
 * @maps:	how often it is mapped
 * @expected:	references that its maps, and its place in a cache, explain; @refs
 *		beyond it are somebody's who holds the page. -1: not known
 * @pid:	of a process that maps it (its page tables were looked at), or whose
 *		stack it is; 0: none, or not known: only the first address spaces
 *		that it could be in are looked at, and none for files of hugetlb
 * @major:	of the file's device
 * @minor:	of the file's device
 * @comm:	name of that process, NUL-terminated
 * @file:	last part of the file's name, NUL-terminated, cut if too long
 *
 * All of it may have changed since.
 */
struct memhp_obstacle {
	__u64 pfn;
	__u64 inode;
	__u32 kind;
	__u32 order;
	__s32 refs;
	__s32 maps;
	__s32 expected;
	__s32 pid;
	__u32 major;
	__u32 minor;
	char comm[16];
	char file[64];
};

#define MEMHP_MAX_OBSTACLES	16	/* told of one block */

/**
 * struct memhp_pages - what the pages of a block are
 * @block:	its index
 * @ns:		how long the look took
 * @obstacles:	pages that stand in the way, MEMHP_MAX_OBSTACLES of which come
 *		with it
 * @held:	pages of the kinds that can move, not PINNED, that have more references
 *		than can be explained, buffers that drivers map among them
 * @prospect:	enum memhp_prospect
 * @reason:	enum memhp_reason that an offline would most likely fail with, NONE
 *		if it would not
 * @count:	pages of each enum memhp_page_kind
 */
struct memhp_pages {
	__u64 block;
	__u64 ns;
	__u64 obstacles;
	__u64 held;
	__u32 prospect;
	__u32 reason;
	__u64 count[MEMHP_PAGE_KINDS];
};

#define MEMHP_NOTIFIER_SIZE	64

/**
 * struct memhp_trouble - the last error of a block
 * @block:	its index
 * @when_ns:	CLOCK_REALTIME
 * @missing:	with NO_ROOM: bytes that were short
 * @op:		enum memhp_op
 * @choice:	enum memhp_choice
 * @reason:	enum memhp_reason
 * @error:	positive errno
 * @page:	the page that stood in the way; @page.pfn is ~0 if none was found
 * @notifier:	with NOTIFIER: the function that refused, "" if not known
 *
 * @op is MEMHP_OP_NONE for a DEPOPULATE of struct memhp_fill, whose @page is then told
 * with UNMOVABLE and MIGRATION.
 *
 * Only errors of changes that went through the module are known. It is forgotten
 * when the block is changed with success, or goes away; not when a change of all
 * or nothing that failed is undone.
 */
struct memhp_trouble {
	__u64 block;
	__u64 when_ns;
	__u64 missing;
	__u32 op;
	__u32 choice;
	__u32 reason;
	__s32 error;
	struct memhp_obstacle page;
	char notifier[MEMHP_NOTIFIER_SIZE];
};

/**
 * struct memhp_zone_info - a zone of a node that has memory, in bytes
 * @node:	the node
 * @zone:	enum memhp_zone
 * @contiguous:	1: the kernel takes all that the zone spans to be of it
 * @pad:	0
 * @start:	address of its begin
 * @spanned:	from its begin to its end
 * @present:	of them, there
 * @managed:	of them, in the page allocator
 * @free:	free
 * @high:	the high watermark
 * @cache:	page cache on the lists of the zone
 */
struct memhp_zone_info {
	__s32 node;
	__u32 zone;
	__u32 contiguous;
	__u32 pad;
	__u64 start;
	__u64 spanned;
	__u64 present;
	__u64 managed;
	__u64 free;
	__u64 high;
	__u64 cache;
};

#define MEMHP_FIRMWARE_ENABLED		(1U << 0)	/* without it, it says nothing */
#define MEMHP_FIRMWARE_HOTPLUGGABLE	(1U << 1)
#define MEMHP_FIRMWARE_NON_VOLATILE	(1U << 2)

/**
 * struct memhp_firmware_range - memory as the firmware describes it, in the SRAT
 * @start:	address of its first byte
 * @size:	bytes, never 0, and never past 2^64
 * @domain:	proximity domain, the firmware's number for a node
 * @flags:	MEMHP_FIRMWARE_*
 * @node:	the kernel's number for it, -1: it has none, or it is not known
 * @pad:	0
 */
struct memhp_firmware_range {
	__u64 start;
	__u64 size;
	__u32 domain;
	__u32 flags;
	__s32 node;
	__u32 pad;
};

/* What may be wrong with the SRAT, and what memhp_firmware_problem.where is then. */
enum memhp_firmware_fault {
	MEMHP_FAULT_NONE,
	MEMHP_FAULT_CUT,	/* it is shorter than it says, or than its header: the
				 * bytes there are */
	MEMHP_FAULT_CHECKSUM,	/* its bytes do not add up to 0: their sum, modulo 256 */
	MEMHP_FAULT_REVISION,	/* nobody knows that one: its number */
	MEMHP_FAULT_NO_LENGTH,	/* an entry without length, which ends the reading: its
				 * offset in the table, as of the next two */
	MEMHP_FAULT_PAST_END,	/* an entry reaches past the end of the table */
	MEMHP_FAULT_SHORT,	/* an entry is too short for what it is to tell */
	MEMHP_FAULT_EMPTY,	/* an enabled range of no bytes: its start, as of the rest */
	MEMHP_FAULT_WRAPS,	/* a range ends past 2^64 */
	MEMHP_FAULT_OVERLAP,	/* an enabled range begins within another one */
	MEMHP_FAULT_TOO_MANY,	/* a range behind the most that are kept */
	__MEMHP_FAULT_LAST,
};
#define MEMHP_FAULT_MAX (__MEMHP_FAULT_LAST - 1)

/**
 * struct memhp_firmware_problem - what is wrong with the SRAT, in one way
 * @fault:	enum memhp_firmware_fault
 * @count:	how often
 * @where:	where first: see there
 */
struct memhp_firmware_problem {
	__u32 fault;
	__u32 count;
	__u64 where;
};

/* What happened. */
enum memhp_event_kind {
	MEMHP_EVENT_NONE,
	MEMHP_EVENT_GOING_ONLINE,	/* the kernel begins; the next three are what may
					 * come of it, or of GOING_OFFLINE */
	MEMHP_EVENT_CANCEL_ONLINE,
	MEMHP_EVENT_ONLINE,
	MEMHP_EVENT_GOING_OFFLINE,
	MEMHP_EVENT_CANCEL_OFFLINE,
	MEMHP_EVENT_OFFLINE,
	MEMHP_EVENT_ADDED,		/* a block came */
	MEMHP_EVENT_REMOVED,		/* and went */
	MEMHP_EVENT_SHIFT,		/* blocks went from one zone to another */
	MEMHP_EVENT_FAILED,		/* a request failed for these blocks */
	MEMHP_EVENT_UNDONE,		/* and was undone for these */
	MEMHP_EVENT_POPULATE,		/* pages of a staged block were given */
	MEMHP_EVENT_DEPOPULATE,		/* and taken back */
	MEMHP_EVENT_DECISION,		/* the policy decided about blocks */
	MEMHP_EVENT_POLICY,		/* the policy was replaced */
	MEMHP_EVENT_GROUP,		/* a group was changed by hand */
	__MEMHP_EVENT_LAST,
};
#define MEMHP_EVENT_MAX (__MEMHP_EVENT_LAST - 1)

/* Who asked for it. */
enum memhp_by {
	MEMHP_BY_NONE,
	MEMHP_BY_MEMHP,		/* a process, through /dev/memhp */
	MEMHP_BY_POLICY,	/* the policy's option auto-online */
	MEMHP_BY_PROCESS,	/* a process, past the module: sysfs and the like */
	MEMHP_BY_KERNEL,	/* a thread of the kernel: a driver */
	__MEMHP_BY_LAST,
};
#define MEMHP_BY_MAX (__MEMHP_BY_LAST - 1)

/*
 * What ONLINE and OFFLINE mean to the node; in the two GOING_*, what they would mean.
 * NORMAL is about kernel memory.
 */
#define MEMHP_NODE_FIRST_MEMORY	(1U << 0)
#define MEMHP_NODE_LAST_MEMORY	(1U << 1)
#define MEMHP_NODE_FIRST_NORMAL	(1U << 2)
#define MEMHP_NODE_LAST_NORMAL	(1U << 3)

/**
 * struct memhp_event - what happened
 * @seq:	number of the event: each is one more than the one before, the first is
 *		2. A gap is what the reader has lost
 * @when_ns:	CLOCK_REALTIME
 * @first:	index of the first block, ~0: not about blocks
 * @count:	blocks; POLICY: rules
 * @asked:	pages that were to change; the six of the kernel and the two of staged
 *		blocks only
 * @pages:	of them, those that the page allocator got or gave: what is held back (by
 *		a driver, staged, a memmap) makes the difference. ONLINE, OFFLINE, POPULATE
 *		and DEPOPULATE only; a balloon that works in the same zone just then blurs
 *		it
 * @ns:		how long it took since GOING_*; SHIFT, FAILED, UNDONE: all of it
 * @event:	enum memhp_event_kind
 * @by:		enum memhp_by
 * @pid:	of who asked, in the initial namespace, 0: nobody's
 * @node:	NUMA node, -1: not known
 * @zone:	enum memhp_zone that they are in; GOING_ONLINE: to be in; OFFLINE: were in
 * @from_zone:	SHIFT: the zone before
 * @status:	MEMHP_NODE_*
 * @op:		enum memhp_op; GROUP: enum memhp_group_op
 * @choice:	enum memhp_choice; DECISION: what was decided
 * @reason:	enum memhp_reason; CANCEL_* past the module: NONE, NOTIFIER, POLICY, AGENT
 *		or INTERRUPTED
 * @error:	positive errno, 0: none, or not known
 * @ask:	GOING_OFFLINE: agents are waited for, who answer with this number
 * @rule:	DECISION: number of the rule, from 0; -1: none
 * @action:	DECISION: enum memhp_action
 * @why:	DECISION: enum memhp_why
 * @pad:	0
 * @comm:	name of who asked, NUL-terminated
 * @name:	GROUP: its name; AGENT: who objected; NUL-terminated
 *
 * ONLINE, OFFLINE, ADDED and REMOVED are what changes how blocks are, and come in the
 * order in which that happened. A block that is going offline is online until OFFLINE
 * comes; nothing may come, when the kernel gives up before it asks anybody. The others
 * are reports, which may come later, when something else has happened to the same blocks.
 */
struct memhp_event {
	__u64 seq;
	__u64 when_ns;
	__u64 first;
	__u64 count;
	__u64 asked;
	__u64 pages;
	__u64 ns;
	__u32 event;
	__u32 by;
	__s32 pid;
	__s32 node;
	__u32 zone;
	__u32 from_zone;
	__u32 status;
	__u32 op;
	__u32 choice;
	__u32 reason;
	__s32 error;
	__u32 ask;
	__s32 rule;
	__u32 action;
	__u32 why;
	__u32 pad;
	char comm[16];
	char name[MEMHP_GROUP_NAME_SIZE];
};

#define MEMHP_HISTOGRAM		40	/* bucket i: below 2^i microseconds */

/**
 * struct memhp_stats - what was counted since the module was loaded
 * @seq:	number of the last event
 * @events:	by enum memhp_event_kind
 * @done:	blocks that requests changed, by enum memhp_op
 * @unchanged:	that were so already
 * @failed:	that failed
 * @undone:	that were put back
 * @reasons:	blocks that failed, by enum memhp_reason
 * @took:	blocks that were changed, by enum memhp_op and time: in bucket i those that
 *		took less than 2^i microseconds, and no less than half of that
 * @took_ns:	the sum of those times
 * @asked:	how often agents were asked
 * @objected:	how often one objected
 * @late:	how often one let its delay pass
 */
struct memhp_stats {
	__u64 seq;
	__u64 events[32];
	__u64 done[4];
	__u64 unchanged[4];
	__u64 failed[4];
	__u64 undone[4];
	__u64 reasons[64];
	__u64 took[4][MEMHP_HISTOGRAM];
	__u64 took_ns[4];
	__u64 asked;
	__u64 objected;
	__u64 late;
};

/*
 * Generic netlink. All commands are dumps; PAGES and TROUBLE tell of page frames,
 * and PAGES costs time: they need CAP_SYS_ADMIN in the initial user namespace. The
 * others need no privilege. A reply has the
 * command of its request. Attributes that are structs may grow at their end:
 * readers take what they know, and zeros for what is not there.
 *
 * MEMHP_CMD_BLOCKS: a message for each range of blocks that follow one another
 * and are alike in all that is told of them, ascending. The dump is one
 * snapshot; it carries NLM_F_DUMP_INTR when memory changed while the snapshot
 * was taken, and should then be asked for again.
 *	FIRST, COUNT, STATE, ZONE, NODE, OWNER, FLAGS, SIZE, GROUP, HELD; SEQ (in each):
 *	all that the events up to this number told of is in the snapshot, and what later
 *	ones tell may be
 *
 * MEMHP_CMD_FEATURES: a message for each enum memhp_feature.
 *	INDEX, NAME, ABOUT, AVAILABLE, REASON (only if not available)
 *
 * MEMHP_CMD_POLICY: one message with STATE, then one with RULE for each rule, in
 * order.
 *
 * MEMHP_CMD_GROUPS: a message with GROUP for each group, by id.
 *
 * MEMHP_CMD_NODES: a message with NODE for the machine, then one for each node
 * that has memory.
 *
 * MEMHP_CMD_EXPLAIN: the request carries BLOCK; one message with DECISION, or
 * the dump ends with ENODEV.
 *
 * MEMHP_CMD_PAGES: the request carries FIRST and COUNT; for each block there is, in
 * order, a message with PAGES and up to MEMHP_MAX_OBSTACLES times OBSTACLE. The
 * dump ends with EAGAIN if somebody else holds the hotplug lock for seconds. It begins
 * with an NLMSG_NOOP, as what comes before would keep all of generic netlink waiting.
 *
 * MEMHP_CMD_TROUBLE: the request may carry FIRST and COUNT; a message with TROUBLE
 * for each block of them (of all) that has one, in order.
 *
 * MEMHP_CMD_ZONES: a message with ZONE for each zone that has pages, by node.
 *
 * MEMHP_CMD_FIRMWARE: a message with RANGE for each range of the SRAT, by address, then
 * one with PROBLEM for each way in which something is wrong with it. The dump ends with
 * EOPNOTSUPP without the feature FIRMWARE.
 *
 * MEMHP_CMD_STATS: one message with STATS. When it comes, all events up to its number were
 * sent.
 *
 * MEMHP_CMD_EVENT: nothing to ask for: what comes on the multicast group "events", with
 * EVENT. Anybody may listen, and so learns the PID and name of who changes memory, in the
 * initial network namespace: in another one nothing comes, and STATS ends with EOPNOTSUPP
 * there. Who does not read fast enough gets ENOBUFS once and sees a gap in the
 * numbers; STATS tells how far they are, BLOCKS how things are.
 */
#define MEMHP_GENL_NAME		"memhp"
#define MEMHP_GENL_EVENTS	"events"
#define MEMHP_GENL_VERSION	1

enum memhp_cmd {
	MEMHP_CMD_UNSPEC,
	MEMHP_CMD_BLOCKS,
	MEMHP_CMD_FEATURES,
	MEMHP_CMD_POLICY,
	MEMHP_CMD_GROUPS,
	MEMHP_CMD_NODES,
	MEMHP_CMD_EXPLAIN,
	MEMHP_CMD_PAGES,
	MEMHP_CMD_TROUBLE,
	MEMHP_CMD_ZONES,
	MEMHP_CMD_FIRMWARE,
	MEMHP_CMD_STATS,
	MEMHP_CMD_EVENT,
	__MEMHP_CMD_LAST,
};
#define MEMHP_CMD_MAX (__MEMHP_CMD_LAST - 1)

#define MEMHP_BLOCK_EARLY	(1U << 0)	/* there since boot */
#define MEMHP_BLOCK_MEMMAP	(1U << 1)	/* holds its own memmap */
#define MEMHP_BLOCK_HWPOISON	(1U << 2)	/* has poisoned pages */
#define MEMHP_BLOCK_SINGLE	(1U << 3)	/* never part of a run */
#define MEMHP_BLOCK_COUNTED	(1U << 4)	/* the kernel counts poisoned pages;
						 * without it HWPOISON says nothing */
#define MEMHP_BLOCK_HOTPLUGGABLE (1U << 5)	/* the firmware says so */
#define MEMHP_BLOCK_FIRMWARE	(1U << 6)	/* the firmware says something;
						 * without it HOTPLUGGABLE says
						 * nothing */
#define MEMHP_BLOCK_STAGED	(1U << 7)	/* pages of it are or may be held */

enum memhp_attr_blocks {
	MEMHP_A_BLOCKS_UNSPEC,
	MEMHP_A_BLOCKS_PAD,
	MEMHP_A_BLOCKS_FIRST,		/* u64: index of the first block */
	MEMHP_A_BLOCKS_COUNT,		/* u64: blocks */
	MEMHP_A_BLOCKS_STATE,		/* u32: enum memhp_state */
	MEMHP_A_BLOCKS_ZONE,		/* u32: enum memhp_zone */
	MEMHP_A_BLOCKS_NODE,		/* s32: node, the last of several; -1 if
					 * none */
	MEMHP_A_BLOCKS_OWNER,		/* u32: enum memhp_owner */
	MEMHP_A_BLOCKS_FLAGS,		/* u32: MEMHP_BLOCK_* */
	MEMHP_A_BLOCKS_SIZE,		/* u64: size of a block in bytes */
	MEMHP_A_BLOCKS_GROUP,		/* string: name of its group, if any */
	MEMHP_A_BLOCKS_HELD,		/* u64: bytes of each that are held, with STAGED */
	MEMHP_A_BLOCKS_SEQ,		/* u64: of the last event that is surely in it */
	__MEMHP_A_BLOCKS_LAST,
};
#define MEMHP_A_BLOCKS_MAX (__MEMHP_A_BLOCKS_LAST - 1)

enum memhp_attr_feature {
	MEMHP_A_FEATURE_UNSPEC,
	MEMHP_A_FEATURE_INDEX,		/* u32: enum memhp_feature */
	MEMHP_A_FEATURE_NAME,		/* string */
	MEMHP_A_FEATURE_ABOUT,		/* string: what it is for */
	MEMHP_A_FEATURE_AVAILABLE,	/* u8: 0 or 1 */
	MEMHP_A_FEATURE_REASON,		/* string: why it is not available */
	__MEMHP_A_FEATURE_LAST,
};
#define MEMHP_A_FEATURE_MAX (__MEMHP_A_FEATURE_LAST - 1)

enum memhp_attr_policy {
	MEMHP_A_POLICY_UNSPEC,
	MEMHP_A_POLICY_STATE,		/* struct memhp_policy_state */
	MEMHP_A_POLICY_RULE,		/* struct memhp_rule */
	MEMHP_A_POLICY_GROUP,		/* struct memhp_group_info */
	MEMHP_A_POLICY_NODE,		/* struct memhp_node_info */
	MEMHP_A_POLICY_BLOCK,		/* u64: index, in a request */
	MEMHP_A_POLICY_DECISION,	/* struct memhp_decision */
	__MEMHP_A_POLICY_LAST,
};
#define MEMHP_A_POLICY_MAX (__MEMHP_A_POLICY_LAST - 1)

enum memhp_attr_pages {
	MEMHP_A_PAGES_UNSPEC,
	MEMHP_A_PAGES_PAD,
	MEMHP_A_PAGES_FIRST,		/* u64: index of a block, in a request */
	MEMHP_A_PAGES_COUNT,		/* u64: blocks, in a request */
	MEMHP_A_PAGES_PAGES,		/* struct memhp_pages */
	MEMHP_A_PAGES_OBSTACLE,		/* struct memhp_obstacle */
	MEMHP_A_PAGES_TROUBLE,		/* struct memhp_trouble */
	MEMHP_A_PAGES_ZONE,		/* struct memhp_zone_info */
	__MEMHP_A_PAGES_LAST,
};
#define MEMHP_A_PAGES_MAX (__MEMHP_A_PAGES_LAST - 1)

enum memhp_attr_firmware {
	MEMHP_A_FIRMWARE_UNSPEC,
	MEMHP_A_FIRMWARE_RANGE,		/* struct memhp_firmware_range */
	MEMHP_A_FIRMWARE_PROBLEM,	/* struct memhp_firmware_problem */
	__MEMHP_A_FIRMWARE_LAST,
};
#define MEMHP_A_FIRMWARE_MAX (__MEMHP_A_FIRMWARE_LAST - 1)

enum memhp_attr_events {
	MEMHP_A_EVENTS_UNSPEC,
	MEMHP_A_EVENTS_EVENT,		/* struct memhp_event */
	MEMHP_A_EVENTS_STATS,		/* struct memhp_stats */
	__MEMHP_A_EVENTS_LAST,
};
#define MEMHP_A_EVENTS_MAX (__MEMHP_A_EVENTS_LAST - 1)

#endif /* MEMHP_UAPI_H */
