// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "format.h"
#include "nodes.h"
#include "output.h"
#include "words.h"

const char *shape_words(const struct memhp_shape *shape, char text[SHAPE_LENGTH])
{
	if (shape->interleaved)
		snprintf(text, SHAPE_LENGTH, "interleaved, %zu boundaries", shape->boundaries);
	else if (shape->movable_below)
		snprintf(text, SHAPE_LENGTH, "movable below kernel");
	else if (shape->boundaries)
		snprintf(text, SHAPE_LENGTH, "kernel below movable");
	else
		snprintf(text, SHAPE_LENGTH, "%s", shape->kernel ? "kernel only" :
			 shape->movable ? "movable only" : "no kernel or movable block is online");
	return text;
}

/* ---- For people ---- */

static const struct memhp_zone_info *zone_of(const void *row)
{
	return *(const struct memhp_zone_info *const *)row;
}

static const char *cell_node(const void *row, const struct style *style, char *text)
{
	(void)style;
	snprintf(text, CELL_LENGTH, "%d", zone_of(row)->node);
	return text;
}

static const char *cell_zone(const void *row, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return memhp_zone_name(zone_of(row)->zone);
}

static const char *cell_present(const void *row, const struct style *style, char *text)
{
	return format_size(text, zone_of(row)->present, style->bytes);
}

static const char *cell_managed(const void *row, const struct style *style, char *text)
{
	return format_size(text, zone_of(row)->managed, style->bytes);
}

static const char *cell_free(const void *row, const struct style *style, char *text)
{
	return format_size(text, zone_of(row)->free, style->bytes);
}

static const char *cell_contiguous(const void *row, const struct style *style, char *text)
{
	uint32_t contiguous = zone_of(row)->contiguous;

	(void)style;
	(void)text;
	return contiguous == UINT32_MAX ? NULL : contiguous ? "yes" : "no";
}

static const struct column zone_columns[] = {
	{ "NODE", "", COLUMN_RIGHT, 0, cell_node, NULL },
	{ "ZONE", "", 0, 0, cell_zone, NULL },
	{ "PRESENT", "", COLUMN_RIGHT, 0, cell_present, NULL },
	{ "MANAGED", "", COLUMN_RIGHT, 0, cell_managed, NULL },
	{ "FREE", "", COLUMN_RIGHT, 0, cell_free, NULL },
	{ "CONTIGUOUS", "", 0, 0, cell_contiguous, NULL },
};

static int print_zones(const struct memhp_zones *zones)
{
	size_t i, count = memhp_zones_count(zones);
	const struct memhp_zone_info **rows = calloc(count ? count : 1, sizeof(*rows));
	struct columns columns = { 0 };
	struct output output = {
		.name = "zones",
		.rows = rows,
		.count = count,
		.size = sizeof(*rows),
		.headings = true,
	};
	int rc;

	if (!rows)
		return -1;
	for (i = 0; i < count; i++)
		rows[i] = memhp_zones_at(zones, i);
	for (i = 0; i < sizeof(zone_columns) / sizeof(zone_columns[0]); i++)
		columns.at[columns.count++] = &zone_columns[i];
	rc = output_rows(&output, &columns);
	free(rows);
	return rc;
}

static void print_shape(const struct memhp_shape *shape, bool first)
{
	char text[SHAPE_LENGTH], node[24];

	snprintf(node, sizeof(node), shape->node < 0 ? "node not known" : "node %d", shape->node);
	words_printf(15, "%-15s%s: %s", first ? "shape:" : "", node, shape_words(shape, text));
}

int nodes_print(const struct memhp_zones *zones, const struct memhp_shapes *shapes)
{
	size_t i;

	if (zones && print_zones(zones))
		return -1;
	for (i = 0; shapes && i < memhp_shapes_count(shapes); i++)
		print_shape(memhp_shapes_at(shapes, i), !i);
	return 0;
}

/* ---- In JSON ---- */

static struct json_object *zone_json(const struct memhp_zone_info *zone)
{
	struct json_object *object = json_object_new_object();

	json_add_text(object, "zone", memhp_zone_name(zone->zone));
	json_add_number(object, "present", zone->present, true);
	json_add_number(object, "managed", zone->managed, true);
	json_add_number(object, "free", zone->free, true);
	json_object_object_add(object, "contiguous", zone->contiguous == UINT32_MAX ? NULL :
			       json_object_new_boolean(zone->contiguous));
	return object;
}

static struct json_object *stretches_json(const struct memhp_shape *shape)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < shape->nr_stretches; i++) {
		const struct memhp_stretch *stretch = &shape->stretches[i];
		struct json_object *object = json_object_new_object();

		json_add_text(object, "class", memhp_choice_name(stretch->zone_class));
		json_add_number(object, "first", stretch->first, true);
		json_add_number(object, "last", stretch->last, true);
		json_add_number(object, "blocks", stretch->blocks, true);
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *shape_json(const struct memhp_shape *shape)
{
	struct json_object *object;

	if (!shape)
		return NULL;
	object = json_object_new_object();
	json_add_number(object, "kernel", shape->kernel, true);
	json_add_number(object, "movable", shape->movable, true);
	json_add_number(object, "boundaries", shape->boundaries, true);
	json_add_bool(object, "interleaved", shape->interleaved);
	json_add_bool(object, "movable_below", shape->movable_below);
	json_object_object_add(object, "ranges", stretches_json(shape));
	return object;
}

/* The next zones and the next shape, both by node. */
struct walk {
	const struct memhp_zones *zones;
	const struct memhp_shapes *shapes;
	size_t zone;
	size_t shape;
};

static const struct memhp_zone_info *next_zone(const struct walk *walk)
{
	return walk->zones ? memhp_zones_at(walk->zones, walk->zone) : NULL;
}

static const struct memhp_shape *next_shape(const struct walk *walk)
{
	return walk->shapes ? memhp_shapes_at(walk->shapes, walk->shape) : NULL;
}

/* The next node of either kind; false: that was the last. */
static bool next_node(const struct walk *walk, int *node)
{
	const struct memhp_zone_info *zone = next_zone(walk);
	const struct memhp_shape *shape = next_shape(walk);
	int of_zone = zone ? zone->node : INT_MAX;
	int of_shape = shape ? shape->node : INT_MAX;

	*node = of_zone < of_shape ? of_zone : of_shape;
	return zone || shape;
}

static struct json_object *node_json(struct walk *walk, int node)
{
	struct json_object *object = json_object_new_object();
	struct json_object *zones = walk->zones ? json_object_new_array() : NULL;
	const struct memhp_shape *shape = next_shape(walk);
	const struct memhp_zone_info *zone;

	json_add_int(object, "node", node, node >= 0);
	for (zone = next_zone(walk); zone && zone->node == node; zone = next_zone(walk)) {
		json_object_array_add(zones, zone_json(zone));
		walk->zone++;
	}
	json_object_object_add(object, "zones", zones);
	if (shape && shape->node == node)
		walk->shape++;
	else
		shape = NULL;
	json_object_object_add(object, "shape", shape_json(shape));
	return object;
}

struct json_object *nodes_json(const struct memhp_zones *zones,
			       const struct memhp_shapes *shapes)
{
	struct walk walk = { .zones = zones, .shapes = shapes };
	struct json_object *array;
	int node;

	if (!zones && !shapes)
		return NULL;
	array = json_object_new_array();
	while (next_node(&walk, &node))
		json_object_array_add(array, node_json(&walk, node));
	return array;
}
