// SPDX-License-Identifier: LGPL-2.1-or-later
/* Running a change, with a stand-in for /dev/memhp. */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "machine.h"

/* What the stand-in answers, and what it was asked. */
static struct device {
	int open_error;
	int info_error;
	int change_error;
	struct memhp_info info;
	bool slow;		/* wait in the ioctl until let go */
	atomic_bool let_go;
	int opens, infos, changes, flags;
	struct memhp_change asked;
	struct memhp_range ranges[8];
	const struct memhp_result *answers;	/* NULL: all go offline */
	int trouble_error;
	const struct memhp_trouble *troubles;
	size_t nr_troubles;
	struct memhp_range told;		/* whose troubles were asked for */
} device;

int __wrap_memhp_troubles_get(struct memhp *ctx, uint64_t first, uint64_t count,
			      struct memhp_troubles **troubles);

int __wrap_memhp_troubles_get(struct memhp *ctx, uint64_t first, uint64_t count,
			      struct memhp_troubles **troubles)
{
	const size_t size = sizeof(struct memhp_trouble);

	device.told = (struct memhp_range){ first, count };
	if (device.trouble_error)
		return memhp_fail(ctx, device.trouble_error, "no troubles");
	*troubles = calloc(1, sizeof(**troubles));
	assert_non_null(*troubles);
	(*troubles)->ctx = memhp_ref(ctx);
	(*troubles)->records.at = calloc(device.nr_troubles + 1, size);
	assert_non_null((*troubles)->records.at);
	memcpy((*troubles)->records.at, device.troubles, device.nr_troubles * size);
	(*troubles)->records.count = device.nr_troubles;
	(*troubles)->records.size = size;
	return 0;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_ioctl(int fd, unsigned long request, void *argument);

int __wrap_open(const char *path, int flags, ...)
{
	if (strcmp(path, "/dev/memhp"))
		return __real_open(path, flags);
	device.opens++;
	device.flags = flags;
	if (!device.open_error)
		return __real_open("/dev/null", flags);
	errno = device.open_error;
	return -1;
}

static void carry_out(struct memhp_change *change)
{
	struct memhp_result *results = (void *)(uintptr_t)change->results;
	uint32_t i;

	for (i = 0; i < change->nr_results; i++) {
		results[i].outcome = MEMHP_OUTCOME_DONE;
		results[i].to_state = MEMHP_STATE_OFFLINE;
		if (device.answers)
			results[i] = device.answers[i];
		__atomic_store_n(&change->done, i + 1, __ATOMIC_RELAXED);
		while (device.slow && i == 2 && !atomic_load(&device.let_go))
			usleep(100);
	}
}

int __wrap_ioctl(int fd, unsigned long request, void *argument)
{
	struct memhp_change *change = argument;
	int error;

	(void)fd;
	if (request == MEMHP_IOC_INFO) {
		device.infos++;
		error = device.info_error;
		assert_int_equal(((struct memhp_info *)argument)->size, sizeof(device.info));
		assert_int_equal(((struct memhp_info *)argument)->flags, 0);
		if (!error)
			*(struct memhp_info *)argument = device.info;
	} else {
		assert_int_equal(request, MEMHP_IOC_CHANGE);
		device.changes++;
		error = device.change_error;
		device.asked = *change;
		memcpy(device.ranges, (void *)(uintptr_t)change->ranges,
		       change->nr_ranges * sizeof(struct memhp_range));
		if (!error)
			carry_out(change);
	}
	errno = error;
	return error ? -1 : 0;
}

struct fixture {
	struct memhp *ctx;
	struct memhp_change_req *req;
};

/* memory2-memory3, memory10 and memory40, of online blocks with a hole. */
static struct memhp_change_req *prepared(struct memhp *ctx, enum memhp_op op,
					 enum memhp_choice choice)
{
	static const struct memhp_alike ranges[] = {
		{ .first = 0, .count = 16, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_MOVABLE, .node = 0 },
		{ .first = 40, .count = 1, .state = MEMHP_STATE_ONLINE,
		  .zone = MEMHP_ZONE_NORMAL, .node = 0 },
	};
	struct memhp_blocks *blocks = machine_new(ctx, 128 * MIB, ranges, 2);
	struct memhp_change_req *req;
	struct memhp_set *set;

	assert_int_equal(memhp_set_new(ctx, blocks, &set), 0);
	assert_int_equal(memhp_set_add(set, "40"), 0);
	assert_int_equal(memhp_set_add(set, "3"), 0);
	assert_int_equal(memhp_set_add(set, "10"), 0);
	assert_int_equal(memhp_set_add(set, "2"), 0);
	assert_int_equal(memhp_change_new(ctx, set, op, choice, &req), 0);
	memhp_set_free(set);
	memhp_blocks_free(blocks);
	return req;
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	memset(&device, 0, sizeof(device));
	device.info.size = sizeof(device.info);
	device.info.block_size = 128 * MIB;
	device.info.features = 1 << MEMHP_FEATURE_CHANGE;
	device.info.max_ranges = 8;
	device.info.max_blocks = 100;
	memset(device.info.version, 'v', sizeof(device.info.version));
	assert_int_equal(memhp_new(&f->ctx, NULL), 0);
	f->req = prepared(f->ctx, MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE);
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

static void one_call_with_merged_ranges(void **state)
{
	static const uint64_t expected[] = { 2, 3, 10, 40 };
	struct fixture *f = *state;
	size_t i;

	memhp_change_set_atomic(f->req, true);
	memhp_change_set_timeout(f->req, 7);
	assert_int_equal(memhp_change_run(f->req), 0);
	assert_int_equal(device.flags & O_ACCMODE, O_RDWR);
	assert_int_equal(device.changes, 1);
	assert_int_equal(device.asked.size, sizeof(struct memhp_change));
	assert_int_equal(device.asked.flags, MEMHP_CHANGE_ATOMIC);
	assert_int_equal(device.asked.op, MEMHP_OP_OFFLINE);
	assert_int_equal(device.asked.choice, MEMHP_CHOICE_NONE);
	assert_int_equal(device.asked.timeout_ns, 7);
	assert_int_equal(device.asked.nr_ranges, 3);
	assert_int_equal(device.asked.nr_results, 4);
	assert_int_equal(device.asked.result_size, sizeof(struct memhp_result));
	assert_int_equal(device.asked.done, 0);
	assert_int_equal(device.ranges[0].first, 2);
	assert_int_equal(device.ranges[0].count, 2);
	assert_int_equal(device.ranges[1].first, 10);
	assert_int_equal(device.ranges[1].count, 1);
	assert_int_equal(device.ranges[2].first, 40);
	assert_int_equal(memhp_change_count(f->req), 4);
	assert_int_equal(memhp_change_progress(f->req), 4);
	for (i = 0; i < 4; i++) {
		assert_int_equal(memhp_change_result(f->req, i)->block, expected[i]);
		assert_int_equal(memhp_change_result(f->req, i)->outcome, MEMHP_OUTCOME_DONE);
	}
}

static void online_has_its_timeout(void **state)
{
	struct fixture *f = *state;
	struct memhp_change_req *req;

	req = prepared(f->ctx, MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE);
	memhp_change_set_timeout(req, 7);
	assert_int_equal(memhp_change_run(req), 0);
	assert_int_equal(device.asked.timeout_ns, 7);
	assert_int_equal(device.asked.choice, MEMHP_CHOICE_MOVABLE);
	assert_int_equal(device.asked.flags, 0);
	memhp_change_free(req);
}

static void it_runs_once(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(memhp_change_plan(f->req), 0);
	assert_int_equal(memhp_change_run(f->req), 0);
	assert_int_equal(memhp_change_run(f->req), -EINVAL);
	assert_int_equal(memhp_change_plan(f->req), -EINVAL);
	assert_int_equal(device.changes, 1);
	assert_int_equal(memhp_change_result(f->req, 0)->outcome, MEMHP_OUTCOME_DONE);
}

static void refused(struct fixture *f, int error, const char *text)
{
	size_t i;

	assert_int_equal(memhp_change_run(f->req), -error);
	if (!strstr(memhp_error(f->ctx), text))
		fail_msg("\"%s\" has no \"%s\"", memhp_error(f->ctx), text);
	for (i = 0; i < memhp_change_count(f->req); i++)
		assert_int_equal(memhp_change_result(f->req, i)->outcome, MEMHP_OUTCOME_NONE);
	assert_int_equal(memhp_change_progress(f->req), 0);
}

static void no_module(void **state)
{
	static const int errors[] = { ENOENT, ENODEV, ENXIO };
	struct memhp_info info = { .size = sizeof(info) };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		device.open_error = errors[i];
		refused(*state, ENOENT, "the memhp module is not loaded (no /dev/memhp): "
			"try modprobe memhp");
		assert_int_equal(memhp_module_info(((struct fixture *)*state)->ctx, &info),
				 -ENOENT);
	}
	assert_int_equal(device.changes, 0);
}

static void no_permission(void **state)
{
	struct memhp_info info = { .size = sizeof(info) };

	device.open_error = EACCES;
	refused(*state, EACCES, "changing memory needs root (CAP_SYS_ADMIN) and write "
		"access to /dev/memhp");
	assert_int_equal(memhp_module_info(((struct fixture *)*state)->ctx, &info), -EACCES);
	assert_int_equal(device.flags & O_ACCMODE, O_RDONLY);
	device.open_error = 0;
	device.change_error = EPERM;
	refused(*state, EPERM, "changing memory needs root (CAP_SYS_ADMIN)");
}

static void other_failures(void **state)
{
	device.open_error = EMFILE;
	refused(*state, EMFILE, "EMFILE");
	device.open_error = 0;
	device.info_error = ENOTTY;
	refused(*state, ENOTTY, "ENOTTY");
	device.info_error = 0;
	device.change_error = ENOMEM;
	refused(*state, ENOMEM, "no memory");
	device.change_error = EOPNOTSUPP;
	refused(*state, EOPNOTSUPP, "this kernel");
	device.change_error = EINVAL;
	refused(*state, EINVAL, "EINVAL");
}

static void too_many(void **state)
{
	device.info.max_blocks = 3;
	refused(*state, E2BIG, "4 blocks in 3 ranges");
	device.info.max_blocks = 4;
	device.info.max_ranges = 2;
	refused(*state, E2BIG, "too many");
	device.info.max_ranges = 3;
	assert_int_equal(device.changes, 0);
	assert_int_equal(memhp_change_run(((struct fixture *)*state)->req), 0);
}

static void a_module_that_cannot_change(void **state)
{
	device.info.features = 0;
	refused(*state, EOPNOTSUPP, "cannot change");
	assert_int_equal(device.changes, 0);
}

/* Nothing was changed, so it may be tried again. */
static void a_signal_before_the_first_block(void **state)
{
	struct fixture *f = *state;

	device.change_error = EINTR;
	refused(f, EINTR, "nothing was changed");
	device.change_error = 0;
	assert_int_equal(memhp_change_run(f->req), 0);
}

static void *run_it(void *req)
{
	return (void *)(intptr_t)memhp_change_run(req);
}

static void progress_from_another_thread(void **state)
{
	struct fixture *f = *state;
	pthread_t thread;
	void *ret;
	int i;

	device.slow = true;
	assert_int_equal(memhp_change_progress(f->req), 0);
	assert_int_equal(pthread_create(&thread, NULL, run_it, f->req), 0);
	for (i = 0; i < 100000 && memhp_change_progress(f->req) < 3; i++)
		usleep(100);
	assert_int_equal(memhp_change_progress(f->req), 3);
	atomic_store(&device.let_go, true);
	pthread_join(thread, &ret);
	assert_null(ret);
	assert_int_equal(memhp_change_progress(f->req), 4);
}

static void what_the_module_tells(void **state)
{
	struct fixture *f = *state;
	struct memhp_info info = { .size = sizeof(info) };

	assert_int_equal(memhp_module_info(f->ctx, &info), 0);
	assert_int_equal(info.max_blocks, 100);
	assert_int_equal(strlen(info.version), sizeof(info.version) - 1);
	device.info_error = EINVAL;
	assert_int_equal(memhp_module_info(f->ctx, &info), -EINVAL);
}

static void retries_and_force(void **state)
{
	struct fixture *f = *state;

	memhp_change_set_retries(f->req, MEMHP_MAX_RETRIES + 1);
	refused(f, EINVAL, "1001 retries are too many: at most 1000");
	assert_int_equal(device.opens, 0);
	memhp_change_set_retries(f->req, 7);
	device.change_error = EINVAL;
	refused(f, EOPNOTSUPP, "too old for retries and force");
	memhp_change_set_retries(f->req, 0);
	memhp_change_set_force(f->req, true);
	refused(f, EOPNOTSUPP, "too old for retries and force");
	device.change_error = 0;
	memhp_change_set_retries(f->req, MEMHP_MAX_RETRIES);
	assert_int_equal(memhp_change_run(f->req), 0);
	assert_int_equal(device.asked.flags, MEMHP_CHANGE_FORCE);
	assert_int_equal(device.asked.retries, MEMHP_MAX_RETRIES);
	assert_int_equal(device.asked.pad, 0);
	assert_int_equal(device.told.count, 0);	/* nothing failed */
}

static void staged(void **state)
{
	struct fixture *f = *state;

	memhp_change_free(f->req);
	f->req = prepared(f->ctx, MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE);
	memhp_change_set_staged(f->req, true);
	refused(f, EOPNOTSUPP, "too old for staged blocks");
	device.info.granule = device.info.granule_min = 4 * MIB;
	refused(f, EOPNOTSUPP, "cannot stage blocks on this kernel");
	assert_int_equal(device.changes, 0);
	device.info.features |= 1 << MEMHP_FEATURE_STAGE;
	assert_int_equal(memhp_change_run(f->req), 0);
	assert_int_equal(device.asked.flags, MEMHP_CHANGE_STAGED);
}

/* memory3 and memory10 failed, and so did what the module has of memory40, before. */
static const struct memhp_result some_failed[] = {
	{ .block = 2, .outcome = MEMHP_OUTCOME_DONE, .from_state = 3, .to_state = 1 },
	{ .block = 3, .outcome = MEMHP_OUTCOME_FAILED, .reason = MEMHP_REASON_UNMOVABLE,
	  .error = EBUSY, .from_state = 3, .to_state = 3 },
	{ .block = 10, .outcome = MEMHP_OUTCOME_FAILED, .reason = MEMHP_REASON_DEADLINE,
	  .error = ETIMEDOUT, .from_state = 3, .to_state = 3 },
	{ .block = 40, .outcome = MEMHP_OUTCOME_DONE, .from_state = 3, .to_state = 1 },
};

static const struct memhp_trouble some_troubles[] = {
	{ .block = 3, .reason = MEMHP_REASON_UNMOVABLE, .error = EBUSY,
	  .page = { .pfn = 0x18042, .kind = MEMHP_PAGE_SLAB, .order = 3, .refs = 8,
		    .expected = -1 } },
	/* Of another change. */
	{ .block = 10, .reason = MEMHP_REASON_MIGRATION, .error = ETIMEDOUT,
	  .page = { .pfn = 0x50000 } },
};

static void why_blocks_failed(void **state)
{
	struct fixture *f = *state;

	device.answers = some_failed;
	device.troubles = some_troubles;
	device.nr_troubles = ARRAY_SIZE(some_troubles);
	assert_int_equal(memhp_change_run(f->req), 0);
	assert_int_equal(device.told.first, 3);
	assert_int_equal(device.told.count, 8);
	assert_null(memhp_change_trouble(f->req, 0));
	assert_null(memhp_change_detail(f->req, 0));
	assert_int_equal(memhp_change_trouble(f->req, 1)->page.pfn, 0x18042);
	assert_string_equal(memhp_change_detail(f->req, 1), "page 0x18042 (slab, order 3, "
			    "8 references, 0 maps) cannot move");
	assert_null(memhp_change_trouble(f->req, 2));
	assert_string_equal(memhp_change_detail(f->req, 2), "it was not done by the deadline");
	assert_null(memhp_change_trouble(f->req, 4));
	assert_null(memhp_change_detail(f->req, 4));
}

static void why_is_not_known(void **state)
{
	struct fixture *f = *state;

	device.answers = some_failed;
	device.trouble_error = EOPNOTSUPP;
	assert_int_equal(memhp_change_run(f->req), 0);
	assert_int_equal(device.told.first, 3);
	assert_string_equal(memhp_error(f->ctx), "");
	assert_null(memhp_change_trouble(f->req, 1));
	assert_string_equal(memhp_change_detail(f->req, 1),
			    memhp_result_detail(memhp_change_result(f->req, 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_call_with_merged_ranges, set_up, tear_down),
		cmocka_unit_test_setup_teardown(online_has_its_timeout, set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_runs_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_module, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_permission, set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_failures, set_up, tear_down),
		cmocka_unit_test_setup_teardown(too_many, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_module_that_cannot_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_signal_before_the_first_block, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(progress_from_another_thread, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_the_module_tells, set_up, tear_down),
		cmocka_unit_test_setup_teardown(retries_and_force, set_up, tear_down),
		cmocka_unit_test_setup_teardown(staged, set_up, tear_down),
		cmocka_unit_test_setup_teardown(why_blocks_failed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(why_is_not_known, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
