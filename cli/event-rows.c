// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "event-rows.h"
#include "format.h"
#include "json.h"

#define NOTE_LENGTH 192

static bool has_blocks(const struct memhp_event *event)
{
	return event->first != UINT64_MAX;
}

/* ---- For programs ---- */

static void print_line(struct json_object *object)
{
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_SPACED |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

static void add_status(struct json_object *object, uint32_t status)
{
	static const char *const words[] = {
		"first-memory", "last-memory", "first-normal", "last-normal",
	};
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (status & 1U << i)
			json_object_array_add(array, json_object_new_string(words[i]));
	json_object_object_add(object, "status", array);
}

static void add_decision(struct json_object *object, const struct memhp_event *e)
{
	bool decided = e->event == MEMHP_EVENT_DECISION;

	json_add_int(object, "rule", e->rule + 1, decided && e->rule >= 0);
	json_add_text(object, "action", decided ? memhp_action_name(e->action) : NULL);
	json_add_text(object, "why", decided ? memhp_why_name(e->why) : NULL);
}

static const char *const group_ops[] = {
	[MEMHP_GROUP_OP_CREATE] = "create",
	[MEMHP_GROUP_OP_DELETE] = "delete",
	[MEMHP_GROUP_OP_ADD] = "add",
	[MEMHP_GROUP_OP_REMOVE] = "remove",
};

static const char *op_of(const struct memhp_event *e)
{
	if (e->event != MEMHP_EVENT_GROUP)
		return memhp_op_name(e->op);
	return e->op <= MEMHP_GROUP_OP_MAX ? group_ops[e->op] : NULL;
}

/* Does it tell of pages: asked for, and really given or taken? */
static bool tells_pages(uint32_t event)
{
	switch (event) {
	case MEMHP_EVENT_ONLINE:
	case MEMHP_EVENT_OFFLINE:
	case MEMHP_EVENT_POPULATE:
	case MEMHP_EVENT_DEPOPULATE:
		return true;
	default:
		return false;
	}
}

static void print_json(const struct memhp_event *e)
{
	struct json_object *object = json_object_new_object();
	bool blocks = has_blocks(e);

	json_add_number(object, "seq", e->seq, true);
	json_add_number(object, "when_ns", e->when_ns, e->when_ns);
	json_add_text(object, "event", memhp_event_name(e->event));
	json_add_number(object, "block", e->first, blocks);
	json_add_number(object, "count", e->count, true);
	json_add_int(object, "node", e->node, e->node >= 0);
	json_add_text(object, "zone", memhp_zone_name(e->zone));
	json_add_text(object, "from_zone", memhp_zone_name(e->from_zone));
	json_add_number(object, "asked", e->asked, e->asked);
	json_add_number(object, "pages", e->pages, tells_pages(e->event));
	json_add_number(object, "ns", e->ns, e->ns);
	add_status(object, e->status);
	json_add_text(object, "by", memhp_by_name(e->by));
	json_add_int(object, "pid", e->pid, e->pid);
	json_add_text(object, "comm", *e->comm ? e->comm : NULL);
	json_add_text(object, "op", op_of(e));
	json_add_text(object, "choice", memhp_choice_name(e->choice));
	json_add_text(object, "errno", e->error ? memhp_errno_name(e->error) : NULL);
	json_add_text(object, "reason", memhp_reason_name(e->reason));
	json_add_number(object, "ask", e->ask, e->ask);
	json_add_text(object, "name", *e->name ? e->name : NULL);
	add_decision(object, e);
	print_line(object);
}

/* ---- For people ---- */

#define LINE "%8s  %-12s  %-14s  %-15s  %4s  %-7s  %-19s  %s\n"

void event_headings(void)
{
	printf(LINE, "SEQ", "TIME", "EVENT", "BLOCKS", "NODE", "ZONE", "WHO", "NOTE");
}

/* "memory42-57" is long in a line of many columns. */
static const char *blocks_text(char text[FORMAT_LENGTH], const struct memhp_event *e)
{
	if (!has_blocks(e) || !e->count)
		return "-";
	return format_blocks(text, e->first, e->first + e->count - 1);
}

static const char *time_text(char text[FORMAT_LENGTH], uint64_t ns)
{
	time_t when = (time_t)(ns / 1000000000);
	struct tm tm;
	char clock[16];

	if (!ns || !localtime_r(&when, &tm) || !strftime(clock, sizeof(clock), "%T", &tm))
		return "-";
	snprintf(text, FORMAT_LENGTH, "%s.%03d", clock, (int)(ns / 1000000 % 1000));
	return text;
}

static const char *who_text(char text[FORMAT_LENGTH], const struct memhp_event *e)
{
	if (!*e->comm)
		return "-";
	if (!e->pid)
		return e->comm;
	snprintf(text, FORMAT_LENGTH, "%s (%" PRId32 ")", e->comm, e->pid);
	return text;
}

static void add_note(char *note, const char *words)
{
	size_t length = strlen(note);

	snprintf(note + length, NOTE_LENGTH - length, "%s%s", length ? ", " : "", words);
}

static void note_pages(char *note, const struct memhp_event *e)
{
	char words[64];

	if (!tells_pages(e->event))
		return;
	if (e->pages == e->asked)
		snprintf(words, sizeof(words), "%llu pages", e->pages);
	else
		snprintf(words, sizeof(words), "%llu of %llu pages", e->pages,
			 e->asked);
	add_note(note, words);
}

static void note_status(char *note, uint32_t status)
{
	if (status & MEMHP_NODE_FIRST_MEMORY)
		add_note(note, "the node's first memory");
	else if (status & MEMHP_NODE_FIRST_NORMAL)
		add_note(note, "the node's first kernel memory");
	if (status & MEMHP_NODE_LAST_MEMORY)
		add_note(note, "the node's last memory");
	else if (status & MEMHP_NODE_LAST_NORMAL)
		add_note(note, "the node's last kernel memory");
}

static void note_decision(char *note, const struct memhp_event *e)
{
	const char *action = memhp_action_name(e->action);
	char words[96];

	if (e->rule < 0)
		snprintf(words, sizeof(words), "no rule");
	else
		snprintf(words, sizeof(words), "rule %d, %s", e->rule + 1, action ? action : "?");
	add_note(note, words);
	add_note(note, e->error ? "refused" :
		 e->choice ? memhp_choice_name(e->choice) : "stays offline");
}

/* What there is to say of one kind of event alone. */
static void note_kind(char *note, const struct memhp_event *e)
{
	const char *from = memhp_zone_name(e->from_zone), *op = op_of(e);
	char words[96] = "";

	switch (e->event) {
	case MEMHP_EVENT_SHIFT:
		snprintf(words, sizeof(words), "from %s", from ? from : "?");
		break;
	case MEMHP_EVENT_FAILED:
	case MEMHP_EVENT_UNDONE:
		snprintf(words, sizeof(words), "%s", op ? op : "?");
		break;
	case MEMHP_EVENT_POLICY:
		snprintf(words, sizeof(words), "%llu rule%s", e->count,
			 e->count == 1 ? "" : "s");
		break;
	case MEMHP_EVENT_GROUP:
		snprintf(words, sizeof(words), "%s %s", op ? op : "?", e->name);
		break;
	case MEMHP_EVENT_LOST:
		snprintf(words, sizeof(words), "%llu event%s came too fast to be read",
			 e->count, e->count == 1 ? "" : "s");
		break;
	case MEMHP_EVENT_DECISION:
		note_decision(note, e);
		return;
	}
	if (*words)
		add_note(note, words);
}

static void note_reason(char *note, const struct memhp_event *e)
{
	const char *reason = memhp_reason_name(e->reason);

	if (e->event == MEMHP_EVENT_DECISION)
		return;
	if (reason)
		add_note(note, reason);
	else if (e->error)
		add_note(note, memhp_errno_name(e->error));
	if (e->reason == MEMHP_REASON_AGENT && *e->name)
		add_note(note, e->name);
}

static void print_text(const struct memhp_event *e)
{
	char seq[FORMAT_LENGTH], when[FORMAT_LENGTH], blocks[FORMAT_LENGTH], node[16] = "-",
	     who[FORMAT_LENGTH], note[NOTE_LENGTH] = "", took[FORMAT_LENGTH];
	const char *zone = memhp_zone_name(e->zone), *event = memhp_event_name(e->event);

	snprintf(seq, sizeof(seq), "%llu", e->seq);
	if (e->node >= 0)
		snprintf(node, sizeof(node), "%d", e->node);
	note_kind(note, e);
	note_pages(note, e);
	note_status(note, e->status);
	note_reason(note, e);
	if (e->ask)
		add_note(note, "agents are asked");
	if (e->ns)
		add_note(note, format_time(took, e->ns));
	printf(LINE, seq, time_text(when, e->when_ns), event ? event : "?",
	       blocks_text(blocks, e), node, zone ? zone : "-", who_text(who, e), note);
}

void event_print(const struct memhp_event *event, bool json)
{
	if (json)
		print_json(event);
	else
		print_text(event);
}

/* ---- How things are ---- */

static void print_state_json(uint64_t seq, const struct memhp_block *b, uint64_t count)
{
	struct json_object *object = json_object_new_object();
	int node = memhp_block_node(b);

	json_add_number(object, "seq", seq, true);
	json_add_text(object, "event", "state");
	json_add_number(object, "block", memhp_block_index(b), true);
	json_add_number(object, "count", count, true);
	json_add_text(object, "state", memhp_state_name(memhp_block_state(b)));
	json_add_text(object, "zone", memhp_zone_name(memhp_block_zone(b)));
	json_add_int(object, "node", node, node >= 0);
	json_add_text(object, "group", memhp_block_group(b));
	json_add_text(object, "owner", memhp_owner_name(memhp_block_owner(b)));
	print_line(object);
}

static void print_state_text(uint64_t seq, const struct memhp_block *b, uint64_t count)
{
	char number[FORMAT_LENGTH], blocks[FORMAT_LENGTH], node[16] = "-";
	const char *zone = memhp_zone_name(memhp_block_zone(b));
	uint64_t first = memhp_block_index(b);

	snprintf(number, sizeof(number), "%" PRIu64, seq);
	if (memhp_block_node(b) >= 0)
		snprintf(node, sizeof(node), "%d", memhp_block_node(b));
	printf(LINE, number, "-", "state", format_blocks(blocks, first, first + count - 1), node,
	       zone ? zone : "-", "-", memhp_state_name(memhp_block_state(b)));
}

static void print_state_end(uint64_t seq, uint64_t count, bool json)
{
	struct json_object *object;

	if (!json)
		return;
	object = json_object_new_object();
	json_add_number(object, "seq", seq, true);
	json_add_text(object, "event", "state-end");
	json_add_number(object, "count", count, true);
	print_line(object);
}

void event_print_state(const struct memhp_blocks *blocks, bool json)
{
	size_t i = 0, n, all = memhp_blocks_count(blocks);
	uint64_t seq = memhp_blocks_seq(blocks);

	while (i < all) {
		const struct memhp_block *b = memhp_blocks_at(blocks, i), *next;

		for (n = 1; (next = memhp_blocks_at(blocks, i + n)); n++)
			if (memhp_block_index(next) != memhp_block_index(b) + n ||
			    !memhp_block_alike(b, next))
				break;
		if (json)
			print_state_json(seq, b, n);
		else
			print_state_text(seq, b, n);
		i += n;
	}
	print_state_end(seq, all, json);
}
