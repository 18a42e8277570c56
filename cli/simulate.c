// SPDX-License-Identifier: GPL-2.0
/* memhpctl policy simulate: what a policy would do to a machine. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "decision.h"
#include "exits.h"
#include "format.h"
#include "machine.h"
#include "output.h"
#include "stream.h"

/* An option that may be given many times. */
struct values {
	const char **at;
	size_t count;
};

struct simulate_opts {
	struct values nodes;
	struct values plugs;
	struct values rules;
	const char *block_size;
	const char *file;
	const char *policy;
	bool bytes;
};

static const struct option options[] = {
	{ 'N', 0, "node", "NODE", "a node and its memory: 0=early:64G,cma:1G" },
	{ 'H', 0, "hotplug", "HOTPLUG", "what is plugged: node=1,size=4T,owner=dax" },
	{ 's', 0, "block-size", "SIZE", "of a memory block: 128M if not given" },
	{ 'f', 0, "file", "FILE", "read the machine from a file" },
	{ 'p', 0, "policy", "FILE", "the policy of a file, not the one in force" },
	{ 'r', 0, "rule", "RULE", "a policy of this rule, or these, in order" },
	{ 'b', 'b', "bytes", NULL, "sizes in bytes" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[options] [--node=NODE...] --hotplug=HOTPLUG...",
	.options = options,
	.json = "\"units\": [],\n   \"nodes\": [],\n   \"machine\": null",
	.examples =
"  memhpctl policy simulate --node 0=early:64G --hotplug size=1T\n"
"                             1 TiB more, by the policy in force\n"
"  memhpctl policy simulate --rule 'default auto-movable ratio=301' \\\n"
"    --node 0=early:64G --hotplug size=1T,owner=virtio_mem,group=dynamic:2G\n"
"                             the same as a virtio-mem device of 2 GiB units\n"
"  memhpctl policy simulate --policy new.conf --file machine.txt -J | jq .nodes\n"
"                             what would be where, machine and policy from files\n",
	.text =
"  Takes memory online, block after block, as the rules say, in a machine that\n"
"  is only described. Works without the module if the rules are given.\n\n"
"  NODE     its number, then what it has before: early (in kernel zones since\n"
"           boot), cma (a part of early), plugged (hot-plugged, in kernel zones)\n"
"           and movable. A node that is not described has nothing.\n"
"  HOTPLUG  size; if need be node (else 0), owner (acpi, dax, virtio_mem,\n"
"           hv_balloon or probe), hotpluggable, and the group that it is by\n"
"           itself: static, dynamic:UNIT or none. They come in the order given.\n"
"  FILE     the same, a line each: \"node 0 early=64G cma=1G\", \"hotplug size=4T\n"
"           owner=dax\", \"block-size 256M\"; a comment begins with #.\n\n"
"  What goes one way is a unit: a unit of a dynamic group, all of a static one,\n"
"  else a block. Units are counted from 0, rules and hot-plugs from 1; units\n"
"  that follow one another and are alike share a line. WHY is that of the first\n"
"  block of a unit:\n"
"    fits        within the ratio\n"
"    ratio       past the ratio of the machine; node-ratio: of the node\n"
"    rule        the rule names the zone, or leaves the memory offline\n"
"    no-rule     none matches: the kernel's own choice\n"
"  What is left to the kernel is taken for kernel memory, as it is where nothing\n"
"  movable is beside it. Rules that ask for the name of a group match nothing.\n"
"  KERNEL and MOVABLE are what is in such zones in the end; RATIO is what is\n"
"  movable in percent of the rest, with CMA as movable memory.\n\n"
"  JSON has one object for each range of units that are alike, as there may be\n"
"  millions of them: {\"units\": [{\"hotplug\", \"node\", \"first\", \"count\", \"unit\",\n"
"  \"offset\", \"size\", \"zone\", \"choice\", \"rule\", \"why\"}], \"nodes\": [{\"node\",\n"
"  \"early\", \"cma\", \"plugged\", \"kernel\", \"movable\", \"offline\", \"ratio\"}],\n"
"  \"machine\": as a node}. What is left offline has the choice \"offline\" and the\n"
"  zone null.\n",
};

/* ---- Cells of units ---- */

static const char *cell_hotplug(const void *row, const struct style *style, char *text)
{
	(void)style;
	return stream_number(text, ((const struct memhp_simulated *)row)->hotplug + 1);
}

static const char *cell_node(const void *row, const struct style *style, char *text)
{
	(void)style;
	return stream_number(text, ((const struct memhp_simulated *)row)->node);
}

static uint64_t first_of(const struct memhp_simulated *row)
{
	return row->offset / row->unit;
}

/* The last unit of a hot-plug may be cut short. */
static uint64_t count_of(const struct memhp_simulated *row)
{
	return (row->size - 1) / row->unit + 1;
}

static const char *cell_first(const void *row, const struct style *style, char *text)
{
	(void)style;
	return stream_number(text, first_of(row));
}

static const char *cell_count(const void *row, const struct style *style, char *text)
{
	(void)style;
	return stream_number(text, count_of(row));
}

/* "7" or "0-2047" */
static const char *cell_units(const void *row, const struct style *style, char *text)
{
	uint64_t first = first_of(row), count = count_of(row);
	char number[STREAM_NUMBER], *at;

	(void)style;
	if (count == 1)
		return stream_number(text, first);
	at = stpcpy(text, stream_number(number, first));
	*at++ = '-';
	stpcpy(at, stream_number(number, first + count - 1));
	return text;
}

static const char *size_cell(uint64_t size, const struct style *style, char *text)
{
	if (style->json || style->bytes)
		return stream_number(text, size);
	return format_size(text, size, false);
}

static const char *cell_unit(const void *row, const struct style *style, char *text)
{
	return size_cell(((const struct memhp_simulated *)row)->unit, style, text);
}

static const char *cell_offset(const void *row, const struct style *style, char *text)
{
	return size_cell(((const struct memhp_simulated *)row)->offset, style, text);
}

static const char *cell_size(const void *row, const struct style *style, char *text)
{
	return size_cell(((const struct memhp_simulated *)row)->size, style, text);
}

static const char *cell_zone(const void *row, const struct style *style, char *text)
{
	(void)text;
	switch (((const struct memhp_simulated *)row)->choice) {
	case MEMHP_CHOICE_NONE:
		return style->json ? NULL : "offline";
	case MEMHP_CHOICE_MOVABLE:
		return "movable";
	default:
		return "kernel";
	}
}

static const char *cell_choice(const void *row, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return decision_word(((const struct memhp_simulated *)row)->choice);
}

static const char *cell_rule(const void *row, const struct style *style, char *text)
{
	int32_t rule = ((const struct memhp_simulated *)row)->rule;

	(void)style;
	return rule < 0 ? NULL : stream_number(text, rule + 1);
}

static const char *cell_why(const void *row, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return memhp_why_name(((const struct memhp_simulated *)row)->why);
}

static const struct column column_hotplug = { "HOTPLUG", "", COLUMN_RIGHT, 0, cell_hotplug, NULL };
static const struct column column_node = { "NODE", "", COLUMN_RIGHT, 0, cell_node, NULL };
static const struct column column_units = { "UNITS", "", COLUMN_RIGHT, 0, cell_units, NULL };
static const struct column column_first = { "FIRST", "", 0, 0, cell_first, NULL };
static const struct column column_count = { "COUNT", "", 0, 0, cell_count, NULL };
static const struct column column_unit = { "UNIT", "", COLUMN_RIGHT, 0, cell_unit, NULL };
static const struct column column_offset = { "OFFSET", "", 0, 0, cell_offset, NULL };
static const struct column column_size = { "SIZE", "", COLUMN_RIGHT, 0, cell_size, NULL };
static const struct column column_zone = { "ZONE", "", COLUMN_TEXT, 0, cell_zone, NULL };
static const struct column column_choice = { "CHOICE", "", COLUMN_TEXT, 0, cell_choice, NULL };
static const struct column column_rule = { "RULE", "", COLUMN_RIGHT, 0, cell_rule, NULL };
static const struct column column_why = { "WHY", "", COLUMN_TEXT, 0, cell_why, NULL };

static const struct columns unit_table = { 8, {
	&column_hotplug, &column_node, &column_units, &column_unit, &column_size, &column_zone,
	&column_rule, &column_why,
} };

static const struct columns unit_json = { 11, {
	&column_hotplug, &column_node, &column_first, &column_count, &column_unit, &column_offset,
	&column_size, &column_zone, &column_choice, &column_rule, &column_why,
} };

/* ---- Cells of nodes ---- */

#define MACHINE (-1)	/* the node of the sum of all */

static const char *cell_number(const void *row, const struct style *style, char *text)
{
	int32_t node = ((const struct memhp_simulated_node *)row)->node;

	if (node != MACHINE)
		return stream_number(text, node);
	return style->json ? NULL : "all";
}

static const char *cell_early(const void *row, const struct style *style, char *text)
{
	return size_cell(((const struct memhp_simulated_node *)row)->early, style, text);
}

static const char *cell_cma(const void *row, const struct style *style, char *text)
{
	return size_cell(((const struct memhp_simulated_node *)row)->cma, style, text);
}

static const char *cell_plugged(const void *row, const struct style *style, char *text)
{
	return size_cell(((const struct memhp_simulated_node *)row)->plugged, style, text);
}

static const char *cell_kernel(const void *data, const struct style *style, char *text)
{
	const struct memhp_simulated_node *row = data;

	return size_cell(row->early + row->plugged, style, text);
}

static const char *cell_movable(const void *row, const struct style *style, char *text)
{
	return size_cell(((const struct memhp_simulated_node *)row)->movable, style, text);
}

static const char *cell_offline(const void *row, const struct style *style, char *text)
{
	return size_cell(((const struct memhp_simulated_node *)row)->offline, style, text);
}

/* In percent; all are multiples of a page, so the product fits. */
static const char *cell_ratio(const void *data, const struct style *style, char *text)
{
	const struct memhp_simulated_node *row = data;
	uint64_t kernel = (row->early - row->cma + row->plugged) >> 12;
	uint64_t movable = (row->movable + row->cma) >> 12;

	(void)style;
	return kernel ? stream_number(text, movable * 100 / kernel) : NULL;
}

static const struct column column_number = { "NODE", "", COLUMN_RIGHT, 0, cell_number, NULL };
static const struct column column_early = { "EARLY", "", COLUMN_RIGHT, 0, cell_early, NULL };
static const struct column column_cma = { "CMA", "", COLUMN_RIGHT, 0, cell_cma, NULL };
static const struct column column_plugged = { "PLUGGED", "", COLUMN_RIGHT, 0, cell_plugged, NULL };
static const struct column column_kernel = { "KERNEL", "", COLUMN_RIGHT, 0, cell_kernel, NULL };
static const struct column column_movable = { "MOVABLE", "", COLUMN_RIGHT, 0, cell_movable, NULL };
static const struct column column_offline = { "OFFLINE", "", COLUMN_RIGHT, 0, cell_offline, NULL };
static const struct column column_ratio = { "RATIO", "", COLUMN_RIGHT, 0, cell_ratio, NULL };

static const struct columns node_columns = { 8, {
	&column_number, &column_early, &column_cma, &column_plugged, &column_kernel,
	&column_movable, &column_offline, &column_ratio,
} };

/* ---- Options ---- */

static int add_value(struct values *values, const char *value)
{
	const char **at = reallocarray(values->at, values->count + 1, sizeof(*at));

	if (!at) {
		complain("out of memory");
		return EXIT_NOTHING;
	}
	at[values->count++] = value;
	values->at = at;
	return ARGS_OK;
}

static int take(void *data, int id, const char *value)
{
	struct simulate_opts *opts = data;

	switch (id) {
	case 'N':
		return add_value(&opts->nodes, value);
	case 'H':
		return add_value(&opts->plugs, value);
	case 'r':
		return add_value(&opts->rules, value);
	case 's':
		opts->block_size = value;
		break;
	case 'f':
		opts->file = value;
		break;
	case 'p':
		opts->policy = value;
		break;
	case 'b':
		opts->bytes = true;
		break;
	}
	return ARGS_OK;
}

static void free_opts(struct simulate_opts *opts)
{
	free(opts->nodes.at);
	free(opts->plugs.at);
	free(opts->rules.at);
}

/* ---- What to simulate ---- */

static int bad_file(const struct machine *machine, int err)
{
	complain("%s", memhp_error(machine->ctx));
	return exit_for_content(err, true);
}

static int bad_value(const struct machine *machine, const char *name, const char *value, int err)
{
	complain("--%s=%s: %s", name, value, memhp_error(machine->ctx));
	return exit_for_content(err, false);
}

static int describe_all(const struct machine *machine, struct memhp_simulation *simulation,
			const char *name, const struct values *values,
			int (*describe)(struct memhp_simulation *simulation, const char *words))
{
	size_t i;
	int err;

	for (i = 0; i < values->count; i++) {
		err = describe(simulation, values->at[i]);
		if (err)
			return bad_value(machine, name, values->at[i], err);
	}
	return 0;
}

/* How large blocks are comes first, whichever comes first on the line. */
static int describe(const struct machine *machine, struct memhp_simulation *simulation,
		    const struct simulate_opts *opts)
{
	struct values block_size = { .at = (const char **)&opts->block_size,
				     .count = opts->block_size ? 1 : 0 };
	int err, code;

	code = describe_all(machine, simulation, "block-size", &block_size,
			    memhp_simulation_set_block_size);
	if (code)
		return code;
	err = opts->file ? memhp_simulation_read(simulation, opts->file) : 0;
	if (err)
		return bad_file(machine, err);
	code = describe_all(machine, simulation, "node", &opts->nodes,
			    memhp_simulation_add_node);
	if (code)
		return code;
	code = describe_all(machine, simulation, "hotplug", &opts->plugs,
			    memhp_simulation_add_plug);
	if (code)
		return code;
	if (!memhp_simulation_plugs(simulation))
		return bad_usage("nothing is plugged; try: memhpctl policy simulate --node 0=early:64G --hotplug size=1T");
	return 0;
}

static int parse_rules(const struct machine *machine, const struct simulate_opts *opts,
		       struct memhp_rules *rules)
{
	size_t i;
	int err;

	if (opts->policy) {
		err = memhp_rules_read(rules, opts->policy);
		return err ? bad_file(machine, err) : 0;
	}
	for (i = 0; i < opts->rules.count; i++) {
		err = memhp_rules_parse(rules, opts->rules.at[i], NULL);
		if (err)
			return bad_value(machine, "rule", opts->rules.at[i], err);
	}
	return 0;
}

/* Those in force, unless options have some. */
static int choose_rules(const struct machine *machine, const struct simulate_opts *opts,
			const struct common *common, struct memhp_rules **rules)
{
	bool given = opts->policy || opts->rules.count;
	int err;

	err = given ? memhp_rules_new(machine->ctx, rules) : memhp_rules_get(machine->ctx, rules);
	if (err) {
		complain("%s%s", memhp_error(machine->ctx),
			 given ? "" : "; without it, try: --rule 'default auto-movable'");
		return exit_for(err);
	}
	if (given)
		return parse_rules(machine, opts, *rules);
	if (!memhp_rules_count(*rules) && !common->quiet)
		complain("note: no rules are in force, all is left to the kernel; try: --rule 'default auto-movable'");
	return 0;
}

/* ---- Printing ---- */

static int measure_units(const struct memhp_simulated *simulated, void *data)
{
	stream_measure(data, simulated);
	return 0;
}

static int print_units(const struct memhp_simulated *simulated, void *data)
{
	stream_row(data, simulated);
	return 0;
}

/* The first has what is above it in front. */
static int print_objects(const struct memhp_simulated *simulated, void *data)
{
	struct stream *units = data;

	if (!units->begun)
		fputs("{\n   \"units\": [", stdout);
	return print_units(simulated, data);
}

static struct memhp_simulated_node sum_up(const struct memhp_simulation *simulation)
{
	struct memhp_simulated_node sum = { .node = MACHINE };
	size_t i;

	for (i = 0; i < memhp_simulation_nodes(simulation); i++) {
		const struct memhp_simulated_node *node = memhp_simulation_node(simulation, i);

		sum.early += node->early;
		sum.cma += node->cma;
		sum.plugged += node->plugged;
		sum.movable += node->movable;
		sum.offline += node->offline;
	}
	return sum;
}

static int print_nodes(const struct memhp_simulation *simulation, const struct style *style)
{
	size_t i, count = memhp_simulation_nodes(simulation);
	struct memhp_simulated_node *rows = calloc(count + 1, sizeof(*rows));
	struct output output = { .rows = rows, .count = count + 1, .size = sizeof(*rows),
				 .style = *style, .headings = true };
	int err;

	if (!rows) {
		complain("out of memory");
		return EXIT_NOTHING;
	}
	for (i = 0; i < count; i++)
		rows[i] = *memhp_simulation_node(simulation, i);
	rows[count] = sum_up(simulation);
	putchar('\n');
	err = output_rows(&output, &node_columns);
	free(rows);
	return err ? EXIT_NOTHING : EXIT_DONE;
}

/* 0, or a negative errno before anything is printed. */
static int run_json(struct memhp_simulation *simulation, const struct memhp_rules *rules)
{
	struct stream units = { .columns = &unit_json, .style.json = true };
	struct stream nodes = { .columns = &node_columns, .style.json = true };
	struct stream machine = nodes;
	struct memhp_simulated_node sum;
	int err = memhp_simulation_run(simulation, rules, print_objects, &units);
	size_t i;

	if (err)
		return err;
	fputs("\n   ],\n   \"nodes\": [", stdout);
	for (i = 0; i < memhp_simulation_nodes(simulation); i++)
		stream_row(&nodes, memhp_simulation_node(simulation, i));
	fputs("\n   ],\n   \"machine\":", stdout);
	sum = sum_up(simulation);
	stream_row(&machine, &sum);
	puts("\n}");
	return 0;
}

static int run(const struct machine *machine, struct memhp_simulation *simulation,
	       const struct memhp_rules *rules, const struct simulate_opts *opts,
	       const struct args *args)
{
	struct stream units = { .columns = &unit_table, .style.bytes = opts->bytes };
	int err;

	/* Twice is cheaper than to keep what may be millions of rows. */
	if (args->common.json)
		err = run_json(simulation, rules);
	else
		err = memhp_simulation_run(simulation, rules, measure_units, &units);
	if (err) {
		complain("%s", memhp_error(machine->ctx));
		return args_nothing(args, exit_for_content(err, opts->file));
	}
	if (args->common.json)
		return EXIT_DONE;
	memhp_simulation_run(simulation, rules, print_units, &units);
	return print_nodes(simulation, &units.style);
}

static int simulate(const struct machine *machine, const struct args *args,
		    const struct simulate_opts *opts)
{
	struct memhp_simulation *simulation = NULL;
	struct memhp_rules *rules = NULL;
	int code = EXIT_DONE;

	if (memhp_simulation_new(machine->ctx, &simulation)) {
		complain("%s", memhp_error(machine->ctx));
		return args_nothing(args, EXIT_NOTHING);
	}
	code = describe(machine, simulation, opts);
	if (!code)
		code = choose_rules(machine, opts, &args->common, &rules);
	if (code)
		code = args_nothing(args, code);
	else
		code = run(machine, simulation, rules, opts, args);
	memhp_rules_free(rules);
	memhp_simulation_free(simulation);
	return code;
}

/* ARGS_OK, or an exit code. */
static int check(const struct args *args, const struct simulate_opts *opts)
{
	if (args->nr_words)
		return bad_usage("policy simulate takes no words, and '%s' is one; try: --rule '%s'",
				 args->words[0], args->words[0]);
	if (opts->policy && opts->rules.count)
		return bad_usage("--policy and --rule do not go together");
	return ARGS_OK;
}

int cmd_policy_simulate(struct args *args)
{
	struct simulate_opts opts = { 0 };
	struct machine machine;
	int code = args_parse(args, &usage, take, &opts);

	if (code == ARGS_OK) {
		code = check(args, &opts);
		if (code == ARGS_OK)
			code = machine_open(&machine, &args->common);
		if (code) {
			code = args_nothing(args, code);
		} else {
			code = simulate(&machine, args, &opts);
			machine_close(&machine);
		}
	}
	free_opts(&opts);
	return code;
}
