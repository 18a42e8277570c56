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
 * - A context keeps a socket, so it must not be used on both sides of a fork():
 *   the child makes one of its own.
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

/** memhp_blocks_seq - number of the last event that the list is surely behind; what later
 * ones tell may be in it, and can be done again. 0: not from the module, or blocks changed
 * all the time while they were read: read them again */
uint64_t memhp_blocks_seq(const struct memhp_blocks *blocks);

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
/** memhp_block_group - name of the group it is in, NULL if none or not known;
 * lives as long as the list */
const char *memhp_block_group(const struct memhp_block *block);
/** memhp_block_memmap - 1: it holds its own memmap, 0, -1: not known */
int memhp_block_memmap(const struct memhp_block *block);
/** memhp_block_hwpoison - 1: it has poisoned pages, 0, -1: not known */
int memhp_block_hwpoison(const struct memhp_block *block);
/** memhp_block_single - 1: only ever changed by itself, 0, -1: not known */
int memhp_block_single(const struct memhp_block *block);
/**
 * memhp_block_staged - 1: it is online, and pages of it are or may be held back from
 * the allocator; 0; -1: not known
 */
int memhp_block_staged(const struct memhp_block *block);
/** memhp_block_held - bytes of it that are held back, UINT64_MAX: not known */
uint64_t memhp_block_held(const struct memhp_block *block);
/**
 * memhp_block_populated - bytes of an online block that are not held back, UINT64_MAX:
 * not known
 *
 * 0 of an offline block. The memmap that a block may hold (memhp_block_memmap()) counts
 * as populated here, though the allocator never has it; memhp_fill_run() tells without.
 */
uint64_t memhp_block_populated(const struct memhp_block *block);

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
 *		"node1", "group:NAME"
 *
 * Either all of the word's blocks are added or none, and memhp_error() names
 * the block and says why: -EINVAL: not such a word, first after last, or an
 * address range that cuts a block; -ERANGE: a number too large;
 * -ENODEV: a block, a block in the middle, a node or a group that is not there or
 * has no blocks; -EEXIST: a block that is in the set already; -EOPNOTSUPP: a
 * group, and the module that knows groups is not there.
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

/** memhp_change_set_retries - how often blocks that could not go offline are tried
 * again, at most MEMHP_MAX_RETRIES (the default: 0); memhp_change_run() gives
 * -EINVAL for more, -EOPNOTSUPP if the module is too old for it, as for force */
void memhp_change_set_retries(struct memhp_change_req *req, unsigned int retries);

/** memhp_change_set_force - take blocks offline even if there seems to be no room
 * for their pages elsewhere (the default: not) */
void memhp_change_set_force(struct memhp_change_req *req, bool force);

/** memhp_change_set_staged - take blocks online with all of their pages held back, see
 * memhp_fill_run() (the default: not); only for MEMHP_OP_ONLINE, else
 * memhp_change_run() and memhp_change_plan() give -EINVAL; the former gives -EOPNOTSUPP
 * if the module is too old, or cannot on this kernel */
void memhp_change_set_staged(struct memhp_change_req *req, bool staged);

/**
 * memhp_change_set_remove - with OFFLINE: remove what went offline, or was so already
 *
 * Only blocks of the owner PROBE: others fail with NOT_OURS and are left as they are. A
 * block that was removed is DONE, and its state after it UNKNOWN. One that went offline
 * and could not be removed is FAILED, and offline. -EINVAL: it is not OFFLINE.
 */
int memhp_change_set_remove(struct memhp_change_req *req, bool remove);

/**
 * memhp_change_plan - fill the results with what is expected, change nothing
 *
 * From the list that the set was made from: outcome PLANNED (or UNCHANGED, or
 * FAILED where it cannot work) for each block. Works without module and root; with
 * the module, AUTO goes where its policy says of each block by itself.
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
/**
 * memhp_change_trouble - what the module remembers of why the @i-th block failed
 *
 * NULL if it did not fail, or nothing more is known than its result says.
 */
const struct memhp_trouble *memhp_change_trouble(const struct memhp_change_req *req, size_t i);
/** memhp_change_detail - memhp_result_detail() of the @i-th result, with the page,
 * the driver or the bytes that it is about where they are known */
const char *memhp_change_detail(const struct memhp_change_req *req, size_t i);
/** memhp_result_hint - what to try, starting in lower case; NULL if nothing */
const char *memhp_result_hint(const struct memhp_result *result);

/* ---- Staged blocks ---- */

/**
 * memhp_fill_run - give pages of a staged block to the allocator, or take them back
 * @block:	of a list; it need not be up to date
 * @fill:	in: @size, sizeof(struct memhp_fill) of the caller, and @op, @start,
 *		@length, @granule and @timeout_ns as in uapi.h, in bytes and
 *		nanoseconds, addresses for @start; the rest is set here. out: @done,
 *		@populated and @held, and why not all of it was done: @reason, @error
 *		and @bad
 *
 * Returns 0 when it was carried out, as far as @done says: look at @reason, which may
 * also be OFFLINE, NO_SUCH_BLOCK (both with ENODEV), NOT_STAGED, TOO_MUCH, POPULATED or
 * HELD, and then nothing was done. Otherwise nothing was done, too: -EINVAL: @fill
 * makes no sense, or is not of whole granules (the text has what would be right),
 * -ENOENT: no module, -EACCES or -EPERM: not permitted, -EOPNOTSUPP: the module is too
 * old, or cannot on this kernel, -ENOMEM; only after -EFAULT it is not known.
 *
 * Blocks until it is done, @timeout_ns are over or a signal comes to this thread.
 */
int memhp_fill_run(struct memhp *ctx, const struct memhp_block *block,
		   struct memhp_fill *fill);

/**
 * memhp_fill_plan - the same, but changes nothing: what is expected, in @fill
 *
 * From what the list has of @block, which is how much of it is held, not where. Needs no
 * root. -EOPNOTSUPP: it is not known which blocks are staged; -EINVAL, -ENOENT as above.
 */
int memhp_fill_plan(struct memhp *ctx, const struct memhp_block *block,
		    struct memhp_fill *fill);

/**
 * memhp_fill_obstacle - look for the page that stood in the way
 * @fill:	as memhp_fill_run() left it
 * @obstacle:	out: one page in the granule at @bad
 *
 * Takes some milliseconds, as memhp_pages_get(). -ENODATA: it was not about a page, or
 * the page is not known (any more); or what memhp_pages_get() gives.
 */
int memhp_fill_obstacle(struct memhp *ctx, const struct memhp_fill *fill,
			struct memhp_obstacle *obstacle);

/**
 * memhp_fill_text - a sentence about why not all of @fill was done, "" if it was
 * @obstacle:	of memhp_fill_obstacle(), NULL: not known
 * @text:	room for it
 * @size:	of @text; MEMHP_TROUBLE_TEXT is always enough
 *
 * Returns @text.
 */
const char *memhp_fill_text(const struct memhp_fill *fill,
			    const struct memhp_obstacle *obstacle, char *text, size_t size);

/* ---- Physical memory ---- */

/**
 * memhp_memory_run - add or remove physical memory, by one call into the kernel
 * @memory:	in and out, as the uapi has it; its size is set here
 *
 * Returns 0 when it was carried out, as far as it says, or refused for a reason that it
 * names. -EINVAL: it makes no sense; -ENOENT, -EACCES, -EPERM, -EOPNOTSUPP, -ENOMEM as
 * in memhp_change_run(), -EINTR: a signal came before anything was done.
 */
int memhp_memory_run(struct memhp *ctx, struct memhp_memory *memory);

/**
 * memhp_memory_detail - the reason of @memory as a sentence, with its addresses and
 * names
 * @block_size:	of the machine
 * @text:	room for it
 * @size:	of @text; MEMHP_MEMORY_TEXT is always enough
 *
 * Returns @text; NULL if it has none.
 */
const char *memhp_memory_detail(const struct memhp_memory *memory, uint64_t block_size,
				char *text, size_t size);
#define MEMHP_MEMORY_TEXT	256

/** memhp_memory_hint - what to try, with the right numbers; NULL if nothing. As
 * memhp_memory_detail() */
const char *memhp_memory_hint(const struct memhp_memory *memory, uint64_t block_size,
			      char *text, size_t size);

/* ---- Pages of blocks ---- */

struct memhp_pagesets;

/**
 * memhp_pages_get - look at the pages of blocks: what they are, and which of them
 * stand in the way of going offline
 * @first:	index of the first block
 * @count:	how many; those that are not there are left out
 * @pages:	out; free with memhp_pages_free()
 *
 * Changes nothing, takes some milliseconds a block. -ENOENT: no module,
 * -EOPNOTSUPP: it cannot on this kernel, -EPERM: not permitted, -EAGAIN: somebody
 * else is changing memory and does not come to an end, -EIO: what the module says
 * makes no sense, -ENOMEM.
 */
int memhp_pages_get(struct memhp *ctx, uint64_t first, uint64_t count,
		    struct memhp_pagesets **pages);
void memhp_pages_free(struct memhp_pagesets *pages);
size_t memhp_pages_count(const struct memhp_pagesets *pages);
/** memhp_pages_at - those of the @i-th block that was looked at, NULL past the end */
const struct memhp_pages *memhp_pages_at(const struct memhp_pagesets *pages, size_t i);
/** memhp_pages_find - those of block @index, NULL if there are none */
const struct memhp_pages *memhp_pages_find(const struct memhp_pagesets *pages,
					   uint64_t index);
/** memhp_pages_obstacles - the first pages that stand in the way of @pages, and how
 * many are told of */
const struct memhp_obstacle *memhp_pages_obstacles(const struct memhp_pagesets *sets,
						   const struct memhp_pages *pages,
						   size_t *count);

struct memhp_troubles;

/**
 * memhp_troubles_get - the last errors of blocks
 * @first:	index of the first block
 * @count:	how many; UINT64_MAX with 0 as @first: all
 * @troubles:	out; free with memhp_troubles_free()
 *
 * Blocks without an error are left out. -ENOENT: no module, -EPERM: not permitted.
 */
int memhp_troubles_get(struct memhp *ctx, uint64_t first, uint64_t count,
		       struct memhp_troubles **troubles);
void memhp_troubles_free(struct memhp_troubles *troubles);
size_t memhp_troubles_count(const struct memhp_troubles *troubles);
/** memhp_troubles_at - the @i-th by block, NULL past the end */
const struct memhp_trouble *memhp_troubles_at(const struct memhp_troubles *troubles,
					      size_t i);
/** memhp_troubles_find - that of block @index, NULL if it has none */
const struct memhp_trouble *memhp_troubles_find(const struct memhp_troubles *troubles,
						uint64_t index);

/**
 * memhp_trouble_text - a sentence about an error: what stood in the way
 * @text:	room for it
 * @size:	of @text; MEMHP_TROUBLE_TEXT is always enough
 *
 * Returns @text.
 */
const char *memhp_trouble_text(const struct memhp_trouble *trouble, char *text, size_t size);
#define MEMHP_TROUBLE_TEXT	384

/**
 * memhp_obstacle_owner - whose a page is: "PID 4242 dd, data.bin (inode 131 on 8:1)"
 * @text:	room for it
 * @size:	of @text; MEMHP_OBSTACLE_OWNER is always enough
 *
 * Returns @text, "" if the module does not tell.
 */
const char *memhp_obstacle_owner(const struct memhp_obstacle *obstacle, char *text,
				 size_t size);
#define MEMHP_OBSTACLE_OWNER	192

/**
 * struct memhp_page_owner - who allocated a page
 * @sz:		in: sizeof(struct memhp_page_owner)
 * @pid:	of the process at that time, 0: not known
 * @order:	of the allocation
 * @comm:	its name, "" if not known
 * @function:	of the kernel, the first outside of the page allocator; "" if not known
 */
struct memhp_page_owner {
	size_t sz;
	int32_t pid;
	uint32_t order;
	char comm[16];
	char function[64];
};

/**
 * memhp_page_owner_get - who allocated page @pfn, of a kernel with page_owner=on
 *
 * -ENOENT: the kernel does not keep it, -EACCES: not permitted to read
 * /sys/kernel/debug/page_owner, -ENODATA: it is not known of this page, -EINVAL:
 * @owner->sz is shorter than the first version's.
 */
int memhp_page_owner_get(struct memhp *ctx, uint64_t pfn, struct memhp_page_owner *owner);

/* ---- Zones ---- */

struct memhp_zones;

/**
 * memhp_zones_get - the zones of all nodes that have pages
 * @zones:	out; free with memhp_zones_free()
 *
 * From the module, else from /proc/zoneinfo, which does not tell @contiguous
 * (UINT32_MAX then) and whose @cache is 0. By node, then by address. -ENOENT: neither.
 */
int memhp_zones_get(struct memhp *ctx, struct memhp_zones **zones);
void memhp_zones_free(struct memhp_zones *zones);
size_t memhp_zones_count(const struct memhp_zones *zones);
/** memhp_zones_at - the @i-th, NULL past the end */
const struct memhp_zone_info *memhp_zones_at(const struct memhp_zones *zones, size_t i);

/* ---- Shape ---- */

/**
 * memhp_block_class - which kind of memory a block is
 *
 * MEMHP_CHOICE_KERNEL or _MOVABLE by the zone that it is online in; _NONE: it is
 * not online, in more than one zone, or its zone is not known.
 */
enum memhp_choice memhp_block_class(const struct memhp_block *block);
/** memhp_block_kernel - whether it is online in kernel zones, one or several: 1, 0, -1 not
 * known */
int memhp_block_kernel(const struct memhp_block *block);

/**
 * struct memhp_stretch - online blocks of one class, with none of the other between
 * @zone_class:	MEMHP_CHOICE_KERNEL or _MOVABLE
 * @first:	index of the lowest
 * @last:	index of the highest
 * @blocks:	how many; blocks of no class and holes may lie between
 *
 * Members are only ever appended.
 */
struct memhp_stretch {
	enum memhp_choice zone_class;
	uint64_t first;
	uint64_t last;
	uint64_t blocks;
};

/**
 * struct memhp_shape - how kernel and movable memory lie on a node
 * @node:	its number, -1: the blocks whose node is not known
 * @blocks:	blocks that it has, whatever they are
 * @kernel:	of them, online in kernel zones
 * @movable:	of them, online in ZONE_MOVABLE
 * @boundaries:	how often one class follows the other, walking up the online blocks;
 *		blocks that are offline or in more than one zone, and holes, do not count
 * @interleaved: whether there is more than one boundary
 * @movable_below: whether movable memory comes first and kernel memory above it
 * @nr_stretches: how many @stretches, @boundaries + 1 if there are any
 * @stretches:	ascending; they live as long as the object
 *
 * Members are only ever appended.
 */
struct memhp_shape {
	int node;
	bool interleaved;
	bool movable_below;
	uint64_t blocks;
	uint64_t kernel;
	uint64_t movable;
	size_t boundaries;
	size_t nr_stretches;
	const struct memhp_stretch *stretches;
};

struct memhp_shapes;

/**
 * memhp_shapes_get - how the memory of each node lies
 * @blocks:	the machine; not needed any more afterwards
 * @shapes:	out; free with memhp_shapes_free()
 *
 * Asks neither kernel nor module. -ENOMEM.
 */
int memhp_shapes_get(struct memhp *ctx, const struct memhp_blocks *blocks,
		     struct memhp_shapes **shapes);
void memhp_shapes_free(struct memhp_shapes *shapes);
size_t memhp_shapes_count(const struct memhp_shapes *shapes);
/** memhp_shapes_at - the @i-th by node, NULL past the end */
const struct memhp_shape *memhp_shapes_at(const struct memhp_shapes *shapes, size_t i);

/**
 * memhp_shape_adjacent - whether blocks lie next to the zone that they are to go to
 * @set:	the blocks
 * @choice:	where to: MEMHP_CHOICE_KERNEL or _MOVABLE
 * @nearest:	out: for each block of the set its own index if it may go, else that
 *		of the nearest one on its node that could go by itself, UINT64_MAX if
 *		there is none
 *
 * A block may go if the next one up or down, on its node, is online in the class
 * that it goes to, or is one of the set that may go. One that would not change zone
 * is no part of this: it may. Returns how many may not, or -EINVAL (@choice is
 * neither), -ENOMEM.
 */
int memhp_shape_adjacent(struct memhp *ctx, const struct memhp_set *set,
			 enum memhp_choice choice, uint64_t *nearest);

/* ---- Balance ---- */

struct memhp_balance;

/** What a balance is to bring about. */
enum memhp_balance_goal {
	MEMHP_GOAL_MOVABLE,	/* so much movable memory */
	MEMHP_GOAL_KERNEL,	/* so much kernel memory */
	MEMHP_GOAL_COMPACT,	/* as much of each as there is, but not interleaved */
};

#define MEMHP_BALANCE_PERCENT	(1U << 0)	/* the amount is percent */
#define MEMHP_BALANCE_ADJACENT	(1U << 1)	/* blocks only change next to the zone
						 * that they go to */
#define MEMHP_BALANCE_ATOMIC	(1U << 2)	/* all of the plan or nothing, but see
						 * memhp_balance_next() */
#define MEMHP_BALANCE_FORCE	(1U << 3)	/* see memhp_change_set_force() */

/**
 * struct memhp_balance_opts - what a balance is to do
 * @sz:		sizeof(struct memhp_balance_opts)
 * @node:	node; -1: all that have memory, in proportion to what they have
 * @goal:	enum memhp_balance_goal
 * @flags:	MEMHP_BALANCE_*; others are refused with -EINVAL
 * @retries:	see memhp_change_set_retries()
 * @amount:	bytes, or percent of the memory blocks that are there, be they online
 *		or not; 0 with COMPACT
 * @timeout_ns:	see memhp_change_set_timeout()
 */
struct memhp_balance_opts {
	size_t sz;
	int32_t node;
	uint32_t goal;
	uint32_t flags;
	uint32_t retries;
	uint64_t amount;
	uint64_t timeout_ns;
};

/**
 * memhp_balance_new - read the machine and plan; changes nothing
 * @opts:	what to do
 * @balance:	out; free with memhp_balance_free()
 *
 * The plan never goes past the target. Blocks next to memory of the kind that is to
 * grow come first, so that zones stay in one piece; of them offline ones, as are those
 * that touch nothing online and have some of that kind further on, then those that
 * close a gap. So offline blocks further off may stay idle while online ones change.
 * What cannot go is left out, zone DMA with it; static groups and units of dynamic
 * groups go whole or not at all; what an enforced policy forbids is left out.
 * Of several nodes none goes the other way than the whole. Pages of the blocks that
 * are picked are looked at, where that is possible (memhp_balance_unseen()), and what
 * is found is heeded.
 *
 * -EINVAL: @opts makes no sense, -ENODEV: the node is not there, or has no memory
 * blocks, -ERANGE: no such target is possible (the text has the range that is), or
 * what memhp_blocks_get() gives.
 */
int memhp_balance_new(struct memhp *ctx, const struct memhp_balance_opts *opts,
		      struct memhp_balance **balance);
void memhp_balance_free(struct memhp_balance *balance);

/** memhp_balance_unseen - why not all pages of the blocks that were picked were
 * looked at, so that the plan knows less; NULL: they were */
const char *memhp_balance_unseen(const struct memhp_balance *balance);

/** Where a block is. */
enum memhp_place {
	MEMHP_PLACE_KERNEL,	/* online in a kernel zone */
	MEMHP_PLACE_MOVABLE,	/* online in ZONE_MOVABLE */
	MEMHP_PLACE_OFFLINE,
	MEMHP_PLACE_ELSEWHERE,	/* in more than one zone, on its way, or not known */
};

/** struct memhp_balance_range - blocks @first to @last in one enum memhp_place */
struct memhp_balance_range {
	uint64_t first;
	uint64_t last;
	uint32_t place;
};

/**
 * struct memhp_balance_layout - how the memory of a node lies
 * @kernel:	bytes online in kernel zones
 * @movable:	bytes online in ZONE_MOVABLE
 * @offline:	bytes offline
 * @boundaries:	as in struct memhp_shape
 * @nr_ranges:	how many @ranges
 * @ranges:	ascending; they live until the balance goes on
 * @contiguous:	1: the kernel takes all that each zone with blocks spans to be of
 *		it, 0: not, -1: not known
 */
struct memhp_balance_layout {
	uint64_t kernel;
	uint64_t movable;
	uint64_t offline;
	size_t boundaries;
	size_t nr_ranges;
	const struct memhp_balance_range *ranges;
	int contiguous;
};

/**
 * struct memhp_balance_node - a node that is balanced
 * @node:	its number, -1: blocks whose node is not known
 * @place:	enum memhp_place that the target is about: KERNEL or MOVABLE
 * @size:	bytes of its memory blocks
 * @block_size:	of one of them
 * @target:	bytes of @place that are wanted
 * @min:	bytes of it that it cannot be under, as far as is known
 * @max:	bytes that it cannot be over; by a ratio of the policy: even if no other
 *		node got more
 * @reached:	bytes of it as planned; while the plan is carried out, as they are
 * @missing:	blocks between @reached and the target in whole blocks, be it from below
 *		or above; with COMPACT by how many the amount is another one
 * @nearest:	@reached is as near as can be: nothing is missing, or only what groups
 *		that are too large leave while no block of any node is @blocked; with
 *		COMPACT: there is one boundary, or none
 * @blocked:	blocks that could go but for something that stands in the way now, or
 *		that failed
 * @before:	as it was
 * @after:	as it will be; while the plan is carried out, as it is
 * @next:	bytes of @place that the next larger step would make it, past the target,
 *		with the smallest group that was too large; @reached if that is not so
 *
 * Members are only ever appended.
 */
struct memhp_balance_node {
	int node;
	uint32_t place;
	uint64_t size;
	uint64_t block_size;
	uint64_t target;
	uint64_t min;
	uint64_t max;
	uint64_t reached;
	uint64_t missing;
	bool nearest;
	uint64_t blocked;
	struct memhp_balance_layout before;
	struct memhp_balance_layout after;
	uint64_t next;
};

size_t memhp_balance_nodes(const struct memhp_balance *balance);
/** memhp_balance_node - the @i-th by number, NULL past the end */
const struct memhp_balance_node *memhp_balance_node(const struct memhp_balance *balance,
						    size_t i);

/**
 * struct memhp_balance_step - a block that changes
 * @node:	its node
 * @looked:	whether its pages were looked at
 * @prospect:	enum memhp_prospect, if so
 * @used:	bytes in it that have to move, if so
 * @result:	PLANNED, FAILED if that can be foreseen, or what became of it
 * @detail:	memhp_change_detail() of it, NULL if there is nothing to say
 *
 * Members are only ever appended.
 */
struct memhp_balance_step {
	int node;
	bool looked;
	uint32_t prospect;
	uint64_t used;
	struct memhp_result result;
	const char *detail;
};

/** memhp_balance_steps - how many; there may be more while it is carried out, when
 * others stand in for blocks that failed */
size_t memhp_balance_steps(const struct memhp_balance *balance);
/** memhp_balance_step - the @i-th in the order in which they are carried out, change
 * by change; NULL past the end; lives until the balance goes on */
const struct memhp_balance_step *memhp_balance_step(const struct memhp_balance *balance,
						    size_t i);

/**
 * memhp_balance_next - the next change of the plan
 * @req:	out: the change, to be run by memhp_change_run(); lives until the next
 *		call on the balance
 *
 * Takes what became of the last one; plans anew when blocks failed. 1: @req is to
 * be run; 0: there is nothing left to do; or a negative errno. When @req could not
 * be run, tell memhp_balance_stop(). A text of memhp_error() from before is gone.
 *
 * All or nothing, of a plan or a group, may take several changes, and then more to
 * put back what was done. Who is killed between two leaves what was done until then;
 * a balance begun anew goes on from there.
 */
int memhp_balance_next(struct memhp_balance *balance, struct memhp_change_req **req);

/**
 * memhp_balance_stop - carry out no more of it
 * @error:	why, the negative errno that memhp_change_run() gave
 *
 * memhp_balance_next() then only puts back what was to be all or nothing.
 */
void memhp_balance_stop(struct memhp_balance *balance, int error);

/* ---- Rules ---- */

struct memhp_rules;

/**
 * memhp_rules_new - an empty set of rules and options
 * @rules:	out; free with memhp_rules_free()
 */
int memhp_rules_new(struct memhp *ctx, struct memhp_rules **rules);
void memhp_rules_free(struct memhp_rules *rules);

/**
 * memhp_rules_parse - add the lines of a policy
 * @text:	lines as in /etc/memhp/policy.conf: "rule MATCH... ACTION", "default
 *		ACTION", "enforce=on|off", "auto-online=on|off"; a comment begins
 *		with "#"
 * @name:	what errors call the text: a file's name, NULL: none
 *
 * All lines are added or none. -EINVAL: memhp_error() has "NAME:LINE:COLUMN: "
 * and what is wrong there, both counted from 1, columns in bytes. -E2BIG: the
 * same, too many rules. -ENOMEM.
 */
int memhp_rules_parse(struct memhp_rules *rules, const char *text, const char *name);

/**
 * memhp_rules_read - memhp_rules_parse() of a file
 * @path:	of the file, as open() takes it, whatever the sysroot is; also what
 *		errors call it
 *
 * What memhp_rules_parse() gives, or what opening or reading the file gave; -EFBIG
 * past a MiB.
 */
int memhp_rules_read(struct memhp_rules *rules, const char *path);

/**
 * memhp_rules_get - the rules and options that are in force now
 * @rules:	out; free with memhp_rules_free()
 *
 * -ENOENT: no module. -EOPNOTSUPP: it holds no policy (see its features).
 */
int memhp_rules_get(struct memhp *ctx, struct memhp_rules **rules);

size_t memhp_rules_count(const struct memhp_rules *rules);
/** memhp_rules_at - the @i-th rule, NULL past the end */
const struct memhp_rule *memhp_rules_at(const struct memhp_rules *rules, size_t i);
/** memhp_rules_options - MEMHP_POLICY_* */
uint32_t memhp_rules_options(const struct memhp_rules *rules);

/**
 * memhp_rules_state - what else the module said with the rules: how many requests
 * it refused, and the last of them
 *
 * NULL for rules that are not from memhp_rules_get(). Lives as long as @rules.
 */
const struct memhp_policy_state *memhp_rules_state(const struct memhp_rules *rules);

/**
 * memhp_rules_text - the @i-th rule as one line of a policy, which parses to the same
 * @text:	room for it
 * @size:	of @text; MEMHP_RULE_TEXT is always enough
 *
 * Returns @text, NULL past the end.
 */
const char *memhp_rules_text(const struct memhp_rules *rules, size_t i, char *text,
			     size_t size);
#define MEMHP_RULE_TEXT	256

/**
 * memhp_rules_put - put them in force, as a whole, in the place of those that are
 *
 * On failure the old ones stay. Like memhp_change_run(): -ENOENT, -EACCES, -EPERM,
 * -EOPNOTSUPP, -ENOMEM; -EINVAL: the module finds that they make no sense.
 */
int memhp_rules_put(const struct memhp_rules *rules);

/* ---- Decisions ---- */

/**
 * memhp_decision_get - what the policy says of a block now, and why
 * @block:	its index
 * @decision:	out; free with memhp_decision_free()
 *
 * The sums in it are in pages of the running kernel. -ENOENT: no module, -ENODEV:
 * no such block, -EOPNOTSUPP: the module holds no policy.
 */
int memhp_decision_get(struct memhp *ctx, uint64_t block, struct memhp_decision **decision);
void memhp_decision_free(struct memhp_decision *decision);

/* ---- Groups ---- */

struct memhp_groups;

/**
 * memhp_groups_get - all groups, those made by hand and those of devices
 * @groups:	out; free with memhp_groups_free()
 *
 * -ENOENT: no module, -EOPNOTSUPP: it holds no groups.
 */
int memhp_groups_get(struct memhp *ctx, struct memhp_groups **groups);
void memhp_groups_free(struct memhp_groups *groups);
size_t memhp_groups_count(const struct memhp_groups *groups);
/** memhp_groups_at - the @i-th by id, NULL past the end */
const struct memhp_group_info *memhp_groups_at(const struct memhp_groups *groups, size_t i);
/** memhp_groups_find - the group of that name, NULL if there is none */
const struct memhp_group_info *memhp_groups_find(const struct memhp_groups *groups,
						 const char *name);

/**
 * memhp_group_create - make a group by hand
 * @name:	at most 31 letters, digits and "-_.@", beginning with a letter
 * @type:	MEMHP_GROUP_STATIC or _DYNAMIC
 * @unit:	bytes of a unit of a dynamic group, a multiple of the block size, at most
 *		MEMHP_MAX_UNIT_BLOCKS of it; 0: a block
 * @max:	most bytes that will ever be in it, a multiple of the block size; 0:
 *		not known; at least @unit
 *
 * -EINVAL: one of these is wrong, -EEXIST: the name is taken; -ENOENT, -EACCES,
 * -EPERM, -EOPNOTSUPP as in memhp_change_run().
 */
int memhp_group_create(struct memhp *ctx, const char *name, enum memhp_group_type type,
		       uint64_t unit, uint64_t max);

/** memhp_group_delete - delete a group that was made by hand and has no blocks:
 * else -EINVAL, -ENOTEMPTY; -ENXIO: no such group */
int memhp_group_delete(struct memhp *ctx, const char *name);

/**
 * memhp_group_add - put blocks into a group that was made by hand, all or none
 * @set:	the blocks, in no such group yet
 *
 * -EALREADY: all of them are in it already, and nothing was changed. -ENXIO: no
 * such group, -ENODEV: no such block, -EEXIST: a block is in another group that was
 * made by hand, or in this one while others are not, -EXDEV: on another node than
 * the rest, -E2BIG: more than the group's most, -EINVAL: the group is a device's;
 * memhp_error() names the block.
 */
int memhp_group_add(struct memhp *ctx, const char *name, const struct memhp_set *set);

/** memhp_group_remove - take blocks out again, all or none; errors as above,
 * -ENODATA: a block is not in it */
int memhp_group_remove(struct memhp *ctx, const char *name, const struct memhp_set *set);

/**
 * struct memhp_group_opts - what memhp_group_plan() is to look at besides the name
 * @sz:		sizeof(struct memhp_group_opts)
 * @type:	of CREATE, as @unit and @max: see memhp_group_create()
 * @set:	of ADD and REMOVE: the blocks, as the list has them that they are from
 *
 * A longer struct with anything but zeros past what the library knows is refused
 * with -EINVAL.
 */
struct memhp_group_opts {
	size_t sz;
	enum memhp_group_type type;
	uint64_t unit;
	uint64_t max;
	const struct memhp_set *set;
};

/**
 * memhp_group_plan - whether a change of a group looks right; changes nothing
 * @op:		MEMHP_GROUP_OP_CREATE, _DELETE, _ADD or _REMOVE
 * @opts:	see there; NULL for DELETE
 *
 * Works without root, and without the module as far as that goes: then only the
 * name and the sizes are looked at. With it, whether the group is there, was made by
 * hand, has blocks, and which; not nodes, nor how much fits. Errors as those above.
 */
int memhp_group_plan(struct memhp *ctx, enum memhp_group_op op, const char *name,
		     const struct memhp_group_opts *opts);

/* ---- Accounts ---- */

struct memhp_accounts;

/**
 * struct memhp_account - kernel and movable memory of a node, and what may go
 * @node:	its number, -1: the whole machine
 * @known:	whether the module told: without it, all from @kernel_counted to
 *		@flags is 0
 * @watermarks:	whether @free_kernel and @low_kernel are known
 * @kernel:	bytes present in kernel zones
 * @movable:	bytes present in ZONE_MOVABLE
 * @kernel_counted: bytes of kernel memory that the ratio counts
 * @movable_counted: bytes of movable memory, CMA among it, that it counts
 * @movable_allowed: bytes that it may be
 * @headroom:	bytes that may still become movable by the ratio; of a node the
 *		least of the machine's and, if the ratio is for nodes, its own
 * @ratio:	percent that the account is held against: of @rule; without one nobody
 *		keeps to it, nor to @movable_allowed and @headroom
 * @flags:	MEMHP_RULE_* that go with the ratio
 * @free_kernel: bytes free in kernel zones
 * @low_kernel:	the sum of their low watermarks
 * @rule:	the rule that the ratio is of, from 0; -1: none
 *
 * Members are only ever appended.
 */
struct memhp_account {
	int node;
	bool known;
	bool watermarks;
	uint64_t kernel;
	uint64_t movable;
	uint64_t kernel_counted;
	uint64_t movable_counted;
	uint64_t movable_allowed;
	uint64_t headroom;
	uint32_t ratio;
	uint32_t flags;
	uint64_t free_kernel;
	uint64_t low_kernel;
	int rule;
};

/**
 * memhp_accounts_get - the account of the machine, then one of each node
 * @accounts:	out; free with memhp_accounts_free()
 *
 * Without the module from /proc/zoneinfo below the root; that of a saved tree is
 * taken to be in pages of 4 KiB. -ENOENT: neither is there.
 */
int memhp_accounts_get(struct memhp *ctx, struct memhp_accounts **accounts);
void memhp_accounts_free(struct memhp_accounts *accounts);
size_t memhp_accounts_count(const struct memhp_accounts *accounts);
/** memhp_accounts_at - the @i-th, 0 is the machine; NULL past the end */
const struct memhp_account *memhp_accounts_at(const struct memhp_accounts *accounts, size_t i);
/** memhp_account_past - whether more is movable than the ratio of a rule allows */
bool memhp_account_past(const struct memhp_account *account);
/** memhp_account_short - whether free kernel memory is less than twice the low
 * watermark */
bool memhp_account_short(const struct memhp_account *account);

/* ---- Firmware ---- */

struct memhp_firmware;

/**
 * memhp_firmware_get - what the firmware says of memory, in its table SRAT
 * @firmware:	out; free with memhp_firmware_free()
 *
 * By the module if it is there, else from the table's file in sysfs, which only root may
 * read. A table in which something is wrong is read as far as it can be: see
 * memhp_firmware_problems(). -ENOENT: the firmware has no such table, -EACCES: no
 * permission to read it, -EINVAL: what is there is none, -EFBIG: it is longer than a
 * MiB, -ENOMEM, or what reading gave.
 *
 * The nodes of the ranges are not known if the kernel's command line says "numa="; without
 * the module they are counted as the kernel counts them at boot.
 */
int memhp_firmware_get(struct memhp *ctx, struct memhp_firmware **firmware);

/**
 * memhp_firmware_read - the same from a file that a table was saved to
 * @path:	of the file, not below the root of @ctx; a pipe is fine
 *
 * Asks neither module nor sysfs. Errors as above, -ENOENT: there is no such file.
 */
int memhp_firmware_read(struct memhp *ctx, const char *path, struct memhp_firmware **firmware);
void memhp_firmware_free(struct memhp_firmware *firmware);

/** memhp_firmware_count - how many ranges it describes, those not enabled among them */
size_t memhp_firmware_count(const struct memhp_firmware *firmware);
/** memhp_firmware_at - the @i-th by address, NULL past the end */
const struct memhp_firmware_range *memhp_firmware_at(const struct memhp_firmware *firmware,
						     size_t i);

/**
 * memhp_firmware_hotpluggable - is the memory of @size bytes at @start hotpluggable?
 *
 * 0 if an enabled range that has some of it is fixed, 1 if all of it is in ranges that are
 * hotpluggable, -1: the firmware says nothing of some of it.
 */
int memhp_firmware_hotpluggable(const struct memhp_firmware *firmware, uint64_t start,
				uint64_t size);

/** memhp_firmware_problems - in how many ways something is wrong with the table */
size_t memhp_firmware_problems(const struct memhp_firmware *firmware);
/** memhp_firmware_problem - the @i-th, as a part of a sentence in one line; NULL past
 * the end */
const char *memhp_firmware_problem(const struct memhp_firmware *firmware, size_t i);

/**
 * enum memhp_unplug - could the memory of a node be unplugged now?
 *
 * YES is about blocks, not pages: all of it can be asked to leave, and a page that
 * somebody has pinned may still refuse to. It is never said by a table that could not be
 * read as a whole, or whose checksum is wrong. The first of the reasons against it is
 * told.
 */
enum memhp_unplug {
	MEMHP_UNPLUG_UNKNOWN,
	MEMHP_UNPLUG_YES,
	MEMHP_UNPLUG_NO_MEMORY,	/* it has none */
	MEMHP_UNPLUG_FIXED,	/* it has memory that the firmware calls fixed */
	MEMHP_UNPLUG_KERNEL,	/* it has memory in kernel zones */
};

/**
 * struct memhp_firmware_node - a node's blocks, and what the firmware says of them
 * @node:	its number; -1: blocks whose node is not known
 * @known:	whether there was a list of blocks: without, the rest is 0 and UNKNOWN
 * @total:	bytes of its blocks
 * @hotpluggable: bytes of those that are hotpluggable
 * @online:	bytes online
 * @kernel:	bytes of those in kernel zones, or in more than one zone
 * @movable:	bytes of those in ZONE_MOVABLE
 * @unplug:	see there
 *
 * Members are only ever appended.
 */
struct memhp_firmware_node {
	int node;
	bool known;
	uint64_t total;
	uint64_t hotpluggable;
	uint64_t online;
	uint64_t kernel;
	uint64_t movable;
	enum memhp_unplug unplug;
};

struct memhp_firmware_nodes;

/**
 * memhp_firmware_nodes_get - each node that has blocks or that the firmware describes
 * @blocks:	the machine's; NULL: not known
 * @nodes:	out; free with memhp_firmware_nodes_free()
 *
 * Needs neither @firmware nor @blocks any more once it is made. -ENOMEM.
 */
int memhp_firmware_nodes_get(struct memhp *ctx, const struct memhp_firmware *firmware,
			     const struct memhp_blocks *blocks,
			     struct memhp_firmware_nodes **nodes);
void memhp_firmware_nodes_free(struct memhp_firmware_nodes *nodes);
size_t memhp_firmware_nodes_count(const struct memhp_firmware_nodes *nodes);
/** memhp_firmware_nodes_at - the @i-th by number, that of -1 last; NULL past the end */
const struct memhp_firmware_node *
memhp_firmware_nodes_at(const struct memhp_firmware_nodes *nodes, size_t i);

/* ---- Simulation ---- */

struct memhp_simulation;

/**
 * memhp_simulation_new - a machine that is only described
 * @simulation:	out; free with memhp_simulation_free()
 *
 * It has no memory yet; blocks are 128 MiB, pages 4 KiB. After a failure of what
 * describes it, it is described in part.
 */
int memhp_simulation_new(struct memhp *ctx, struct memhp_simulation **simulation);
void memhp_simulation_free(struct memhp_simulation *simulation);

/**
 * memhp_simulation_set_block_size - how large blocks are
 * @word:	"128M": a power of two from 16M to 64G; before anything is plugged
 *
 * -EINVAL: memhp_error() names the word and says what to try.
 */
int memhp_simulation_set_block_size(struct memhp_simulation *simulation, const char *word);

/**
 * memhp_simulation_add_node - the memory that a node has before anything is plugged
 * @words:	its number, then "early=64G" (in kernel zones since boot), "cma=1G"
 *		(a part of early), "plugged=1G" (hot-plugged, in kernel zones),
 *		"movable=2G"; each may be left out, blanks or commas between, ":"
 *		instead of "=" is fine: "0=early:64G,cma:1G"
 *
 * -EINVAL as above, -ENOMEM.
 */
int memhp_simulation_add_node(struct memhp_simulation *simulation, const char *words);

/**
 * memhp_simulation_add_plug - what is plugged next
 * @words:	"size=4T", and if need be "node=1" (else 0), "owner=dax", "hotpluggable",
 *		"group=static" or "group=dynamic:UNIT", which has it for itself
 *
 * -EINVAL as above, -ENOMEM.
 */
int memhp_simulation_add_plug(struct memhp_simulation *simulation, const char *words);

/**
 * memhp_simulation_read - the same from a file
 * @path:	of lines "block-size WORD", "node WORDS", "hotplug WORDS"; a comment
 *		begins with "#"
 *
 * -EINVAL: memhp_error() has "PATH:LINE:COLUMN: " and what is wrong there; or what
 * opening or reading the file gave; -ENOMEM.
 */
int memhp_simulation_read(struct memhp_simulation *simulation, const char *path);

/**
 * struct memhp_simulated - neighbouring units of a hot-plug that went one way
 * @hotplug:	which, from 0, in the order in which they were added
 * @offset:	bytes of it before them
 * @size:	bytes of them all
 * @unit:	bytes of a unit: of the dynamic group, of all that was plugged if the
 *		group is static, of a block if there is none
 * @node:	NUMA node
 * @rule:	the rule that matched, from 0; -1: none
 * @choice:	enum memhp_choice: KERNEL, MOVABLE, NONE (left offline), or KEEP, which
 *		was taken for kernel memory
 * @why:	enum memhp_why of the first block of each unit
 *
 * Members are only ever appended.
 */
struct memhp_simulated {
	uint64_t hotplug;
	uint64_t offset;
	uint64_t size;
	uint64_t unit;
	int32_t node;
	int32_t rule;
	uint32_t choice;
	uint32_t why;
};

/** memhp_simulation_fn - gets each of them, in order; non-zero stops it all */
typedef int (*memhp_simulation_fn)(const struct memhp_simulated *simulated, void *data);

/**
 * memhp_simulation_run - take all that is plugged online as a policy says
 *
 * One hot-plug after the other and block by block, each in the light of those
 * before. Needs no more memory for more blocks, and may be run again. Rules that
 * ask for the name of a group match nothing. Returns 0, or what @fn stopped with;
 * -E2BIG: more than 2^28 blocks, and @fn was not called.
 */
int memhp_simulation_run(struct memhp_simulation *simulation,
			 const struct memhp_rules *rules, memhp_simulation_fn fn,
			 void *data);

/** memhp_simulation_plugs - how many hot-plugs there are */
size_t memhp_simulation_plugs(const struct memhp_simulation *simulation);

/**
 * struct memhp_simulated_node - a node after the last run, in bytes
 * @early:	in kernel zones since boot, with @cma
 * @cma:	of it, CMA, which counts as movable
 * @plugged:	hot-plugged, in kernel zones
 * @movable:	in ZONE_MOVABLE
 * @offline:	plugged, but left offline
 * @node:	its number
 *
 * Members are only ever appended.
 */
struct memhp_simulated_node {
	uint64_t early;
	uint64_t cma;
	uint64_t plugged;
	uint64_t movable;
	uint64_t offline;
	int32_t node;
};

size_t memhp_simulation_nodes(const struct memhp_simulation *simulation);
/** memhp_simulation_node - the @i-th by number, NULL past the end */
const struct memhp_simulated_node *
memhp_simulation_node(const struct memhp_simulation *simulation, size_t i);

/* ---- Who else takes memory online ---- */

struct memhp_rivals;

/**
 * memhp_rivals_get - who takes new memory online before the policy can
 * @rivals:	out; free with memhp_rivals_free()
 *
 * Looks at the kernel's auto_online_blocks and for rules of udev that write to the
 * state of memory blocks. Those behind 39-memhp-online.rules, where udev waits for the
 * policy, are none. -ENOMEM.
 */
int memhp_rivals_get(struct memhp *ctx, struct memhp_rivals **rivals);
void memhp_rivals_free(struct memhp_rivals *rivals);
/** memhp_rivals_kernel - auto_online_blocks: "offline", "online", "online_kernel",
 * "online_movable"; NULL: not known */
const char *memhp_rivals_kernel(const struct memhp_rivals *rivals);
/** memhp_rivals_count - rules of udev that take memory online */
size_t memhp_rivals_count(const struct memhp_rivals *rivals);
/** memhp_rivals_rule - where the @i-th is, "FILE:LINE"; NULL past the end */
const char *memhp_rivals_rule(const struct memhp_rivals *rivals, size_t i);

/** memhp_take_over - keep the kernel from taking new memory online by itself:
 * auto_online_blocks becomes "offline"; or what writing it gave */
int memhp_take_over(struct memhp *ctx);

/**
 * enum memhp_cause - why the kernel has memory on a node
 *
 * Of hotpluggable memory that is in a kernel zone: NO_OPTION: the machine was booted
 * without movable_node; KERNEL_FIRST: with it, but the kernel had something on the node
 * before it read the firmware's table, or did not believe that, and gave the node up; ONLINED:
 * it came later, or was movable, and somebody took it online there.
 */
enum memhp_cause {
	MEMHP_CAUSE_UNKNOWN,
	MEMHP_CAUSE_NONE,	/* it has none in a kernel zone */
	MEMHP_CAUSE_FIXED,	/* only memory that is not hotpluggable */
	MEMHP_CAUSE_NO_OPTION,
	MEMHP_CAUSE_KERNEL_FIRST,
	MEMHP_CAUSE_ONLINED,
};

/**
 * struct memhp_audit_node - what the kernel has placed on a node, in bytes
 * @kernel:		blocks that are online in kernel zones
 * @hotpluggable:	of those, in hotpluggable memory
 * @early:		of those, there since the boot
 * @unclear:		of some it is not known whether they were
 * @kept:		hotpluggable memory of the boot is movable
 * @looked:		all pages of @kernel were looked at
 * @pages:		what they are, by enum memhp_page_kind
 * @cause:		why
 */
struct memhp_audit_node {
	int node;
	uint64_t kernel;
	uint64_t hotpluggable;
	uint64_t early;
	bool unclear;
	bool kept;
	bool looked;
	uint64_t pages[MEMHP_PAGE_KINDS];
	enum memhp_cause cause;
};

struct memhp_audit;

/**
 * memhp_audit_get - what the kernel has placed where, and whether boot options let it
 * @audit:	out; free with memhp_audit_free()
 *
 * Looks at the pages of all blocks in kernel zones, some milliseconds each. Needs neither
 * @firmware nor @blocks any more once it is made. -ENOMEM.
 */
int memhp_audit_get(struct memhp *ctx, const struct memhp_firmware *firmware,
		    const struct memhp_blocks *blocks, struct memhp_audit **audit);
void memhp_audit_free(struct memhp_audit *audit);
size_t memhp_audit_count(const struct memhp_audit *audit);
/** memhp_audit_at - the @i-th by number, NULL past the end */
const struct memhp_audit_node *memhp_audit_at(const struct memhp_audit *audit, size_t i);
/** memhp_audit_unseen - why not all pages were looked at, as a sentence; NULL: they were */
const char *memhp_audit_unseen(const struct memhp_audit *audit);

/* ---- Boot ---- */

struct memhp_boot;

/**
 * memhp_boot_get - how this machine was booted, or that of a saved tree
 * @boot:	out; free with memhp_boot_free()
 *
 * The memory that its firmware told of, the SRAT, where kernel and initrd were and the
 * command line. -EACCES: not without root, -ENOTSUP: its nodes are not those of the
 * firmware, -EINVAL: it makes no sense, -ENOMEM, or what reading gave.
 */
int memhp_boot_get(struct memhp *ctx, struct memhp_boot **boot);

/**
 * memhp_boot_read - the same from a description, as memhp_boot_describe() writes it
 * @path:	of the file, not below the root of @ctx; a pipe is fine
 *
 * -EINVAL: with the line and column in the text of the error.
 */
int memhp_boot_read(struct memhp *ctx, const char *path, struct memhp_boot **boot);
void memhp_boot_free(struct memhp_boot *boot);

/** memhp_boot_describe - as text, a thing a line, to be freed with free(); -ENOMEM */
int memhp_boot_describe(const struct memhp_boot *boot, char **text);

/** memhp_boot_get_options - its command line, valid until it is set */
const char *memhp_boot_get_options(const struct memhp_boot *boot);
/** memhp_boot_set_options - boot it with another one; -ENOMEM */
int memhp_boot_set_options(struct memhp_boot *boot, const char *options);
/** memhp_boot_add_options - and with these, before a "--" that is there; -ENOMEM */
int memhp_boot_add_options(struct memhp_boot *boot, const char *options);

/**
 * struct memhp_boot_item - something the kernel asked memory for while it booted
 * @what:		in words
 * @start:		where it landed
 * @size:		bytes, 0: there was no place
 * @node:		there; -1: none
 * @of_node:		the node that it describes; -1: it is of none
 * @before_srat:	it was asked for before the kernel knew the nodes
 * @hotpluggable:	the firmware calls some of that memory so: 1, 0, -1: it tells of none
 */
struct memhp_boot_item {
	char what[48];
	uint64_t start;
	uint64_t size;
	int node;
	int of_node;
	bool before_srat;
	int hotpluggable;
};

/**
 * struct memhp_boot_node - a node after the boot, in bytes
 * @total:		usable memory
 * @hotpluggable:	of that, as the firmware says
 * @kernel:		of @total, what the kernel took for good
 * @kernel_hotpluggable: of that, in hotpluggable memory
 * @movable:		of @total, in the movable zone
 * @unplug:		whether it could be unplugged
 */
struct memhp_boot_node {
	int node;
	uint64_t total;
	uint64_t hotpluggable;
	uint64_t kernel;
	uint64_t kernel_hotpluggable;
	uint64_t movable;
	enum memhp_unplug unplug;
};

struct memhp_bootplan;

/**
 * memhp_bootplan_get - where the kernel would put its boot memory
 * @plan:	out; free with memhp_bootplan_free()
 *
 * A model of the early allocator of x86-64 and of what kernels from 5.10 to 7.2 ask of
 * it; asks nobody. Does not need @boot any more once it is made. -EINVAL: no memory is
 * left by its options, -ENOMEM.
 */
int memhp_bootplan_get(const struct memhp_boot *boot, struct memhp_bootplan **plan);
void memhp_bootplan_free(struct memhp_bootplan *plan);
size_t memhp_bootplan_count(const struct memhp_bootplan *plan);
/** memhp_bootplan_at - the @i-th by time, NULL past the end */
const struct memhp_boot_item *memhp_bootplan_at(const struct memhp_bootplan *plan, size_t i);
size_t memhp_bootplan_nodes(const struct memhp_bootplan *plan);
/** memhp_bootplan_node - the @i-th by number, NULL past the end */
const struct memhp_boot_node *memhp_bootplan_node(const struct memhp_bootplan *plan, size_t i);

/**
 * struct memhp_boot_goal - what a boot shall reach
 * @nodes:	that can be unplugged then
 * @nr_nodes:	of those; 0: each that is all hotpluggable
 * @movable:	instead: so many bytes in movable zones; 0: nodes
 */
struct memhp_boot_goal {
	const int *nodes;
	size_t nr_nodes;
	uint64_t movable;
};

/**
 * struct memhp_boot_trial - boot options, and what a boot with them comes to
 * @options:	instead of those of their kind that are there; "": as they are
 * @reaches:	what is wanted
 * @fails:	something the kernel needs finds no place
 * @movable:	bytes in movable zones
 * @kernel:	bytes left to the kernel
 * @taken:	of those, what it took while it booted
 * @remote:	struct pages that are on another node than the memory they are of
 * @unplug:	bytes of nodes that can be unplugged
 */
struct memhp_boot_trial {
	char options[64];
	bool reaches;
	bool fails;
	uint64_t movable;
	uint64_t kernel;
	uint64_t taken;
	uint64_t remote;
	uint64_t unplug;
};

struct memhp_boot_advice;

/**
 * memhp_boot_advise - try movable_node, movablecore= and kernelcore= with the model; and a
 * smaller crashkernel=, if with movable_node there would be no place for it
 * @advice:	out; free with memhp_boot_advice_free()
 *
 * -ERANGE: more is wanted than there is, -ENODEV: a node that has no memory at boot, -EINVAL,
 * -ENOMEM.
 */
int memhp_boot_advise(const struct memhp_boot *boot, const struct memhp_boot_goal *goal,
		      struct memhp_boot_advice **advice);
void memhp_boot_advice_free(struct memhp_boot_advice *advice);
size_t memhp_boot_advice_count(const struct memhp_boot_advice *advice);
const struct memhp_boot_trial *memhp_boot_advice_at(const struct memhp_boot_advice *advice,
						    size_t i);

/* ---- Events ---- */

/** The reader was too slow, and @count events are lost; @seq is the last of them. */
#define MEMHP_EVENT_LOST 100

struct memhp_monitor;

/**
 * memhp_monitor_new - listen to what happens from now on
 *
 * Anybody may. -ENOENT: the module is not loaded, or not used by this context;
 * -EOPNOTSUPP: in another network namespace than the initial one no events come.
 * What is known of the blocks is a list made afterwards, brought up to date by the events
 * behind memhp_blocks_seq().
 */
int memhp_monitor_new(struct memhp *ctx, struct memhp_monitor **monitor);
void memhp_monitor_free(struct memhp_monitor *monitor);

/** memhp_monitor_fd - to be polled for POLLIN before memhp_monitor_next(); not to be read
 * or closed */
int memhp_monitor_fd(const struct memhp_monitor *monitor);

/**
 * memhp_monitor_next - the next event
 * @event:	out
 *
 * Never waits. 1: here it is; 0: there is none, poll. Their numbers have no gap: what is
 * missing was told as MEMHP_EVENT_LOST. After that a new list of blocks is right again.
 * ONLINE, OFFLINE, ADDED and REMOVED change how blocks are; all others are reports.
 * -ENODEV: the module is gone, and no event will come; or -errno.
 */
int memhp_monitor_next(struct memhp_monitor *monitor, struct memhp_event *event);

/**
 * memhp_monitor_set_delay - be asked before blocks go offline
 * @ns:		how long to wait for our answer, at most MEMHP_MAX_DELAY_NS; 0: not at all
 *
 * From then on events GOING_OFFLINE have an @ask, which the blocks wait for: see struct
 * memhp_agent. Ends with the monitor. Needs CAP_SYS_ADMIN and write access to /dev/memhp;
 * keeps the module from being unloaded.
 */
int memhp_monitor_set_delay(struct memhp_monitor *monitor, uint64_t ns);

/**
 * memhp_monitor_answer - the answer to an event with an @ask
 * @ask:	of the event
 * @object:	the blocks shall stay; what asked for it fails with MEMHP_REASON_AGENT
 *
 * -ENOENT: nobody waits for it any more. -EINVAL: no delay was set.
 */
int memhp_monitor_answer(struct memhp_monitor *monitor, uint32_t ask, bool object);

/** memhp_stats_get - what the module has counted; -ENOENT: it is not loaded */
int memhp_stats_get(struct memhp *ctx, struct memhp_stats *stats);

/** memhp_event_name - word for an event, with those of the library; NULL for NONE */
const char *memhp_event_name(unsigned int event);
/** memhp_event_of - the event that @word is for, MEMHP_EVENT_NONE */
unsigned int memhp_event_of(const char *word);
/** memhp_by_name - word for who asked, NULL for NONE */
const char *memhp_by_name(enum memhp_by by);
/** memhp_op_name - "online", "offline" or "shift", NULL for NONE */
const char *memhp_op_name(enum memhp_op op);

/* ---- Words ---- */

/* The stable words of JSON and sysfs for each value; "unknown" for what is
 * out of range, NULL where the value means "nothing" (NONE). */
const char *memhp_state_name(enum memhp_state state);
const char *memhp_zone_name(enum memhp_zone zone);
const char *memhp_owner_name(enum memhp_owner owner);
const char *memhp_outcome_name(unsigned int outcome);
const char *memhp_reason_name(enum memhp_reason reason);
const char *memhp_choice_name(enum memhp_choice choice);
const char *memhp_action_name(enum memhp_action action);
/** memhp_group_type_name - "none", "static", "dynamic" */
const char *memhp_group_type_name(enum memhp_group_type type);
const char *memhp_why_name(enum memhp_why why);
const char *memhp_page_kind_name(enum memhp_page_kind kind);
const char *memhp_prospect_name(enum memhp_prospect prospect);
/** memhp_place_name - "kernel", "movable", "offline", "other" */
const char *memhp_place_name(enum memhp_place place);
/** memhp_unplug_name - "yes", "no-memory", "fixed-memory", "kernel-memory"; "unknown" */
const char *memhp_unplug_name(enum memhp_unplug unplug);
const char *memhp_cause_name(enum memhp_cause cause);
/** memhp_errno_name - "EBUSY" for EBUSY, NULL for 0 */
const char *memhp_errno_name(int error);

/**
 * memhp_nearest - what somebody meant who typed something else
 * @word:	what was typed
 * @words:	what there is, ended by NULL
 *
 * The one of @words that is few edits away, NULL if none is.
 */
const char *memhp_nearest(const char *word, const char *const *words);

/**
 * memhp_size_parse - bytes of a word: digits, and K, M, G or T (powers of two)
 *
 * -EINVAL: not such a word, -ERANGE: past 2^64.
 */
int memhp_size_parse(const char *text, uint64_t *bytes);

/**
 * memhp_size_text - bytes for people: "128M", "1.5G"; rounded to a tenth
 * @text:	room for it
 * @size:	of @text; MEMHP_SIZE_TEXT is always enough
 *
 * Returns @text.
 */
const char *memhp_size_text(uint64_t bytes, char *text, size_t size);
#define MEMHP_SIZE_TEXT	16

#ifdef __cplusplus
}
#endif

#endif /* MEMHP_LIBMEMHP_H */
