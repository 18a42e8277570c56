// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Who allocated a page: the records of page_owner in debugfs.
 *
 * They are text, for people, and differ between kernels:
 *
 *   Page allocated via order 0, mask 0x...(GFP...), pid 1, tgid 1 (init), ts ...
 *   PFN 0x1400 type Unmovable Block 10 type Unmovable Flags 0x...
 *    post_alloc_hook+0x.../0x...
 *    ...
 *
 * Before 5.18 without tgid and name, before 6.2 the PFN without 0x. A read at an
 * offset gives the first record from that page on.
 */
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

#define RECORD_SIZE	4097	/* a page, which the kernel keeps within, and a NUL */

/* How the names of the allocator's own functions begin, in which all stacks end. */
static const char *const allocator[] = {
	"__alloc_frozen_pages", "__alloc_pages", "__folio_alloc", "__get_free_pages",
	"__set_page_owner", "alloc_frozen_pages", "alloc_pages", "folio_alloc",
	"get_free_pages", "get_page_from_freelist", "get_zeroed_page", "post_alloc_hook",
	"prep_new_page", "register_early_stack", "save_stack", "set_page_owner",
	"vma_alloc_folio",
};

static bool is_of_allocator(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(allocator); i++)
		if (!strncmp(name, allocator[i], strlen(allocator[i])))
			return true;
	return false;
}

/* "..., pid 12, tgid 12 (a name), ts ..."; the name may hold anything. */
static void parse_process(const char *line, struct memhp_page_owner *owner)
{
	const char *pid = strstr(line, ", pid "), *tgid, *name, *end;

	if (!pid)
		return;
	owner->pid = (int32_t)strtol(pid + strlen(", pid "), NULL, 10);
	tgid = strstr(pid, ", tgid ");
	if (!tgid)
		return;
	owner->pid = (int32_t)strtol(tgid + strlen(", tgid "), NULL, 10);
	name = strstr(tgid, " (");
	end = strstr(tgid, "), ts ");
	if (!name || !end || name > end)
		return;
	name += strlen(" (");
	snprintf(owner->comm, sizeof(owner->comm), "%.*s", (int)(end - name), name);
	memhp_text_clean(owner->comm, sizeof(owner->comm));
}

/* The line behind @line, "" if that is the last. */
static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : "";
}

/* A line for each call, " name+0x1/0x2"; the first that is not of the allocator. A
 * function of a module that has gone, or of its start, is an address and no name. */
static void parse_stack(const char *lines, struct memhp_page_owner *owner)
{
	size_t length;

	for (; *lines == ' '; lines = next_line(lines)) {
		if (is_of_allocator(lines + 1) || !strncmp(lines + 1, "0x", 2))
			continue;
		length = strcspn(lines + 1, "+ \n");
		snprintf(owner->function, sizeof(owner->function), "%.*s", (int)length,
			 lines + 1);
		memhp_text_clean(owner->function, sizeof(owner->function));
		return;
	}
}

int memhp_page_owner_parse(const char *text, uint64_t pfn, struct memhp_page_owner *owner)
{
	const char *number = strstr(text, "\nPFN ");
	unsigned int order;
	char *end;

	if (!number || sscanf(text, "Page allocated via order %u,", &order) != 1)
		return -ENODATA;
	if (strtoull(number + strlen("\nPFN "), &end, 0) != pfn || *end != ' ')
		return -ENODATA;
	owner->order = order;
	parse_process(text, owner);
	parse_stack(next_line(end), owner);
	return 0;
}

static int read_record(struct memhp *ctx, uint64_t pfn, char text[RECORD_SIZE])
{
	int dir = memhp_sysfs_open(ctx, "/sys/kernel/debug"), ret;

	ret = dir < 0 ? dir : memhp_sysfs_read_at(dir, "page_owner", pfn, text, RECORD_SIZE);
	if (dir >= 0)
		close(dir);
	switch (ret < 0 ? -ret : 0) {
	case 0:
		return 0;
	case ENOENT:
	case ENOTDIR:
		return memhp_fail(ctx, ENOENT, "the kernel does not keep who allocated a page: "
				  "boot it with page_owner=on");
	case EPERM:
	case EACCES:
		return memhp_fail(ctx, EACCES, "no permission to read "
				  "/sys/kernel/debug/page_owner: try as root");
	default:
		return memhp_fail(ctx, -ret, "cannot read /sys/kernel/debug/page_owner (%s)",
				  memhp_errno_name(-ret));
	}
}

#define OWNER_SIZE_V1 (offsetof(struct memhp_page_owner, function) + 64)

MEMHP_EXPORT int memhp_page_owner_get(struct memhp *ctx, uint64_t pfn,
				      struct memhp_page_owner *owner)
{
	struct memhp_page_owner known = { .sz = owner->sz };
	char text[RECORD_SIZE];
	int err;

	if (owner->sz < OWNER_SIZE_V1 || owner->sz > 4096)
		return memhp_fail(ctx, EINVAL, "struct memhp_page_owner has no size");
	err = read_record(ctx, pfn, text);
	if (!err)
		err = memhp_page_owner_parse(text, pfn, &known);
	if (err == -ENODATA)
		memhp_fail(ctx, ENODATA, "the kernel does not say who allocated page 0x%" PRIx64,
			   pfn);
	if (err)
		return err;
	memset(owner, 0, known.sz);
	memcpy(owner, &known, known.sz < sizeof(known) ? known.sz : sizeof(known));
	return 0;
}
