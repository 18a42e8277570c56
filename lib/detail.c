// SPDX-License-Identifier: LGPL-2.1-or-later
/* What only sysfs tells of a block. */
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

/*
 * The kernel shows the size of a section nowhere. On x86-64 it is a constant
 * of the architecture (SECTION_SIZE_BITS in asm/sparsemem.h); a saved tree may
 * be of any machine.
 */
static uint64_t sections_of(const struct memhp *ctx, uint64_t size)
{
#ifdef __x86_64__
	if (ctx->root_fd < 0)
		return size >> 27;
#else
	(void)ctx;
	(void)size;
#endif
	return 0;
}

static int64_t phys_device_of(int dir, uint64_t index)
{
	const char *end;
	uint64_t number;
	char text[32];

	if (memhp_scan_read(dir, index, "phys_device", text, sizeof(text)) < 0)
		return -1;
	end = text;
	if (memhp_parse_number(&end, 10, &number) || *end || number > INT64_MAX)
		return -1;
	return (int64_t)number;
}

#define DETAIL_SIZE_V1 (offsetof(struct memhp_block_detail, sections) + sizeof(uint64_t))

MEMHP_EXPORT int memhp_block_detail_get(struct memhp *ctx,
					const struct memhp_block *block,
					struct memhp_block_detail *detail)
{
	struct memhp_block_detail known = { .sz = detail->sz };
	char text[32];
	int dir, ret;

	if (detail->sz < DETAIL_SIZE_V1 || detail->sz > 4096)
		return memhp_fail(ctx, EINVAL, "struct memhp_block_detail has no size");
	dir = memhp_scan_open(ctx);
	if (dir < 0)
		return dir;
	ret = memhp_scan_read(dir, block->index, "valid_zones",
			      known.valid_zones, sizeof(known.valid_zones));
	if (ret < 0)
		known.valid_zones[0] = '\0';
	known.phys_device = phys_device_of(dir, block->index);
	known.sections = sections_of(ctx, block->size);
	ret = memhp_scan_read(dir, block->index, "state", text, sizeof(text));
	close(dir);
	if (ret < 0)
		return memhp_fail(ctx, ENOENT, "memory%" PRIu64 " is no longer there",
				  block->index);
	memset(detail, 0, known.sz);
	memcpy(detail, &known, known.sz < sizeof(known) ? known.sz : sizeof(known));
	return 0;
}
