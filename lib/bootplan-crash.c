// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * crashkernel=SIZE[@OFFSET], =SIZE,high, =SIZE,low and =RANGE:SIZE,...; as from 5.10 to 7.2
 * arch/x86 reserves it: after the SRAT, so not in hotpluggable memory with movable_node.
 */
#include <errno.h>
#include <string.h>

#include "bootplan.h"

#define MB	(1ULL << 20)
#define ALIGN	(16 * MB)
#define FOUR_G	(4ULL << 30)
#define LOW	(256 * MB)	/* with the swiotlb of 64 MiB and 8 MiB for others */

struct crash {
	uint64_t size;		/* 0: none */
	uint64_t offset;	/* 0: where there is room */
	uint64_t high;		/* of an option with ",high", for if there is none without */
	uint64_t low;
};

/* "512M-2G:64M,2G-:128M": the size of the range that @total is in, 0: none. */
static uint64_t by_range(const char *at, uint64_t total)
{
	uint64_t from, to, size;

	for (;;) {
		from = memhp_boot_bytes(at, &at);
		if (*at != '-')
			return 0;
		to = memhp_boot_bytes(at + 1, &at);
		if (*at != ':')
			return 0;
		size = memhp_boot_bytes(at + 1, &at);
		if (total >= from && (!to || total < to))
			return size < total ? size : 0;
		if (*at != ',')
			return 0;
		at++;
	}
}

/* One option, up to a space; the last of each kind counts. */
static void parse(struct crash *crash, const char *value, size_t length, uint64_t total)
{
	const char *at = memchr(value, ':', length);
	uint64_t size;

	if (at) {
		crash->size = by_range(value, total);
		at = memchr(value, '@', length);
		crash->offset = at ? memhp_boot_bytes(at + 1, &at) : 0;
		return;
	}
	size = memhp_boot_bytes(value, &at);
	if (!strncmp(at, ",low", 4)) {
		crash->low = size;
	} else if (!strncmp(at, ",high", 5)) {
		crash->high = size;
	} else if (!*at || strchr(" \t@", *at)) {
		crash->size = size;
		crash->offset = *at == '@' ? memhp_boot_bytes(at + 1, &at) : 0;
	}
}

static void parse_all(struct crash *crash, const char *options, uint64_t total)
{
	static const char name[] = "crashkernel=";
	size_t length;

	for (; *options; options += length) {
		options += strspn(options, " \t");
		length = strcspn(options, " \t");
		if (length == 2 && !strncmp(options, "--", 2))
			break;
		if (length >= sizeof(name) && !strncmp(options, name, sizeof(name) - 1))
			parse(crash, options + sizeof(name) - 1, length - sizeof(name) + 1, total);
	}
}

static uint64_t find(const struct memhp_bootplan *plan, const struct crash *crash)
{
	struct memhp_need need = { crash->size, ALIGN, ALIGN, FOUR_G, MEMHP_NO_NODE, true };
	uint64_t start = 0;

	if (!crash->size) {
		need.size = crash->high;
	} else if (crash->offset) {
		need.align = MB;
		need.from = crash->offset;
		need.to = crash->offset + crash->size;
		return memhp_memblock_find(&plan->mb, &need);
	} else {
		start = memhp_memblock_find(&plan->mb, &need);
	}
	need.to = 0;
	return start ? start : memhp_memblock_find(&plan->mb, &need);
}

/* Without a low part, the high one is given back. */
int memhp_boot_ask_crash(struct memhp_bootplan *plan)
{
	struct crash crash = { .low = LOW };
	struct memhp_need low = { 0, ALIGN, 0, FOUR_G, MEMHP_NO_NODE, true };
	uint64_t total = memhp_extents_within(&plan->mb.memory, 0, UINT64_MAX), start, size, at;

	parse_all(&crash, plan->boot->options, (total + 128 * MB - 1) / (128 * MB) * (128 * MB));
	size = crash.size ? crash.size : crash.high;
	if (!size)
		return 0;
	start = find(plan, &crash);
	low.size = start >= FOUR_G ? crash.low : 0;
	at = low.size ? memhp_memblock_find(&plan->mb, &low) : 0;
	if (low.size && !at)
		start = 0;
	if (memhp_boot_take(plan, "crash kernel", start, start ? start + size : 0))
		return -ENOMEM;
	return at ? memhp_boot_take(plan, "crash kernel, low", at, at + low.size) : 0;
}
