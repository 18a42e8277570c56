// SPDX-License-Identifier: LGPL-2.1-or-later
/* The context: options, references, last error, debug messages. */
#include <pthread.h>

#include "tree.h"

struct longer_opts {
	struct memhp_opts known;
	uint64_t later[2];
};

static void opts_may_be_missing(void **state)
{
	struct memhp *ctx;

	(void)state;
	assert_int_equal(memhp_new(&ctx, NULL), 0);
	assert_string_equal(memhp_error(ctx), "");
	assert_null(memhp_unref(ctx));
	assert_null(memhp_unref(NULL));
}

static void opts_grow(void **state)
{
	struct longer_opts opts = { .known = { .sz = sizeof(opts), .flags = MEMHP_OPT_NO_MODULE } };
	struct memhp_info info = { .size = sizeof(info) };
	struct memhp *ctx;

	(void)state;
	assert_int_equal(memhp_new(&ctx, &opts.known), 0);
	assert_int_equal(memhp_module_info(ctx, &info), -ENOENT);
	memhp_unref(ctx);
	opts.later[1] = 1;
	assert_int_equal(memhp_new(&ctx, &opts.known), -EINVAL);
	opts.later[1] = 0;
	opts.known.flags = 1ULL << 63;
	assert_int_equal(memhp_new(&ctx, &opts.known), -EINVAL);
}

static void opts_of_older_callers(void **state)
{
	struct memhp_opts opts = { .sysroot = "/no/such/folder" };
	struct memhp *ctx;

	(void)state;
	opts.sz = offsetof(struct memhp_opts, sysroot);	/* knows of no sysroot */
	assert_int_equal(memhp_new(&ctx, &opts), 0);
	memhp_unref(ctx);
	opts.sz = sizeof(opts.sz) - 1;
	assert_int_equal(memhp_new(&ctx, &opts), -EINVAL);
	opts.sz = 0;
	assert_int_equal(memhp_new(&ctx, &opts), -EINVAL);
}

static void sysroot_must_be_a_folder(void **state)
{
	struct memhp_opts opts = { .sz = sizeof(opts), .sysroot = "/no/such/folder" };
	struct memhp *ctx;

	(void)state;
	assert_int_equal(memhp_new(&ctx, &opts), -ENOENT);
	opts.sysroot = "/proc/self/status";
	assert_int_equal(memhp_new(&ctx, &opts), -ENOTDIR);
	opts.sysroot = "";
	assert_int_equal(memhp_new(&ctx, &opts), -ENOENT);
}

static void *take_and_drop(void *ctx)
{
	int i;

	for (i = 0; i < 20000; i++)
		memhp_unref(memhp_ref(ctx));
	return NULL;
}

static void references_from_threads(void **state)
{
	pthread_t threads[4];
	struct memhp *ctx;
	size_t i;

	(void)state;
	assert_int_equal(memhp_new(&ctx, NULL), 0);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_and_drop, ctx), 0);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&ctx->refs), 1);
	assert_ptr_equal(memhp_ref(ctx), ctx);
	memhp_unref(ctx);
	assert_string_equal(memhp_error(ctx), "");	/* still there */
	memhp_unref(ctx);
}

/* Objects hold their context; the sanitizer sees a use after free or a leak. */
static void objects_keep_it_alive(void **state)
{
	struct tree *tree = tree_new("8000000");
	struct memhp_change_req *req;
	struct memhp_blocks *blocks;
	struct memhp_set *set;
	struct memhp *ctx;

	(void)state;
	tree_block(tree, 3, "online", "Normal", 0);
	ctx = tree_context(tree);
	blocks = tree_blocks(ctx);
	assert_int_equal(memhp_set_new(ctx, blocks, &set), 0);
	assert_int_equal(memhp_set_add(set, "3"), 0);
	assert_int_equal(memhp_change_new(ctx, set, MEMHP_OP_OFFLINE,
					  MEMHP_CHOICE_NONE, &req), 0);
	memhp_unref(ctx);
	memhp_set_free(set);
	memhp_blocks_free(blocks);
	assert_int_equal(memhp_change_plan(req), 0);
	assert_int_equal(memhp_change_run(req), -ENOENT);
	assert_int_equal(memhp_change_result(req, 0)->block, 3);
	memhp_change_free(req);
	memhp_change_free(NULL);
	memhp_set_free(NULL);
	memhp_blocks_free(NULL);
	memhp_features_free(NULL);
	tree_free(tree);
}

static void without_a_module(void **state)
{
	struct memhp_opts opts = { .sz = sizeof(opts), .flags = MEMHP_OPT_NO_MODULE };
	struct memhp_features *features;
	struct memhp_info info = { .size = sizeof(info) };
	struct memhp *ctx;

	(void)state;
	assert_int_equal(memhp_new(&ctx, &opts), 0);
	assert_int_equal(memhp_module_info(ctx, &info), -ENOENT);
	assert_int_not_equal(memhp_error(ctx)[0], '\0');
	assert_int_equal(memhp_features_get(ctx, &features), -ENOENT);
	memhp_unref(ctx);
}

static void note(struct memhp *ctx, const char *text, void *data)
{
	(void)ctx;
	snprintf(data, 64, "%s", text);
}

static void messages_are_one_line(void **state)
{
	char last[64] = "";
	struct memhp *ctx;

	(void)state;
	assert_int_equal(memhp_new(&ctx, NULL), 0);
	memhp_set_log(ctx, note, last);
	assert_int_equal(memhp_fail(ctx, EBUSY, "a\nb\033[1m%s", "\t"), -EBUSY);
	assert_string_equal(memhp_error(ctx), "a?b?[1m?");
	assert_string_equal(last, "a?b?[1m?");
	memhp_set_log(ctx, NULL, NULL);
	memhp_debug(ctx, "nobody hears");
	assert_string_equal(last, "a?b?[1m?");
	memhp_unref(ctx);
}

static void version_is_the_header_s(void **state)
{
	char text[32];

	(void)state;
	snprintf(text, sizeof(text), "%d.%d.%d", MEMHP_VERSION_MAJOR,
		 MEMHP_VERSION_MINOR, MEMHP_VERSION_PATCH);
	assert_string_equal(memhp_version(), text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opts_may_be_missing),
		cmocka_unit_test(opts_grow),
		cmocka_unit_test(opts_of_older_callers),
		cmocka_unit_test(sysroot_must_be_a_folder),
		cmocka_unit_test(references_from_threads),
		cmocka_unit_test(objects_keep_it_alive),
		cmocka_unit_test(without_a_module),
		cmocka_unit_test(messages_are_one_line),
		cmocka_unit_test(version_is_the_header_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
