// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a kernel of x86-64 asks the early allocator for from 5.10 to 7.2, one after the
 * other; the sizes are those of Debian's configurations. Left out is what adds up to less
 * than a few hundred KiB. Struct pages go node by node here, and by address in the kernel.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bootplan.h"

#define KB		1024ULL
#define MB		(1ULL << 20)
#define GB		(1ULL << 30)
#define PAGE		4096ULL
#define HUGE		(2 * MB)
#define SECTION		(128 * MB)	/* of the sparse memory model */
#define SECTION_MAP	HUGE		/* its struct pages, 64 bytes each */
#define NOT_DMA		(16 * MB)	/* memblock's lower limit for what is no DMA memory */
#define BELOW_4G	(4 * GB)

#define PERCPU		(252 * KB)	/* of each processor, static and dynamic */
#define PERCPU_UNIT	(256 * KB)
#define BRK_TABLES	12		/* pages of the first page tables, in the image */
#define LOG_CPU		(4 * KB)	/* CONFIG_LOG_CPU_MAX_BUF_SHIFT 12 */
#define LOG_RECORD	32		/* bytes of text a record, PRB_AVGBITS */
#define LOG_DESC	24		/* struct prb_desc */
#define LOG_MOST	(1ULL << 31)
#define HASH_ADAPT	(64 * GB / PAGE)	/* ADAPT_SCALE_BASE: then they grow slower */
#define SWIOTLB		(64 * MB)
#define SWIOTLB_SLAB	(2 * KB)
#define SWIOTLB_SLOT	24		/* struct io_tlb_slot */

static uint64_t round_up(uint64_t bytes, uint64_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

static uint64_t power_of_two(uint64_t bytes)
{
	uint64_t power = 1;

	while (power < bytes)
		power <<= 1;
	return power;
}

static int ask(struct memhp_bootplan *plan, const char *what, uint64_t size, uint64_t align)
{
	const struct memhp_need need = { .size = size, .align = align, .node = MEMHP_NO_NODE };
	uint64_t start;

	return size ? memhp_boot_alloc(plan, what, MEMHP_NO_NODE, &need, &start) : 0;
}

/* ---- Before the SRAT ---- */

/* Pages of 4 KiB, the first few of which are in the image. */
static int ask_page_tables(struct memhp_bootplan *plan)
{
	const struct memhp_extents *memory = &plan->mb.memory;
	uint64_t end = memory->at[memory->count - 1].end;
	uint64_t tables = round_up(end, 512 * GB) / (512 * GB);
	size_t i;

	if (!plan->boot->gigabyte_pages)
		for (i = 0; i < memory->count; i++)
			tables += round_up(memory->at[i].end, GB) / GB - memory->at[i].start / GB;
	if (tables <= BRK_TABLES)
		return 0;
	return ask(plan, "page tables of the direct map", (tables - BRK_TABLES) * PAGE, PAGE);
}

/* The text, and what the kernel knows of each record. */
static int ask_log(struct memhp_bootplan *plan, uint64_t size)
{
	uint64_t records = size / LOG_RECORD;

	if (ask(plan, "log buffer", size, 8) ||
	    ask(plan, "log buffer", records * LOG_DESC, 8))
		return -ENOMEM;
	return ask(plan, "log buffer", records * plan->boot->log_info, 8);
}

static uint64_t wanted_log(const struct memhp_boot *boot)
{
	const char *value;
	uint64_t size = 0;

	if (memhp_boot_option(boot, "log_buf_len", &value) > 0)
		size = memhp_boot_bytes(value, &value);
	if (size > LOG_MOST)
		size = LOG_MOST;
	size = size ? power_of_two(size) : 0;
	return size > boot->log_buffer ? size : 0;
}

/* An initrd that lies where the kernel has no memory is copied. */
static int move_initrd(struct memhp_bootplan *plan)
{
	uint64_t start = plan->boot->initrd.start, end = plan->boot->initrd.end;

	if (memhp_extents_within(&plan->mb.memory, start, end) == end - start)
		return 0;
	return ask(plan, "initrd, moved", round_up(end - start, PAGE), PAGE);
}

int memhp_boot_ask_early(struct memhp_bootplan *plan)
{
	const struct memhp_boot *boot = plan->boot;

	if (memhp_boot_take(plan, "first MiB", 0, MB) ||
	    memhp_boot_take(plan, "kernel image", boot->kernel.start, boot->kernel.end))
		return -ENOMEM;
	if (boot->initrd.start < boot->initrd.end &&
	    memhp_boot_take(plan, "initrd", boot->initrd.start, boot->initrd.end))
		return -ENOMEM;
	if (ask_page_tables(plan) || ask_log(plan, wanted_log(boot)))
		return -ENOMEM;
	return move_initrd(plan);
}

/* ---- After it ---- */

static bool has_memory(const struct memhp_bootplan *plan, int node)
{
	const struct memhp_extents *memory = &plan->mb.memory;
	size_t i;

	for (i = 0; i < memory->count; i++)
		if (memory->at[i].node == node)
			return true;
	return false;
}

static int ask_on(struct memhp_bootplan *plan, const char *what, struct memhp_need need)
{
	uint64_t start;

	return memhp_boot_alloc(plan, what, MEMHP_NO_NODE, &need, &start);
}

static int ask_node_data(struct memhp_bootplan *plan)
{
	int node;

	for (node = 0; node < MEMHP_BOOT_NODES; node++)
		if (has_memory(plan, node) &&
		    ask_on(plan, "node data", (struct memhp_need){
			.size = plan->boot->node_data, .align = 64, .node = node }))
			return -ENOMEM;
	return 0;
}

/* A section is of the node that has the first of its memory. */
static uint64_t count_sections(const struct memhp_extents *memory, int node)
{
	uint64_t next = 0, first, count = 0;
	size_t i;

	for (i = 0; i < memory->count; i++) {
		first = memory->at[i].start / SECTION;
		if (first < next)
			first = next;
		next = round_up(memory->at[i].end, SECTION) / SECTION;
		if (memory->at[i].node == node && next > first)
			count += next - first;
	}
	return count;
}

/* On their own node as one piece; where that may not be, a piece a section, anywhere. */
static int ask_struct_pages(struct memhp_bootplan *plan, int node)
{
	uint64_t sections = count_sections(&plan->mb.memory, node), from = NOT_DMA;
	struct memhp_need whole = { sections * SECTION_MAP, HUGE, from, 0, node, true };
	const struct memhp_need piece = { SECTION_MAP, HUGE, from, 0, node, false };
	uint64_t start = 1;
	char what[48];

	snprintf(what, sizeof(what), "struct pages of node %d", node);
	if (!sections)
		return 0;
	if (memhp_memblock_find(&plan->mb, &whole))
		return memhp_boot_alloc(plan, what, node, &whole, &start);
	for (; sections && start; sections--)
		if (memhp_boot_alloc(plan, what, node, &piece, &start))
			return -ENOMEM;
	return 0;
}

/* Units of 2 MiB, of which the rest is given back. */
static int ask_percpu(struct memhp_bootplan *plan, int node)
{
	uint64_t cpus = plan->boot->cpus[node], start;
	const struct memhp_need need = {
		round_up(cpus * PERCPU_UNIT, HUGE), HUGE, NOT_DMA, 0, node, false
	};

	if (!cpus)
		return 0;
	start = memhp_memblock_find(&plan->mb, &need);
	if (!start) {
		struct memhp_need anywhere = need;

		anywhere.node = MEMHP_NO_NODE;
		start = memhp_memblock_find(&plan->mb, &anywhere);
	}
	return memhp_boot_take(plan, "per-processor data", start,
			       start ? start + cpus * PERCPU : 0);
}

/* With many processors the log buffer grows with them. */
static int ask_late_log(struct memhp_bootplan *plan)
{
	uint64_t cpus = 0, extra;
	int node;

	for (node = 0; node < MEMHP_BOOT_NODES; node++)
		cpus += plan->boot->cpus[node];
	extra = cpus ? (cpus - 1) * LOG_CPU : 0;
	if (wanted_log(plan->boot) || extra <= plan->boot->log_buffer / 2)
		return 0;
	return ask_log(plan, power_of_two(extra + plan->boot->log_buffer));
}

/* The end of all memory that there may ever be, which the firmware tells. */
static uint64_t end_of_memory(const struct memhp_bootplan *plan)
{
	const struct memhp_extents *memory = &plan->mb.memory, *nodes = &plan->boot->nodes;
	uint64_t end = memory->at[memory->count - 1].end;
	size_t i;

	for (i = 0; !memhp_boot_numa_off(plan->boot) && i < nodes->count; i++)
		if (nodes->at[i].end > end)
			end = nodes->at[i].end;
	return end;
}

/* swiotlb=[SLABS][,AREAS][,force|noforce] */
static uint64_t wanted_swiotlb(const struct memhp_bootplan *plan)
{
	bool wanted = end_of_memory(plan) > BELOW_4G;
	const char *value, *end;
	char text[32];
	uint64_t slabs = 0;
	int length;

	if (memhp_boot_option(plan->boot, "iommu", &value) == 3 && !strncmp(value, "off", 3))
		wanted = false;
	length = memhp_boot_option(plan->boot, "swiotlb", &value);
	if (length > 0) {
		slabs = memhp_boot_bytes(value, &end);
		snprintf(text, sizeof(text), "%.*s", length, value);
		if (strstr(text, "noforce"))
			return 0;
		wanted = wanted || strstr(text, "force");
	}
	if (!wanted)
		return 0;
	if (slabs > BELOW_4G / SWIOTLB_SLAB)
		slabs = BELOW_4G / SWIOTLB_SLAB;
	return slabs ? round_up(slabs * SWIOTLB_SLAB, 256 * KB) : SWIOTLB;
}

/* Half of it, again and again, if there is no room. */
static int ask_swiotlb(struct memhp_bootplan *plan)
{
	struct memhp_need need = {
		.size = wanted_swiotlb(plan), .align = PAGE, .to = BELOW_4G - 1,
		.node = MEMHP_NO_NODE,
	};

	if (!need.size)
		return 0;
	while (need.size > MB && !memhp_memblock_find(&plan->mb, &need))
		need.size = round_up(need.size / 2, 256 * KB);
	if (ask_on(plan, "swiotlb", need))
		return -ENOMEM;
	return ask(plan, "swiotlb's slots", need.size / SWIOTLB_SLAB * SWIOTLB_SLOT, PAGE);
}

/* Where there is but one node with memory, two hash tables come from here, and not from
 * the page allocator: alloc_large_system_hash(), with eight bytes for 2^@shift pages. */
static uint64_t hash_size(uint64_t pages, unsigned int shift)
{
	uint64_t adapt;

	for (adapt = HASH_ADAPT; adapt && adapt < pages; adapt <<= 2)
		shift++;
	return 8 * power_of_two(pages >> shift);
}

static int ask_hashes(struct memhp_bootplan *plan)
{
	const struct memhp_extents *memory = &plan->mb.memory;
	uint64_t pages = memhp_extents_within(memory, 0, UINT64_MAX) / PAGE;
	size_t i;

	for (i = 1; i < memory->count; i++)
		if (memory->at[i].node != memory->at[0].node)
			return 0;
	if (ask(plan, "dentry cache", hash_size(pages, 1), 64))
		return -ENOMEM;
	return ask(plan, "inode cache", hash_size(pages, 2), 64);
}

int memhp_boot_ask_late(struct memhp_bootplan *plan)
{
	int node;

	if (ask_node_data(plan) || memhp_boot_ask_crash(plan))
		return -ENOMEM;
	for (node = 0; node < MEMHP_BOOT_NODES; node++)
		if (ask_struct_pages(plan, node))
			return -ENOMEM;
	for (node = 0; node < MEMHP_BOOT_NODES; node++)
		if (ask_percpu(plan, node))
			return -ENOMEM;
	if (ask_late_log(plan) || ask_hashes(plan))
		return -ENOMEM;
	return ask_swiotlb(plan);
}
