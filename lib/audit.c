// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the kernel has placed on each node, and whether the boot options let it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

#define PAGE	4096	/* bytes; other kernels are not supported */

struct memhp_audit {
	struct memhp *ctx;
	struct memhp_audit_node *at;
	size_t count;
	int error;		/* of the look at pages, 0: all were looked at */
	char why[256];
};

static struct memhp_audit_node *node_for(struct memhp_audit *audit, int node)
{
	struct memhp_audit_node *more;
	size_t i;

	for (i = 0; i < audit->count; i++)
		if (audit->at[i].node == node)
			return &audit->at[i];
	more = reallocarray(audit->at, i + 1, sizeof(*more));
	if (!more)
		return NULL;
	audit->at = more;
	more[audit->count++] = (struct memhp_audit_node){ .node = node, .looked = true };
	return &more[i];
}

static bool in_kernel_zone(const struct memhp_block *block)
{
	return memhp_block_kernel(block) == 1;
}

static void add_zone(struct memhp_audit_node *node, const struct memhp_block *block,
		     const struct memhp_firmware *firmware)
{
	bool hotpluggable = memhp_firmware_hotpluggable(firmware, memhp_block_start(block),
							block->size) == 1;

	if (!in_kernel_zone(block)) {
		/* The boot kept some free: what is not was shifted since. */
		node->kept |= hotpluggable && block->early == 1 &&
			      block->zone == MEMHP_ZONE_MOVABLE;
		return;
	}
	node->kernel += block->size;
	if (!hotpluggable)
		return;
	node->hotpluggable += block->size;
	if (block->early == 1)
		node->early += block->size;
	else if (block->early < 0)
		node->unclear = true;
}

static void add_pages(struct memhp_audit_node *node, const struct memhp_pages *pages)
{
	size_t kind;

	for (kind = 0; pages && kind < MEMHP_PAGE_KINDS; kind++)
		node->pages[kind] += pages->count[kind] * PAGE;
	if (!pages)
		node->looked = false;
}

/* What the kernel puts into movable zones is no matter of boot options: only blocks of
 * kernel zones are looked at. Those that follow one another go in one call. */
static int look(struct memhp_audit *audit, const struct memhp_blocks *blocks, size_t *i)
{
	const struct memhp_block *first = &blocks->at[*i];
	struct memhp_audit_node *node = node_for(audit, first->node);
	struct memhp_pagesets *sets = NULL;
	size_t n = 0, end = *i;
	int err;

	while (end < blocks->count && in_kernel_zone(&blocks->at[end]) &&
	       blocks->at[end].node == first->node &&
	       blocks->at[end].index == first->index + (end - *i))
		end++;
	err = audit->error ? audit->error :
	      memhp_pages_get(audit->ctx, first->index, end - *i, &sets);
	if (err == -ENOMEM)
		return err;
	if (err && !audit->error) {
		audit->error = err;
		memccpy(audit->why, memhp_error(audit->ctx), '\0', sizeof(audit->why) - 1);
	}
	for (n = *i; n < end; n++)
		add_pages(node, err ? NULL : memhp_pages_find(sets, blocks->at[n].index));
	memhp_pages_free(sets);
	*i = end;
	return 0;
}

/* 1, 0, -1: not known */
static int has_movable_node(const struct memhp *ctx)
{
	static const char name[] = "movable_node";
	char text[4096], *word, *rest = text;

	if (memhp_sysfs_whole(ctx, "/proc/cmdline", text, sizeof(text)))
		return -1;
	while ((word = strsep(&rest, " \t\n")))
		if (!strncmp(word, name, sizeof(name) - 1) &&
		    (!word[sizeof(name) - 1] || word[sizeof(name) - 1] == '='))
			return 1;
	return 0;
}

static enum memhp_cause cause_of(const struct memhp_audit_node *node, int movable_node)
{
	if (!node->hotpluggable)
		return node->kernel ? MEMHP_CAUSE_FIXED : MEMHP_CAUSE_NONE;
	if (node->early)
		return movable_node < 0 ? MEMHP_CAUSE_UNKNOWN :
		       !movable_node ? MEMHP_CAUSE_NO_OPTION :
		       node->kept ? MEMHP_CAUSE_ONLINED : MEMHP_CAUSE_KERNEL_FIRST;
	return node->unclear ? MEMHP_CAUSE_UNKNOWN : MEMHP_CAUSE_ONLINED;
}

static int by_node(const void *a, const void *b)
{
	const struct memhp_audit_node *x = a, *y = b;

	return (x->node > y->node) - (x->node < y->node);
}

static int fill(struct memhp_audit *audit, const struct memhp_firmware *firmware,
		const struct memhp_blocks *blocks)
{
	int movable_node = has_movable_node(audit->ctx);
	struct memhp_audit_node *node;
	size_t i;

	for (i = 0; i < blocks->count; i++) {
		node = node_for(audit, blocks->at[i].node);
		if (!node)
			return memhp_no_memory(audit->ctx);
		add_zone(node, &blocks->at[i], firmware);
	}
	for (i = 0; i < blocks->count;)
		if (!in_kernel_zone(&blocks->at[i]))
			i++;
		else if (look(audit, blocks, &i))
			return memhp_no_memory(audit->ctx);
	for (i = 0; i < audit->count; i++)
		audit->at[i].cause = cause_of(&audit->at[i], movable_node);
	if (audit->count)
		qsort(audit->at, audit->count, sizeof(*audit->at), by_node);
	return 0;
}

MEMHP_EXPORT int memhp_audit_get(struct memhp *ctx, const struct memhp_firmware *firmware,
				 const struct memhp_blocks *blocks, struct memhp_audit **out)
{
	struct memhp_audit *audit = calloc(1, sizeof(*audit));
	int err;

	if (!audit)
		return memhp_no_memory(ctx);
	audit->ctx = memhp_ref(ctx);
	err = fill(audit, firmware, blocks);
	if (err) {
		memhp_audit_free(audit);
		return err;
	}
	*out = audit;
	return 0;
}

MEMHP_EXPORT void memhp_audit_free(struct memhp_audit *audit)
{
	if (!audit)
		return;
	free(audit->at);
	memhp_unref(audit->ctx);
	free(audit);
}

MEMHP_EXPORT size_t memhp_audit_count(const struct memhp_audit *audit)
{
	return audit->count;
}

MEMHP_EXPORT const struct memhp_audit_node *memhp_audit_at(const struct memhp_audit *audit,
							   size_t i)
{
	return i < audit->count ? &audit->at[i] : NULL;
}

MEMHP_EXPORT const char *memhp_audit_unseen(const struct memhp_audit *audit)
{
	return audit->error ? audit->why : NULL;
}
