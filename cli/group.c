// SPDX-License-Identifier: GPL-2.0
/* memhpctl group: blocks that come and go together. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "commands.h"
#include "exits.h"
#include "format.h"
#include "machine.h"
#include "output.h"
#include "values.h"

/* ---- A group as a row ---- */

static const struct memhp_group_info *info_of(const void *row)
{
	return *(const struct memhp_group_info *const *)row;
}

static const char *cell_name(const void *row, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return info_of(row)->name;
}

static const char *cell_type(const void *row, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return memhp_group_type_name(info_of(row)->type);
}

static const char *cell_made(const void *row, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return info_of(row)->by_hand ? "by-hand" : "device";
}

static const char *cell_owner(const void *row, const struct style *style, char *text)
{
	uint32_t owner = info_of(row)->owner;

	(void)text;
	return owner || style->json ? memhp_owner_name(owner) : NULL;
}

static const char *cell_node(const void *row, const struct style *style, char *text)
{
	(void)style;
	if (info_of(row)->node < 0)
		return NULL;
	snprintf(text, CELL_LENGTH, "%d", info_of(row)->node);
	return text;
}

static const char *cell_blocks(const void *row, const struct style *style, char *text)
{
	(void)style;
	snprintf(text, CELL_LENGTH, "%" PRIu64, (uint64_t)info_of(row)->blocks);
	return text;
}

/* 0 is "not known" or "has none" where @always is not set. */
static const char *size_or_none(uint64_t size, const struct style *style, char *text,
				bool always)
{
	if (!size && !always)
		return NULL;
	return format_size(text, size, style->json || style->bytes);
}

static const char *cell_kernel(const void *row, const struct style *style, char *text)
{
	return size_or_none(info_of(row)->kernel, style, text, true);
}

static const char *cell_movable(const void *row, const struct style *style, char *text)
{
	return size_or_none(info_of(row)->movable, style, text, true);
}

static const char *cell_unit(const void *row, const struct style *style, char *text)
{
	return size_or_none(info_of(row)->unit, style, text, false);
}

static const char *cell_max(const void *row, const struct style *style, char *text)
{
	return size_or_none(info_of(row)->max, style, text, false);
}

static const struct column group_columns[] = {
	{ "NAME", "", COLUMN_TEXT, 0, cell_name, NULL },
	{ "TYPE", "", COLUMN_TEXT, 0, cell_type, NULL },
	{ "MADE", "", COLUMN_TEXT, 0, cell_made, NULL },
	{ "OWNER", "", COLUMN_TEXT, 0, cell_owner, NULL },
	{ "NODE", "", COLUMN_RIGHT, 0, cell_node, NULL },
	{ "BLOCKS", "", COLUMN_RIGHT, 0, cell_blocks, NULL },
	{ "KERNEL", "", COLUMN_RIGHT, 0, cell_kernel, NULL },
	{ "MOVABLE", "", COLUMN_RIGHT, 0, cell_movable, NULL },
	{ "UNIT", "", COLUMN_RIGHT, 0, cell_unit, NULL },
	{ "MAX", "", COLUMN_RIGHT, 0, cell_max, NULL },
};

#define GROUP_COLUMNS (sizeof(group_columns) / sizeof(group_columns[0]))

static void all_columns(struct columns *columns)
{
	for (columns->count = 0; columns->count < GROUP_COLUMNS; columns->count++)
		columns->at[columns->count] = &group_columns[columns->count];
}

/* ---- list and show ---- */

struct read_opts {
	bool bytes;
};

static const struct option read_options[] = {
	{ 'b', 'b', "bytes", NULL, "sizes in bytes" },
	{ 0 }
};

#define GROUPS_HELP \
"  A static group is one device, all of which goes one way; a dynamic group grows\n" \
"  and shrinks by units. The module makes one for each device it finds (a DIMM,\n" \
"  a dax device, a virtio-mem device); others are made by hand.\n"

static const struct usage list_usage = {
	.synopsis = "[options]",
	.options = read_options,
	.json = "\"groups\": []",
	.examples =
"  memhpctl group list                  all groups\n"
"  memhpctl group list -J | jq '.groups[] | select(.kernel == 0) | .name'\n",
	.text = GROUPS_HELP
"  KERNEL and MOVABLE are how much of it is online where.\n",
};

static const struct usage show_usage = {
	.synopsis = "[options] NAME...",
	.options = read_options,
	.json = "\"groups\": []",
	.examples =
"  memhpctl group show dimm0            one group, and its blocks\n"
"  memhpctl list -J group:dimm0         its blocks, one by one\n",
	.text = GROUPS_HELP,
};

static int take_read(void *data, int id, const char *value)
{
	struct read_opts *opts = data;

	(void)value;
	if (id == 'b')
		opts->bytes = true;
	return ARGS_OK;
}

/* Open the machine and read the groups; complains and returns an exit code. */
static int read_groups(struct machine *machine, const struct args *args,
		       struct memhp_groups **groups)
{
	int err, code = machine_open(machine, &args->common);

	*groups = NULL;
	if (code)
		return code;
	err = memhp_groups_get(machine->ctx, groups);
	if (!err)
		return EXIT_DONE;
	*groups = NULL;
	complain("%s", memhp_error(machine->ctx));
	return exit_for(err);
}

static int print_list(const struct memhp_group_info *const *rows, size_t count,
		      const struct args *args, const struct read_opts *opts)
{
	struct columns columns;
	struct output output = {
		.name = "groups",
		.rows = rows,
		.count = count,
		.size = sizeof(*rows),
		.style = { .json = args->common.json, .bytes = opts->bytes },
		.headings = true,
	};

	all_columns(&columns);
	return output_rows(&output, &columns) ? EXIT_NOTHING : EXIT_DONE;
}

/* "  blocks   memory32-47 memory50" of a group. */
static void print_members(const struct machine *machine, const char *name)
{
	const struct memhp_block *block;
	const char *group, *lead = "  members ";
	char text[FORMAT_LENGTH];
	uint64_t first = 0, last = 0;
	bool open = false;
	size_t i;

	for (i = 0; (block = memhp_blocks_at(machine->blocks, i)); i++) {
		group = memhp_block_group(block);
		if (!group || strcmp(group, name))
			continue;
		if (open && memhp_block_index(block) != last + 1) {
			printf("%s%s", lead, format_blocks(text, first, last));
			lead = " ";
			open = false;
		}
		last = memhp_block_index(block);
		if (!open)
			first = last;
		open = true;
	}
	if (open)
		printf("%s%s\n", lead, format_blocks(text, first, last));
}

static int print_upright(const struct machine *machine,
			 const struct memhp_group_info *const *rows, size_t count,
			 const struct read_opts *opts)
{
	struct output output = { .style = { .bytes = opts->bytes } };
	struct columns columns;
	size_t i;

	all_columns(&columns);
	for (i = 0; i < count; i++) {
		printf("%sgroup:%s\n", i ? "\n" : "", rows[i]->name);
		if (output_upright(&output, &columns, &rows[i]))
			return EXIT_NOTHING;
		print_members(machine, rows[i]->name);
	}
	return EXIT_DONE;
}

int cmd_group_list(struct args *args)
{
	const struct memhp_group_info **rows;
	struct read_opts opts = { 0 };
	struct memhp_groups *groups;
	struct machine machine;
	int code = args_parse(args, &list_usage, take_read, &opts);
	size_t i, count;

	if (code != ARGS_OK)
		return code;
	if (args->nr_words)
		return args_nothing(args, bad_usage(
			"group list takes no words; try: memhpctl group show %s", args->words[0]));
	code = read_groups(&machine, args, &groups);
	if (code) {
		machine_close(&machine);
		return args_nothing(args, code);
	}
	count = memhp_groups_count(groups);
	rows = calloc(count + 1, sizeof(*rows));
	for (i = 0; rows && i < count; i++)
		rows[i] = memhp_groups_at(groups, i);
	code = rows ? print_list(rows, count, args, &opts) : EXIT_NOTHING;
	free(rows);
	memhp_groups_free(groups);
	machine_close(&machine);
	return code;
}

static int no_group(const struct memhp_groups *groups, const char *name)
{
	size_t i, count = memhp_groups_count(groups);
	const char **names = calloc(count + 1, sizeof(*names)), *meant = NULL;

	for (i = 0; names && i < count; i++)
		names[i] = memhp_groups_at(groups, i)->name;
	if (names)
		meant = memhp_nearest(name, names);
	if (meant)
		complain("no group '%s': did you mean '%s'?", name, meant);
	else
		complain("no group '%s'; try: memhpctl group list", name);
	free(names);
	return EXIT_NOTHING;
}

static int show(struct machine *machine, const struct args *args,
		const struct memhp_groups *groups, const struct read_opts *opts)
{
	const struct memhp_group_info **rows = calloc(args->nr_words, sizeof(*rows));
	int code = rows ? EXIT_DONE : EXIT_NOTHING;
	size_t i;

	for (i = 0; !code && i < args->nr_words; i++) {
		rows[i] = memhp_groups_find(groups, args->words[i]);
		if (!rows[i])
			code = no_group(groups, args->words[i]);
	}
	if (!code && !args->common.json)
		code = machine_read(machine);
	if (code)
		args_nothing(args, code);
	else if (args->common.json)
		code = print_list(rows, args->nr_words, args, opts);
	else
		code = print_upright(machine, rows, args->nr_words, opts);
	free(rows);
	return code;
}

int cmd_group_show(struct args *args)
{
	struct read_opts opts = { 0 };
	struct memhp_groups *groups;
	struct machine machine;
	int code = args_parse(args, &show_usage, take_read, &opts);

	if (code != ARGS_OK)
		return code;
	if (!args->nr_words)
		return args_nothing(args, bad_usage(
			"group show: no group named; try: memhpctl group list"));
	code = read_groups(&machine, args, &groups);
	if (code)
		args_nothing(args, code);
	else
		code = show(&machine, args, groups, &opts);
	memhp_groups_free(groups);
	machine_close(&machine);
	return code;
}

/* ---- create and delete ---- */

static const struct option create_options[] = {
	{ 't', 0, "type", "TYPE", "static or dynamic; must be given" },
	{ 'u', 0, "unit", "SIZE", "of a dynamic group: what goes one way (a block)" },
	{ 'm', 0, "max", "SIZE", "the most that will ever be in it" },
	{ 0 }
};

static const struct usage create_usage = {
	.synopsis = "--type=static|dynamic [--unit=SIZE] [--max=SIZE] NEW-NAME",
	.options = create_options,
	.json = ANSWER_NOTHING,
	.changes = true,
	.whole = true,
	.examples =
"  memhpctl group create --type=static card0\n"
"  memhpctl group create --type=dynamic --unit=1G --max=64G vm7\n"
"  memhpctl group add card0 42-57       and its blocks\n",
	.text = GROUPS_HELP
"  A NAME has at most 31 letters, digits and -_.@, a letter first. Sizes are\n"
"  multiples of the block size.\n\n"
EXIT_HELP,
};

static int take_create(void *data, int id, const char *value)
{
	struct memhp_group_opts *opts = data;

	switch (id) {
	case 'u':
		return value_bytes(&opts->unit, "unit", value);
	case 'm':
		return value_bytes(&opts->max, "max", value);
	}
	if (!strcmp(value, "static"))
		opts->type = MEMHP_GROUP_STATIC;
	else if (!strcmp(value, "dynamic"))
		opts->type = MEMHP_GROUP_DYNAMIC;
	else
		return bad_usage("no type '%s'; try: --type=static or dynamic", value);
	return ARGS_OK;
}

/* One answer, for @name. */
static int answer(const struct args *args, struct machine *machine, const char *name,
		  int error, const char *done)
{
	int code;
	struct answer one = {
		.object = "group",
		.name = name,
		.change = strchr(args->command->name, ' ') + 1,
		.done = done,
		.unchanged = error == -EALREADY,
		.error = error == -EALREADY ? 0 : error,
		.detail = memhp_error(machine->ctx),
	};

	code = answer_give(&one, 1, &args->common);
	if (args->common.dry_run)
		machine_note_plan(machine, &args->common);
	return code;
}

int cmd_group_create(struct args *args)
{
	struct memhp_group_opts opts = { .sz = sizeof(opts) };
	char done[FORMAT_LENGTH + 64];
	struct machine machine;
	int err, code = args_parse(args, &create_usage, take_create, &opts);

	if (code != ARGS_OK)
		return code;
	if (!opts.type)
		return args_nothing(args, bad_usage(
			"group create: no type named; try: --type=static or --type=dynamic"));
	if (args->nr_words != 1)
		return args_nothing(args, bad_usage(
			"group create: name one group; try: memhpctl group create --type=%s card0",
			memhp_group_type_name(opts.type)));
	answer_begin();
	code = machine_open(&machine, &args->common);
	if (code)
		return args_nothing(args, code);
	if (args->common.dry_run)
		err = memhp_group_plan(machine.ctx, MEMHP_GROUP_OP_CREATE, args->words[0],
				       &opts);
	else
		err = memhp_group_create(machine.ctx, args->words[0], opts.type, opts.unit,
					 opts.max);
	snprintf(done, sizeof(done), "group:%s: created, %s", args->words[0],
		 memhp_group_type_name(opts.type));
	code = answer(args, &machine, args->words[0], err, done);
	machine_close(&machine);
	return code;
}

static const struct usage delete_usage = {
	.synopsis = "[options] NAME",
	.json = ANSWER_NOTHING,
	.changes = true,
	.whole = true,
	.examples =
"  memhpctl group delete card0\n",
	.text =
"  Delete a group that was made by hand and has no blocks: 'group remove' takes\n"
"  them out.\n\n"
EXIT_HELP,
};

int cmd_group_delete(struct args *args)
{
	char done[FORMAT_LENGTH + 64];
	struct machine machine;
	int err, code = args_parse(args, &delete_usage, args_no_options, NULL);

	if (code != ARGS_OK)
		return code;
	if (args->nr_words != 1)
		return args_nothing(args, bad_usage(
			"group delete: name one group; try: memhpctl group list"));
	answer_begin();
	code = machine_open(&machine, &args->common);
	if (code)
		return args_nothing(args, code);
	if (args->common.dry_run)
		err = memhp_group_plan(machine.ctx, MEMHP_GROUP_OP_DELETE, args->words[0], NULL);
	else
		err = memhp_group_delete(machine.ctx, args->words[0]);
	snprintf(done, sizeof(done), "group:%s: deleted", args->words[0]);
	code = answer(args, &machine, args->words[0], err, done);
	machine_close(&machine);
	return code;
}

/* ---- add and remove ---- */

static const struct usage add_usage = {
	.synopsis = "[options] NAME BLOCK...",
	.json = ANSWER_NOTHING,
	.changes = true,
	.whole = true,
	.examples =
"  memhpctl group add card0 42-57\n",
	.text =
"  Put blocks into a group that was made by hand: all of them, or none; if all are\n"
"  in it already, nothing changes. They stay in the state and zone they have. A\n"
"  block is in one such group at most, and all blocks of a group are on one node.\n\n"
BLOCK_HELP "\n" EXIT_HELP,
};

static const struct usage remove_usage = {
	.synopsis = "[options] NAME BLOCK...",
	.json = ANSWER_NOTHING,
	.changes = true,
	.whole = true,
	.examples =
"  memhpctl group remove card0 42-57\n"
"  memhpctl group remove card0 group:card0    all of them\n",
	.text =
"  Take blocks out of a group that was made by hand: all of them, or none. They\n"
"  stay in the state and zone they have.\n\n"
BLOCK_HELP "\n" EXIT_HELP,
};

static int change_set(const struct machine *machine, enum memhp_group_op op, const char *name,
		      const struct memhp_set *set, bool dry_run)
{
	const struct memhp_group_opts opts = { .sz = sizeof(opts), .set = set };

	if (dry_run)
		return memhp_group_plan(machine->ctx, op, name, &opts);
	if (op == MEMHP_GROUP_OP_ADD)
		return memhp_group_add(machine->ctx, name, set);
	return memhp_group_remove(machine->ctx, name, set);
}

static int change_members(struct args *args, const struct usage *usage, enum memhp_group_op op,
			  const char *what)
{
	char done[FORMAT_LENGTH + 64];
	struct memhp_set *set = NULL;
	struct machine machine;
	const char *name;
	size_t count;
	int err, code = args_parse(args, usage, args_no_options, NULL);

	if (code != ARGS_OK)
		return code;
	if (args->nr_words < 2)
		return args_nothing(args, bad_usage(
			"%s: name a group and blocks; try: memhpctl %s card0 memory42",
			args->command->name, args->command->name));
	name = *args->words++;
	args->nr_words--;
	answer_begin();
	code = machine_blocks(&machine, args, &set);
	if (!code) {
		err = change_set(&machine, op, name, set, args->common.dry_run);
		count = memhp_set_count(set);
		snprintf(done, sizeof(done), "group:%s: %zu block%s %s", name, count,
			 count == 1 ? "" : "s", err == -EALREADY ? "unchanged" : what);
		code = answer(args, &machine, name, err, done);
	}
	memhp_set_free(set);
	machine_close(&machine);
	return code;
}

int cmd_group_add(struct args *args)
{
	return change_members(args, &add_usage, MEMHP_GROUP_OP_ADD, "added");
}

int cmd_group_remove(struct args *args)
{
	return change_members(args, &remove_usage, MEMHP_GROUP_OP_REMOVE, "removed");
}
