// SPDX-License-Identifier: LGPL-2.1-or-later
/* Policies as text: what is understood, what is wrong and where, and back again. */
#include <fcntl.h>
#include <unistd.h>

#include "rules.h"
#include "unit.h"

struct fixture {
	struct memhp *ctx;
	struct memhp_rules *rules;
};

static int set_up(void **state)
{
	struct memhp_opts opts = { .sz = sizeof(opts), .flags = MEMHP_OPT_NO_MODULE };
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(memhp_new(&f->ctx, &opts), 0);
	assert_int_equal(memhp_rules_new(f->ctx, &f->rules), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	memhp_rules_free(f->rules);
	memhp_unref(f->ctx);
	free(f);
	return 0;
}

/* ---- What is understood ---- */

static const struct memhp_rule *only_rule(struct fixture *f, const char *text)
{
	memhp_rules_free(f->rules);
	assert_int_equal(memhp_rules_new(f->ctx, &f->rules), 0);
	if (memhp_rules_parse(f->rules, text, NULL))
		fail_msg("\"%s\": %s", text, memhp_error(f->ctx));
	assert_int_equal(memhp_rules_count(f->rules), 1);
	return memhp_rules_at(f->rules, 0);
}

static void each_word(void **state)
{
	const struct memhp_rule *rule;

	rule = only_rule(*state, "rule owner=virtio_mem node=12 hotpluggable group=none movable");
	assert_int_equal(rule->match, MEMHP_MATCH_OWNER | MEMHP_MATCH_NODE |
			 MEMHP_MATCH_HOTPLUGGABLE | MEMHP_MATCH_GROUP_TYPE);
	assert_int_equal(rule->owner, MEMHP_OWNER_VIRTIO_MEM);
	assert_int_equal(rule->node, 12);
	assert_int_equal(rule->group_type, MEMHP_GROUP_NONE);
	assert_int_equal(rule->action, MEMHP_ACTION_MOVABLE);
	rule = only_rule(*state, "\t rule\tgroup=vm-7.x@a_b  offline\t# why \r\n\n");
	assert_int_equal(rule->match, MEMHP_MATCH_GROUP_NAME);
	assert_string_equal(rule->group, "vm-7.x@a_b");
	assert_int_equal(rule->action, MEMHP_ACTION_OFFLINE);
	rule = only_rule(*state, "rule group=dynamic kernel-default");
	assert_int_equal(rule->group_type, MEMHP_GROUP_DYNAMIC);
	assert_int_equal(rule->action, MEMHP_ACTION_KERNEL_DEFAULT);
	rule = only_rule(*state, "default kernel#");
	assert_int_equal(rule->match, 0);
	assert_int_equal(rule->action, MEMHP_ACTION_KERNEL);
	assert_int_equal(rule->ratio, 0);
	rule = only_rule(*state, "default auto-movable");
	assert_int_equal(rule->ratio, 301);
	assert_int_equal(rule->flags, 0);
	rule = only_rule(*state, "default auto-movable reserve=2T count-hotplugged ratio=10000 "
			 "numa-aware");
	assert_int_equal(rule->ratio, 10000);
	assert_int_equal(rule->flags, MEMHP_RULE_FLAGS);
	assert_int_equal(rule->reserve, 2ULL << 40);
}

static void each_size(void **state)
{
	static const struct { const char *text; uint64_t least, most; } rows[] = {
		{ "size>=64G", 64ULL << 30, UINT64_MAX }, { "size>64G", (64ULL << 30) + 1, UINT64_MAX },
		{ "size<=1M", 0, 1 << 20 }, { "size<1M", 0, (1 << 20) - 1 },
		{ "size=3K", 3072, 3072 }, { "size=7", 7, 7 }, { "size>=0", 0, UINT64_MAX },
		{ "size>=1T size<2T", 1ULL << 40, (2ULL << 40) - 1 },
		{ "size<2T size>=1T", 1ULL << 40, (2ULL << 40) - 1 },
		{ "size>=5 size<=5", 5, 5 }, { "size<=18446744073709551615", 0, UINT64_MAX },
		{ "size=18446744073709551615", UINT64_MAX, UINT64_MAX },
		{ "size=16777215T", 16777215ULL << 40, 16777215ULL << 40 },
	};
	const struct memhp_rule *rule;
	char text[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text), "rule %s kernel", rows[i].text);
		rule = only_rule(*state, text);
		assert_int_equal(rule->match, MEMHP_MATCH_SIZE);
		assert_int_equal(rule->size_min, rows[i].least);
		assert_int_equal(rule->size_max, rows[i].most);
	}
}

static void options_and_order(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(memhp_rules_parse(f->rules, "", NULL), 0);
	assert_int_equal(memhp_rules_parse(f->rules, "enforce=on\nrule node=1 kernel\n"
					   "auto-online=off\n# end", "x"), 0);
	assert_int_equal(memhp_rules_options(f->rules), MEMHP_POLICY_ENFORCE);
	assert_int_equal(memhp_rules_parse(f->rules, "default offline", NULL), 0);
	assert_int_equal(memhp_rules_count(f->rules), 2);
	assert_int_equal(memhp_rules_at(f->rules, 0)->node, 1);
	assert_int_equal(memhp_rules_at(f->rules, 1)->match, 0);
	assert_null(memhp_rules_at(f->rules, 2));
	assert_null(memhp_rules_state(f->rules));
	/* All or none: also of the options. */
	assert_int_equal(memhp_rules_parse(f->rules, "rule node=2 kernel", "y"), -EINVAL);
	assert_string_equal(memhp_error(f->ctx), "y:1:1: stands behind default, so it is never "
			    "reached: default is the last");
	assert_int_equal(memhp_rules_parse(f->rules, "auto-online=on", "y"), -EINVAL);
	assert_int_equal(memhp_rules_options(f->rules), MEMHP_POLICY_ENFORCE);
	assert_int_equal(memhp_rules_count(f->rules), 2);
}

/* ---- What is wrong ---- */

static const struct { const char *text, *where, *what; } bad[] = {
	{ "rul owner=dax movable", "1:1", "did you mean 'rule'" },
	{ "defualt kernel", "1:1", "did you mean 'default'" },
	{ "frobnicate", "1:1", "no word 'frobnicate'" },
	{ "  \t# x\n\n  bogus", "3:3", "no word 'bogus'" },
	{ "enforce", "1:1", "enforce is on or off" },
	{ "enforce=yes", "1:1", "try enforce=on" },
	{ "auto-online=onn", "1:1", "auto-online is on or off" },
	{ "enfroce=on", "1:1", "no word 'enfroce': did you mean 'enforce'" },
	{ "enforced=on", "1:1", "did you mean 'enforce'" },
	{ "=on", "1:1", "no word '=on'" },
	{ "enforce=on enforce=on", "1:12", "nothing more" },
	{ "enforce=on\nenforce=off", "2:1", "enforce is given twice" },
	{ "auto-online=on x", "1:16", "nothing more" },
	{ "rule", "1:1", "the action is missing" },
	{ "default", "1:1", "the action is missing" },
	{ "rule owner=dax", "1:1", "the action is missing" },
	{ "rule movable", "1:6", "needs something to match" },
	{ "rule auto-movable ratio=3", "1:6", "needs something to match" },
	{ "default node=1 kernel", "1:9", "default is for all blocks" },
	{ "rule node=1 kernel movable", "1:20", "one action" },
	{ "rule node=1 kernel kernel", "1:20", "one action" },
	{ "rule node=1 kernel owner=dax", "1:20", "stands before its action" },
	{ "rule node=1 node=2 kernel", "1:13", "given twice" },
	{ "rule node=1 node=1 kernel", "1:13", "given twice" },
	{ "rule hotpluggable hotpluggable kernel", "1:19", "given twice" },
	{ "rule group=static group=vm kernel", "1:19", "given twice" },
	{ "rule owner=dax owner=dax kernel", "1:16", "given twice" },
	{ "rule owner=daxx kernel", "1:6", "did you mean 'dax'" },
	{ "rule owner=DAX kernel", "1:6", "no owner 'DAX'" },
	{ "rule owner=unknown kernel", "1:6", "try boot, acpi" },
	{ "rule owner= kernel", "1:6", "needs a value" },
	{ "rule owner kernel", "1:6", "needs a value" },
	{ "rule owner>dax kernel", "1:6", "takes '=' only" },
	{ "rule owner==dax kernel", "1:6", "takes '=' only" },
	{ "rule onwer=dax kernel", "1:6", "did you mean 'owner'" },
	{ "rule node=x kernel", "1:6", "a node is a number" },
	{ "rule node=-1 kernel", "1:6", "a node is a number" },
	{ "rule node=1,2 kernel", "1:6", "a node is a number" },
	{ "rule node=2147483648 kernel", "1:6", "too large" },
	{ "rule node=99999999999999999999 kernel", "1:6", "too large" },
	{ "rule hotpluggable=yes kernel", "1:6", "takes no value" },
	{ "rule hotplugable kernel", "1:6", "did you mean 'hotpluggable'" },
	{ "rule size kernel", "1:6", "needs a value" },
	{ "rule size>= kernel", "1:6", "needs a value" },
	{ "rule size=>4G kernel", "1:6", "compare by" },
	{ "rule size==4G kernel", "1:6", "compare by" },
	{ "rule size>=4Q kernel", "1:6", "no size" },
	{ "rule size>=4g kernel", "1:6", "no size" },
	{ "rule size>=4GB kernel", "1:6", "no size" },
	{ "rule size>=1.5G kernel", "1:6", "no size" },
	{ "rule size>=16777216T kernel", "1:6", "past 2^64" },
	{ "rule size>=18446744073709551616 kernel", "1:6", "past 2^64" },
	{ "rule size>18446744073709551615 kernel", "1:6", "nothing is larger" },
	{ "rule size<0 kernel", "1:6", "no device has less than 0 bytes" },
	{ "rule size=0 kernel", "1:6", "no device has 0 bytes" },
	{ "rule size<1 kernel", "1:6", "no device has 0 bytes" },
	{ "rule size>=2G size>1G kernel", "1:15", "smallest size is given twice" },
	{ "rule size<2G size=1G kernel", "1:14", "largest size is given twice" },
	{ "rule size>=2G size<=1G kernel", "1:15", "as large and as small" },
	{ "rule size>=2G size<2G kernel", "1:15", "as large and as small" },
	{ "rule size>=4G owner=dax size<=1T size<2T kernel", "1:34", "largest size" },
	{ "rule group=1x kernel", "1:6", "no name of a group" },
	{ "rule group=a/b kernel", "1:6", "no name of a group" },
	{ "rule group=abcdefghijklmnopqrstuvwxyzabcdef kernel", "1:6", "at most 31" },
	{ "rule node=1 automovable", "1:13", "did you mean 'auto-movable'" },
	{ "rule node=1 movable ratio=3", "1:21", "behind auto-movable only" },
	{ "rule node=1 ratio=3 auto-movable", "1:13", "behind auto-movable only" },
	{ "rule node=1 kernel numa-aware", "1:20", "behind auto-movable only" },
	{ "default auto-movable ratio=0", "1:22", "1 to 10000" },
	{ "default auto-movable ratio=10001", "1:22", "1 to 10000" },
	{ "default auto-movable ratio=3e2", "1:22", "number of percent" },
	{ "default auto-movable ratio=301%", "1:22", "number of percent" },
	{ "default auto-movable ratio=99999999999999999999", "1:22", "1 to 10000" },
	{ "default auto-movable ratio=1 ratio=2", "1:30", "given twice" },
	{ "default auto-movable numa-aware numa-aware", "1:33", "given twice" },
	{ "default auto-movable reserve=x", "1:22", "no size" },
	{ "default auto-movable reserve=20000000T", "1:22", "past 2^64" },
	{ "default kernel\nrule node=1 kernel", "2:1", "behind default" },
	{ "default kernel\n\n  default kernel", "3:3", "the same as line 1" },
	{ "rule node=1 kernel\n# x\nrule node=1 movable", "3:1", "the same as line 1" },
	{ "rule size>4095 kernel\nrule node=1 kernel\nrule size>=4K movable", "3:1",
	  "the same as line 1" },
	{ "rule node=1 =3 kernel", "1:13", "no word ''" },
	{ "rule node=1 \x01 kernel", "1:13", "no word '?'" },
	{ "rule node=1\xc3\xa4 kernel", "1:6", "a node is a number" },
};

static void each_fault_and_its_place(void **state)
{
	struct fixture *f = *state;
	char expected[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(memhp_rules_parse(f->rules, bad[i].text, "f"), -EINVAL);
		snprintf(expected, sizeof(expected), "f:%s: ", bad[i].where);
		if (strncmp(memhp_error(f->ctx), expected, strlen(expected)) ||
		    !strstr(memhp_error(f->ctx), bad[i].what))
			fail_msg("\"%s\": \"%s\" is not \"%s\" with \"%s\"", bad[i].text,
				 memhp_error(f->ctx), expected, bad[i].what);
	}
	assert_int_equal(memhp_rules_count(f->rules), 0);
	assert_int_equal(memhp_rules_parse(f->rules, bad[0].text, NULL), -EINVAL);
	assert_memory_equal(memhp_error(f->ctx), "1:1: ", 5);
}

static void too_many_rules(void **state)
{
	struct fixture *f = *state;
	char text[64 * 40] = "";
	size_t i, used = 0;

	for (i = 0; i < MEMHP_MAX_RULES; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "rule node=%zu kernel\n", i);
	assert_int_equal(memhp_rules_parse(f->rules, text, "f"), 0);
	assert_int_equal(memhp_rules_parse(f->rules, "\n default kernel", "f"), -E2BIG);
	assert_string_equal(memhp_error(f->ctx), "f:2:2: a policy has at most 64 rules");
	assert_int_equal(memhp_rules_count(f->rules), MEMHP_MAX_RULES);
}

static void lines_of_any_length(void **state)
{
	const size_t length = 1 << 20;
	struct fixture *f = *state;
	char *text = malloc(length + 64);

	assert_non_null(text);
	memset(text, 'x', length);
	text[length] = '\0';
	assert_int_equal(memhp_rules_parse(f->rules, text, text), -EINVAL);
	assert_true(strlen(memhp_error(f->ctx)) < 400);
	memset(text, ' ', length);
	strcpy(text + length, "rule node=1 nothing");
	assert_int_equal(memhp_rules_parse(f->rules, text, "f"), -EINVAL);
	assert_memory_equal(memhp_error(f->ctx), "f:1:1048589: ", 13);
	memcpy(text, "rule node=", 10);
	memset(text + 10, '0', length - 10);
	strcpy(text + length, "1 kernel");
	assert_int_equal(memhp_rules_parse(f->rules, text, "f"), -EINVAL);
	assert_non_null(strstr(memhp_error(f->ctx), "f:1:6: "));
	free(text);
}

/* ---- Files ---- */

static int read_file(struct fixture *f, const void *text, size_t size)
{
	char path[] = "/tmp/memhp-rules-XXXXXX";
	int err, fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, size), size);
	close(fd);
	err = memhp_rules_read(f->rules, path);
	unlink(path);
	return err;
}

static void a_file(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(read_file(f, "default kernel", 14), 0);
	assert_int_equal(memhp_rules_count(f->rules), 1);
	assert_int_equal(read_file(f, "# a\nab\0c\n", 9), -EINVAL);
	assert_non_null(strstr(memhp_error(f->ctx), ":2:3: a NUL byte"));
	assert_int_equal(memhp_rules_read(f->rules, "/tmp"), -EISDIR);
	assert_int_equal(memhp_rules_read(f->rules, "/no/such/file"), -ENOENT);
	assert_int_equal(memhp_rules_read(f->rules, "/dev/zero"), -EFBIG);
	assert_int_equal(memhp_rules_count(f->rules), 1);
}

/* ---- And back ---- */

static uint32_t seed = 20261121;

static uint32_t next(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static uint64_t some_size(void)
{
	uint64_t size = (uint64_t)(1 + next(5000)) << (10 * next(5));

	return size + next(3) - 1 + (size == 1);
}

static void add_some_match(struct memhp_rule *rule, uint32_t bit)
{
	uint64_t a = some_size(), b = some_size();

	rule->match |= bit;
	switch (bit) {
	case MEMHP_MATCH_OWNER:
		rule->owner = 1 + next(MEMHP_OWNER_MAX);
		break;
	case MEMHP_MATCH_NODE:
		rule->node = (int32_t)next(1 << 20);
		break;
	case MEMHP_MATCH_SIZE:
		rule->size_min = next(3) ? (a < b ? a : b) : 0;
		rule->size_max = next(3) ? (a < b ? b : a) : UINT64_MAX;
		break;
	case MEMHP_MATCH_GROUP_TYPE:
		rule->group_type = next(MEMHP_GROUP_MAX + 1);
		break;
	case MEMHP_MATCH_GROUP_NAME:
		snprintf(rule->group, sizeof(rule->group), "g%u-._@%u", next(1000), next(9));
		rule->match &= ~MEMHP_MATCH_GROUP_TYPE;
		rule->group_type = 0;
		break;
	}
}

static struct memhp_rule some_rule(void)
{
	struct memhp_rule rule = { 0 };
	uint32_t bit;

	for (bit = 1; bit & MEMHP_MATCH_FLAGS; bit <<= 1)
		if (next(2))
			add_some_match(&rule, bit);
	rule.action = 1 + next(MEMHP_ACTION_MAX);
	if (rule.action == MEMHP_ACTION_AUTO_MOVABLE) {
		rule.ratio = 1 + next(MEMHP_RATIO_MAX);
		rule.flags = next(4);
		rule.reserve = next(2) ? some_size() : 0;
	}
	return rule;
}

static void text_and_back(void **state)
{
	char text[MEMHP_RULE_TEXT];
	struct memhp_rule rule;
	uint32_t ignored;
	int i;

	for (i = 0; i < 20000; i++) {
		rule = some_rule();
		assert_int_equal(memhp_rules_check(&rule, 1, &ignored), 0);
		memhp_rule_text(&rule, text, sizeof(text));
		assert_memory_equal(only_rule(*state, text), &rule, sizeof(rule));
	}
}

static void text_that_reads_well(void **state)
{
	static const char *const lines[] = {
		"rule owner=virtio_mem auto-movable ratio=301",
		"rule size>=64G group=dynamic auto-movable ratio=400 numa-aware",
		"rule size>1G size<2G kernel", "rule size<=64G kernel", "rule size<1T kernel",
		"rule size=3G kernel", "default auto-movable ratio=1 count-hotplugged reserve=4G",
	};
	char text[MEMHP_RULE_TEXT];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		assert_string_equal(memhp_rule_text(only_rule(*state, lines[i]), text,
						    sizeof(text)), lines[i]);
}

static void text_has_room(void **state)
{
	struct memhp_rule rule = {
		.match = MEMHP_MATCH_FLAGS, .owner = MEMHP_OWNER_VIRTIO_MEM, .node = INT32_MIN,
		.group_type = MEMHP_GROUP_DYNAMIC, .size_min = UINT64_MAX - 3,
		.size_max = UINT64_MAX - 2, .action = MEMHP_ACTION_AUTO_MOVABLE,
		.flags = UINT32_MAX, .ratio = UINT32_MAX, .reserve = UINT64_MAX,
	};
	char text[MEMHP_RULE_TEXT], little[8];

	(void)state;
	memset(rule.group, 'g', sizeof(rule.group));
	assert_true(strlen(memhp_rule_text(&rule, text, sizeof(text))) < sizeof(text) - 1);
	assert_non_null(strstr(text, "reserve=18446744073709551615"));
	assert_string_equal(memhp_rule_text(&rule, little, sizeof(little)), "rule ow");
	rule.action = 99;
	memhp_rule_text(&rule, text, sizeof(text));
	assert_non_null(strstr(text, " unknown"));
}

/* Whatever comes: an error with a place, or rules that are fit. */
static void noise(void **state)
{
	static const char *const words[] = {
		"rule", "default", "owner=dax", "node=1", "size>=4G", "size<9G", "group=a", "movable",
		"auto-movable", "ratio=5", "numa-aware", "\n", "\n", "#", "=", "\r", "\t", "enforce=on",
		"offline", "size", "\x7f", "reserve=1G", "hotpluggable", "group=none", "kernel",
	};
	struct fixture *f = *state;
	char text[512];
	uint32_t ignored;
	size_t used;
	int i;

	for (i = 0; i < 30000; i++) {
		memhp_rules_free(f->rules);
		assert_int_equal(memhp_rules_new(f->ctx, &f->rules), 0);
		for (used = 0; used < 200 && next(20); )
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
						 words[next(ARRAY_SIZE(words))],
						 next(8) ? " " : "");
		text[used] = '\0';
		if (used && !next(4))
			text[next((uint32_t)used)] = (char)(1 + next(255));
		if (!memhp_rules_parse(f->rules, text, NULL))
			assert_int_equal(memhp_rules_check(memhp_rules_at(f->rules, 0),
				(uint32_t)memhp_rules_count(f->rules), &ignored), 0);
		else
			assert_in_range(memhp_error(f->ctx)[0], '1', '9');
	}
}

static void sizes(void **state)
{
	static const struct { const char *text; int err; uint64_t bytes; } rows[] = {
		{ "0", 0, 0 }, { "1", 0, 1 }, { "1K", 0, 1024 }, { "16777215T", 0, 16777215ULL << 40 },
		{ "18446744073709551615", 0, UINT64_MAX }, { "16777216T", -ERANGE, 0 },
		{ "18446744073709551616", -ERANGE, 0 }, { "", -EINVAL, 0 }, { "G", -EINVAL, 0 },
		{ "1GG", -EINVAL, 0 }, { " 1", -EINVAL, 0 }, { "+1", -EINVAL, 0 }, { "1P", -EINVAL, 0 },
	};
	uint64_t bytes;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(memhp_size_parse(rows[i].text, &bytes), rows[i].err);
		if (!rows[i].err)
			assert_int_equal(bytes, rows[i].bytes);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_word), TEST(each_size), TEST(options_and_order),
		TEST(each_fault_and_its_place), TEST(too_many_rules), TEST(lines_of_any_length),
		TEST(a_file), TEST(text_and_back), TEST(text_that_reads_well), TEST(text_has_room),
		TEST(noise), TEST(sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
