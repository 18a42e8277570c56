// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>

#include "bootplan.h"
#include "exits.h"
#include "format.h"
#include "json.h"
#include "sheet.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *yes_no(bool yes)
{
	return yes ? "yes" : "no";
}

/* ---- What landed where ---- */

static const char *cell_what(const void *row, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return ((const struct memhp_boot_item *)row)->what;
}

static const char *cell_range(const void *row, const struct style *style, char *text)
{
	const struct memhp_boot_item *item = row;

	(void)style;
	if (!item->size)
		return "no place";
	snprintf(text, CELL_LENGTH, "0x%" PRIx64 "-0x%" PRIx64, item->start,
		 item->start + item->size - 1);
	return text;
}

static const char *cell_size(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_boot_item *)row)->size, style->bytes);
}

static const char *cell_place(const void *row, const struct style *style, char *text)
{
	const struct memhp_boot_item *item = row;

	(void)style;
	if (item->node < 0)
		return NULL;
	snprintf(text, CELL_LENGTH, "%d", item->node);
	return text;
}

static const char *cell_when(const void *row, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return ((const struct memhp_boot_item *)row)->before_srat ? "before" : "after";
}

static const char *cell_pluggable(const void *row, const struct style *style, char *text)
{
	const struct memhp_boot_item *item = row;

	(void)style;
	(void)text;
	return item->hotpluggable < 0 ? NULL : yes_no(item->hotpluggable);
}

static const struct column item_columns[] = {
	{ "WHAT", "", 0, 0, cell_what, NULL },
	{ "RANGE", "", COLUMN_RIGHT, 0, cell_range, NULL },
	{ "SIZE", "", COLUMN_RIGHT, 0, cell_size, NULL },
	{ "NODE", "", COLUMN_RIGHT, 0, cell_place, NULL },
	{ "SRAT", "", 0, 0, cell_when, NULL },
	{ "HOTPLUGGABLE", "", 0, 0, cell_pluggable, NULL },
};

static const void *item_at(const void *of, size_t i)
{
	return memhp_bootplan_at(of, i);
}

static struct json_object *item_json(const struct memhp_boot_item *item)
{
	struct json_object *object = json_object_new_object();

	json_add_text(object, "what", item->what);
	json_add_number(object, "start", item->start, item->size);
	json_add_number(object, "size", item->size, true);
	json_add_int(object, "node", item->node, item->node >= 0);
	json_add_int(object, "of_node", item->of_node, item->of_node >= 0);
	json_add_bool(object, "before_srat", item->before_srat);
	json_object_object_add(object, "hotpluggable", item->hotpluggable < 0 ? NULL :
			       json_object_new_boolean(item->hotpluggable));
	return object;
}

/* ---- Nodes ---- */

static const char *cell_node(const void *row, const struct style *style, char *text)
{
	(void)style;
	snprintf(text, CELL_LENGTH, "%d", ((const struct memhp_boot_node *)row)->node);
	return text;
}

static const char *cell_total(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_boot_node *)row)->total, style->bytes);
}

static const char *cell_hotpluggable(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_boot_node *)row)->hotpluggable, style->bytes);
}

static const char *cell_taken(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_boot_node *)row)->kernel, style->bytes);
}

static const char *cell_in_pluggable(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_boot_node *)row)->kernel_hotpluggable,
			   style->bytes);
}

static const char *cell_movable(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_boot_node *)row)->movable, style->bytes);
}

static const char *cell_unplug(const void *row, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return memhp_unplug_name(((const struct memhp_boot_node *)row)->unplug);
}

static const struct column node_columns[] = {
	{ "NODE", "", COLUMN_RIGHT, 0, cell_node, NULL },
	{ "TOTAL", "", COLUMN_RIGHT, 0, cell_total, NULL },
	{ "HOTPLUGGABLE", "", COLUMN_RIGHT, 0, cell_hotpluggable, NULL },
	{ "BOOT", "", COLUMN_RIGHT, 0, cell_taken, NULL },
	{ "IN-HOTPLUGGABLE", "", COLUMN_RIGHT, 0, cell_in_pluggable, NULL },
	{ "MOVABLE", "", COLUMN_RIGHT, 0, cell_movable, NULL },
	{ "UNPLUG", "", 0, 0, cell_unplug, NULL },
};

static const void *node_at(const void *of, size_t i)
{
	return memhp_bootplan_node(of, i);
}

static struct json_object *node_json(const struct memhp_boot_node *node)
{
	struct json_object *object = json_object_new_object();
	bool yes = node->unplug == MEMHP_UNPLUG_YES;

	json_add_int(object, "node", node->node, true);
	json_add_number(object, "total", node->total, true);
	json_add_number(object, "hotpluggable", node->hotpluggable, true);
	json_add_number(object, "boot", node->kernel, true);
	json_add_number(object, "boot_hotpluggable", node->kernel_hotpluggable, true);
	json_add_number(object, "movable", node->movable, true);
	json_object_object_add(object, "unplug", node->unplug == MEMHP_UNPLUG_UNKNOWN ? NULL :
			       json_object_new_boolean(yes));
	json_add_text(object, "reason", yes ? NULL : memhp_unplug_name(node->unplug));
	return object;
}

/* ---- Advice ---- */

static const char *cell_options(const void *row, const struct style *style, char *text)
{
	const struct memhp_boot_trial *trial = row;

	(void)style;
	(void)text;
	return trial->options[0] ? trial->options : "as they are";
}

static const char *cell_reaches(const void *row, const struct style *style, char *text)
{
	const struct memhp_boot_trial *trial = row;

	(void)style;
	(void)text;
	return trial->fails ? "no place" : yes_no(trial->reaches);
}

static const char *cell_unplugged(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_boot_trial *)row)->unplug, style->bytes);
}

static const char *cell_all_movable(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_boot_trial *)row)->movable, style->bytes);
}

static const char *cell_left(const void *row, const struct style *style, char *text)
{
	const struct memhp_boot_trial *trial = row;

	return format_size(text, trial->kernel > trial->taken ? trial->kernel - trial->taken : 0,
			   style->bytes);
}

static const char *cell_remote(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_boot_trial *)row)->remote, style->bytes);
}

static const struct column trial_columns[] = {
	{ "OPTIONS", "", 0, 0, cell_options, NULL },
	{ "REACHED", "", 0, 0, cell_reaches, NULL },
	{ "CAN-GO", "", COLUMN_RIGHT, 0, cell_unplugged, NULL },
	{ "MOVABLE", "", COLUMN_RIGHT, 0, cell_all_movable, NULL },
	{ "KERNEL-LEFT", "", COLUMN_RIGHT, 0, cell_left, NULL },
	{ "REMOTE", "", COLUMN_RIGHT, 0, cell_remote, NULL },
};

static const void *trial_at(const void *of, size_t i)
{
	return memhp_boot_advice_at(of, i);
}

static struct json_object *trial_json(const struct memhp_boot_trial *trial)
{
	struct json_object *object = json_object_new_object();

	json_add_text(object, "options", trial->options);
	json_add_bool(object, "reached", trial->reaches);
	json_add_bool(object, "fails", trial->fails);
	json_add_number(object, "unplug", trial->unplug, true);
	json_add_number(object, "movable", trial->movable, true);
	json_add_number(object, "kernel", trial->kernel, true);
	json_add_number(object, "boot", trial->taken, true);
	json_add_number(object, "remote", trial->remote, true);
	return object;
}

/* ---- All ---- */

int bootplan_print(const struct memhp_bootplan *plan, const struct memhp_boot_advice *advice,
		   bool bytes)
{
	const struct sheet items = {
		plan, item_at, memhp_bootplan_count(plan), sizeof(struct memhp_boot_item),
		item_columns, COUNT(item_columns),
	};
	const struct sheet nodes = {
		plan, node_at, memhp_bootplan_nodes(plan), sizeof(struct memhp_boot_node),
		node_columns, COUNT(node_columns),
	};
	const struct sheet trials = {
		advice, trial_at, advice ? memhp_boot_advice_count(advice) : 0,
		sizeof(struct memhp_boot_trial), trial_columns, COUNT(trial_columns),
	};

	if (sheet_print(&items, bytes) || putchar('\n') < 0 || sheet_print(&nodes, bytes))
		return EXIT_NOTHING;
	if (!trials.count)
		return EXIT_DONE;
	putchar('\n');
	return sheet_print(&trials, bytes) ? EXIT_NOTHING : EXIT_DONE;
}

int bootplan_print_json(const struct memhp_boot *boot, const struct memhp_bootplan *plan,
			const struct memhp_boot_advice *advice)
{
	struct json_object *items = json_object_new_array(), *nodes = json_object_new_array();
	struct json_object *trials = json_object_new_array(), *top = json_object_new_object();
	size_t i;

	for (i = 0; i < memhp_bootplan_count(plan); i++)
		json_object_array_add(items, item_json(memhp_bootplan_at(plan, i)));
	for (i = 0; i < memhp_bootplan_nodes(plan); i++)
		json_object_array_add(nodes, node_json(memhp_bootplan_node(plan, i)));
	for (i = 0; advice && i < memhp_boot_advice_count(advice); i++)
		json_object_array_add(trials, trial_json(memhp_boot_advice_at(advice, i)));
	json_object_object_add(top, "items", items);
	json_object_object_add(top, "nodes", nodes);
	json_object_object_add(top, "advice", advice ? trials : NULL);
	if (!advice)
		json_object_put(trials);
	json_add_text(top, "options", memhp_boot_get_options(boot));
	return json_print_object(top);
}
