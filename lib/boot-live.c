// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * How this machine was booted, or that of a saved tree: its firmware's memory map and
 * SRAT, where kernel and initrd were, and the command line. What the boot loader handed to
 * the kernel is kept as struct boot_params, arch/x86/include/uapi/asm/bootparam.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot.h"

#define MAP	"/sys/firmware/memmap"
#define IOMEM	"/proc/iomem"
#define PARAMS	"/sys/kernel/boot_params/data"
#define CPUS	"/sys/devices/system/cpu"
#define NOTES	(32 << 10)

/* Offsets in struct boot_params */
#define INITRD_HIGH	0xc0
#define INITRD_SIZE_HIGH 0xc4
#define E820_COUNT	0x1e8
#define INITRD		0x218
#define INITRD_SIZE	0x21c
#define E820		0x2d0
#define E820_ENTRY	20
#define E820_MOST	128
#define E820_RAM	1
#define PARAMS_SIZE	(E820 + E820_MOST * E820_ENTRY)

#define NODES	"/sys/devices/system/node"

static int cannot_read(struct memhp *ctx, const char *path, int err)
{
	if (err == -ENOENT && ctx->root_fd >= 0)
		return memhp_fail(ctx, ENOENT, "%s was not saved there; see what is needed: "
				  "memhpctl bootplan --help", path);
	return memhp_fail(ctx, -err, "cannot read %s (%s)", path, memhp_errno_name(-err));
}

/* ---- Memory ---- */

struct map_walk {
	struct memhp_boot *boot;
	int dir;
};

static int read_hex(int dir, const char *entry, const char *file, uint64_t *number)
{
	char name[300], text[64];
	const char *at = text;
	int length;

	snprintf(name, sizeof(name), "%s/%s", entry, file);
	length = memhp_sysfs_read(dir, name, text, sizeof(text));
	if (length < 0)
		return length;
	if (!strncmp(at, "0x", 2))
		at += 2;
	return memhp_parse_number(&at, 16, number) || *at ? -EIO : 0;
}

static int add_entry(const char *entry, void *data)
{
	struct map_walk *walk = data;
	struct memhp_extent extent = { 0, 0, MEMHP_NO_NODE, false };
	char name[300], type[64];
	int err;

	if (entry[0] == '.')
		return 0;
	snprintf(name, sizeof(name), "%s/type", entry);
	err = memhp_sysfs_read(walk->dir, name, type, sizeof(type));
	if (err < 0 || strcmp(type, "System RAM"))
		return err < 0 ? err : 0;
	err = read_hex(walk->dir, entry, "start", &extent.start);
	if (!err)
		err = read_hex(walk->dir, entry, "end", &extent.end);
	if (err || ++extent.end <= extent.start)
		return err ? err : -EIO;
	return memhp_extents_add(&walk->boot->ram, &extent);
}

/* Memory that came later is in that map, too. */
static int read_map(struct memhp_boot *boot)
{
	struct map_walk walk = { .boot = boot };
	int err;

	walk.dir = memhp_sysfs_open(boot->ctx, MAP);
	if (walk.dir < 0)
		return cannot_read(boot->ctx, MAP, walk.dir);
	err = memhp_sysfs_each(walk.dir, ".", add_entry, &walk);
	close(walk.dir);
	return err ? cannot_read(boot->ctx, MAP, err) : 0;
}

static uint64_t number_at(const char *data, size_t at, size_t bytes)
{
	uint64_t number = 0;

	memcpy(&number, data + at, bytes);
	return number;
}

/* -ENOENT: the table is empty, or full, and the rest elsewhere. */
static int read_e820(struct memhp_boot *boot, const char *data)
{
	size_t count = number_at(data, E820_COUNT, 1), i;
	struct memhp_extent extent = { 0, 0, MEMHP_NO_NODE, false };

	if (!count || count >= E820_MOST)
		return -ENOENT;
	for (i = 0; i < count; i++) {
		const char *entry = data + E820 + i * E820_ENTRY;

		if (number_at(entry, 16, 4) != E820_RAM)
			continue;
		extent.start = number_at(entry, 0, 8);
		extent.end = extent.start + number_at(entry, 8, 8);
		if (extent.start < extent.end && memhp_extents_add(&boot->ram, &extent))
			return memhp_no_memory(boot->ctx);
	}
	return 0;
}

static void read_initrd(struct memhp_boot *boot, const char *data)
{
	uint64_t start = number_at(data, INITRD, 4) | number_at(data, INITRD_HIGH, 4) << 32;
	uint64_t size = number_at(data, INITRD_SIZE, 4) |
			number_at(data, INITRD_SIZE_HIGH, 4) << 32;

	boot->initrd = (struct memhp_extent){ start, start + size, MEMHP_NO_NODE, false };
}

/* A tree that was saved without the loader's parameters may do. */
static int read_params(struct memhp_boot *boot)
{
	size_t length;
	char *data;
	int err = memhp_sysfs_load(boot->ctx, PARAMS, &data, &length);

	if (err == -ENOENT)
		return read_map(boot);
	if (err)
		return cannot_read(boot->ctx, PARAMS, err);
	err = -ENOENT;
	if (length >= PARAMS_SIZE) {
		read_initrd(boot, data);
		err = read_e820(boot, data);
	}
	free(data);
	return err == -ENOENT ? read_map(boot) : err;
}

/* ---- Nodes ---- */

/* Without a table there is one node. */
static int read_nodes(struct memhp_boot *boot)
{
	const struct memhp_firmware_range *range;
	struct memhp_firmware *firmware;
	size_t i;
	int err;

	if (memhp_boot_numa_off(boot))
		return 0;
	err = memhp_firmware_get(boot->ctx, &firmware);
	if (err)
		return err == -ENOENT ? 0 : err;
	for (i = 0; !err && i < firmware->count; i++) {
		range = &firmware->ranges[i];
		if (!(range->flags & MEMHP_FIRMWARE_ENABLED) || !range->size)
			continue;
		if (range->node < 0 || range->node >= MEMHP_BOOT_NODES)
			err = memhp_fail(boot->ctx, ENOTSUP, "the kernel's nodes are not those of "
					 "the firmware (the option numa=): nothing can be told of them");
		else if (memhp_extents_add(&boot->nodes, &(struct memhp_extent){
				range->start, range->start + range->size, range->node,
				range->flags & MEMHP_FIRMWARE_HOTPLUGGABLE }))
			err = memhp_no_memory(boot->ctx);
	}
	memhp_firmware_free(firmware);
	return err;
}

/* ---- Kernel and initrd ---- */

/* "  01000000-01e01e36 : Kernel code": true, and its range */
static bool is_kernel(const char *line, struct memhp_extent *extent)
{
	const char *at = line + strspn(line, " ");

	return !memhp_parse_number(&at, 16, &extent->start) && *at++ == '-' &&
	       !memhp_parse_number(&at, 16, &extent->end) &&
	       !strncmp(at, " : Kernel ", 10);
}

static int find_kernel(struct memhp_boot *boot, const char *text)
{
	struct memhp_extent extent, *kernel = &boot->kernel;
	const char *line;

	for (line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!is_kernel(line, &extent))
			continue;
		if (!extent.end)
			return memhp_fail(boot->ctx, EACCES, boot->ctx->root_fd >= 0 ?
					  IOMEM " was saved without root, and has no addresses" :
					  "no permission to see addresses in " IOMEM
					  ": try as root");
		if (!kernel->end || extent.start < kernel->start)
			kernel->start = extent.start;
		if (extent.end >= kernel->end)
			kernel->end = extent.end + 1;
	}
	return 0;
}

static int read_kernel(struct memhp_boot *boot)
{
	size_t length;
	char *text;
	int err = memhp_sysfs_load(boot->ctx, IOMEM, &text, &length);

	if (err)
		return cannot_read(boot->ctx, IOMEM, err);
	err = find_kernel(boot, text);
	free(text);
	return err;
}

/* ---- Options, processors ---- */

static int read_options(struct memhp_boot *boot)
{
	char text[4096];
	int err = memhp_sysfs_whole(boot->ctx, "/proc/cmdline", text, sizeof(text));

	if (err)
		return cannot_read(boot->ctx, "/proc/cmdline", err);
	text[strcspn(text, "\n")] = '\0';
	return memhp_boot_set_options(boot, text);
}

/* How many are in "0-3,8": what makes no sense is none. */
static unsigned int count_list(const char *text)
{
	uint64_t first, last, sum = 0;

	while (!memhp_parse_number(&text, 10, &first)) {
		last = first;
		if (*text == '-' && (text++, memhp_parse_number(&text, 10, &last)))
			break;
		if (last < first || last - first > 65535)
			break;
		sum += last - first + 1;
		text += *text == ',';
	}
	return (unsigned int)sum;
}

static int count_cpus(const char *entry, void *data)
{
	struct map_walk *walk = data;
	char name[300], text[4096];
	const char *at = entry + 4;
	uint64_t node;

	if (strncmp(entry, "node", 4) || memhp_parse_number(&at, 10, &node) || *at ||
	    node >= MEMHP_BOOT_NODES)
		return 0;
	snprintf(name, sizeof(name), "%s/cpulist", entry);
	if (memhp_sysfs_read(walk->dir, name, text, sizeof(text)) > 0)
		walk->boot->cpus[node] = count_list(text);
	return 0;
}

/* Those that may come count, too: as if they were where others are. */
static void add_possible(struct memhp_boot *boot)
{
	unsigned int known = 0, possible, node, first = MEMHP_BOOT_NODES;
	int dir = memhp_sysfs_open(boot->ctx, CPUS);
	char text[4096];

	if (dir < 0)
		return;
	if (memhp_sysfs_read(dir, "possible", text, sizeof(text)) < 0)
		text[0] = '\0';
	close(dir);
	possible = count_list(text);
	for (node = MEMHP_BOOT_NODES; node--;) {
		known += boot->cpus[node];
		if (boot->cpus[node])
			first = node;
	}
	if (possible > known)
		boot->cpus[first < MEMHP_BOOT_NODES ? first : 0] += possible - known;
}

/* A tree without them will do. */
static void read_cpus(struct memhp_boot *boot)
{
	struct map_walk walk = { .boot = boot };

	walk.dir = memhp_sysfs_open(boot->ctx, NODES);
	if (walk.dir < 0)
		return;
	memhp_sysfs_each(walk.dir, ".", count_cpus, &walk);
	close(walk.dir);
	add_possible(boot);
}

static void read_pages(struct memhp_boot *boot)
{
	size_t length;
	char *text;

	if (memhp_sysfs_load(boot->ctx, "/proc/cpuinfo", &text, &length))
		return;
	boot->gigabyte_pages = strstr(text, " pdpe1gb");
	free(text);
}

/* By the configuration that distributions install beside the kernel. */
static void read_log_buffer(struct memhp_boot *boot)
{
	static const char key[] = "\nCONFIG_LOG_BUF_SHIFT=";
	char release[128], path[160], *text;
	uint64_t shift;
	const char *at;
	size_t length;

	if (memhp_sysfs_whole(boot->ctx, "/proc/sys/kernel/osrelease", release, sizeof(release)))
		return;
	release[strcspn(release, "\n")] = '\0';
	snprintf(path, sizeof(path), "/boot/config-%s", release);
	if (memhp_sysfs_load(boot->ctx, path, &text, &length))
		return;
	at = strstr(text, key);
	if (at) {
		at += sizeof(key) - 1;
		if (!memhp_parse_number(&at, 10, &shift) && shift < 32)
			boot->log_buffer = 1ULL << shift;
	}
	free(text);
}

/* Of what the kernel tells a dump of it, "SIZE(page)=64": 0 if it does not. */
static uint64_t told_size(const char *note, size_t length, const char *key)
{
	const char *at = memmem(note, length, key, strlen(key));
	uint64_t size;

	if (!at)
		return 0;
	at += strlen(key);
	return memhp_parse_number(&at, 10, &size) || *at != '\n' ? 0 : size;
}

/* The kernel's own sizes, by the note VMCOREINFO at the begin of /proc/kcore. */
static void read_sizes(struct memhp_boot *boot)
{
	char note[NOTES];
	int dir = memhp_sysfs_open(boot->ctx, "/proc"), length;
	uint64_t size;

	if (dir < 0)
		return;
	length = memhp_sysfs_read_at(dir, "kcore", 0, note, sizeof(note));
	close(dir);
	if (length <= 0)
		return;
	size = told_size(note, (size_t)length, "\nSIZE(printk_info)=");
	if (size && size < 4096)
		boot->log_info = size;
	size = told_size(note, (size_t)length, "\nSIZE(pglist_data)=");
	if (size && size < 1 << 30)
		boot->node_data = size;
}

MEMHP_EXPORT int memhp_boot_get(struct memhp *ctx, struct memhp_boot **out)
{
	struct memhp_boot *boot;
	int err = memhp_boot_new(ctx, &boot);

	if (err)
		return err;
	err = read_options(boot);
	if (!err)
		err = read_params(boot);
	if (!err)
		err = read_nodes(boot);
	if (!err)
		err = read_kernel(boot);
	if (!err)
		err = memhp_boot_check(boot);
	if (err) {
		memhp_boot_free(boot);
		return err;
	}
	read_cpus(boot);
	read_pages(boot);
	read_log_buffer(boot);
	read_sizes(boot);
	*out = boot;
	return 0;
}
