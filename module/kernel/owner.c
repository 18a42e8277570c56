// SPDX-License-Identifier: GPL-2.0
#include <linux/acpi.h>
#include <linux/ioport.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "added.h"
#include "balloon.h"
#include "block.h"
#include "features.h"
#include "memory_map.h"
#include "owner.h"
#include "symbols.h"

/* The lock of the resource tree; the only data that is reached by name. */
static rwlock_t *resource_lock;

#define no_data "the kernel names no data (resource_lock): CONFIG_KALLSYMS_ALL"

void memhp_owner_init(void)
{
	unsigned long addr = memhp_symbol_address("resource_lock");

	if (memhp_symbol_size("resource_lock", addr) < sizeof(rwlock_t)) {
		memhp_features_lack(MEMHP_ON(OWNER) | MEMHP_ON(POLICY) |
				    MEMHP_ON(PHYSICAL), no_data);
		/* Then only a group tells that a driver wants single blocks. */
		if (!memhp_compat_has_groups())
			memhp_features_lack(MEMHP_ON(BATCH), no_data);
		return;
	}
	resource_lock = (rwlock_t *)addr;
}

rwlock_t *memhp_resource_lock(void)
{
	return resource_lock;
}

/* Memory given to the kernel by drivers has a name that says so. */
static const struct {
	const char *name;
	u32 owner;
} names[] = {
	{ "System RAM (kmem)", MEMHP_OWNER_DAX },
	{ "System RAM (virtio_mem)", MEMHP_OWNER_VIRTIO_MEM },
	{ "System RAM", MEMHP_OWNER_PROBE },
};

static u32 owner_of_resource(const struct resource *res)
{
	unsigned int i;

	for (i = 0; res->name && i < ARRAY_SIZE(names); i++)
		if (!strcmp(res->name, names[i].name))
			return names[i].owner;
	return MEMHP_OWNER_UNKNOWN;
}

/* Down the tree, past the device that the memory is of, to the memory itself. */
static const struct resource *memory_at(resource_size_t addr, u32 *owner)
{
	const struct resource *res = iomem_resource.child;

	*owner = MEMHP_OWNER_UNKNOWN;
	while (res) {
		if (addr < res->start || addr > res->end) {
			res = res->sibling;
			continue;
		}
		*owner = owner_of_resource(res);
		if (*owner != MEMHP_OWNER_UNKNOWN)
			break;
		res = res->child;
	}
	return res;
}

static u32 owner_of_address(resource_size_t addr)
{
	u32 owner;

	read_lock(resource_lock);
	memory_at(addr, &owner);
	read_unlock(resource_lock);
	return owner;
}

u64 memhp_map_whole_until(u64 addr)
{
	const struct resource *res;
	u64 end = 0;
	u32 owner;

	if (!resource_lock)
		return 0;
	read_lock(resource_lock);
	res = memory_at(addr, &owner);
	if (res && !(res->flags & IORESOURCE_SYSRAM_MERGEABLE))
		end = res->end + 1;
	read_unlock(resource_lock);
	return end;
}

/* The balloon of Hyper-V adds memory as anybody may, so it is told by that it is there
 * and that the memory is not ours. */
static u32 owner_of_plain(u64 block)
{
	struct memhp_added added;

	if (memhp_added_find(block, &added) || !memhp_balloon_is_there())
		return MEMHP_OWNER_PROBE;
	return MEMHP_OWNER_HV_BALLOON;
}

u32 memhp_block_owner(struct memory_block *mem)
{
	u32 owner;

	if (memhp_block_early(mem))
		return MEMHP_OWNER_BOOT;
	if (has_acpi_companion(&mem->dev))
		return MEMHP_OWNER_ACPI;
	if (!resource_lock)
		return MEMHP_OWNER_UNKNOWN;
	owner = owner_of_address(PFN_PHYS(memhp_block_pfn(mem)));
	return owner == MEMHP_OWNER_PROBE ? owner_of_plain(memhp_block_index(mem))
					  : owner;
}

struct dimm {
	u64 addr;
	bool found;
};

static acpi_status in_dimm_range(struct acpi_resource *res, void *arg)
{
	struct acpi_resource_address64 range;
	struct dimm *dimm = arg;

	if (ACPI_SUCCESS(acpi_resource_to_address64(res, &range)) &&
	    range.resource_type == ACPI_MEMORY_RANGE &&
	    dimm->addr >= range.address.minimum &&
	    dimm->addr - range.address.minimum < range.address.address_length)
		dimm->found = true;
	return AE_OK;
}

static acpi_status in_dimm(acpi_handle handle, u32 level, void *arg,
			   void **value)
{
	struct dimm *dimm = arg;

	acpi_walk_resources(handle, METHOD_NAME__CRS, in_dimm_range, dimm);
	return dimm->found ? AE_CTRL_TERMINATE : AE_OK;
}

/* A block gets its companion only after it may have gone online. */
static bool acpi_has_dimm(u64 addr)
{
	struct dimm dimm = { .addr = addr };

	if (!acpi_disabled)
		acpi_get_devices("PNP0C80", in_dimm, &dimm, NULL);
	return dimm.found;
}

/* Memory of a driver lies inside of the device's resource. */
static void note_device(const struct resource *res, u32 owner,
			struct memhp_device *device)
{
	bool driver = owner == MEMHP_OWNER_DAX ||
		      owner == MEMHP_OWNER_VIRTIO_MEM;

	if (driver && res->parent && res->parent != &iomem_resource)
		res = res->parent;
	device->start = res->start;
	device->size = resource_size(res);
	if (driver && res->name)
		strscpy(device->name, res->name, sizeof(device->name));
}

bool memhp_block_device(struct memory_block *mem, struct memhp_device *device)
{
	u64 addr = PFN_PHYS(memhp_block_pfn(mem));
	const struct resource *res;
	struct memhp_added added;

	*device = (struct memhp_device){ };
	if (!resource_lock || memhp_block_early(mem))
		return false;
	read_lock(resource_lock);
	res = memory_at(addr, &device->owner);
	if (res)
		note_device(res, device->owner, device);
	read_unlock(resource_lock);
	if (!res)
		return false;
	if (has_acpi_companion(&mem->dev) ||
	    (device->owner == MEMHP_OWNER_PROBE && acpi_has_dimm(addr)))
		device->owner = MEMHP_OWNER_ACPI;
	if (device->owner != MEMHP_OWNER_PROBE)
		return true;
	device->owner = owner_of_plain(memhp_block_index(mem));
	/* It came block by block, but by one request. */
	if (memhp_added_find(memhp_block_index(mem), &added)) {
		device->start = added.start;
		device->size = added.size;
	}
	return true;
}
