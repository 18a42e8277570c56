// SPDX-License-Identifier: GPL-2.0
#include <linux/efi.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/minmax.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/string.h>
#include <asm/e820/api.h>

#include "block.h"
#include "calls.h"
#include "memory_map.h"
#include "owner.h"
#include "symbols.h"

/* As the firmware gave it, whatever the command line made of it; NULL: not found. */
static struct e820_table **firmware;

void memhp_map_init(void)
{
	unsigned long addr = memhp_symbol_address("e820_table_firmware");

	if (memhp_symbol_size("e820_table_firmware", addr) >= sizeof(*firmware))
		firmware = (struct e820_table **)addr;
}

/* ---- The firmware's map ---- */

static u32 nr_entries(void)
{
	return firmware ? (*firmware)->nr_entries : 0;
}

u64 memhp_map_until(u64 addr)
{
	const struct e820_entry *entry;
	u64 end = 0;
	u32 i;

	for (i = 0; i < nr_entries(); i++) {
		entry = &(*firmware)->entries[i];
		if (entry->type == E820_TYPE_RAM && addr >= entry->addr &&
		    addr - entry->addr < entry->size)
			end = max(end, entry->addr + entry->size);
	}
	return end;
}

static const char *name_of_type(u32 type)
{
	switch ((int)type) {
	case E820_TYPE_ACPI:
		return "ACPI Tables";
	case E820_TYPE_NVS:
		return "ACPI Non-volatile Storage";
	case E820_TYPE_UNUSABLE:
		return "Unusable memory";
	case E820_TYPE_SOFT_RESERVED:
		return "Soft Reserved";
	case E820_TYPE_PMEM:
		return "Persistent Memory";
	default:
		return "Reserved";
	}
}

/* ---- Claims ---- */

/* The first thing that lies in a range. */
struct claim {
	u64 start;
	u64 last;
	u64 at;			/* ~0: none yet */
	char *what;
};

static void note(struct claim *claim, u64 begin, const char *name)
{
	begin = max(begin, claim->start);
	if (begin >= claim->at)
		return;
	claim->at = begin;
	strscpy(claim->what, name ? name : "something without a name",
		MEMHP_WHAT_SIZE);
}

static void claimed_by_firmware(struct claim *claim)
{
	const struct e820_entry *entry;
	u32 i;

	for (i = 0; i < nr_entries(); i++) {
		entry = &(*firmware)->entries[i];
		if (entry->type != E820_TYPE_RAM && entry->size &&
		    entry->addr <= claim->last &&
		    entry->addr + (entry->size - 1) >= claim->start)
			note(claim, entry->addr, name_of_type(entry->type));
	}
}

/* What EFI keeps beyond the boot, its tables, say, is plain memory in the map above. */
static void claimed_by_efi(struct claim *claim)
{
	efi_memory_desc_t *md;
	u64 size;

	if (!efi_enabled(EFI_MEMMAP))
		return;
	for_each_efi_memory_desc(md) {
		size = md->num_pages << EFI_PAGE_SHIFT;
		if (md->attribute & EFI_MEMORY_RUNTIME && size &&
		    md->phys_addr <= claim->last &&
		    md->phys_addr + (size - 1) >= claim->start)
			note(claim, md->phys_addr, "EFI");
	}
}

/* The innermost resource at an address; siblings are in order. */
static const struct resource *innermost(u64 addr)
{
	const struct resource *res = iomem_resource.child, *found = NULL;

	while (res && res->start <= addr) {
		if (addr > res->end) {
			res = res->sibling;
			continue;
		}
		found = res;
		res = res->child;
	}
	return found;
}

static void claimed_by_resource(struct claim *claim)
{
	const struct resource *res;
	u64 begin;

	read_lock(memhp_resource_lock());
	for (res = iomem_resource.child; res; res = res->sibling)
		if (res->end >= claim->start)
			break;
	if (res && res->start <= claim->last) {
		begin = max_t(u64, res->start, claim->start);
		note(claim, begin, innermost(begin)->name);
	}
	read_unlock(memhp_resource_lock());
}

static int note_block(struct memory_block *mem, void *arg)
{
	struct claim *claim = arg;
	char name[24];

	snprintf(name, sizeof(name), "memory%llu", memhp_block_index(mem));
	note(claim, PFN_PHYS(memhp_block_pfn(mem)), name);
	return 1;
}

/* A block may be there only in part, with nothing at its end. */
static int claimed_by_block(struct claim *claim)
{
	u64 size = memory_block_size_bytes();
	u64 first = claim->start / size;
	int ret;

	ret = memhp_hotplug_lock();
	if (ret)
		return ret;
	memhp_walk_blocks(first, claim->last / size - first + 1, claim, note_block);
	memhp_hotplug_unlock();
	return 0;
}

int memhp_map_claimed(u64 start, u64 last, u64 *at, char what[MEMHP_WHAT_SIZE])
{
	struct claim claim = { start, last, ~0ULL, what };
	int ret;

	/* Of those that begin at one address, the first has the best name. */
	ret = claimed_by_block(&claim);
	claimed_by_resource(&claim);
	claimed_by_firmware(&claim);
	claimed_by_efi(&claim);
	*at = claim.at;
	return ret ? ret : claim.at != ~0ULL;
}

void memhp_map_name(u64 addr, char what[MEMHP_WHAT_SIZE])
{
	const struct resource *res;

	read_lock(memhp_resource_lock());
	res = innermost(addr);
	strscpy(what, res && res->name ? res->name : "", MEMHP_WHAT_SIZE);
	read_unlock(memhp_resource_lock());
}

/* The second knows nothing of memory that the kernel was told to leave alone. */
int memhp_map_node(u64 addr)
{
	int nid = phys_to_target_node(addr);

	return nid == NUMA_NO_NODE ? memory_add_physaddr_to_nid(addr) : nid;
}
