// SPDX-License-Identifier: GPL-2.0
/* How things are, by everybody who tells: sysfs, /proc, and the module's dumps. */
#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

#define MEMORY	"/sys/devices/system/memory"

static char text[1 << 17];

static void read_block(struct world *world, unsigned int index)
{
	struct block_now *block = &world->block[index];
	char path[64];

	snprintf(path, sizeof(path), MEMORY "/memory%u/state", index);
	block->there = !read_file(path, block->state, sizeof(block->state));
	if (!block->there || strcmp(block->state, "online"))
		return;
	snprintf(path, sizeof(path), MEMORY "/memory%u/valid_zones", index);
	read_file(path, block->zone, sizeof(block->zone));
}

static int read_sysfs(struct run *run, struct world *world)
{
	DIR *dir = opendir(MEMORY);
	struct dirent *entry;
	unsigned int index;

	if (!dir)
		return -1;
	while ((entry = readdir(dir))) {
		if (sscanf(entry->d_name, "memory%u", &index) != 1)
			continue;
		if (index < MAX_BLOCKS)
			read_block(world, index);
		else
			wrong(run, "blocks below %u expected, found memory%u", MAX_BLOCKS, index);
	}
	closedir(dir);
	return 0;
}

struct zone_now *world_zone(struct world *world, int node, const char *name)
{
	size_t i;

	for (i = 0; i < world->nr_zones; i++)
		if (world->zone[i].node == node && !strcmp(world->zone[i].name, name))
			return &world->zone[i];
	return NULL;
}

static void zone_line(struct zone_now *zone, const char *line)
{
	uint64_t number;
	char word[32];

	if (sscanf(line, " %31s %" SCNu64, word, &number) != 2)
		return;
	if (!strcmp(word, "spanned"))
		zone->spanned = number;
	else if (!strcmp(word, "present"))
		zone->present = number;
	else if (!strcmp(word, "managed"))
		zone->managed = number;
	else if (!strcmp(word, "start_pfn:"))
		zone->start = number;
}

static int read_zones(struct world *world)
{
	struct zone_now *zone = NULL;
	char *line, *rest;
	char name[16];
	int node;

	if (read_file("/proc/zoneinfo", text, sizeof(text)))
		return -1;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, "Node %d, zone %15s", &node, name) == 2) {
			if (world->nr_zones == MAX_ZONES)
				return -1;
			zone = &world->zone[world->nr_zones++];
			zone->node = node;
			strcpy(zone->name, name);
			zone->lowest = UINT64_MAX;
		} else if (zone) {
			zone_line(zone, line);
		}
	}
	return 0;
}

/* Each zone gets what its blocks have. */
static void add_blocks(struct run *run, struct world *world)
{
	const struct memhp_block *block;
	struct zone_now *zone;
	const char *name;
	uint64_t index;
	size_t i;

	for (i = 0; (block = memhp_blocks_at(world->blocks, i)); i++) {
		name = memhp_zone_name(memhp_block_zone(block));
		if (!name)
			continue;
		index = memhp_block_index(block);
		zone = world_zone(world, memhp_block_node(block), name);
		if (!zone) {
			wrong(run, "memory%" PRIu64 " is in zone %s of node %d, of which /proc/zoneinfo "
			      "is expected to tell, found nothing", index, name,
			      memhp_block_node(block));
			continue;
		}
		zone->blocks++;
		zone->populated += memhp_block_populated(block) / 4096;
		if (index < zone->lowest)
			zone->lowest = index;
		if (index > zone->highest)
			zone->highest = index;
	}
}

uint64_t meminfo(const char *name)
{
	char line[64], all[8192], *at;
	uint64_t number = 0;

	if (read_file("/proc/meminfo", all, sizeof(all)))
		return 0;
	snprintf(line, sizeof(line), "%s:", name);
	at = strstr(all, line);
	if (at)
		sscanf(at + strlen(line), "%" SCNu64, &number);
	return number;
}

static int read_dumps(struct run *run, struct world *world)
{
	if (memhp_blocks_get(run->ctx, &world->blocks) ||
	    memhp_zones_get(run->ctx, &world->zones) ||
	    memhp_accounts_get(run->ctx, &world->accounts))
		return -1;
	if (!(run->features & 1ULL << MEMHP_FEATURE_POLICY))
		return 0;
	if (memhp_groups_get(run->ctx, &world->groups) ||
	    memhp_rules_get(run->ctx, &world->rules))
		return -1;
	return 0;
}

int world_read(struct run *run, struct world *world)
{
	memset(world, 0, sizeof(*world));
	if (read_sysfs(run, world) || read_zones(world)) {
		wrong(run, "sysfs and /proc/zoneinfo expected, found nothing that makes sense");
		return -1;
	}
	if (read_dumps(run, world)) {
		wrong(run, "dumps of the module expected, found: %s", memhp_error(run->ctx));
		return -1;
	}
	if (memhp_blocks_source(world->blocks) != MEMHP_SOURCE_MODULE) {
		wrong(run, "a list of the module expected, found one of sysfs");
		return -1;
	}
	world->total = meminfo("MemTotal") / 4;
	add_blocks(run, world);
	return 0;
}

void world_free(struct world *world)
{
	memhp_blocks_free(world->blocks);
	memhp_groups_free(world->groups);
	memhp_zones_free(world->zones);
	memhp_accounts_free(world->accounts);
	memhp_rules_free(world->rules);
	memset(world, 0, sizeof(*world));
}
