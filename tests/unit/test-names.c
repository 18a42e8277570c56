// SPDX-License-Identifier: LGPL-2.1-or-later
/* Words: each value has one, they differ, and they are what was promised. */
#include "unit.h"

#define FAR	1000

static void each_state(void **state)
{
	(void)state;
	assert_string_equal(memhp_state_name(MEMHP_STATE_UNKNOWN), "unknown");
	assert_string_equal(memhp_state_name(MEMHP_STATE_OFFLINE), "offline");
	assert_string_equal(memhp_state_name(MEMHP_STATE_GOING_OFFLINE), "going-offline");
	assert_string_equal(memhp_state_name(MEMHP_STATE_ONLINE), "online");
	assert_string_equal(memhp_state_name(FAR), "unknown");
}

static void each_zone(void **state)
{
	static const char *const words[] = { NULL, "DMA", "DMA32", "Normal", "HighMem",
					     "Movable", "Device" };
	size_t i;

	(void)state;
	assert_int_equal(ARRAY_SIZE(words), MEMHP_ZONE_MAX + 1);
	assert_null(memhp_zone_name(MEMHP_ZONE_NONE));
	for (i = 1; i < ARRAY_SIZE(words); i++) {
		assert_string_equal(memhp_zone_name(i), words[i]);
		assert_int_equal(memhp_zone_of(words[i], strlen(words[i])), i);
	}
	assert_int_equal(memhp_zone_of("none", 4), MEMHP_ZONE_NONE);
	assert_int_equal(memhp_zone_of("DMA3", 4), MEMHP_ZONE_NONE);
	assert_string_equal(memhp_zone_name(FAR), "unknown");
}

static void each_owner(void **state)
{
	static const char *const words[] = { "unknown", "boot", "acpi", "dax", "virtio_mem",
					     "hv_balloon", "probe" };
	size_t i;

	(void)state;
	assert_int_equal(ARRAY_SIZE(words), MEMHP_OWNER_MAX + 1);
	for (i = 0; i < ARRAY_SIZE(words); i++)
		assert_string_equal(memhp_owner_name(i), words[i]);
	assert_string_equal(memhp_owner_name(FAR), "unknown");
}

static void each_outcome(void **state)
{
	static const char *const words[] = { NULL, "done", "unchanged", "failed", "undone" };
	size_t i;

	(void)state;
	assert_int_equal(ARRAY_SIZE(words), MEMHP_OUTCOME_MAX + 1);
	assert_null(memhp_outcome_name(MEMHP_OUTCOME_NONE));
	for (i = 1; i < ARRAY_SIZE(words); i++)
		assert_string_equal(memhp_outcome_name(i), words[i]);
	assert_string_equal(memhp_outcome_name(MEMHP_OUTCOME_PLANNED), "planned");
	assert_string_equal(memhp_outcome_name(FAR), "unknown");
}

static void each_reason(void **state)
{
	static const char *const words[] = {
		NULL, "no-such-block", "offline", "other-zone", "multizone", "holes",
		"unmovable-page", "notifier", "migration", "deadline", "interrupted",
		"hwpoison", "no-memory", "atomic", "kernel", "policy", "cannot-isolate",
		"huge-page", "no-room", "staged", "not-staged", "driver", "callback-taken",
		"populated", "held", "too-much", "provider",
		"unaligned", "beyond", "claimed", "no-ram", "silent", "no-node",
		"no-memmap-room", "no-memmap", "not-ours", "online", "agent",
	};
	size_t i;

	(void)state;
	assert_int_equal(ARRAY_SIZE(words), MEMHP_REASON_MAX + 1);
	assert_null(memhp_reason_name(MEMHP_REASON_NONE));
	for (i = 1; i < ARRAY_SIZE(words); i++)
		assert_string_equal(memhp_reason_name(i), words[i]);
	assert_string_equal(memhp_reason_name(FAR), "unknown");
}

#define CHECK_WORDS(name, most, ...) \
	do { \
		static const char *const words[] = { __VA_ARGS__ }; \
		size_t i; \
		assert_int_equal(ARRAY_SIZE(words), (most) + 1); \
		for (i = 0; i < ARRAY_SIZE(words); i++) { \
			if (words[i]) \
				assert_string_equal(name(i), words[i]); \
			else \
				assert_null(name(i)); \
		} \
		assert_string_equal(name(FAR), "unknown"); \
	} while (0)

static void each_word_of_policy(void **state)
{
	(void)state;
	CHECK_WORDS(memhp_choice_name, MEMHP_CHOICE_MAX, NULL, "auto", "keep", "kernel", "movable");
	CHECK_WORDS(memhp_action_name, MEMHP_ACTION_MAX, NULL, "kernel-default", "kernel", "movable",
		    "auto-movable", "offline");
	CHECK_WORDS(memhp_group_type_name, MEMHP_GROUP_MAX, "none", "static", "dynamic");
	CHECK_WORDS(memhp_why_name, MEMHP_WHY_MAX, "no-rule", "rule", "group", "unit", "ratio",
		    "node-ratio", "fits");
}

static void each_word_of_pages(void **state)
{
	(void)state;
	CHECK_WORDS(memhp_page_kind_name, MEMHP_PAGE_KINDS - 1, "free", "anon", "file", "movable",
		    "huge-free", "huge-used", "pinned", "slab", "page-table", "kernel-stack",
		    "vmemmap", "reserved", "unknown", "poisoned", "offline", "hole");
	CHECK_WORDS(memhp_prospect_name, MEMHP_PROSPECT_MAX, "unknown", "yes", "likely",
		    "doubtful", "no", "never");
}

static void each_errno(void **state)
{
	const char *expected;
	int error;

	(void)state;
	assert_null(memhp_errno_name(0));
	assert_string_equal(memhp_errno_name(EBUSY), "EBUSY");
	assert_string_equal(memhp_errno_name(EAGAIN), "EAGAIN");
	for (error = 1; error < 200; error++) {
		expected = strerrorname_np(error);
		assert_string_equal(memhp_errno_name(error), expected ? expected : "unknown");
	}
	assert_string_equal(memhp_errno_name(-1), "unknown");
}

static void is_sentence(const char *text)
{
	assert_non_null(text);
	assert_int_not_equal(text[0], '\0');
	assert_null(strchr(text, '\n'));
	assert_true(text[0] >= 'a' && text[0] <= 'z');
	assert_true(text[strlen(text) - 1] != '.');
}

/* Blocks that the kernel never takes offline. */
static bool nothing_to_try(uint32_t reason)
{
	return reason == MEMHP_REASON_MULTIZONE || reason == MEMHP_REASON_HOLES;
}

static void each_reason_has_sentences(void **state)
{
	struct memhp_result result = { .outcome = MEMHP_OUTCOME_FAILED, .error = EBUSY };
	uint32_t reason;

	(void)state;
	for (reason = 1; reason <= MEMHP_REASON_MAX; reason++) {
		result.reason = reason;
		is_sentence(memhp_result_detail(&result));
		if (nothing_to_try(reason))
			assert_null(memhp_result_hint(&result));
		else
			is_sentence(memhp_result_hint(&result));
	}
	result.reason = MEMHP_REASON_KERNEL;
	assert_string_equal(memhp_result_detail(&result), "the kernel refused (EBUSY)");
	result.from_state = MEMHP_STATE_GOING_OFFLINE;
	is_sentence(memhp_result_detail(&result));
	is_sentence(memhp_result_hint(&result));
	result.reason = FAR;
	is_sentence(memhp_result_detail(&result));
	assert_null(memhp_result_hint(&result));
}

static void success_has_no_sentences(void **state)
{
	static const uint32_t outcomes[] = { MEMHP_OUTCOME_NONE, MEMHP_OUTCOME_DONE,
					     MEMHP_OUTCOME_UNCHANGED,
					     MEMHP_OUTCOME_PLANNED };
	struct memhp_result result = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(outcomes); i++) {
		result.outcome = outcomes[i];
		assert_null(memhp_result_detail(&result));
		assert_null(memhp_result_hint(&result));
	}
	result.outcome = MEMHP_OUTCOME_FAILED;	/* without reason or errno */
	assert_null(memhp_result_detail(&result));
	assert_null(memhp_result_hint(&result));
}

static void each_size(void **state)
{
	static const struct { uint64_t bytes; const char *text; } rows[] = {
		{ 0, "0B" }, { 1023, "1023B" }, { 1024, "1K" }, { 1025, "1K" },
		{ 128 << 20, "128M" }, { 1536 << 20, "1.5G" }, { 5ULL << 28, "1.3G" },
		{ (1 << 30) - 1, "1G" }, { 24ULL << 40, "24T" }, { UINT64_MAX, "16E" },
	};
	char text[MEMHP_SIZE_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(memhp_size_text(rows[i].bytes, text, sizeof(text)),
				    rows[i].text);
	memhp_size_text(1536 << 20, text, 3);
	assert_string_equal(text, "1.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state),
		cmocka_unit_test(each_zone),
		cmocka_unit_test(each_owner),
		cmocka_unit_test(each_outcome),
		cmocka_unit_test(each_reason),
		cmocka_unit_test(each_word_of_policy),
		cmocka_unit_test(each_word_of_pages),
		cmocka_unit_test(each_errno),
		cmocka_unit_test(each_reason_has_sentences),
		cmocka_unit_test(success_has_no_sentences),
		cmocka_unit_test(each_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
