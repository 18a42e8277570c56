// SPDX-License-Identifier: LGPL-2.1-or-later
/* Adding and removing memory, with a stand-in for /dev/memhp. */
#include <fcntl.h>
#include <unistd.h>

#include "machine.h"

#define BLOCK	(128 * MIB)
#define ALL	((1ULL << MEMHP_FEATURE_CHANGE) | (1ULL << MEMHP_FEATURE_PHYSICAL))

/* What the stand-in answers, and what it was asked. */
static struct device {
	uint64_t features;
	uint64_t stays_online;		/* this block; ~0: none */
	uint64_t stays;			/* this one, offline */
	uint32_t reason;		/* why it stays */
	int error;			/* of MEMHP_IOC_MEMORY */
	char asked[256];		/* "offline 40-41 43; remove 40-41; " */
} device;

int __wrap_memhp_troubles_get(struct memhp *ctx, uint64_t first, uint64_t count,
			      struct memhp_troubles **troubles);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_ioctl(int fd, unsigned long request, void *argument);

int __wrap_memhp_troubles_get(struct memhp *ctx, uint64_t first, uint64_t count,
			      struct memhp_troubles **troubles)
{
	(void)first;
	(void)count;
	(void)troubles;
	return memhp_fail(ctx, EOPNOTSUPP, "no troubles");
}

int __wrap_open(const char *path, int flags, ...)
{
	return __real_open(strcmp(path, "/dev/memhp") ? path : "/dev/null", flags);
}

__attribute__((format(printf, 1, 2)))
static void note(const char *fmt, ...)
{
	size_t at = strlen(device.asked);
	va_list args;

	va_start(args, fmt);
	vsnprintf(device.asked + at, sizeof(device.asked) - at, fmt, args);
	va_end(args);
}

static void note_range(uint64_t first, uint64_t count)
{
	note(" %" PRIu64, first);
	if (count > 1)
		note("-%" PRIu64, first + count - 1);
}

static void take_offline(const struct memhp_change *change)
{
	const struct memhp_range *ranges = (void *)(uintptr_t)change->ranges;
	struct memhp_result *result = (void *)(uintptr_t)change->results;
	uint64_t block;
	uint32_t i;

	assert_int_equal(change->op, MEMHP_OP_OFFLINE);
	note("offline");
	for (i = 0; i < change->nr_ranges; i++) {
		note_range(ranges[i].first, ranges[i].count);
		for (block = ranges[i].first; block < ranges[i].first + ranges[i].count; block++) {
			result->block = block;
			result->from_state = MEMHP_STATE_ONLINE;
			result->to_state = MEMHP_STATE_OFFLINE;
			result->outcome = MEMHP_OUTCOME_DONE;
			if (block == device.stays_online) {
				result->to_state = MEMHP_STATE_ONLINE;
				result->outcome = MEMHP_OUTCOME_FAILED;
				result->reason = MEMHP_REASON_UNMOVABLE;
				result->error = EBUSY;
			}
			result++;
		}
	}
	note("; ");
}

static void remove_memory(struct memhp_memory *memory)
{
	uint64_t first = memory->start / BLOCK, count = memory->length / BLOCK;

	assert_int_equal(memory->op, MEMHP_MEMORY_REMOVE);
	assert_int_equal(memory->size, sizeof(*memory));
	assert_int_equal(memory->node, -1);
	note("remove");
	note_range(first, count);
	note("; ");
	memory->done = memory->length;
	if (device.stays < first || device.stays >= first + count)
		return;
	memory->done = (device.stays - first) * BLOCK;
	memory->reason = device.reason;
	memory->error = EBUSY;
}

int __wrap_ioctl(int fd, unsigned long request, void *argument)
{
	struct memhp_info *info = argument;
	int error = 0;

	(void)fd;
	switch (request) {
	case MEMHP_IOC_INFO:
		info->features = device.features;
		info->max_blocks = info->max_ranges = 1024;
		break;
	case MEMHP_IOC_CHANGE:
		take_offline(argument);
		break;
	default:
		assert_int_equal(request, MEMHP_IOC_MEMORY);
		error = device.error;
		if (!error)
			remove_memory(argument);
	}
	errno = error;
	return error ? -1 : 0;
}

struct fixture {
	struct memhp *ctx;
	struct memhp_change_req *req;
};

/* memory2 of the boot, 40-42 and 44 that were added, 50 of a DIMM */
static int set_up(void **state)
{
	static const struct memhp_alike ranges[] = {
		{ .first = 2, .count = 1, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_DMA32, .owner = MEMHP_OWNER_BOOT },
		{ .first = 40, .count = 3, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_MOVABLE, .owner = MEMHP_OWNER_PROBE },
		{ .first = 44, .count = 1, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_MOVABLE, .owner = MEMHP_OWNER_PROBE },
		{ .first = 50, .count = 1, .state = MEMHP_STATE_OFFLINE,
		  .owner = MEMHP_OWNER_ACPI },
	};
	struct fixture *f = calloc(1, sizeof(*f));
	struct memhp_blocks *blocks;
	struct memhp_set *set;

	memset(&device, 0, sizeof(device));
	device.features = ALL;
	device.stays_online = device.stays = UINT64_MAX;
	assert_non_null(f);
	assert_int_equal(memhp_new(&f->ctx, NULL), 0);
	blocks = machine_new(f->ctx, BLOCK, ranges, 4);
	assert_int_equal(memhp_set_new(f->ctx, blocks, &set), 0);
	assert_int_equal(memhp_set_add(set, "2"), 0);
	assert_int_equal(memhp_set_add(set, "40-42"), 0);
	assert_int_equal(memhp_set_add(set, "44"), 0);
	assert_int_equal(memhp_set_add(set, "50"), 0);
	assert_int_equal(memhp_change_new(f->ctx, set, MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE,
					  &f->req), 0);
	assert_int_equal(memhp_change_set_remove(f->req, true), 0);
	memhp_set_free(set);
	memhp_blocks_free(blocks);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	memhp_change_free(f->req);
	memhp_unref(f->ctx);
	free(f);
	return 0;
}

static void expect(const struct memhp_change_req *req, size_t i, unsigned int outcome,
		   unsigned int reason, unsigned int to_state)
{
	const struct memhp_result *result = memhp_change_result(req, i);

	assert_int_equal(result->outcome, outcome);
	assert_int_equal(result->reason, reason);
	assert_int_equal(result->to_state, to_state);
}

static void only_what_was_added(void **state)
{
	struct fixture *f = *state;
	size_t i;

	assert_int_equal(memhp_change_run(f->req), 0);
	assert_string_equal(device.asked, "offline 40-42 44; remove 40-42; remove 44; ");
	expect(f->req, 0, MEMHP_OUTCOME_FAILED, MEMHP_REASON_NOT_OURS, MEMHP_STATE_ONLINE);
	for (i = 1; i < 5; i++)
		expect(f->req, i, MEMHP_OUTCOME_DONE, MEMHP_REASON_NONE, MEMHP_STATE_UNKNOWN);
	expect(f->req, 5, MEMHP_OUTCOME_FAILED, MEMHP_REASON_NOT_OURS, MEMHP_STATE_OFFLINE);
	assert_int_equal(memhp_change_run(f->req), -EINVAL);
}

static void one_stays_online(void **state)
{
	struct fixture *f = *state;

	device.stays_online = 41;
	assert_int_equal(memhp_change_run(f->req), 0);
	assert_string_equal(device.asked,
			    "offline 40-42 44; remove 40; remove 42; remove 44; ");
	expect(f->req, 2, MEMHP_OUTCOME_FAILED, MEMHP_REASON_UNMOVABLE, MEMHP_STATE_ONLINE);
	expect(f->req, 3, MEMHP_OUTCOME_DONE, MEMHP_REASON_NONE, MEMHP_STATE_UNKNOWN);
}

static void one_is_not_removed(void **state)
{
	struct fixture *f = *state;

	device.stays = 41;
	device.reason = MEMHP_REASON_ONLINE;
	assert_int_equal(memhp_change_run(f->req), 0);
	assert_string_equal(device.asked,
			    "offline 40-42 44; remove 40-42; remove 42; remove 44; ");
	expect(f->req, 1, MEMHP_OUTCOME_DONE, MEMHP_REASON_NONE, MEMHP_STATE_UNKNOWN);
	expect(f->req, 2, MEMHP_OUTCOME_FAILED, MEMHP_REASON_ONLINE, MEMHP_STATE_OFFLINE);
	expect(f->req, 3, MEMHP_OUTCOME_DONE, MEMHP_REASON_NONE, MEMHP_STATE_UNKNOWN);
}

static void a_signal_ends_it(void **state)
{
	struct fixture *f = *state;
	size_t i;

	device.stays = 41;
	device.reason = MEMHP_REASON_INTERRUPTED;
	assert_int_equal(memhp_change_run(f->req), 0);
	assert_string_equal(device.asked, "offline 40-42 44; remove 40-42; ");
	for (i = 2; i < 5; i++)
		expect(f->req, i, MEMHP_OUTCOME_FAILED, MEMHP_REASON_INTERRUPTED,
		       MEMHP_STATE_OFFLINE);
}

static void the_kernel_fails(void **state)
{
	struct fixture *f = *state;

	device.error = EIO;
	assert_int_equal(memhp_change_run(f->req), 0);
	expect(f->req, 1, MEMHP_OUTCOME_FAILED, MEMHP_REASON_KERNEL, MEMHP_STATE_OFFLINE);
	assert_int_equal(memhp_change_result(f->req, 1)->error, EIO);
}

static void all_or_none(void **state)
{
	struct fixture *f = *state;

	memhp_change_set_atomic(f->req, true);
	assert_int_equal(memhp_change_run(f->req), 0);
	assert_string_equal(device.asked, "");
	expect(f->req, 0, MEMHP_OUTCOME_FAILED, MEMHP_REASON_NOT_OURS, MEMHP_STATE_ONLINE);
	expect(f->req, 1, MEMHP_OUTCOME_FAILED, MEMHP_REASON_ATOMIC, MEMHP_STATE_ONLINE);
}

static void a_plan(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(memhp_change_plan(f->req), 0);
	assert_string_equal(device.asked, "");
	expect(f->req, 0, MEMHP_OUTCOME_FAILED, MEMHP_REASON_NOT_OURS, MEMHP_STATE_ONLINE);
	expect(f->req, 1, MEMHP_OUTCOME_PLANNED, MEMHP_REASON_NONE, MEMHP_STATE_UNKNOWN);
	memhp_change_set_atomic(f->req, true);
	assert_int_equal(memhp_change_plan(f->req), 0);
	expect(f->req, 1, MEMHP_OUTCOME_FAILED, MEMHP_REASON_ATOMIC, MEMHP_STATE_ONLINE);
}

/* Nothing goes offline that could not be removed then. */
static void a_module_that_cannot(void **state)
{
	struct fixture *f = *state;

	device.features = 1ULL << MEMHP_FEATURE_CHANGE;
	assert_int_equal(memhp_change_run(f->req), -EOPNOTSUPP);
	assert_string_equal(device.asked, "");
}

static void only_offline_removes(void **state)
{
	struct fixture *f = *state;

	f->req->op = MEMHP_OP_ONLINE;
	assert_int_equal(memhp_change_set_remove(f->req, true), -EINVAL);
	assert_int_equal(memhp_change_set_remove(f->req, false), 0);
	f->req->op = MEMHP_OP_OFFLINE;
}

static void says(const struct memhp_memory *memory, const char *detail, const char *hint)
{
	char text[MEMHP_MEMORY_TEXT];

	assert_string_equal(memhp_memory_detail(memory, BLOCK, text, sizeof(text)), detail);
	if (hint)
		assert_string_equal(memhp_memory_hint(memory, BLOCK, text, sizeof(text)), hint);
	else
		assert_null(memhp_memory_hint(memory, BLOCK, text, sizeof(text)));
}

static void sentences(void **state)
{
	struct memhp_memory memory = {
		.start = 0x100001000,
		.length = BLOCK,
		.reason = MEMHP_REASON_UNALIGNED,
	};
	char text[MEMHP_MEMORY_TEXT];

	(void)state;
	says(&memory, "0x100001000 is within a block: blocks are 128M, aligned",
	     "0x100000000 --size 256M");
	memory.length = UINT64_MAX;
	says(&memory, "0x100001000 is within a block: blocks are 128M, aligned", NULL);
	memory.start = 0x100000000;
	memory.length = BLOCK + 1;
	says(&memory, "134217729 bytes end within a block: blocks are 128M",
	     "0x100000000 --size 256M");
	memory.reason = MEMHP_REASON_CLAIMED;
	memory.bad = 0x108000000;
	strcpy(memory.what, "memory33");
	assert_string_equal(memhp_memory_detail(&memory, BLOCK, text, sizeof(text)),
			    "memory33 is there already, at 0x108000000");
	strcpy(memory.what, "PCI Bus 0000:00");
	assert_string_equal(memhp_memory_detail(&memory, BLOCK, text, sizeof(text)),
			    "\"PCI Bus 0000:00\" lies there, at 0x108000000");
	memory.reason = MEMHP_REASON_NONE;
	assert_null(memhp_memory_detail(&memory, BLOCK, text, sizeof(text)));
	assert_null(memhp_memory_hint(&memory, BLOCK, text, sizeof(text)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_what_was_added, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_stays_online, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_is_not_removed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_signal_ends_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_kernel_fails, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_or_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_plan, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_module_that_cannot, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_offline_removes, set_up, tear_down),
		cmocka_unit_test(sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
