// SPDX-License-Identifier: LGPL-2.1-or-later
/* Staged blocks: what is told of them, filling them with a stand-in for /dev/memhp, plans. */
#include <fcntl.h>

#include "machine.h"

#define BLOCK		(128 * MIB)
#define GRANULE		(2 * MIB)
#define ANYWHERE	UINT64_MAX

/* What the stand-in answers, and what it was asked. */
static struct device {
	int open_error;
	int info_error;
	int error;
	struct memhp_info info;
	struct memhp_fill answer;	/* its outs */
	struct memhp_fill asked;
	int fills, flags;
	struct memhp_obstacle obstacles[2];
	size_t nr_obstacles;		/* 0: the pages cannot be had */
	uint64_t looked;
} device;

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_ioctl(int fd, unsigned long request, void *argument);
int __wrap_memhp_pages_get(struct memhp *ctx, uint64_t first, uint64_t count,
			   struct memhp_pagesets **pages);
void __wrap_memhp_pages_free(struct memhp_pagesets *pages);
const struct memhp_pages *__wrap_memhp_pages_find(const struct memhp_pagesets *pages,
						  uint64_t index);
const struct memhp_obstacle *
__wrap_memhp_pages_obstacles(const struct memhp_pagesets *sets,
			     const struct memhp_pages *pages, size_t *count);

int __wrap_open(const char *path, int flags, ...)
{
	if (strcmp(path, "/dev/memhp"))
		return __real_open(path, flags);
	device.flags = flags;
	if (!device.open_error)
		return __real_open("/dev/null", flags);
	errno = device.open_error;
	return -1;
}

int __wrap_ioctl(int fd, unsigned long request, void *argument)
{
	struct memhp_fill *fill = argument;
	int error = device.info_error;

	(void)fd;
	if (request == MEMHP_IOC_INFO) {
		if (!error)
			*(struct memhp_info *)argument = device.info;
	} else {
		assert_int_equal(request, MEMHP_IOC_FILL);
		device.fills++;
		device.asked = *fill;
		error = device.error;
		fill->done = device.answer.done;
		fill->populated = device.answer.populated;
		fill->held = device.answer.held;
		fill->bad = device.answer.bad;
		fill->reason = device.answer.reason;
		fill->error = device.answer.error;
	}
	errno = error;
	return error ? -1 : 0;
}

int __wrap_memhp_pages_get(struct memhp *ctx, uint64_t first, uint64_t count,
			   struct memhp_pagesets **pages)
{
	device.looked = first;
	assert_int_equal(count, 1);
	*pages = NULL;
	return device.nr_obstacles ? 0 : memhp_fail(ctx, EAGAIN, "no look at pages");
}

void __wrap_memhp_pages_free(struct memhp_pagesets *pages)
{
	assert_null(pages);
}

const struct memhp_pages *__wrap_memhp_pages_find(const struct memhp_pagesets *pages,
						  uint64_t index)
{
	static const struct memhp_pages found;

	(void)pages;
	return index == device.looked ? &found : NULL;
}

const struct memhp_obstacle *
__wrap_memhp_pages_obstacles(const struct memhp_pagesets *sets,
			     const struct memhp_pages *pages, size_t *count)
{
	(void)sets;
	(void)pages;
	*count = device.nr_obstacles;
	return device.obstacles;
}

struct fixture {
	struct memhp *ctx;
	struct memhp_blocks *blocks;
};

/* memory40: half held; 41: all; 42: nothing; 43: not staged; 44: offline; 45: holds its
 * memmap; 46: more is said to be held than there is of it. */
static int set_up(void **state)
{
	static const struct memhp_alike ranges[] = {
		{ .first = 40, .count = 1, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_MOVABLE, .flags = MEMHP_BLOCK_STAGED, .held = BLOCK / 2 },
		{ .first = 41, .count = 1, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_MOVABLE, .flags = MEMHP_BLOCK_STAGED, .held = BLOCK },
		{ .first = 42, .count = 1, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_MOVABLE, .flags = MEMHP_BLOCK_STAGED },
		{ .first = 43, .count = 1, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_MOVABLE, .held = 7 },
		{ .first = 44, .count = 1, .state = MEMHP_STATE_OFFLINE },
		{ .first = 45, .count = 1, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_MOVABLE, .held = BLOCK - GRANULE,
		  .flags = MEMHP_BLOCK_STAGED | MEMHP_BLOCK_MEMMAP },
		{ .first = 46, .count = 1, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_MOVABLE, .flags = MEMHP_BLOCK_STAGED, .held = 9 * BLOCK },
	};
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	memset(&device, 0, sizeof(device));
	device.info.features = 1 << MEMHP_FEATURE_STAGE;
	device.info.granule = 2 * GRANULE;
	device.info.granule_min = GRANULE;
	device.answer.bad = ANYWHERE;
	assert_int_equal(memhp_new(&f->ctx, NULL), 0);
	f->blocks = machine_new(f->ctx, BLOCK, ranges, ARRAY_SIZE(ranges));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	memhp_blocks_free(f->blocks);
	memhp_unref(f->ctx);
	free(f);
	return 0;
}

static const struct memhp_block *block(const struct fixture *f, uint64_t index)
{
	return memhp_blocks_find(f->blocks, index);
}

static struct memhp_fill wish(enum memhp_fill_op op, uint64_t start, uint64_t length)
{
	return (struct memhp_fill){
		.size = sizeof(struct memhp_fill), .op = op, .start = start, .length = length,
	};
}

static void what_is_told_of_blocks(void **state)
{
	static const struct { int staged; uint64_t held, populated; } expected[] = {
		{ 1, BLOCK / 2, BLOCK / 2 }, { 1, BLOCK, 0 }, { 1, 0, BLOCK }, { 0, 0, BLOCK },
		{ 0, 0, 0 }, { 1, BLOCK - GRANULE, GRANULE }, { 1, BLOCK, 0 },
	};
	struct memhp_block other;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		assert_int_equal(memhp_block_staged(block(*state, 40 + i)), expected[i].staged);
		assert_int_equal(memhp_block_held(block(*state, 40 + i)), expected[i].held);
		assert_int_equal(memhp_block_populated(block(*state, 40 + i)),
				 expected[i].populated);
	}
	assert_false(memhp_block_alike(block(*state, 40), block(*state, 41)));
	assert_false(memhp_block_alike(block(*state, 42), block(*state, 43)));
	assert_true(memhp_block_alike(block(*state, 41), block(*state, 46)));
	other = *block(*state, 40);
	other.staged = -1;
	assert_int_equal(memhp_block_staged(&other), -1);
	assert_int_equal(memhp_block_held(&other), UINT64_MAX);
	assert_int_equal(memhp_block_populated(&other), UINT64_MAX);
	other.state = MEMHP_STATE_OFFLINE;
	assert_int_equal(memhp_block_held(&other), 0);
	assert_int_equal(memhp_block_populated(&other), 0);
}

static void a_call(void **state)
{
	struct memhp_fill fill = wish(MEMHP_FILL_DEPOPULATE, ANYWHERE, 3 * GRANULE);
	struct fixture *f = *state;
	char text[MEMHP_TROUBLE_TEXT];

	fill.timeout_ns = 7;
	fill.granule = 4 * GRANULE;
	fill.flags = MEMHP_FILL_RELEASE;
	fill.pad = 9;	/* the library's */
	fill.reason = 3;
	device.answer = (struct memhp_fill){ .done = 3 * GRANULE, .held = 1, .populated = 2,
					     .bad = ANYWHERE };
	assert_int_equal(memhp_fill_run(f->ctx, block(f, 40), &fill), 0);
	assert_int_equal(device.flags & O_ACCMODE, O_RDWR);
	assert_int_equal(device.asked.size, sizeof(struct memhp_fill));
	assert_int_equal(device.asked.op, MEMHP_FILL_DEPOPULATE);
	assert_int_equal(device.asked.block, 40);
	assert_true(device.asked.start == ANYWHERE);
	assert_int_equal(device.asked.length, 3 * GRANULE);
	assert_int_equal(device.asked.granule, 4 * GRANULE);
	assert_int_equal(device.asked.timeout_ns, 7);
	assert_int_equal(device.asked.flags, MEMHP_FILL_RELEASE);
	assert_int_equal(device.asked.pad, 0);
	assert_int_equal(fill.done, 3 * GRANULE);
	assert_int_equal(fill.held, 1);
	assert_int_equal(fill.populated, 2);
	assert_int_equal(fill.reason, MEMHP_REASON_NONE);
	assert_string_equal(memhp_fill_text(&fill, NULL, text, sizeof(text)), "");
}

static void bad(struct fixture *f, struct memhp_fill fill, const char *text)
{
	assert_int_equal(memhp_fill_run(f->ctx, block(f, 40), &fill), -EINVAL);
	if (!strstr(memhp_error(f->ctx), text))
		fail_msg("\"%s\" has no \"%s\"", memhp_error(f->ctx), text);
	assert_int_equal(memhp_fill_plan(f->ctx, block(f, 40), &fill), -EINVAL);
	assert_int_equal(device.fills, 0);
}

static void what_makes_no_sense(void **state)
{
	const uint64_t begin = 40 * BLOCK;
	struct memhp_fill fill = wish(MEMHP_FILL_POPULATE, ANYWHERE, 0);

	fill.size = MEMHP_FILL_SIZE_V1 - 1;
	bad(*state, fill, "has no size");
	bad(*state, wish(MEMHP_FILL_NONE, ANYWHERE, 0), "no such thing");
	bad(*state, wish(MEMHP_FILL_MAX + 1, ANYWHERE, 0), "no such thing");
	bad(*state, wish(MEMHP_FILL_POPULATE, ANYWHERE, 3 * MIB), "3M is no multiple of 2M, the "
	    "smallest granule here: 2M or 4M would be");
	bad(*state, wish(MEMHP_FILL_POPULATE, ANYWHERE, 1025), "1025 is no multiple of 2M, the "
	    "smallest granule here: 2M would be");
	bad(*state, wish(MEMHP_FILL_POPULATE, ANYWHERE, UINT64_MAX), "18446744073709551615 is no "
	    "multiple of 2M");
	bad(*state, wish(MEMHP_FILL_POPULATE, begin - GRANULE, GRANULE), "memory40 has no such "
	    "range: its addresses are 0x140000000-0x147ffffff");
	bad(*state, wish(MEMHP_FILL_POPULATE, begin + BLOCK, 0), "no such range");
	bad(*state, wish(MEMHP_FILL_POPULATE, begin + GRANULE, BLOCK), "no such range");
	bad(*state, wish(MEMHP_FILL_POPULATE, begin, 2 * BLOCK), "no such range");
	bad(*state, wish(MEMHP_FILL_POPULATE, begin + MIB, GRANULE), "0x140100000 is where no "
	    "granule begins: they are 2M, aligned, 0x140000000 or 0x140200000 would be");
	fill = wish(MEMHP_FILL_POPULATE, ANYWHERE, 0);
	fill.granule = MIB;
	bad(*state, fill, "a granule of 1M cannot be: it is a power of two, at least 2M and at "
	    "most 128M here");
	fill.granule = 6 * MIB;
	bad(*state, fill, "a granule of 6M");
	fill.granule = 2 * BLOCK;
	bad(*state, fill, "a granule of 256M");
}

static void refused(struct fixture *f, enum memhp_fill_op op, int error, const char *text)
{
	struct memhp_fill fill = wish(op, ANYWHERE, 0);

	assert_int_equal(memhp_fill_run(f->ctx, block(f, 40), &fill), -error);
	if (!strstr(memhp_error(f->ctx), text))
		fail_msg("\"%s\" has no \"%s\"", memhp_error(f->ctx), text);
}

static void calls_that_fail(void **state)
{
	struct memhp_fill fill = wish(MEMHP_FILL_POPULATE, 45 * BLOCK, GRANULE);
	struct fixture *f = *state;

	device.error = EPERM;
	refused(f, MEMHP_FILL_POPULATE, EPERM, "needs root");
	device.error = ENOTTY;
	refused(f, MEMHP_FILL_POPULATE, EOPNOTSUPP, "too old");
	device.error = EOPNOTSUPP;
	refused(f, MEMHP_FILL_DEPOPULATE, EOPNOTSUPP, "cannot take pages back");
	refused(f, MEMHP_FILL_POPULATE, EOPNOTSUPP, "its features say why");
	device.error = EFAULT;
	refused(f, MEMHP_FILL_POPULATE, EFAULT, "list the blocks");
	device.error = EINVAL;
	refused(f, MEMHP_FILL_POPULATE, EINVAL, "nothing was changed");
	assert_int_equal(memhp_fill_run(f->ctx, block(f, 45), &fill), -EINVAL);
	assert_non_null(strstr(memhp_error(f->ctx), "memory45 holds its own memmap"));
	device.fills = 0;
	device.info.features = 0;
	refused(f, MEMHP_FILL_POPULATE, EOPNOTSUPP, "cannot stage blocks on this kernel");
	device.info.granule_min = 0;
	refused(f, MEMHP_FILL_POPULATE, EOPNOTSUPP, "too old for staged blocks");
	device.info_error = EIO;
	refused(f, MEMHP_FILL_POPULATE, EIO, "EIO");
	device.open_error = EACCES;
	refused(f, MEMHP_FILL_POPULATE, EACCES, "needs root");
	device.open_error = ENOENT;
	refused(f, MEMHP_FILL_POPULATE, ENOENT, "modprobe memhp");
	assert_int_equal(device.fills, 0);
}

/* One that is about the block alone is an answer. */
static void what_is_wrong_with_a_block(void **state)
{
	struct memhp_fill fill = wish(MEMHP_FILL_POPULATE, ANYWHERE, 0);
	struct fixture *f = *state;
	struct memhp_block far = *block(f, 40);

	device.error = EINTR;
	assert_int_equal(memhp_fill_run(f->ctx, &far, &fill), 0);
	assert_int_equal(fill.reason, MEMHP_REASON_INTERRUPTED);
	assert_int_equal(fill.error, EINTR);
	device.error = ENODEV;
	far.index = 1ULL << 35;
	assert_int_equal(memhp_fill_run(f->ctx, &far, &fill), 0);
	assert_int_equal(fill.reason, MEMHP_REASON_NO_SUCH_BLOCK);
	assert_int_equal(fill.error, ENODEV);
	assert_int_equal(fill.done, 0);
	/* More than a block is more than the module takes. */
	device.fills = 0;
	fill = wish(MEMHP_FILL_POPULATE, ANYWHERE, 2 * BLOCK);
	assert_int_equal(memhp_fill_run(f->ctx, block(f, 40), &fill), 0);
	assert_int_equal(fill.reason, MEMHP_REASON_TOO_MUCH);
	assert_int_equal(device.fills, 0);
}

static const struct {
	uint64_t block;
	enum memhp_fill_op op;
	uint64_t start, length;
	enum memhp_reason reason;
	int error;
	uint64_t done, held;
} plans[] = {
	{ 40, MEMHP_FILL_POPULATE, ANYWHERE, 0, 0, 0, BLOCK / 2, 0 },
	{ 40, MEMHP_FILL_POPULATE, ANYWHERE, GRANULE, 0, 0, GRANULE, BLOCK / 2 - GRANULE },
	{ 40, MEMHP_FILL_DEPOPULATE, ANYWHERE, GRANULE, 0, 0, GRANULE, BLOCK / 2 + GRANULE },
	{ 40, MEMHP_FILL_DEPOPULATE, ANYWHERE, 0, 0, 0, BLOCK / 2, BLOCK },
	{ 40, MEMHP_FILL_POPULATE, ANYWHERE, BLOCK, MEMHP_REASON_TOO_MUCH, ERANGE, 0, BLOCK / 2 },
	{ 41, MEMHP_FILL_DEPOPULATE, ANYWHERE, 0, 0, 0, 0, BLOCK },
	{ 41, MEMHP_FILL_POPULATE, 41 * BLOCK, BLOCK, 0, 0, BLOCK, 0 },
	{ 41, MEMHP_FILL_DEPOPULATE, 41 * BLOCK, GRANULE, MEMHP_REASON_HELD, EEXIST, 0, BLOCK },
	{ 42, MEMHP_FILL_POPULATE, 42 * BLOCK, GRANULE, MEMHP_REASON_POPULATED, EEXIST, 0, 0 },
	{ 43, MEMHP_FILL_POPULATE, ANYWHERE, 0, MEMHP_REASON_NOT_STAGED, EINVAL, 0, 0 },
	{ 44, MEMHP_FILL_POPULATE, ANYWHERE, 0, MEMHP_REASON_OFFLINE, ENODEV, 0, 0 },
	{ 45, MEMHP_FILL_POPULATE, ANYWHERE, 0, 0, 0, BLOCK - GRANULE, 0 },
};

static void each_plan(void **state)
{
	struct fixture *f = *state;
	struct memhp_fill fill;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(plans); i++) {
		fill = wish(plans[i].op, plans[i].start, plans[i].length);
		assert_int_equal(memhp_fill_plan(f->ctx, block(f, plans[i].block), &fill), 0);
		assert_int_equal(fill.reason, plans[i].reason);
		assert_int_equal(fill.error, plans[i].error);
		assert_int_equal(fill.done, plans[i].done);
		assert_int_equal(fill.held, plans[i].held);
		assert_int_equal(fill.block, plans[i].block);
	}
	assert_int_equal(device.flags & O_ACCMODE, O_RDONLY);
	assert_int_equal(device.fills, 0);
}

static void plans_without_a_module_that_tells(void **state)
{
	struct memhp_fill fill = wish(MEMHP_FILL_POPULATE, ANYWHERE, 5);
	struct fixture *f = *state;
	struct memhp_block unknown = *block(f, 40);

	device.open_error = EACCES;	/* then nobody knows the granule */
	assert_int_equal(memhp_fill_plan(f->ctx, block(f, 40), &fill), 0);
	assert_int_equal(fill.done, 5);
	unknown.staged = -1;
	assert_int_equal(memhp_fill_plan(f->ctx, &unknown, &fill), -EOPNOTSUPP);
	device.open_error = ENOENT;
	assert_int_equal(memhp_fill_plan(f->ctx, &unknown, &fill), -ENOENT);
	device.open_error = 0;
	device.info.granule_min = 0;
	assert_int_equal(memhp_fill_plan(f->ctx, block(f, 40), &fill), -EOPNOTSUPP);
}

static void each_sentence(void **state)
{
	static const struct { struct memhp_fill fill; const char *text; } rows[] = {
		{ { .op = MEMHP_FILL_POPULATE, .reason = MEMHP_REASON_TOO_MUCH, .length = BLOCK,
		    .held = 6 * MIB, .bad = ANYWHERE }, "128M is more than is held: 6M is left" },
		{ { .op = MEMHP_FILL_DEPOPULATE, .reason = MEMHP_REASON_TOO_MUCH, .length = BLOCK,
		    .bad = ANYWHERE }, "128M is more than is populated: 0 is left" },
		{ { .op = MEMHP_FILL_POPULATE, .reason = MEMHP_REASON_POPULATED, .bad = 0x140200000 },
		  "the granule at 0x140200000 is populated already" },
		{ { .op = MEMHP_FILL_DEPOPULATE, .reason = MEMHP_REASON_HELD, .bad = 0x140200000 },
		  "the granule at 0x140200000 is held already" },
		{ { .op = MEMHP_FILL_DEPOPULATE, .reason = MEMHP_REASON_HELD, .bad = ANYWHERE },
		  "some of the range is held already" },
		{ { .op = MEMHP_FILL_POPULATE, .reason = MEMHP_REASON_NOT_STAGED, .error = EINVAL,
		    .bad = ANYWHERE },
		  "it is not staged: only a staged block has pages to give or take" },
		{ { .op = MEMHP_FILL_DEPOPULATE, .reason = MEMHP_REASON_INTERRUPTED,
		    .error = EINTR, .bad = ANYWHERE }, "a signal came first" },
		{ { .op = MEMHP_FILL_POPULATE, .reason = MEMHP_REASON_HWPOISON, .bad = 0x140000000 },
		  "it has a page with a hardware memory error, at 0x140000000" },
		{ { .op = MEMHP_FILL_POPULATE, .reason = 999, .bad = ANYWHERE },
		  "it is not known why" },
	};
	char text[MEMHP_TROUBLE_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(memhp_fill_text(&rows[i].fill, NULL, text, sizeof(text)),
				    rows[i].text);
	assert_string_equal(memhp_fill_text(&rows[0].fill, NULL, text, 5), "128M");
}

/* The page in the granule that failed, not one before or behind it. */
static void the_page_in_the_way(void **state)
{
	struct memhp_fill fill = {
		.op = MEMHP_FILL_DEPOPULATE, .block = 40, .reason = MEMHP_REASON_UNMOVABLE,
		.error = EBUSY, .bad = 40 * BLOCK + 4 * MIB,
	};
	struct fixture *f = *state;
	struct memhp_obstacle obstacle;
	char text[MEMHP_TROUBLE_TEXT];

	assert_int_equal(memhp_fill_obstacle(f->ctx, &fill, &obstacle), -EAGAIN);
	device.obstacles[0].pfn = (fill.bad >> 12) - 1;
	device.obstacles[1].pfn = (fill.bad >> 12) + 1;
	device.obstacles[1].kind = MEMHP_PAGE_SLAB;
	device.obstacles[1].expected = -1;
	device.nr_obstacles = 1;
	assert_int_equal(memhp_fill_obstacle(f->ctx, &fill, &obstacle), -ENODATA);
	device.nr_obstacles = 2;
	assert_int_equal(memhp_fill_obstacle(f->ctx, &fill, &obstacle), 0);
	assert_int_equal(device.looked, 40);
	assert_string_equal(memhp_fill_text(&fill, &obstacle, text, sizeof(text)),
			    "page 0x140401 (slab, 0 references, 0 maps) cannot move");
	fill.granule = GRANULE;
	device.obstacles[1].pfn += GRANULE >> 12;
	assert_int_equal(memhp_fill_obstacle(f->ctx, &fill, &obstacle), -ENODATA);
	device.obstacles[0].order = 1;	/* reaches into it */
	assert_int_equal(memhp_fill_obstacle(f->ctx, &fill, &obstacle), 0);
	fill.reason = MEMHP_REASON_DEADLINE;
	assert_int_equal(memhp_fill_obstacle(f->ctx, &fill, &obstacle), -ENODATA);
	fill.reason = MEMHP_REASON_MIGRATION;
	fill.bad = ANYWHERE;
	assert_int_equal(memhp_fill_obstacle(f->ctx, &fill, &obstacle), -ENODATA);
}

/* ---- Going online staged, and what a staged block does not do ---- */

static struct memhp_change_req *change(struct fixture *f, const char *word, enum memhp_op op,
				       enum memhp_choice choice)
{
	struct memhp_change_req *req;
	struct memhp_set *set;

	assert_int_equal(memhp_set_new(f->ctx, f->blocks, &set), 0);
	assert_int_equal(memhp_set_add(set, word), 0);
	assert_int_equal(memhp_change_new(f->ctx, set, op, choice, &req), 0);
	memhp_set_free(set);
	return req;
}

static void expect(struct memhp_change_req *req, unsigned int outcome, enum memhp_reason reason,
		   int error)
{
	const struct memhp_result *result;

	assert_int_equal(memhp_change_plan(req), 0);
	result = memhp_change_result(req, 0);
	assert_int_equal(result->outcome, outcome);
	assert_int_equal(result->reason, reason);
	assert_int_equal(result->error, error);
	memhp_change_free(req);
}

static struct memhp_change_req *staged(struct fixture *f, const char *word)
{
	struct memhp_change_req *req = change(f, word, MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE);

	memhp_change_set_staged(req, true);
	return req;
}

static void plans_of_changes(void **state)
{
	struct fixture *f = *state;
	struct memhp_change_req *req;
	struct memhp_block *offline = (struct memhp_block *)block(f, 44);

	expect(staged(f, "44"), MEMHP_OUTCOME_PLANNED, 0, 0);
	expect(staged(f, "40"), MEMHP_OUTCOME_UNCHANGED, 0, 0);
	expect(staged(f, "43"), MEMHP_OUTCOME_FAILED, MEMHP_REASON_NOT_STAGED, EEXIST);
	offline->owner = MEMHP_OWNER_VIRTIO_MEM;
	expect(staged(f, "44"), MEMHP_OUTCOME_FAILED, MEMHP_REASON_DRIVER, EPERM);
	offline->owner = MEMHP_OWNER_HV_BALLOON;
	expect(staged(f, "44"), MEMHP_OUTCOME_FAILED, MEMHP_REASON_DRIVER, EPERM);
	expect(change(f, "44", MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE), MEMHP_OUTCOME_PLANNED, 0, 0);
	expect(change(f, "40", MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE), MEMHP_OUTCOME_UNCHANGED,
	       0, 0);
	expect(change(f, "40", MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE), MEMHP_OUTCOME_PLANNED, 0, 0);
	expect(change(f, "42", MEMHP_OP_SHIFT, MEMHP_CHOICE_KERNEL), MEMHP_OUTCOME_FAILED,
	       MEMHP_REASON_STAGED, EINVAL);
	expect(change(f, "40", MEMHP_OP_SHIFT, MEMHP_CHOICE_MOVABLE), MEMHP_OUTCOME_UNCHANGED,
	       0, 0);
	req = change(f, "40", MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE);
	memhp_change_set_atomic(req, true);
	expect(req, MEMHP_OUTCOME_FAILED, MEMHP_REASON_STAGED, EINVAL);
	req = change(f, "43", MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE);
	memhp_change_set_staged(req, true);
	assert_int_equal(memhp_change_plan(req), -EINVAL);
	assert_int_equal(memhp_change_run(req), -EINVAL);
	memhp_change_free(req);
}

static void sentences_about_changes(void **state)
{
	struct memhp_result result = {
		.outcome = MEMHP_OUTCOME_FAILED, .reason = MEMHP_REASON_NOT_STAGED, .error = EEXIST,
	};
	struct memhp_trouble trouble = {
		.reason = MEMHP_REASON_SLOT, .error = EBUSY, .notifier = "hv_online_page",
		.page = { .pfn = UINT64_MAX },
	};
	char text[MEMHP_TROUBLE_TEXT];

	(void)state;
	assert_string_equal(memhp_result_detail(&result),
			    "it is online already, with all its pages");
	result.reason = MEMHP_REASON_SLOT;
	result.error = EAGAIN;
	assert_string_equal(memhp_result_hint(&result),
			    "echo 1 >/sys/kernel/debug/kprobes/enabled");
	result.error = ENOMSG;
	assert_string_equal(memhp_result_hint(&result), "run it again");
	result.error = EBUSY;
	assert_string_equal(memhp_result_hint(&result), "without --staged, or unload that driver");
	assert_string_equal(memhp_trouble_text(&trouble, text, sizeof(text)), "hv_online_page has "
			    "the kernel's one callback for pages that go online");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_told_of_blocks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_call, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_makes_no_sense, set_up, tear_down),
		cmocka_unit_test_setup_teardown(calls_that_fail, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_wrong_with_a_block, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_plan, set_up, tear_down),
		cmocka_unit_test_setup_teardown(plans_without_a_module_that_tells, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_sentence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_page_in_the_way, set_up, tear_down),
		cmocka_unit_test_setup_teardown(plans_of_changes, set_up, tear_down),
		cmocka_unit_test(sentences_about_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
