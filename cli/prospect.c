// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "format.h"
#include "output.h"
#include "prospect.h"

static uint64_t page_size(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

/* ---- The last error ---- */

static const char *op_name(uint32_t op)
{
	static const char *const names[] = {
		[MEMHP_OP_ONLINE] = "online",
		[MEMHP_OP_OFFLINE] = "offline",
		[MEMHP_OP_SHIFT] = "shift",
	};

	return op && op < sizeof(names) / sizeof(names[0]) ? names[op] : NULL;
}

const char *trouble_text(const struct memhp_trouble *trouble, char text[TROUBLE_LENGTH])
{
	time_t when = (time_t)(trouble->when_ns / 1000000000);
	char sentence[MEMHP_TROUBLE_TEXT], date[32] = "?";
	const char *op = op_name(trouble->op), *reason = memhp_reason_name(trouble->reason);
	struct tm tm;

	if (gmtime_r(&when, &tm))
		strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S UTC", &tm);
	snprintf(text, TROUBLE_LENGTH, "%s: %s failed (%s): %s", date, op ? op : "a change",
		 reason ? reason : "unknown",
		 memhp_trouble_text(trouble, sentence, sizeof(sentence)));
	return text;
}

/* ---- A page that stands in the way ---- */

struct obstacle_row {
	const struct memhp_obstacle *page;
	struct memhp_page_owner owner;
	bool owned;			/* @owner is known */
};

static const char *cell_pfn(const void *data, const struct style *style, char *text)
{
	(void)style;
	snprintf(text, CELL_LENGTH, "0x%" PRIx64,
		 (uint64_t)((const struct obstacle_row *)data)->page->pfn);
	return text;
}

static const char *cell_kind(const void *data, const struct style *style, char *text)
{
	(void)style;
	(void)text;
	return memhp_page_kind_name(((const struct obstacle_row *)data)->page->kind);
}

#define CELL_NUMBER(what) \
static const char *cell_##what(const void *data, const struct style *style, char *text) \
{ \
	(void)style; \
	snprintf(text, CELL_LENGTH, "%d", \
		 (int)((const struct obstacle_row *)data)->page->what); \
	return text; \
}

CELL_NUMBER(order)
CELL_NUMBER(refs)
CELL_NUMBER(maps)

static const char *cell_owner(const void *data, const struct style *style, char *text)
{
	const struct obstacle_row *row = data;

	(void)style;
	memhp_obstacle_owner(row->page, text, CELL_LENGTH);
	return *text ? text : NULL;
}

/* "dd (PID 4242), alloc_pipe_info" */
static const char *cell_allocated_by(const void *data, const struct style *style, char *text)
{
	const struct obstacle_row *row = data;
	const struct memhp_page_owner *owner = &row->owner;

	(void)style;
	if (!row->owned)
		return NULL;
	snprintf(text, CELL_LENGTH, "%s%sPID %d%s%s%s", owner->comm, *owner->comm ? " (" : "",
		 owner->pid, *owner->comm ? ")" : "", *owner->function ? ", " : "",
		 owner->function);
	return text;
}

static const struct column obstacle_columns[] = {
	{ "PFN", "frame number", COLUMN_TEXT, 0, cell_pfn, NULL },
	{ "KIND", "what it is", COLUMN_TEXT, 0, cell_kind, NULL },
	{ "ORDER", "of the compound page", COLUMN_RIGHT, 0, cell_order, NULL },
	{ "REFS", "reference count", COLUMN_RIGHT, 0, cell_refs, NULL },
	{ "MAPS", "map count", COLUMN_RIGHT, 0, cell_maps, NULL },
	{ "OWNER", "process and file", COLUMN_TEXT, 0, cell_owner, NULL },
	{ "ALLOCATED_BY", "of page_owner", COLUMN_TEXT, 0, cell_allocated_by, NULL },
};

#define OBSTACLE_COLUMNS (sizeof(obstacle_columns) / sizeof(obstacle_columns[0]))

/* How many there are, in @rows. */
static size_t read_rows(const struct prospect *prospect,
			struct obstacle_row rows[MEMHP_MAX_OBSTACLES])
{
	size_t i, count = prospect->nr_obstacles;

	if (count > MEMHP_MAX_OBSTACLES)
		count = MEMHP_MAX_OBSTACLES;
	for (i = 0; i < count; i++) {
		rows[i].page = &prospect->obstacles[i];
		rows[i].owner.sz = sizeof(rows[i].owner);
		rows[i].owned = !memhp_page_owner_get(prospect->ctx, rows[i].page->pfn,
						      &rows[i].owner);
	}
	return count;
}

static void print_obstacles(const struct prospect *prospect, const char *prefix)
{
	struct obstacle_row rows[MEMHP_MAX_OBSTACLES];
	struct output output = {
		.name = "obstacles",
		.rows = rows,
		.size = sizeof(rows[0]),
		.headings = true,
	};
	struct columns columns = { 0 };
	bool owned = false;
	size_t i;

	output.count = read_rows(prospect, rows);
	if (!output.count)
		return;
	for (i = 0; i < output.count; i++)
		owned |= rows[i].owned;
	for (i = 0; i < OBSTACLE_COLUMNS - !owned; i++)
		columns.at[columns.count++] = &obstacle_columns[i];
	output_rows(&output, &columns);
	if (prospect->pages->obstacles > output.count)
		printf("%sand %" PRIu64 " more\n", prefix,
		       (uint64_t)prospect->pages->obstacles - output.count);
}

/* ---- In words ---- */

/* "no: it holds a page that cannot be moved (kernel memory)" */
static void print_verdict(const struct memhp_pages *pages, const char *prefix)
{
	static const char *const whys[] = {
		[MEMHP_PROSPECT_UNKNOWN] = "it is not online",
		[MEMHP_PROSPECT_EMPTY] = "no page of it is in use",
		[MEMHP_PROSPECT_LIKELY] = "its pages can move",
		[MEMHP_PROSPECT_DOUBTFUL] = "somebody seems to hold pages of it",
		[MEMHP_PROSPECT_NO] = "a page of it cannot move",
		[MEMHP_PROSPECT_NEVER] = "it is memory that stays",
	};
	const struct memhp_result result = {
		.outcome = MEMHP_OUTCOME_FAILED,
		.reason = pages->reason,
	};
	const char *text = pages->reason ? memhp_result_detail(&result) : NULL;

	if (!text)
		text = pages->prospect <= MEMHP_PROSPECT_MAX ? whys[pages->prospect] : "?";
	printf("%scould go offline: %s: %s\n", prefix, memhp_prospect_name(pages->prospect), text);
}

/* "pages: 98M free, 24M anon, ...", those kinds that there are. */
static void print_counts(const struct memhp_pages *pages, const char *prefix)
{
	const char *separator = "pages: ";
	char text[FORMAT_LENGTH];
	size_t kind;

	printf("%s", prefix);
	for (kind = 0; kind < MEMHP_PAGE_KINDS; kind++) {
		if (!pages->count[kind])
			continue;
		printf("%s%s %s", separator,
		       format_size(text, pages->count[kind] * page_size(), false),
		       memhp_page_kind_name(kind));
		separator = ", ";
	}
	puts(*separator == ',' ? "" : "pages: none");
	if (pages->held)
		printf("%s%" PRIu64 " of those that can move have references that nothing explains\n",
		       prefix, (uint64_t)pages->held);
}

void prospect_print(const struct prospect *prospect, const char *prefix)
{
	char text[TROUBLE_LENGTH];

	print_verdict(prospect->pages, prefix);
	print_counts(prospect->pages, prefix);
	if (prospect->trouble)
		printf("%slast error: %s\n", prefix, trouble_text(prospect->trouble, text));
	print_obstacles(prospect, prefix);
}

/* ---- In JSON ---- */

static struct json_object *obstacle_json(const struct memhp_obstacle *page)
{
	struct json_object *object = json_object_new_object();
	char device[32];

	json_add_number(object, "pfn", page->pfn, true);
	json_add_text(object, "kind", memhp_page_kind_name(page->kind));
	json_add_int(object, "order", (int)page->order, true);
	json_add_int(object, "refs", page->refs, true);
	json_add_int(object, "maps", page->maps, true);
	json_add_int(object, "expected", page->expected, page->expected >= 0);
	json_add_int(object, "pid", page->pid, page->pid > 0);
	json_add_text(object, "comm", *page->comm ? page->comm : NULL);
	json_add_number(object, "inode", page->inode, page->inode);
	snprintf(device, sizeof(device), "%u:%u", page->major, page->minor);
	json_add_text(object, "device", page->inode ? device : NULL);
	json_add_text(object, "file", *page->file ? page->file : NULL);
	return object;
}

static struct json_object *page_owner_json(const struct obstacle_row *row)
{
	const struct memhp_page_owner *owner = &row->owner;
	struct json_object *object;

	if (!row->owned)
		return NULL;
	object = json_object_new_object();
	json_add_int(object, "pid", owner->pid, owner->pid > 0);
	json_add_text(object, "comm", *owner->comm ? owner->comm : NULL);
	json_add_int(object, "order", (int)owner->order, true);
	json_add_text(object, "function", *owner->function ? owner->function : NULL);
	return object;
}

static struct json_object *obstacles_json(const struct prospect *prospect)
{
	struct obstacle_row rows[MEMHP_MAX_OBSTACLES];
	struct json_object *array = json_object_new_array(), *object;
	size_t i, count = read_rows(prospect, rows);

	for (i = 0; i < count; i++) {
		object = obstacle_json(rows[i].page);
		json_object_object_add(object, "allocated_by", page_owner_json(&rows[i]));
		json_object_array_add(array, object);
	}
	return array;
}

struct json_object *trouble_json(const struct memhp_trouble *trouble)
{
	struct json_object *object;
	char text[MEMHP_TROUBLE_TEXT];

	if (!trouble)
		return NULL;
	object = json_object_new_object();
	json_add_number(object, "time_ns", trouble->when_ns, true);
	json_add_text(object, "op", op_name(trouble->op));
	json_add_text(object, "zone", memhp_choice_name(trouble->choice));
	json_add_text(object, "errno", memhp_errno_name(trouble->error));
	json_add_text(object, "reason", memhp_reason_name(trouble->reason));
	json_add_text(object, "detail", memhp_trouble_text(trouble, text, sizeof(text)));
	json_add_number(object, "missing", trouble->missing, trouble->missing);
	json_add_text(object, "notifier", *trouble->notifier ? trouble->notifier : NULL);
	json_object_object_add(object, "page", trouble->page.pfn == UINT64_MAX ? NULL :
			       obstacle_json(&trouble->page));
	return object;
}

struct json_object *prospect_json(const struct prospect *prospect)
{
	const struct memhp_pages *pages = prospect->pages;
	struct json_object *object = json_object_new_object();
	struct json_object *counts = json_object_new_object();
	size_t kind;

	json_add_text(object, "prospect", memhp_prospect_name(pages->prospect));
	json_add_text(object, "reason", memhp_reason_name(pages->reason));
	for (kind = 0; kind < MEMHP_PAGE_KINDS; kind++)
		json_add_number(counts, memhp_page_kind_name(kind), pages->count[kind], true);
	json_object_object_add(object, "pages", counts);
	json_add_number(object, "page_size", page_size(), true);
	json_add_number(object, "held", pages->held, true);
	json_add_number(object, "obstacle_count", pages->obstacles, true);
	json_object_object_add(object, "obstacles", obstacles_json(prospect));
	json_object_object_add(object, "last_error", trouble_json(prospect->trouble));
	return object;
}
