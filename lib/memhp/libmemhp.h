/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libmemhp: memory hotplug for programs.
 *
 * Conventions, for every function unless it says otherwise:
 * - A function that can fail returns 0 or a negative errno. It never prints,
 *   exits, or touches errno on purpose. memhp_error() has one line of text
 *   about the last failure on the context.
 * - Sizes are bytes, block numbers are the N of sysfs' memoryN, times are
 *   nanoseconds.
 * - Nothing is global. A context and what was made from it may be used by one
 *   thread at a time; different contexts are independent. memhp_ref(),
 *   memhp_unref() and memhp_change_progress() may be called from any thread.
 * - What memhp_X_new() or memhp_X_get() gave is freed with memhp_X_free();
 *   strings and pointers handed out live as long as the object they came from,
 *   and objects keep their context alive.
 * - NULL is allowed for *_free() and memhp_unref().
 */
#ifndef MEMHP_LIBMEMHP_H
#define MEMHP_LIBMEMHP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <memhp/uapi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MEMHP_VERSION_MAJOR	0
#define MEMHP_VERSION_MINOR	1
#define MEMHP_VERSION_PATCH	0

/** memhp_version - version of the library at run time, "MAJOR.MINOR.PATCH" */
const char *memhp_version(void);

/* ---- Context ---- */

struct memhp;

/**
 * struct memhp_opts - optional knobs of memhp_new()
 * @sz:		sizeof(struct memhp_opts)
 * @sysroot:	read sysfs below this folder instead of "/", and do not use the
 *		module; NULL for the running machine
 * @flags:	MEMHP_OPT_*; others are refused with -EINVAL
 *
 * A longer struct with anything but zeros past what the library knows is
 * refused with -EINVAL.
 */
struct memhp_opts {
	size_t sz;
	const char *sysroot;
	uint64_t flags;
};

#define MEMHP_OPT_NO_MODULE	(1U << 0)	/* even if it is loaded */


/**
 * memhp_new - make a context, with one reference
 * @ctx:	out: the context
 * @opts:	knobs, or NULL
 *
 * Needs neither module nor root. -ENOMEM, -EINVAL (@opts), -ENOENT or what
 * opening gave when @opts->sysroot is no folder.
 */
int memhp_new(struct memhp **ctx, const struct memhp_opts *opts);

/** memhp_ref - take a reference; returns @ctx */
struct memhp *memhp_ref(struct memhp *ctx);

/** memhp_unref - drop a reference, free with the last one; returns NULL */
struct memhp *memhp_unref(struct memhp *ctx);

/**
 * memhp_error - one line about the last failure on this context
 *
 * Never NULL, "" if nothing failed. Good until the next call on the context.
 */
const char *memhp_error(const struct memhp *ctx);

/** memhp_log_fn - gets debug messages: @text is one line without newline */
typedef void (*memhp_log_fn)(struct memhp *ctx, const char *text, void *data);

/** memhp_set_log - hand debug messages to @fn; NULL for none (the default) */
void memhp_set_log(struct memhp *ctx, memhp_log_fn fn, void *data);

/* ---- Module ---- */

/**
 * memhp_module_info - what the module says of itself
 * @info:	in: its @size, sizeof(struct memhp_info) of the caller; out: as much of it
 *		as both sides know, zeros in the rest
 *
 * -EINVAL: @size is shorter than the first version's.
 * -ENOENT: not loaded (no /dev/memhp, or @sysroot is in use), -EACCES: no
 * permission to open it, or what the ioctl gave.
 */
int memhp_module_info(struct memhp *ctx, struct memhp_info *info);

struct memhp_features;

/**
 * memhp_features_get - which features the module has, and why not
 *
 * -ENOENT: not loaded. Free with memhp_features_free().
 */
int memhp_features_get(struct memhp *ctx, struct memhp_features **features);
void memhp_features_free(struct memhp_features *features);
size_t memhp_features_count(const struct memhp_features *features);

/** memhp_features_name - short name of feature @i, "" past the end */
const char *memhp_features_name(const struct memhp_features *features, size_t i);
/** memhp_features_about - what it is for */
const char *memhp_features_about(const struct memhp_features *features, size_t i);
/** memhp_features_available - whether it can be used here */
bool memhp_features_available(const struct memhp_features *features, size_t i);
/** memhp_features_reason - why it cannot be used, NULL if it can */
const char *memhp_features_reason(const struct memhp_features *features, size_t i);

/* ---- Blocks ---- */

struct memhp_blocks;
struct memhp_block;

/** Where a list of blocks was read from. */
enum memhp_source {
	MEMHP_SOURCE_MODULE,	/* one netlink dump */
	MEMHP_SOURCE_SYSFS,	/* files, block by block */
};

/**
 * memhp_blocks_get - read all memory blocks
 * @blocks:	out: the list, ascending by index
 *
 * By the module if it is there, else from sysfs. -ENOENT: the machine has no
 * memory blocks (no memory hotplug in its kernel, or @sysroot is none),
 * -ENOMEM, -EIO (sysfs holds something that cannot be). Free with
 * memhp_blocks_free().
 */
int memhp_blocks_get(struct memhp *ctx, struct memhp_blocks **blocks);
void memhp_blocks_free(struct memhp_blocks *blocks);

size_t memhp_blocks_count(const struct memhp_blocks *blocks);
enum memhp_source memhp_blocks_source(const struct memhp_blocks *blocks);

/** memhp_blocks_size - size of a block in bytes */
uint64_t memhp_blocks_size(const struct memhp_blocks *blocks);

/** memhp_blocks_at - the @i-th of the list, NULL past the end */
const struct memhp_block *memhp_blocks_at(const struct memhp_blocks *blocks, size_t i);

/** memhp_blocks_find - the block memory@index, NULL if there is none */
const struct memhp_block *memhp_blocks_find(const struct memhp_blocks *blocks, uint64_t index);

uint64_t memhp_block_index(const struct memhp_block *block);
/** memhp_block_start - physical address of its first byte */
uint64_t memhp_block_start(const struct memhp_block *block);
uint64_t memhp_block_size(const struct memhp_block *block);
enum memhp_state memhp_block_state(const struct memhp_block *block);
/** memhp_block_zone - its zone; NONE: offline, more than one, or not known */
enum memhp_zone memhp_block_zone(const struct memhp_block *block);
/** memhp_block_node - NUMA node, -1 if not known */
int memhp_block_node(const struct memhp_block *block);
enum memhp_owner memhp_block_owner(const struct memhp_block *block);
/** memhp_block_early - 1: there since boot, 0: hot-plugged, -1: not known */
int memhp_block_early(const struct memhp_block *block);
/**
 * memhp_block_alike - 1: @a and @b differ in nothing told here but their place,
 * 0: they do
 */
int memhp_block_alike(const struct memhp_block *a, const struct memhp_block *b);
/**
 * memhp_block_removable - 1: could go offline as far as its kind tells (it is
 * in the movable zone, or offline already), 0: never, -1: not known without
 * looking at its pages
 */
int memhp_block_removable(const struct memhp_block *block);
/** memhp_block_hotpluggable - what the firmware says: 1, 0, -1 not known */
int memhp_block_hotpluggable(const struct memhp_block *block);
/** memhp_block_memmap - 1: it holds its own memmap, 0, -1: not known */
int memhp_block_memmap(const struct memhp_block *block);
/** memhp_block_hwpoison - 1: it has poisoned pages, 0, -1: not known */
int memhp_block_hwpoison(const struct memhp_block *block);
/** memhp_block_single - 1: only ever changed by itself, 0, -1: not known */
int memhp_block_single(const struct memhp_block *block);

/**
 * struct memhp_block_detail - what only sysfs knows, read for one block
 * @sz:			in: sizeof(struct memhp_block_detail)
 * @valid_zones:	zones it could be online in, in the kernel's words, space
 *			between; for an online block the one it is in
 * @phys_device:	sysfs' phys_device, -1 if there is none
 * @sections:		memory sections of the block, 0 if not known
 */
struct memhp_block_detail {
	size_t sz;
	char valid_zones[64];
	int64_t phys_device;
	uint64_t sections;
};

/** memhp_block_detail_get - read @detail of @block; -ENOENT: it went away,
 * -EINVAL: @detail->sz is shorter than the first version's */
int memhp_block_detail_get(struct memhp *ctx, const struct memhp_block *block,
			   struct memhp_block_detail *detail);

/* ---- Choosing blocks ---- */

struct memhp_set;

/**
 * memhp_set_new - an empty set of blocks, to be filled with memhp_set_add()
 * @blocks:	the machine; must outlive the set
 */
int memhp_set_new(struct memhp *ctx, const struct memhp_blocks *blocks,
		  struct memhp_set **set);
void memhp_set_free(struct memhp_set *set);

/**
 * memhp_set_add - add the blocks that a word names
 * @word:	"memory42", "42", "42-57", "memory42-57", "memory42-memory57",
 *		"0x140000000-0x17fffffff" (first and last byte; whole blocks),
 *		"node1"
 *
 * Either all of the word's blocks are added or none, and memhp_error() names
 * the block and says why: -EINVAL: not such a word, first after last, or an
 * address range that cuts a block; -ERANGE: a number too large;
 * -ENODEV: a block, a block in the middle, or a node that is not there;
 * -EEXIST: a block that is in the set already; -EOPNOTSUPP: a kind of word
 * that this version cannot take ("group:").
 */
int memhp_set_add(struct memhp_set *set, const char *word);

/** memhp_set_bad_block - block that the last failing memhp_set_add() stopped
 * at, UINT64_MAX if it was not about one block */
uint64_t memhp_set_bad_block(const struct memhp_set *set);

/** memhp_set_count - blocks in the set */
size_t memhp_set_count(const struct memhp_set *set);
/** memhp_set_at - the @i-th block of the set, ascending; NULL past the end */
const struct memhp_block *memhp_set_at(const struct memhp_set *set, size_t i);

/* ---- Changing blocks ---- */

struct memhp_change_req;

/**
 * memhp_change_new - prepare a change; nothing happens before memhp_change_run()
 * @set:	the blocks; copied
 * @op:		MEMHP_OP_ONLINE, _OFFLINE or _SHIFT
 * @choice:	where to, as in struct memhp_change
 * @req:	out; free with memhp_change_free()
 *
 * -EINVAL: @op and @choice do not fit, or the set is empty.
 */
int memhp_change_new(struct memhp *ctx, const struct memhp_set *set,
		     enum memhp_op op, enum memhp_choice choice,
		     struct memhp_change_req **req);
void memhp_change_free(struct memhp_change_req *req);

/** memhp_change_set_atomic - all blocks or none (default: as many as can) */
void memhp_change_set_atomic(struct memhp_change_req *req, bool atomic);

/**
 * memhp_change_set_timeout - how long one block may take to go offline, and the
 * change may wait for whoever holds the hotplug lock
 * @ns:		nanoseconds, 0: until a signal comes (the default)
 */
void memhp_change_set_timeout(struct memhp_change_req *req, uint64_t ns);

/**
 * memhp_change_plan - fill the results with what is expected, change nothing
 *
 * From the list that the set was made from: outcome PLANNED (or UNCHANGED, or
 * FAILED where it cannot work) for each block. Works without module and root.
 */
int memhp_change_plan(struct memhp_change_req *req);

/**
 * memhp_change_run - carry the change out, by one call into the kernel
 *
 * Returns 0 when it was carried out, even if every block failed: look at the
 * results. -ENOENT: no module, -EACCES or -EPERM: not permitted, -EOPNOTSUPP:
 * the module cannot on this kernel, -EINTR: a signal before the first block,
 * -ENOMEM, -E2BIG: more blocks than one change may have. A signal later ends
 * the change between runs: the rest is FAILED with EINTR. May be run once.
 */
int memhp_change_run(struct memhp_change_req *req);

/** memhp_change_progress - blocks finished; from any thread while it runs */
size_t memhp_change_progress(const struct memhp_change_req *req);

/** Outcome of a plan; not of the uapi, no kernel ever answers it. */
#define MEMHP_OUTCOME_PLANNED 100

/** memhp_change_count - results: one for each block of the set, ascending */
size_t memhp_change_count(const struct memhp_change_req *req);
/** memhp_change_result - the @i-th result, NULL past the end */
const struct memhp_result *memhp_change_result(const struct memhp_change_req *req, size_t i);

/** memhp_result_detail - what stands in the way, a sentence about this result
 * for people and JSON's "detail"; NULL if there is nothing to say */
const char *memhp_result_detail(const struct memhp_result *result);
/** memhp_result_hint - what to try, starting in lower case; NULL if nothing */
const char *memhp_result_hint(const struct memhp_result *result);

/* ---- Words ---- */

/* The stable words of JSON and sysfs for each value; "unknown" for what is
 * out of range, NULL where the value means "nothing" (NONE). */
const char *memhp_state_name(enum memhp_state state);
const char *memhp_zone_name(enum memhp_zone zone);
const char *memhp_owner_name(enum memhp_owner owner);
const char *memhp_outcome_name(unsigned int outcome);
const char *memhp_reason_name(enum memhp_reason reason);
/** memhp_errno_name - "EBUSY" for EBUSY, NULL for 0 */
const char *memhp_errno_name(int error);

#ifdef __cplusplus
}
#endif

#endif /* MEMHP_LIBMEMHP_H */
