// SPDX-License-Identifier: GPL-2.0
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/pfn.h>

#include "block.h"
#include "compat.h"

u8 memhp_block_state(struct memory_block *mem)
{
	switch (READ_ONCE(mem->state)) {
	case MEM_ONLINE:
		return MEMHP_STATE_ONLINE;
	case MEM_GOING_OFFLINE:
		return MEMHP_STATE_GOING_OFFLINE;
	case MEM_OFFLINE:
		return MEMHP_STATE_OFFLINE;
	default:
		return MEMHP_STATE_UNKNOWN;
	}
}

static const u8 numbers[] = {
#ifdef CONFIG_ZONE_DMA
	[ZONE_DMA] = MEMHP_ZONE_DMA,
#endif
#ifdef CONFIG_ZONE_DMA32
	[ZONE_DMA32] = MEMHP_ZONE_DMA32,
#endif
	[ZONE_NORMAL] = MEMHP_ZONE_NORMAL,
#ifdef CONFIG_HIGHMEM
	[ZONE_HIGHMEM] = MEMHP_ZONE_HIGHMEM,
#endif
	[ZONE_MOVABLE] = MEMHP_ZONE_MOVABLE,
#ifdef CONFIG_ZONE_DEVICE
	[ZONE_DEVICE] = MEMHP_ZONE_DEVICE,
#endif
};

u8 memhp_zone_number(struct zone *zone)
{
	unsigned int i;

	if (!zone)
		return MEMHP_ZONE_NONE;
	i = zone_idx(zone);
	return i < ARRAY_SIZE(numbers) ? numbers[i] : MEMHP_ZONE_NONE;
}

struct zone *memhp_zone_pointer(u8 number, int nid)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		if (numbers[i] == number && number != MEMHP_ZONE_NONE)
			return &NODE_DATA(nid)->node_zones[i];
	return NULL;
}

/* A block of the boot memory may have holes; one that was plugged has none. */
bool memhp_block_early(struct memory_block *mem)
{
	unsigned long nr = mem->start_section_nr;
	struct mem_section *section = __nr_to_section(nr);
	unsigned long end;

	if (likely(section && present_section(section)))
		return early_section(section);
	end = nr + memhp_block_pages() / PAGES_PER_SECTION;
	while (++nr < end) {
		section = __nr_to_section(nr);
		if (section && present_section(section))
			return early_section(section);
	}
	return false;
}

/**
 * struct ram - the memory of a block
 * @pages:	how many, without what the holes are of
 * @zone:	of the first
 * @zones:	are there of more than that one?
 */
struct ram {
	unsigned long pages;
	struct zone *zone;
	bool zones;
};

static void add_zone(struct ram *ram, unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	if (!page)
		return;
	if (!ram->zone)
		ram->zone = page_zone(page);
	ram->zones |= page_zone(page) != ram->zone;
}

/* Zones do not interleave within memory that is in one piece. */
static int add_ram(struct resource *res, void *arg)
{
	unsigned long first = PFN_UP(res->start), end = PFN_DOWN(res->end + 1);
	struct ram *ram = arg;

	if (end <= first)
		return 0;
	ram->pages += end - first;
	add_zone(ram, first);
	add_zone(ram, end - 1);
	return 0;
}

/* As walk_system_ram_range() does, which is not exported. */
u32 memhp_block_flaw(struct memory_block *mem)
{
	u64 start = PFN_PHYS(memhp_block_pfn(mem));
	struct ram ram = { };

	if (!memhp_block_early(mem))
		return MEMHP_REASON_NONE;
	walk_iomem_res_desc(IORES_DESC_NONE,
			    IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY, start,
			    start + memory_block_size_bytes() - 1, &ram, add_ram);
	if (ram.zones)
		return MEMHP_REASON_MULTIZONE;
	return ram.pages == memhp_block_pages() ? MEMHP_REASON_NONE :
						  MEMHP_REASON_HOLES;
}

bool memhp_block_poisoned(struct memory_block *mem)
{
	return memhp_compat_has_hwpoison(mem);
}

u32 memhp_block_flags(struct memory_block *mem, u32 owner)
{
	u32 flags = 0;

	if (owner == MEMHP_OWNER_BOOT)
		flags |= MEMHP_BLOCK_EARLY;
	if (memhp_compat_has_memmap(mem))
		flags |= MEMHP_BLOCK_MEMMAP;
	if (memhp_compat_counts_hwpoison())
		flags |= MEMHP_BLOCK_COUNTED;
	if (memhp_block_poisoned(mem))
		flags |= MEMHP_BLOCK_HWPOISON;
	/* virtio_mem's notifier refuses ranges other than one of its blocks. */
	if (flags & (MEMHP_BLOCK_MEMMAP | MEMHP_BLOCK_HWPOISON) ||
	    owner == MEMHP_OWNER_VIRTIO_MEM || memhp_compat_is_dynamic(mem))
		flags |= MEMHP_BLOCK_SINGLE;
	return flags;
}
