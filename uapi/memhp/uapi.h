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
	MEMHP_OWNER_HV_BALLOON,	/* not told apart from PROBE yet */
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
	__MEMHP_REASON_LAST,
};
#define MEMHP_REASON_MAX (__MEMHP_REASON_LAST - 1)

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
#define MEMHP_CHANGE_FLAGS	(MEMHP_CHANGE_ATOMIC)

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
 * @done:	out: blocks that are finished; the kernel updates it while it
 *		works, so another thread may show progress. Not read.
 *
 * Returns 0 when the change was carried out, even if every block failed: the
 * results say what became of each, one for each block, in the order of the
 * ranges. A signal (or a stop, or a debugger) ends the change between two runs:
 * what is left is FAILED with EINTR.
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
};
#define MEMHP_CHANGE_SIZE_V1	56	/* the shortest that is taken */

/* Bits of memhp_info.features; also the index in the feature dump. */
enum memhp_feature {
	MEMHP_FEATURE_LIST,	/* read blocks */
	MEMHP_FEATURE_CHANGE,	/* change blocks, one by one */
	MEMHP_FEATURE_BATCH,	/* change runs of blocks by one call */
	MEMHP_FEATURE_OWNER,	/* tell where a block came from */
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
};
#define MEMHP_INFO_SIZE_V1	144	/* the shortest that is taken */

/* The structs carry their size, so the numbers do not: they never change. */
#define MEMHP_IOC_MAGIC		0xD6
#define MEMHP_IOC_INFO		_IO(MEMHP_IOC_MAGIC, 0)
#define MEMHP_IOC_CHANGE	_IO(MEMHP_IOC_MAGIC, 1)

/*
 * Generic netlink. Both commands are dumps, take no attributes and need no
 * privilege. A reply has the command of its request.
 *
 * MEMHP_CMD_BLOCKS: a message for each range of blocks that follow one another
 * and are alike in all that is told of them, ascending. The dump is one
 * snapshot; it carries NLM_F_DUMP_INTR when memory changed while the snapshot
 * was taken, and should then be asked for again.
 *	FIRST, COUNT, STATE, ZONE, NODE, OWNER, FLAGS, SIZE
 *
 * MEMHP_CMD_FEATURES: a message for each enum memhp_feature.
 *	INDEX, NAME, ABOUT, AVAILABLE, REASON (only if not available)
 */
#define MEMHP_GENL_NAME		"memhp"
#define MEMHP_GENL_VERSION	1

enum memhp_cmd {
	MEMHP_CMD_UNSPEC,
	MEMHP_CMD_BLOCKS,
	MEMHP_CMD_FEATURES,
	__MEMHP_CMD_LAST,
};
#define MEMHP_CMD_MAX (__MEMHP_CMD_LAST - 1)

#define MEMHP_BLOCK_EARLY	(1U << 0)	/* there since boot */
#define MEMHP_BLOCK_MEMMAP	(1U << 1)	/* holds its own memmap */
#define MEMHP_BLOCK_HWPOISON	(1U << 2)	/* has poisoned pages */
#define MEMHP_BLOCK_SINGLE	(1U << 3)	/* never part of a run */
#define MEMHP_BLOCK_COUNTED	(1U << 4)	/* the kernel counts poisoned pages;
						 * without it HWPOISON says nothing */

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

#endif /* MEMHP_UAPI_H */
