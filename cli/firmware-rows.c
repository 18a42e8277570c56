// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>

#include "exits.h"
#include "firmware.h"
#include "format.h"
#include "json.h"
#include "sheet.h"

/* ---- Ranges ---- */

static const char *yes_no(bool yes)
{
	return yes ? "yes" : "no";
}

static const char *node_text(char *text, int node)
{
	if (node < 0)
		return NULL;
	snprintf(text, CELL_LENGTH, "%d", node);
	return text;
}

static const char *cell_range(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_range *range = row;

	(void)style;
	snprintf(text, CELL_LENGTH, "0x%" PRIx64 "-0x%" PRIx64, (uint64_t)range->start,
		 (uint64_t)(range->start + (range->size - 1)));
	return text;
}

static const char *cell_size(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_range *range = row;

	return format_size(text, range->size, style->bytes);
}

static const char *cell_range_node(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_range *range = row;

	(void)style;
	return node_text(text, range->node);
}

static const char *cell_domain(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_range *range = row;

	(void)style;
	snprintf(text, CELL_LENGTH, "%" PRIu32, (uint32_t)range->domain);
	return text;
}

static const char *cell_hotpluggable(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_range *range = row;

	(void)style;
	(void)text;
	return yes_no(range->flags & MEMHP_FIRMWARE_HOTPLUGGABLE);
}

static const char *cell_non_volatile(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_range *range = row;

	(void)style;
	(void)text;
	return yes_no(range->flags & MEMHP_FIRMWARE_NON_VOLATILE);
}

static const char *cell_enabled(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_range *range = row;

	(void)style;
	(void)text;
	return yes_no(range->flags & MEMHP_FIRMWARE_ENABLED);
}

static const struct column range_columns[] = {
	{ "RANGE", "", COLUMN_RIGHT, 0, cell_range, NULL },
	{ "SIZE", "", COLUMN_RIGHT, 0, cell_size, NULL },
	{ "NODE", "", COLUMN_RIGHT, 0, cell_range_node, NULL },
	{ "DOMAIN", "", COLUMN_RIGHT, 0, cell_domain, NULL },
	{ "HOTPLUGGABLE", "", 0, 0, cell_hotpluggable, NULL },
	{ "NON-VOLATILE", "", 0, 0, cell_non_volatile, NULL },
	{ "ENABLED", "", 0, 0, cell_enabled, NULL },
};

static struct json_object *range_json(const struct memhp_firmware_range *range)
{
	struct json_object *object = json_object_new_object();

	json_add_number(object, "start", range->start, true);
	json_add_number(object, "size", range->size, true);
	json_add_int(object, "node", range->node, range->node >= 0);
	json_add_number(object, "domain", range->domain, true);
	json_add_bool(object, "hotpluggable", range->flags & MEMHP_FIRMWARE_HOTPLUGGABLE);
	json_add_bool(object, "non_volatile", range->flags & MEMHP_FIRMWARE_NON_VOLATILE);
	json_add_bool(object, "enabled", range->flags & MEMHP_FIRMWARE_ENABLED);
	return object;
}

/* ---- Nodes ---- */

static const char *cell_node(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_node *node = row;

	(void)style;
	return node_text(text, node->node);
}

static const char *bytes_of(const struct memhp_firmware_node *node, uint64_t bytes,
			    const struct style *style, char *text)
{
	return node->known ? format_size(text, bytes, style->bytes) : NULL;
}

static const char *cell_total(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_node *node = row;

	return bytes_of(node, node->total, style, text);
}

static const char *cell_pluggable(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_node *node = row;

	return bytes_of(node, node->hotpluggable, style, text);
}

static const char *cell_online(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_node *node = row;

	return bytes_of(node, node->online, style, text);
}

static const char *cell_kernel(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_node *node = row;

	return bytes_of(node, node->kernel, style, text);
}

static const char *cell_movable(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_node *node = row;

	return bytes_of(node, node->movable, style, text);
}

static const char *cell_unplug(const void *row, const struct style *style, char *text)
{
	const struct memhp_firmware_node *node = row;

	(void)style;
	(void)text;
	return memhp_unplug_name(node->unplug);
}

static const struct column node_columns[] = {
	{ "NODE", "", COLUMN_RIGHT, 0, cell_node, NULL },
	{ "TOTAL", "", COLUMN_RIGHT, 0, cell_total, NULL },
	{ "HOTPLUGGABLE", "", COLUMN_RIGHT, 0, cell_pluggable, NULL },
	{ "ONLINE", "", COLUMN_RIGHT, 0, cell_online, NULL },
	{ "KERNEL", "", COLUMN_RIGHT, 0, cell_kernel, NULL },
	{ "MOVABLE", "", COLUMN_RIGHT, 0, cell_movable, NULL },
	{ "UNPLUG", "", 0, 0, cell_unplug, NULL },
};

static struct json_object *node_json(const struct memhp_firmware_node *node)
{
	struct json_object *object = json_object_new_object();
	bool yes = node->unplug == MEMHP_UNPLUG_YES;

	json_add_int(object, "node", node->node, node->node >= 0);
	json_add_number(object, "total", node->total, node->known);
	json_add_number(object, "hotpluggable", node->hotpluggable, node->known);
	json_add_number(object, "online", node->online, node->known);
	json_add_number(object, "kernel", node->kernel, node->known);
	json_add_number(object, "movable", node->movable, node->known);
	json_object_object_add(object, "unplug", node->unplug == MEMHP_UNPLUG_UNKNOWN ? NULL :
			       json_object_new_boolean(yes));
	json_add_text(object, "reason", yes ? NULL : memhp_unplug_name(node->unplug));
	return object;
}

/* ---- Both ---- */

int firmware_print_json(const struct memhp_firmware *firmware,
			const struct memhp_firmware_nodes *nodes,
			const struct memhp_audit *audit)
{
	struct json_object *ranges = json_object_new_array(), *array = json_object_new_array();
	struct json_object *problems = json_object_new_array(), *top = json_object_new_object();
	size_t i;

	for (i = 0; i < memhp_firmware_count(firmware); i++)
		json_object_array_add(ranges, range_json(memhp_firmware_at(firmware, i)));
	for (i = 0; i < memhp_firmware_nodes_count(nodes); i++)
		json_object_array_add(array, node_json(memhp_firmware_nodes_at(nodes, i)));
	for (i = 0; i < memhp_firmware_problems(firmware); i++)
		json_object_array_add(problems, json_object_new_string(
				      memhp_firmware_problem(firmware, i)));
	json_object_object_add(top, "ranges", ranges);
	json_object_object_add(top, "nodes", array);
	json_object_object_add(top, "problems", problems);
	json_object_object_add(top, "audit", audit ? audit_json(audit) : NULL);
	return json_print_object(top);
}

static const void *range_at(const void *of, size_t i)
{
	return memhp_firmware_at(of, i);
}

static const void *node_at(const void *of, size_t i)
{
	return memhp_firmware_nodes_at(of, i);
}

int firmware_print(const struct memhp_firmware *firmware,
		   const struct memhp_firmware_nodes *nodes, bool bytes)
{
	const struct memhp_firmware_node *first = memhp_firmware_nodes_at(nodes, 0);
	const struct sheet of_ranges = {
		.of = firmware,
		.at = range_at,
		.count = memhp_firmware_count(firmware),
		.size = sizeof(struct memhp_firmware_range),
		.columns = range_columns,
		.nr_columns = sizeof(range_columns) / sizeof(range_columns[0]),
	};
	const struct sheet of_nodes = {
		.of = nodes,
		.at = node_at,
		.count = memhp_firmware_nodes_count(nodes),
		.size = sizeof(*first),
		.columns = node_columns,
		.nr_columns = sizeof(node_columns) / sizeof(node_columns[0]),
	};

	if (sheet_print(&of_ranges, bytes))
		return EXIT_NOTHING;
	/* Of all or of none something is known. */
	if (!first || !first->known)
		return EXIT_DONE;
	if (of_ranges.count)
		putchar('\n');
	return sheet_print(&of_nodes, bytes) ? EXIT_NOTHING : EXIT_DONE;
}
