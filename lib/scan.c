// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Blocks from sysfs: a folder each.
 *
 * Blocks come and go while we read, so one that is no longer there is passed
 * over: removal shows as ENOENT, or as ENODEV on a file opened before it.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

struct indexes {
	uint64_t *at;
	size_t count;
	size_t room;
	bool too_large;
};

struct scan {
	struct memhp *ctx;
	int dir;
	uint64_t size;
	int last_node;		/* neighbours are mostly on the same */
};

static bool is_gone(int err)
{
	return err == -ENOENT || err == -ENODEV || err == -ENOTDIR;
}

int memhp_scan_open(struct memhp *ctx)
{
	int dir = memhp_sysfs_open(ctx, MEMHP_SYSFS);

	if (dir >= 0)
		return dir;
	if (is_gone(dir))
		return memhp_fail(ctx, ENOENT, "no memory blocks here (no "
				  MEMHP_SYSFS "): the kernel is built without "
				  "memory hotplug");
	return memhp_fail(ctx, -dir, "cannot open " MEMHP_SYSFS " (%s)",
			  memhp_errno_name(-dir));
}

int memhp_scan_block_size(struct memhp *ctx, int dir, uint64_t *size)
{
	const char *end;
	char text[64];
	int ret;

	ret = memhp_sysfs_read(dir, "block_size_bytes", text, sizeof(text));
	if (ret < 0)
		return memhp_fail(ctx, EIO, "cannot read " MEMHP_SYSFS
				  "/block_size_bytes (%s)", memhp_errno_name(-ret));
	end = text;
	if (!strncmp(end, "0x", 2))
		end += 2;
	ret = memhp_parse_number(&end, 16, size);
	if (ret || *end || *size < 4096 || *size & (*size - 1))
		return memhp_fail(ctx, EIO, "\"%s\" in " MEMHP_SYSFS
				  "/block_size_bytes is no size of a block", text);
	return 0;
}

int memhp_scan_read(int dir, uint64_t index, const char *file, char *text,
		    size_t size)
{
	char name[64];

	snprintf(name, sizeof(name), "memory%" PRIu64 "/%s", index, file);
	return memhp_sysfs_read(dir, name, text, size);
}

static bool has(int dir, uint64_t index, const char *entry)
{
	char name[64];

	snprintf(name, sizeof(name), "memory%" PRIu64 "/%s", index, entry);
	return memhp_sysfs_exists(dir, name);
}

/* The number of PREFIXn, as the kernel writes it. */
static int number_of(const char *entry, const char *prefix, uint64_t *number)
{
	size_t length = strlen(prefix);
	int err;

	if (strncmp(entry, prefix, length))
		return -EINVAL;
	entry += length;
	if (entry[0] == '0' && entry[1])
		return -EINVAL;
	err = memhp_parse_number(&entry, 10, number);
	return *entry ? -EINVAL : err;
}

static int note_index(const char *entry, void *data)
{
	struct indexes *indexes = data;
	uint64_t index, *more;
	int err;

	err = number_of(entry, "memory", &index);
	if (err == -ERANGE)
		indexes->too_large = true;
	if (err)
		return 0;
	if (indexes->count == indexes->room) {
		indexes->room = indexes->room ? indexes->room * 2 : 1024;
		more = realloc(indexes->at, indexes->room * sizeof(*more));
		if (!more)
			return -ENOMEM;
		indexes->at = more;
	}
	indexes->at[indexes->count++] = index;
	return 0;
}

static int by_index(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int note_node(const char *entry, void *data)
{
	uint64_t node;
	int *found = data;

	if (number_of(entry, "node", &node) || node > INT_MAX)
		return 0;
	if (*found < 0 || (int)node < *found)
		*found = (int)node;
	return 0;
}

/* Its node: an entry nodeM of its folder. First a guess, since reading a
 * folder costs most. A block on two nodes counts as its neighbour does. */
static int node_of(struct scan *scan, uint64_t index)
{
	char guess[16], folder[32];
	int node = -1;

	if (scan->last_node >= 0) {
		snprintf(guess, sizeof(guess), "node%d", scan->last_node);
		if (has(scan->dir, index, guess))
			return scan->last_node;
	}
	snprintf(folder, sizeof(folder), "memory%" PRIu64, index);
	memhp_sysfs_each(scan->dir, folder, note_node, &node);
	if (node >= 0)
		scan->last_node = node;
	return node;
}

/* valid_zones of an online block begins with the zone that it is in, and is
 * "none" if there is no one such zone. Returns whether the block is there. */
static bool read_zone(struct scan *scan, struct memhp_block *block)
{
	char text[64];
	size_t length;
	int ret;

	ret = memhp_scan_read(scan->dir, block->index, "valid_zones", text,
			      sizeof(text));
	if (ret < 0)
		return has(scan->dir, block->index, "state");
	length = strcspn(text, " \n");
	block->zone = (uint8_t)memhp_zone_of(text, length);
	block->multizone = length == 4 && !strncmp(text, "none", 4);
	return true;
}

/* Since 5.7 the file says 1 for everything, so only its 0 tells something. */
static int8_t removable_of(struct scan *scan, const struct memhp_block *block)
{
	char text[16];

	if (block->state == MEMHP_STATE_OFFLINE)
		return 1;
	if (memhp_scan_read(scan->dir, block->index, "removable", text,
			    sizeof(text)) > 0 && !strcmp(text, "0"))
		return 0;
	return block->zone == MEMHP_ZONE_MOVABLE ? 1 : -1;
}

/* Returns 1 if the block was read, 0 if it is gone, or -errno. */
static int scan_block(struct scan *scan, uint64_t index, struct memhp_block *block)
{
	char text[32];
	int ret;

	ret = memhp_scan_read(scan->dir, index, "state", text, sizeof(text));
	if (is_gone(ret))
		return 0;
	if (ret < 0)
		return memhp_fail(scan->ctx, EIO, "cannot read the state of "
				  "memory%" PRIu64 " (%s)", index,
				  memhp_errno_name(-ret));
	*block = (struct memhp_block) {
		.index = index,
		.size = scan->size,
		.state = (uint8_t)memhp_state_of(text),
		.early = -1, .memmap = -1, .hwpoison = -1, .single = -1,
		.hotpluggable = -1, .staged = -1,
	};
	if (block->state != MEMHP_STATE_OFFLINE && !read_zone(scan, block))
		return 0;
	if (has(scan->dir, index, "firmware_node"))
		block->owner = MEMHP_OWNER_ACPI;
	block->node = node_of(scan, index);
	block->removable = removable_of(scan, block);
	return 1;
}

static int scan_all(struct scan *scan, const struct indexes *indexes,
		    struct memhp_blocks *blocks)
{
	uint64_t end, index;
	size_t i;
	int ret;

	for (i = 0; i < indexes->count; i++) {
		index = indexes->at[i];
		if (__builtin_mul_overflow(index, scan->size, &end) ||
		    __builtin_add_overflow(end, scan->size - 1, &end))
			return memhp_fail(scan->ctx, EIO, "memory%" PRIu64 " of sysfs "
					  "cannot be: it would end past 2^64", index);
		ret = scan_block(scan, index, &blocks->at[blocks->count]);
		if (ret < 0)
			return ret;
		blocks->count += (size_t)ret;
	}
	if (!blocks->count)
		return memhp_fail(scan->ctx, ENOENT, "there is no memory block in "
				  MEMHP_SYSFS);
	return 0;
}

static int scan_dir(struct scan *scan, struct memhp_blocks *blocks)
{
	struct indexes indexes = { 0 };
	int err;

	err = memhp_sysfs_each(scan->dir, ".", note_index, &indexes);
	if (err)
		memhp_fail(scan->ctx, -err, "cannot read the folder " MEMHP_SYSFS
			   " (%s)", memhp_errno_name(-err));
	else if (indexes.too_large)
		err = memhp_fail(scan->ctx, EIO, "a block of sysfs has a number "
				 "past 2^64");
	if (!err && indexes.count) {
		qsort(indexes.at, indexes.count, sizeof(*indexes.at), by_index);
		blocks->at = calloc(indexes.count, sizeof(*blocks->at));
		if (!blocks->at)
			err = memhp_no_memory(scan->ctx);
	}
	if (!err)
		err = scan_all(scan, &indexes, blocks);
	free(indexes.at);
	return err;
}

int memhp_scan(struct memhp *ctx, struct memhp_blocks *blocks)
{
	struct scan scan = { .ctx = ctx, .last_node = -1 };
	int err;

	scan.dir = memhp_scan_open(ctx);
	if (scan.dir < 0)
		return scan.dir;
	err = memhp_scan_block_size(ctx, scan.dir, &scan.size);
	if (!err)
		err = scan_dir(&scan, blocks);
	close(scan.dir);
	blocks->block_size = scan.size;
	blocks->source = MEMHP_SOURCE_SYSFS;
	return err;
}

bool memhp_scan_node_exists(struct memhp *ctx, uint64_t node)
{
	char name[32];
	bool there;
	int dir;

	dir = memhp_sysfs_open(ctx, "/sys/devices/system/node");
	if (dir < 0)
		return false;
	snprintf(name, sizeof(name), "node%" PRIu64, node);
	there = memhp_sysfs_exists(dir, name);
	close(dir);
	return there;
}
