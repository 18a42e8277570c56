// SPDX-License-Identifier: GPL-2.0
/* A balance as JSON. */
#include "balance-report.h"
#include "columns.h"
#include "json.h"

static struct json_object *ranges_json(const struct memhp_balance_layout *layout)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < layout->nr_ranges; i++) {
		struct json_object *object = json_object_new_object();

		json_add_text(object, "zone", memhp_place_name(layout->ranges[i].place));
		json_add_number(object, "first", layout->ranges[i].first, true);
		json_add_number(object, "last", layout->ranges[i].last, true);
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *layout_json(const struct memhp_balance_layout *layout)
{
	struct json_object *object = json_object_new_object();

	json_add_number(object, "kernel", layout->kernel, true);
	json_add_number(object, "movable", layout->movable, true);
	json_add_number(object, "offline", layout->offline, true);
	json_add_number(object, "boundaries", layout->boundaries, true);
	json_add_bool(object, "interleaved", layout->boundaries > 1);
	if (layout->contiguous < 0)
		json_object_object_add(object, "contiguous", NULL);
	else
		json_add_bool(object, "contiguous", layout->contiguous);
	json_object_object_add(object, "zones", ranges_json(layout));
	return object;
}

static struct json_object *node_json(const struct balance_report *report,
				     const struct memhp_balance_node *node)
{
	struct json_object *object = json_object_new_object();
	struct json_object *possible = json_object_new_object();
	bool has_target = report->goal != MEMHP_GOAL_COMPACT;

	json_add_int(object, "node", node->node, node->node >= 0);
	json_add_text(object, "zone", memhp_place_name(node->place));
	json_add_number(object, "size", node->size, true);
	json_add_number(object, "target", node->target, has_target);
	json_add_number(object, "reached", node->reached, true);
	json_add_bool(object, "nearest", node->nearest);
	json_add_number(object, "next", node->next, node->next != node->reached);
	json_add_number(possible, "min", node->min, true);
	json_add_number(possible, "max", node->max, true);
	json_object_object_add(object, "possible", possible);
	json_add_number(object, "movable", node->after.movable, true);
	json_add_number(object, "kernel", node->after.kernel, true);
	json_object_object_add(object, "before", layout_json(&node->before));
	json_object_object_add(object, "after", layout_json(&node->after));
	return object;
}

/* As other changes have it, and what is known of its pages. */
static struct json_object *step_json(const struct memhp_balance_step *step)
{
	const struct change_row row = { .result = step->result, .detail = step->detail };
	struct json_object *object = json_object_new_object();
	const struct style style = { .json = true };
	char text[CELL_LENGTH];
	struct columns columns;
	size_t i;

	columns_for_changes(&columns);
	for (i = 0; i < columns.count; i++)
		json_add_cell(object, columns.at[i]->name,
			      columns.at[i]->cell(&row, &style, text),
			      columns.at[i]->flags & COLUMN_TEXT);
	json_add_number(object, "used", step->used, step->looked);
	json_add_text(object, "sure", step->looked ? memhp_prospect_name(step->prospect) : NULL);
	return object;
}

static const char *goal_name(enum memhp_balance_goal goal)
{
	static const char *const names[] = { "movable", "kernel", "compact" };

	return names[goal];
}

int balance_print_json(const struct balance_report *report)
{
	struct json_object *object = json_object_new_object();
	struct json_object *nodes = json_object_new_array(), *changes = json_object_new_array();
	const struct memhp_balance_node *node;
	const struct memhp_balance_step *step;
	size_t i;

	for (i = 0; (node = memhp_balance_node(report->balance, i)); i++)
		json_object_array_add(nodes, node_json(report, node));
	for (i = 0; (step = memhp_balance_step(report->balance, i)); i++)
		json_object_array_add(changes, step_json(step));
	json_add_text(object, "goal", goal_name(report->goal));
	json_add_text(object, "unseen", memhp_balance_unseen(report->balance));
	json_object_object_add(object, "nodes", nodes);
	json_object_object_add(object, "changes", changes);
	return json_print("balance", object);
}
