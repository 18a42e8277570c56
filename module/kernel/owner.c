// SPDX-License-Identifier: GPL-2.0
#include <linux/acpi.h>
#include <linux/ioport.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "block.h"
#include "features.h"
#include "owner.h"
#include "symbols.h"

/* The lock of the resource tree; the only data that is reached by name. */
static rwlock_t *resource_lock;

#define no_data "the kernel names no data (resource_lock): CONFIG_KALLSYMS_ALL"

void memhp_owner_init(void)
{
	unsigned long addr = memhp_symbol_address("resource_lock");

	if (memhp_symbol_size("resource_lock", addr) < sizeof(rwlock_t)) {
		memhp_features_lack(MEMHP_ON(OWNER), no_data);
		/* Then only a group tells that a driver wants single blocks. */
		if (!memhp_compat_has_groups())
			memhp_features_lack(MEMHP_ON(BATCH), no_data);
		return;
	}
	resource_lock = (rwlock_t *)addr;
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
static u32 owner_of_address(resource_size_t addr)
{
	struct resource *res;
	u32 owner = MEMHP_OWNER_UNKNOWN;

	read_lock(resource_lock);
	res = iomem_resource.child;
	while (res && owner == MEMHP_OWNER_UNKNOWN) {
		if (addr < res->start || addr > res->end) {
			res = res->sibling;
			continue;
		}
		owner = owner_of_resource(res);
		res = res->child;
	}
	read_unlock(resource_lock);
	return owner;
}

u32 memhp_block_owner(struct memory_block *mem)
{
	if (memhp_block_early(mem))
		return MEMHP_OWNER_BOOT;
	if (has_acpi_companion(&mem->dev))
		return MEMHP_OWNER_ACPI;
	if (!resource_lock)
		return MEMHP_OWNER_UNKNOWN;
	return owner_of_address(PFN_PHYS(memhp_block_pfn(mem)));
}
