// SPDX-License-Identifier: LGPL-2.1-or-later
/* The last errors of blocks, and sentences about them. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

static struct memhp_trouble *trouble_at(const struct memhp_troubles *troubles, size_t i)
{
	return (struct memhp_trouble *)troubles->records.at + i;
}

static int by_block(const void *a, const void *b)
{
	const struct memhp_trouble *x = a, *y = b;

	return (x->block > y->block) - (x->block < y->block);
}

static int fill(struct memhp_troubles *troubles, const struct memhp_range *range)
{
	struct memhp_records *records = &troubles->records;
	size_t i;
	int err;

	records->attribute = MEMHP_A_PAGES_TROUBLE;
	records->size = sizeof(struct memhp_trouble);
	err = memhp_nl_troubles(troubles->ctx, range, records);
	if (err || !records->count)
		return err;
	for (i = 0; i < records->count; i++) {
		struct memhp_trouble *trouble = trouble_at(troubles, i);

		memhp_obstacle_clean(&trouble->page);
		memhp_text_clean(trouble->notifier, sizeof(trouble->notifier));
	}
	qsort(records->at, records->count, records->size, by_block);
	return 0;
}

MEMHP_EXPORT int memhp_troubles_get(struct memhp *ctx, uint64_t first, uint64_t count,
				    struct memhp_troubles **out)
{
	const struct memhp_range range = { .first = first, .count = count };
	struct memhp_troubles *troubles = calloc(1, sizeof(*troubles));
	int err;

	if (!troubles)
		return memhp_no_memory(ctx);
	troubles->ctx = memhp_ref(ctx);
	err = fill(troubles, first || count != UINT64_MAX ? &range : NULL);
	if (err) {
		memhp_troubles_free(troubles);
		return err;
	}
	*out = troubles;
	return 0;
}

MEMHP_EXPORT void memhp_troubles_free(struct memhp_troubles *troubles)
{
	if (!troubles)
		return;
	free(troubles->records.at);
	memhp_unref(troubles->ctx);
	free(troubles);
}

MEMHP_EXPORT size_t memhp_troubles_count(const struct memhp_troubles *troubles)
{
	return troubles->records.count;
}

MEMHP_EXPORT const struct memhp_trouble *
memhp_troubles_at(const struct memhp_troubles *troubles, size_t i)
{
	return i < troubles->records.count ? trouble_at(troubles, i) : NULL;
}

MEMHP_EXPORT const struct memhp_trouble *
memhp_troubles_find(const struct memhp_troubles *troubles, uint64_t index)
{
	const struct memhp_trouble key = { .block = index };

	if (!troubles->records.count)
		return NULL;
	return bsearch(&key, troubles->records.at, troubles->records.count,
		       troubles->records.size, by_block);
}

/* ---- Sentences ---- */

/* A text on its way; what does not fit is left out. */
struct writer {
	char *text;
	size_t size;
	size_t length;
};

static struct writer begin(char *text, size_t size)
{
	if (size)
		text[0] = '\0';
	return (struct writer){ .text = text, .size = size };
}

__attribute__((format(printf, 2, 3)))
static void say(struct writer *writer, const char *fmt, ...)
{
	size_t room = writer->size - writer->length;
	va_list ap;
	int length;

	va_start(ap, fmt);
	length = vsnprintf(writer->text + writer->length, room, fmt, ap);
	va_end(ap);
	if (length > 0 && room)
		writer->length += (size_t)length < room ? (size_t)length : room - 1;
}

/* "1 map", "8 references" */
static void say_count(struct writer *writer, int count, const char *what)
{
	say(writer, "%d %s%s", count, what, count == 1 ? "" : "s");
}

static void say_owner(struct writer *writer, const struct memhp_obstacle *page)
{
	if (page->pid > 0)
		say(writer, "PID %d%s%s", page->pid, *page->comm ? " " : "", page->comm);
	if (!page->inode && !*page->file)
		return;
	if (page->pid > 0)
		say(writer, ", ");
	if (!page->inode) {
		say(writer, "%s", page->file);
		return;
	}
	say(writer, "%s (inode %llu on %u:%u)", *page->file ? page->file : "a file",
	    page->inode, page->major, page->minor);
}

MEMHP_EXPORT const char *memhp_obstacle_owner(const struct memhp_obstacle *obstacle,
					      char *text, size_t size)
{
	struct writer writer = begin(text, size);

	say_owner(&writer, obstacle);
	return text;
}

static bool has_owner(const struct memhp_obstacle *page)
{
	return page->pid > 0 || page->inode || *page->file;
}

/* "page 0x140042 (slab, order 3, 8 references, 0 maps)"; the counts may come later */
static void say_page(struct writer *writer, const struct memhp_obstacle *page, bool counts)
{
	say(writer, "page 0x%llx (%s", page->pfn, memhp_page_kind_name(page->kind));
	if (has_owner(page)) {
		say(writer, ", of ");
		say_owner(writer, page);
	}
	if (page->order)
		say(writer, ", order %u", page->order);
	if (counts) {
		say(writer, ", ");
		say_count(writer, page->refs, "reference");
		say(writer, ", ");
		say_count(writer, page->maps, "map");
	}
	say(writer, ")");
}

/* Somebody holds a page that has more references than its maps explain. */
static void say_held(struct writer *writer, const struct memhp_obstacle *page)
{
	say_page(writer, page, false);
	say(writer, " has ");
	say_count(writer, page->refs, "reference");
	say(writer, " and ");
	say_count(writer, page->maps, "map");
	say(writer, ": somebody holds it");
}

static bool is_held(const struct memhp_obstacle *page)
{
	return page->kind == MEMHP_PAGE_PINNED ||
	       (page->expected >= 0 && page->refs > page->expected);
}

/* What is the same for all errors of a reason. */
static void say_reason(struct writer *writer, const struct memhp_trouble *trouble)
{
	const struct memhp_result result = {
		.outcome = MEMHP_OUTCOME_FAILED,
		.reason = trouble->reason,
		.error = trouble->error,
	};
	const char *detail = memhp_result_detail(&result);

	say(writer, "%s", detail ? detail : "it is not known why");
}

static bool has_page(const struct memhp_trouble *trouble)
{
	return trouble->page.pfn != UINT64_MAX;
}

/* The page that stood in the way, and what is wrong with it. */
static void say_obstacle(struct writer *writer, const struct memhp_trouble *trouble)
{
	const struct memhp_obstacle *page = &trouble->page;

	if (is_held(page) && trouble->reason != MEMHP_REASON_HUGE_PAGE) {
		say_held(writer, page);
		return;
	}
	say_page(writer, page, true);
	switch (trouble->reason) {
	case MEMHP_REASON_UNMOVABLE:
		say(writer, " cannot move");
		break;
	case MEMHP_REASON_HUGE_PAGE:
		say(writer, " is promised to somebody and cannot be dissolved");
		break;
	case MEMHP_REASON_MIGRATION:
		say(writer, " kept failing to migrate");
		break;
	case MEMHP_REASON_HWPOISON:
		say(writer, " has a hardware memory error");
		break;
	default:
		say(writer, " stands in the way");
	}
}

/* Whether the page is what the error is about, not one more thing to know. */
static bool is_of_page(uint32_t reason)
{
	switch (reason) {
	case MEMHP_REASON_UNMOVABLE:
	case MEMHP_REASON_HUGE_PAGE:
	case MEMHP_REASON_MIGRATION:
	case MEMHP_REASON_HWPOISON:
		return true;
	default:
		return false;
	}
}

MEMHP_EXPORT const char *memhp_trouble_text(const struct memhp_trouble *trouble, char *text,
					    size_t size)
{
	struct writer writer = begin(text, size);
	char missing[MEMHP_SIZE_TEXT];

	if (trouble->reason == MEMHP_REASON_NOTIFIER && *trouble->notifier) {
		say(&writer, "refused by %s", trouble->notifier);
	} else if (trouble->reason == MEMHP_REASON_AGENT && *trouble->notifier) {
		say(&writer, "%s objected", trouble->notifier);
	} else if (trouble->reason == MEMHP_REASON_SLOT && *trouble->notifier) {
		say(&writer, "%s has the kernel's one callback for pages that go online",
		    trouble->notifier);
	} else if (trouble->reason == MEMHP_REASON_NO_ROOM && trouble->missing) {
		/* Rather too much than too little. */
		memhp_size_write(trouble->missing, true, missing, sizeof(missing));
		say(&writer, "%s short: free memory elsewhere, above the high watermarks, does "
		    "not hold what is in use", missing);
	} else if (has_page(trouble) && is_of_page(trouble->reason)) {
		say_obstacle(&writer, trouble);
	} else {
		say_reason(&writer, trouble);
		if (has_page(trouble)) {
			say(&writer, "; ");
			say_obstacle(&writer, trouble);
		}
	}
	return text;
}
