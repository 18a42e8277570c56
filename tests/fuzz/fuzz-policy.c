// SPDX-License-Identifier: GPL-2.0
/*
 * A policy. What is taken is written as text, which reads as the same rules and
 * options; what is not has its place named, and nothing of it stays.
 */
#include "fuzz.h"

static const char name[] = "name";

/* "name:LINE:COLUMN: ", both of which are in the text. */
static void check_place(const char *error, const char *text)
{
	size_t line, column, i;
	int end = 0;

	must(sscanf(error, "name:%zu:%zu: %n", &line, &column, &end) == 2 && end);
	must(error[end]);
	must(line && column);
	for (i = 1; i < line; i++) {
		text = strchr(text, '\n');
		must(text);
		text++;
	}
	must(column <= strcspn(text, "\n") + 1);
}

static int parse(struct memhp *ctx, struct memhp_rules *rules, const char *text)
{
	int err = memhp_rules_parse(rules, text, name);

	must(!err || err == -EINVAL || err == -E2BIG);
	if (err)
		check_place(memhp_error(ctx), text);
	return fuzz_good(ctx, err);
}

static char *write_all(const struct memhp_rules *rules)
{
	uint32_t options = memhp_rules_options(rules);
	char rule[MEMHP_RULE_TEXT], *text;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	must(out);
	fprintf(out, "enforce=%s\n", options & MEMHP_POLICY_ENFORCE ? "on" : "off");
	fprintf(out, "auto-online=%s\n", options & MEMHP_POLICY_AUTO_ONLINE ? "on" : "off");
	for (i = 0; i < memhp_rules_count(rules); i++) {
		must(memhp_rules_text(rules, i, rule, sizeof(rule)) == rule);
		must(strlen(rule) < sizeof(rule) - 1);	/* nothing was cut off */
		fprintf(out, "%s\n", rule);
	}
	must(!fclose(out));
	return text;
}

static void check_same(const struct memhp_rules *a, const struct memhp_rules *b)
{
	size_t i;

	must(memhp_rules_options(a) == memhp_rules_options(b));
	must(memhp_rules_count(a) == memhp_rules_count(b));
	for (i = 0; i < memhp_rules_count(a); i++)
		must(!memcmp(memhp_rules_at(a, i), memhp_rules_at(b, i),
			     sizeof(struct memhp_rule)));
}

static void check_written(struct memhp *ctx, const struct memhp_rules *rules)
{
	struct memhp_rules *again;
	char *text = write_all(rules);

	must(!memhp_rules_new(ctx, &again));
	must(parse(ctx, again, text));
	check_same(rules, again);
	memhp_rules_free(again);
	free(text);
}

static int add_up(const struct memhp_simulated *simulated, void *data)
{
	uint64_t *bytes = data;

	must(simulated->choice <= MEMHP_CHOICE_MAX);
	*bytes += simulated->size;
	return 0;
}

/* All that is plugged goes somewhere, whatever the rules say. */
static void check_run(struct memhp *ctx, const struct memhp_rules *rules)
{
	struct memhp_simulation *simulation;
	uint64_t bytes = 0;

	must(!memhp_simulation_new(ctx, &simulation));
	must(!memhp_simulation_add_node(simulation, "0 early=4G cma=256M"));
	must(!memhp_simulation_add_node(simulation, "1 movable=1G"));
	must(!memhp_simulation_add_plug(simulation, "size=2G node=0 owner=dax hotpluggable"));
	must(!memhp_simulation_add_plug(simulation, "size=1G node=1 owner=virtio_mem "
					"group=dynamic:256M"));
	must(!memhp_simulation_add_plug(simulation, "size=1G node=2 group=static"));
	must(!memhp_simulation_run(simulation, rules, add_up, &bytes));
	must(bytes == 4ULL << 30);
	memhp_simulation_free(simulation);
}

/* The same lines once more may be too much, and then change nothing. */
static void check_twice(struct memhp *ctx, struct memhp_rules *rules, const char *text)
{
	size_t count = memhp_rules_count(rules);
	uint32_t options = memhp_rules_options(rules);

	if (parse(ctx, rules, text))
		return;
	must(memhp_rules_count(rules) == count);
	must(memhp_rules_options(rules) == options);
}

/* A NUL ends a string, but not a file. */
static void check_file(struct memhp *ctx, const uint8_t *data, size_t size)
{
	struct memhp_rules *rules;

	must(!memhp_rules_new(ctx, &rules));
	must(!fuzz_good(ctx, memhp_rules_read(rules, fuzz_file(data, size))));
	must(!memhp_rules_count(rules));
	memhp_rules_free(rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memhp *ctx = fuzz_context();
	struct memhp_rules *rules;
	char *text = fuzz_string(data, size);

	if (strlen(text) < size)
		check_file(ctx, data, size);
	must(!memhp_rules_new(ctx, &rules));
	if (parse(ctx, rules, text)) {
		check_written(ctx, rules);
		check_run(ctx, rules);
		check_twice(ctx, rules, text);
	} else {
		must(!memhp_rules_count(rules) && !memhp_rules_options(rules));
	}
	memhp_rules_free(rules);
	free(text);
	return 0;
}
