// SPDX-License-Identifier: GPL-2.0
/* What the kernel has placed on each node, as a table and as JSON. */
#include <stdio.h>

#include "exits.h"
#include "firmware.h"
#include "format.h"
#include "json.h"
#include "sheet.h"

static const char *cell_node(const void *row, const struct style *style, char *text)
{
	const struct memhp_audit_node *node = row;

	(void)style;
	if (node->node < 0)
		return NULL;
	snprintf(text, CELL_LENGTH, "%d", node->node);
	return text;
}

static const char *cell_kernel(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_audit_node *)row)->kernel, style->bytes);
}

static const char *cell_pluggable(const void *row, const struct style *style, char *text)
{
	return format_size(text, ((const struct memhp_audit_node *)row)->hotpluggable,
			   style->bytes);
}

/* Bytes of pages of a kind; NULL: nobody looked. */
static const char *pages(const void *row, const struct style *style, char *text,
			 enum memhp_page_kind kind)
{
	const struct memhp_audit_node *node = row;

	return node->looked ? format_size(text, node->pages[kind], style->bytes) : NULL;
}

#define CELL_PAGES(name, kind)							\
	static const char *cell_##name(const void *row, const struct style *style, char *text) \
	{									\
		return pages(row, style, text, kind);				\
	}

CELL_PAGES(slab, MEMHP_PAGE_SLAB)
CELL_PAGES(tables, MEMHP_PAGE_TABLE)
CELL_PAGES(stacks, MEMHP_PAGE_STACK)
CELL_PAGES(vmemmap, MEMHP_PAGE_VMEMMAP)
CELL_PAGES(boot, MEMHP_PAGE_RESERVED)
CELL_PAGES(other, MEMHP_PAGE_UNKNOWN)

static const char *cell_cause(const void *row, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return memhp_cause_name(((const struct memhp_audit_node *)row)->cause);
}

static const struct column columns[] = {
	{ "NODE", "", COLUMN_RIGHT, 0, cell_node, NULL },
	{ "KERNEL", "", COLUMN_RIGHT, 0, cell_kernel, NULL },
	{ "HOTPLUGGABLE", "", COLUMN_RIGHT, 0, cell_pluggable, NULL },
	{ "SLAB", "", COLUMN_RIGHT, 0, cell_slab, NULL },
	{ "TABLES", "", COLUMN_RIGHT, 0, cell_tables, NULL },
	{ "STACKS", "", COLUMN_RIGHT, 0, cell_stacks, NULL },
	{ "VMEMMAP", "", COLUMN_RIGHT, 0, cell_vmemmap, NULL },
	{ "BOOT", "", COLUMN_RIGHT, 0, cell_boot, NULL },
	{ "OTHER", "", COLUMN_RIGHT, 0, cell_other, NULL },
	{ "CAUSE", "", 0, 0, cell_cause, NULL },
};

static const void *node_at(const void *of, size_t i)
{
	return memhp_audit_at(of, i);
}

int audit_print(const struct memhp_audit *audit, bool bytes)
{
	const struct sheet sheet = {
		audit, node_at, memhp_audit_count(audit), sizeof(struct memhp_audit_node),
		columns, sizeof(columns) / sizeof(columns[0]),
	};

	putchar('\n');
	return sheet_print(&sheet, bytes) ? EXIT_NOTHING : EXIT_DONE;
}

static struct json_object *pages_json(const struct memhp_audit_node *node)
{
	struct json_object *object = json_object_new_object();
	size_t kind;

	for (kind = 0; kind < MEMHP_PAGE_KINDS; kind++)
		json_add_number(object, memhp_page_kind_name(kind), node->pages[kind], true);
	return object;
}

static struct json_object *node_json(const struct memhp_audit_node *node)
{
	struct json_object *object = json_object_new_object();

	json_add_int(object, "node", node->node, node->node >= 0);
	json_add_number(object, "kernel", node->kernel, true);
	json_add_number(object, "hotpluggable", node->hotpluggable, true);
	json_add_number(object, "early", node->early, !node->unclear);
	json_object_object_add(object, "pages", node->looked ? pages_json(node) : NULL);
	json_add_text(object, "cause", node->cause == MEMHP_CAUSE_UNKNOWN ? NULL :
		      memhp_cause_name(node->cause));
	return object;
}

struct json_object *audit_json(const struct memhp_audit *audit)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < memhp_audit_count(audit); i++)
		json_object_array_add(array, node_json(memhp_audit_at(audit, i)));
	return array;
}
