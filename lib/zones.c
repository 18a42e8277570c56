// SPDX-License-Identifier: LGPL-2.1-or-later
/* The zones of all nodes: by the module, else by /proc/zoneinfo. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

#define ZONEINFO_ROOM	(64UL << 10)	/* for a start: each CPU has lines in each zone */

struct memhp_zones {
	struct memhp *ctx;
	struct memhp_zone_info *at;
	size_t count;
};

/* ---- By the module ---- */

static int from_module(struct memhp_zones *zones)
{
	struct memhp_records records = {
		.attribute = MEMHP_A_PAGES_ZONE,
		.size = sizeof(struct memhp_zone_info),
	};
	int err = memhp_nl_zones(zones->ctx, &records);

	zones->at = records.at;
	zones->count = records.count;
	if (!err && !records.count)
		err = memhp_fail(zones->ctx, EIO, "the module tells of no zone");
	return err;
}

/* ---- By /proc/zoneinfo ---- */

int memhp_zoneinfo_read(struct memhp *ctx, char **text)
{
	size_t room = ZONEINFO_ROOM;
	int err;

	do {
		*text = malloc(room);
		if (!*text)
			return memhp_no_memory(ctx);
		err = memhp_sysfs_whole(ctx, "/proc/zoneinfo", *text, room);
		if (!err)
			return 0;
		free(*text);
		room *= 2;
	} while (err == -EFBIG);
	return memhp_fail(ctx, -err, "cannot read /proc/zoneinfo (%s)", memhp_errno_name(-err));
}

/* A saved tree does not tell; all that this version is for have these. */
static uint64_t page_size(const struct memhp *ctx)
{
	return ctx->root_fd < 0 ? (uint64_t)sysconf(_SC_PAGESIZE) : 4096;
}

/* A line of a zone: "pages free 3968", "high 99", "start_pfn: 1". */
static void add_line(struct memhp_zone_info *zone, const char *line, uint64_t page)
{
	const struct {
		const char *format;
		__u64 *bytes;
	} lines[] = {
		{ " pages free %llu", &zone->free },
		{ " high %llu", &zone->high },
		{ " spanned %llu", &zone->spanned },
		{ " present %llu", &zone->present },
		{ " managed %llu", &zone->managed },
		{ " start_pfn: %llu", &zone->start },
	};
	unsigned long long pages;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		if (sscanf(line, lines[i].format, &pages) == 1)
			*lines[i].bytes = pages * page;
}

/* Room for one more, empty yet. */
static struct memhp_zone_info *add_zone(struct memhp_zones *zones, int node,
					enum memhp_zone name)
{
	struct memhp_zone_info *more;

	more = reallocarray(zones->at, zones->count + 1, sizeof(*more));
	if (!more)
		return NULL;
	zones->at = more;
	more += zones->count++;
	*more = (struct memhp_zone_info){
		.node = node,
		.zone = name,
		.contiguous = UINT32_MAX,
	};
	return more;
}

/* Each zone begins with "Node 0, zone   Normal"; those without pages go again. */
static int read_zones(struct memhp_zones *zones, char *text)
{
	struct memhp_zone_info *zone = NULL;
	char name[16], *line, *rest;
	int node;

	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, "Node %d, zone %15s", &node, name) == 2) {
			if (zone && !zone->present)
				zones->count--;
			zone = add_zone(zones, node, memhp_zone_of(name, strlen(name)));
			if (!zone)
				return memhp_no_memory(zones->ctx);
		} else if (zone) {
			add_line(zone, line, page_size(zones->ctx));
		}
	}
	if (zone && !zone->present)
		zones->count--;
	return 0;
}

static int from_zoneinfo(struct memhp_zones *zones)
{
	struct memhp *ctx = zones->ctx;
	char *text;
	int err = memhp_zoneinfo_read(ctx, &text);

	if (err)
		return err;
	err = read_zones(zones, text);
	if (!err && !zones->count)
		err = memhp_fail(ctx, ENOENT, "/proc/zoneinfo has no zone");
	free(text);
	return err;
}

/* ---- What there is ---- */

static int by_place(const void *a, const void *b)
{
	const struct memhp_zone_info *x = a, *y = b;

	if (x->node != y->node)
		return (x->node > y->node) - (x->node < y->node);
	if (x->start != y->start)
		return (x->start > y->start) - (x->start < y->start);
	return (x->zone > y->zone) - (x->zone < y->zone);
}

static int fill(struct memhp_zones *zones)
{
	struct memhp *ctx = zones->ctx;
	int err = -ENOENT;

	if (ctx->use_module)
		err = from_module(zones);
	if (err && err != -ENOMEM) {
		if (ctx->use_module)
			memhp_debug(ctx, "reading zoneinfo, since not the module: %s", ctx->error);
		ctx->error[0] = '\0';
		free(zones->at);
		zones->at = NULL;
		zones->count = 0;
		err = from_zoneinfo(zones);
	}
	if (!err)
		qsort(zones->at, zones->count, sizeof(*zones->at), by_place);
	return err;
}

MEMHP_EXPORT int memhp_zones_get(struct memhp *ctx, struct memhp_zones **out)
{
	struct memhp_zones *zones = calloc(1, sizeof(*zones));
	int err;

	if (!zones)
		return memhp_no_memory(ctx);
	zones->ctx = memhp_ref(ctx);
	err = fill(zones);
	if (err) {
		memhp_zones_free(zones);
		return err;
	}
	*out = zones;
	return 0;
}

MEMHP_EXPORT void memhp_zones_free(struct memhp_zones *zones)
{
	if (!zones)
		return;
	free(zones->at);
	memhp_unref(zones->ctx);
	free(zones);
}

MEMHP_EXPORT size_t memhp_zones_count(const struct memhp_zones *zones)
{
	return zones->count;
}

MEMHP_EXPORT const struct memhp_zone_info *memhp_zones_at(const struct memhp_zones *zones,
							  size_t i)
{
	return i < zones->count ? &zones->at[i] : NULL;
}
