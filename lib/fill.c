// SPDX-License-Identifier: LGPL-2.1-or-later
/* The pages of staged blocks: given to the allocator, and taken back from it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

#define ANYWHERE	UINT64_MAX
#define EXACT_TEXT	24

/* ---- What is wrong whatever the block holds ---- */

/* As it may be typed: "12M", "4097". */
static const char *exact(uint64_t bytes, char text[EXACT_TEXT])
{
	static const char *const units[] = { "", "K", "M", "G", "T" };
	size_t i;

	for (i = 0; i + 1 < ARRAY_SIZE(units) && bytes && !(bytes % 1024); i++)
		bytes /= 1024;
	snprintf(text, EXACT_TEXT, "%" PRIu64 "%s", bytes, units[i]);
	return text;
}

static int check_granule(struct memhp *ctx, const struct memhp_block *block,
			 uint64_t granule, uint64_t smallest)
{
	char asked[EXACT_TEXT], least[EXACT_TEXT], most[EXACT_TEXT];

	if (!granule || (granule >= smallest && granule <= block->size &&
			 !(granule & (granule - 1))))
		return 0;
	return memhp_fail(ctx, EINVAL, "a granule of %s cannot be: it is a power of two, at "
			  "least %s and at most %s here", exact(granule, asked),
			  exact(smallest, least), exact(block->size, most));
}

static int check_length(struct memhp *ctx, uint64_t length, uint64_t smallest)
{
	char asked[EXACT_TEXT], unit[EXACT_TEXT];
	char below[EXACT_TEXT], above[EXACT_TEXT];
	uint64_t low = length - length % smallest;

	if (low == length)
		return 0;
	exact(length, asked);
	exact(smallest, unit);
	exact(low + smallest, above);
	if (!low)
		return memhp_fail(ctx, EINVAL, "%s is no multiple of %s, the smallest granule "
				  "here: %s would be", asked, unit, above);
	return memhp_fail(ctx, EINVAL, "%s is no multiple of %s, the smallest granule here: %s "
			  "or %s would be", asked, unit, exact(low, below), above);
}

static int check_start(struct memhp *ctx, const struct memhp_block *block,
		       const struct memhp_fill *fill, uint64_t smallest)
{
	uint64_t begin = block->index * block->size, last = begin + (block->size - 1);
	uint64_t low = fill->start - fill->start % smallest;
	char unit[EXACT_TEXT];

	if (fill->start == ANYWHERE)
		return 0;
	if (fill->start < begin || fill->start > last || fill->length > block->size ||
	    fill->start - begin > block->size - fill->length)
		return memhp_fail(ctx, EINVAL, "memory%" PRIu64 " has no such range: its "
				  "addresses are 0x%" PRIx64 "-0x%" PRIx64, block->index,
				  begin, last);
	if (low == fill->start)
		return 0;
	return memhp_fail(ctx, EINVAL, "0x%" PRIx64 " is where no granule begins: they are %s, "
			  "aligned, 0x%" PRIx64 " or 0x%" PRIx64 " would be",
			  (uint64_t)fill->start, exact(smallest, unit), low, low + smallest);
}

/* @smallest: granule, 0: not known. */
static int check(struct memhp *ctx, const struct memhp_block *block,
		 const struct memhp_fill *fill, uint64_t smallest)
{
	int err;

	if (fill->size < MEMHP_FILL_SIZE_V1)
		return memhp_fail(ctx, EINVAL, "struct memhp_fill has no size");
	if (fill->op != MEMHP_FILL_POPULATE && fill->op != MEMHP_FILL_DEPOPULATE)
		return memhp_fail(ctx, EINVAL, "no such thing can be done with pages");
	smallest = smallest ? smallest : 1;
	err = check_granule(ctx, block, fill->granule, smallest);
	if (!err)
		err = check_start(ctx, block, fill, smallest);
	return err ? err : check_length(ctx, fill->length, smallest);
}

static void prepare(const struct memhp_block *block, struct memhp_fill *fill)
{
	fill->block = block->index;
	fill->pad = 0;
	fill->reason = MEMHP_REASON_NONE;
	fill->error = 0;
	fill->done = fill->populated = fill->held = 0;
	fill->bad = ANYWHERE;
}

static void failed(struct memhp_fill *fill, int error, enum memhp_reason reason)
{
	fill->error = error;
	fill->reason = reason;
}

/* ---- Planning ---- */

/* The smallest granule in *@smallest; 0 is for a module that does not tell us. */
static int ask_granule(struct memhp *ctx, uint64_t *smallest)
{
	struct memhp_info info;
	int err, fd;

	*smallest = 0;
	fd = memhp_module_open(ctx, false);
	if (fd == -EACCES)
		return 0;
	if (fd < 0)
		return fd;
	err = memhp_module_ioctl_info(fd, &info);
	close(fd);
	if (err)
		return 0;
	*smallest = info.granule_min;
	return memhp_module_can_stage(ctx, &info);
}

static int not_known(struct memhp *ctx)
{
	if (ctx->root_fd >= 0)
		return memhp_fail(ctx, EOPNOTSUPP, "only the memhp module knows which blocks "
				  "are staged, a saved tree does not");
	return memhp_fail(ctx, EOPNOTSUPP, "the memhp module, which knows the blocks that are "
			  "staged, could not be asked for them");
}

/* As far as the list tells: it has how much is held, not where. */
static void plan(const struct memhp_block *block, struct memhp_fill *fill)
{
	bool give = fill->op == MEMHP_FILL_POPULATE;
	uint64_t there;

	if (memhp_block_staged(block) != 1) {
		if (block->state == MEMHP_STATE_ONLINE)
			failed(fill, EINVAL, MEMHP_REASON_NOT_STAGED);
		else
			failed(fill, ENODEV, MEMHP_REASON_OFFLINE);
		return;
	}
	fill->held = memhp_block_held(block);
	fill->populated = memhp_block_populated(block);
	there = give ? fill->held : fill->populated;
	if (fill->length > there) {
		if (fill->start == ANYWHERE)
			failed(fill, ERANGE, MEMHP_REASON_TOO_MUCH);
		else
			failed(fill, EEXIST, give ? MEMHP_REASON_POPULATED : MEMHP_REASON_HELD);
		return;
	}
	fill->done = fill->length ? fill->length : there;
	fill->held += give ? -fill->done : fill->done;
	fill->populated += give ? fill->done : -fill->done;
}

MEMHP_EXPORT int memhp_fill_plan(struct memhp *ctx, const struct memhp_block *block,
				 struct memhp_fill *fill)
{
	uint64_t smallest = 0;
	int err = 0;

	if (ctx->root_fd < 0)
		err = ask_granule(ctx, &smallest);
	if (!err)
		err = check(ctx, block, fill, smallest);
	if (!err && memhp_block_staged(block) < 0)
		err = not_known(ctx);
	if (err)
		return err;
	prepare(block, fill);
	plan(block, fill);
	return 0;
}

/* ---- Carrying it out ---- */

/* The block is not online; is it there? */
static void note_absent(struct memhp *ctx, struct memhp_fill *fill)
{
	int ret = -ENOENT, dir = memhp_scan_open(ctx);
	char text[32];

	if (dir >= 0) {
		ret = memhp_scan_read(dir, fill->block, "state", text, sizeof(text));
		close(dir);
	}
	failed(fill, ENODEV, ret < 0 ? MEMHP_REASON_NO_SUCH_BLOCK : MEMHP_REASON_OFFLINE);
}

/* What the ioctl gave; what is about this block alone goes into @fill. */
static int explain(struct memhp *ctx, const struct memhp_block *block,
		   struct memhp_fill *fill, int err)
{
	switch (-err) {
	case 0:
		return 0;
	case ENODEV:
		note_absent(ctx, fill);
		return 0;
	case EINTR:
		failed(fill, EINTR, MEMHP_REASON_INTERRUPTED);
		return 0;
	case EFAULT:
		return memhp_fail(ctx, EFAULT, "the memhp module could not write its answer: "
				  "list the blocks to see what has changed");
	case EOPNOTSUPP:
		if (fill->op == MEMHP_FILL_DEPOPULATE)
			return memhp_fail(ctx, EOPNOTSUPP, "this kernel cannot take pages back "
					  "(no CONFIG_CONTIG_ALLOC): take the block offline");
		break;
	case EINVAL:
		if (block->memmap == 1 && fill->start != ANYWHERE)
			return memhp_fail(ctx, EINVAL, "memory%" PRIu64 " holds its own memmap "
					  "at its begin, which is never held: name a range "
					  "further up, or a size", block->index);
		break;
	}
	return memhp_module_refused(ctx, err, "it");
}

static int call(struct memhp *ctx, int fd, const struct memhp_block *block,
		struct memhp_fill *fill)
{
	struct memhp_info info;
	int err = memhp_module_ioctl_info(fd, &info);

	if (err)
		return memhp_fail(ctx, -err, "the module does not tell about itself (%s)",
				  memhp_errno_name(-err));
	err = memhp_module_can_stage(ctx, &info);
	if (!err)
		err = check(ctx, block, fill, info.granule_min);
	if (err)
		return err;
	prepare(block, fill);
	if (fill->length > block->size) {	/* which the module would not take */
		plan(block, fill);
		return 0;
	}
	return explain(ctx, block, fill, memhp_module_ioctl_fill(fd, fill));
}

MEMHP_EXPORT int memhp_fill_run(struct memhp *ctx, const struct memhp_block *block,
				struct memhp_fill *fill)
{
	int err, fd = memhp_module_open(ctx, true);

	if (fd < 0)
		return fd;
	err = call(ctx, fd, block, fill);
	close(fd);
	return err;
}

/* ---- What stood in the way ---- */

static bool is_of_page(const struct memhp_fill *fill)
{
	return fill->bad != ANYWHERE && (fill->reason == MEMHP_REASON_UNMOVABLE ||
					 fill->reason == MEMHP_REASON_MIGRATION ||
					 fill->reason == MEMHP_REASON_HWPOISON);
}

/* The first obstacle from @first to before @end, in frames; NULL: none is told of. */
static const struct memhp_obstacle *obstacle_in(const struct memhp_pagesets *sets,
						uint64_t block, uint64_t first, uint64_t end)
{
	const struct memhp_pages *pages = memhp_pages_find(sets, block);
	const struct memhp_obstacle *at;
	size_t i, count = 0;

	at = pages ? memhp_pages_obstacles(sets, pages, &count) : NULL;
	for (i = 0; i < count; i++)
		if (at[i].pfn < end && at[i].pfn + (1ULL << (at[i].order & 63)) > first)
			return &at[i];
	return NULL;
}

MEMHP_EXPORT int memhp_fill_obstacle(struct memhp *ctx, const struct memhp_fill *fill,
				     struct memhp_obstacle *obstacle)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	const struct memhp_obstacle *found;
	struct memhp_pagesets *sets;
	uint64_t granule = 0;
	int err;

	if (!is_of_page(fill))
		return memhp_fail(ctx, ENODATA, "it is not about a page");
	ask_granule(ctx, &granule);
	if (fill->granule)
		granule = fill->granule;
	err = memhp_pages_get(ctx, fill->block, 1, &sets);
	if (err)
		return err;
	found = obstacle_in(sets, fill->block, fill->bad / page,
			    (fill->bad + granule) / page);
	if (found)
		*obstacle = *found;
	memhp_pages_free(sets);
	return found ? 0 : memhp_fail(ctx, ENODATA, "the page is not known");
}

/* ---- Sentences ---- */

static void say_page(const struct memhp_fill *fill, const struct memhp_obstacle *obstacle,
		     char *text, size_t size)
{
	const struct memhp_trouble trouble = {
		.block = fill->block,
		.reason = fill->reason,
		.error = fill->error,
		.page = *obstacle,
	};

	memhp_trouble_text(&trouble, text, size);
}

static void say_reason(const struct memhp_fill *fill, char *text, size_t size)
{
	const struct memhp_result result = {
		.outcome = MEMHP_OUTCOME_FAILED,
		.reason = fill->reason,
		.error = fill->error,
	};
	const char *detail = memhp_result_detail(&result);

	detail = detail ? detail : "it is not known why";
	if (fill->bad == ANYWHERE)
		snprintf(text, size, "%s", detail);
	else
		snprintf(text, size, "%s, at 0x%" PRIx64, detail, (uint64_t)fill->bad);
}

MEMHP_EXPORT const char *memhp_fill_text(const struct memhp_fill *fill,
					 const struct memhp_obstacle *obstacle, char *text,
					 size_t size)
{
	bool give = fill->op == MEMHP_FILL_POPULATE;
	char asked[EXACT_TEXT], left[EXACT_TEXT];

	if (size)
		text[0] = '\0';
	if (obstacle && is_of_page(fill)) {
		say_page(fill, obstacle, text, size);
		return text;
	}
	switch (fill->reason) {
	case MEMHP_REASON_NONE:
		break;
	case MEMHP_REASON_PROVIDER:
		if (fill->error != EINVAL || !fill->granule) {
			say_reason(fill, text, size);
			break;
		}
		snprintf(text, size, "it is provided in granules of %s: name multiples of that",
			 exact(fill->granule, asked));
		break;
	case MEMHP_REASON_TOO_MUCH:
		snprintf(text, size, "%s is more than is %s: %s is left",
			 exact(fill->length, asked), give ? "held" : "populated",
			 exact(give ? fill->held : fill->populated, left));
		break;
	case MEMHP_REASON_POPULATED:
	case MEMHP_REASON_HELD:
		if (fill->bad == ANYWHERE)
			snprintf(text, size, "some of the range is %s already",
				 give ? "populated" : "held");
		else
			snprintf(text, size, "the granule at 0x%" PRIx64 " is %s already",
				 (uint64_t)fill->bad, give ? "populated" : "held");
		break;
	default:
		say_reason(fill, text, size);
	}
	return text;
}
