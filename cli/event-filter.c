// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "args.h"
#include "event-filter.h"
#include "exits.h"

/* One value of a filter, @length long. */
struct value {
	const char *at;
	size_t length;
};

static bool is(const struct value *value, const char *word)
{
	return word && strlen(word) == value->length &&
	       !strncasecmp(value->at, word, value->length);
}

/* ---- Numbers ---- */

/* Digits at *@at, before @end: moves it past them. */
static bool take_number(const char **at, const char *end, uint64_t *number)
{
	char *stop;

	if (*at == end || !isdigit((unsigned char)**at))
		return false;
	*number = strtoull(*at, &stop, 10);
	*at = stop;
	return stop <= end;
}

static bool take_blocks(const struct value *value, uint64_t *first, uint64_t *last)
{
	const char *at = value->at, *end = at + value->length;

	if (value->length > 6 && !strncmp(at, "memory", 6))
		at += 6;
	if (!take_number(&at, end, first))
		return false;
	*last = *first;
	if (at < end && *at == '-') {
		at++;
		if (!take_number(&at, end, last))
			return false;
	}
	return at == end && *last >= *first;
}

static bool take_node(const struct value *value, uint64_t *node)
{
	const char *at = value->at, *end = at + value->length;

	return take_number(&at, end, node) && at == end;
}

/* ---- Words that there are ---- */

/* Is it one of the words that @name has for the values below @end? */
#define ONE_OF(value, name, end) ({ \
	bool found = false; \
	unsigned int i; \
	for (i = 0; i < (end) && !found; i++) \
		found = is(value, name(i)); \
	found; \
})

static bool event_known(const struct value *value)
{
	return ONE_OF(value, memhp_event_name, __MEMHP_EVENT_LAST);
}

static bool block_known(const struct value *value)
{
	uint64_t first, last;

	return take_blocks(value, &first, &last);
}

static bool node_known(const struct value *value)
{
	uint64_t node;

	return take_node(value, &node);
}

static bool zone_known(const struct value *value)
{
	return is(value, "kernel") || ONE_OF(value, memhp_zone_name, __MEMHP_ZONE_LAST);
}

static bool by_known(const struct value *value)
{
	return ONE_OF(value, memhp_by_name, __MEMHP_BY_LAST);
}

static bool reason_known(const struct value *value)
{
	return ONE_OF(value, memhp_reason_name, __MEMHP_REASON_LAST);
}

static bool group_known(const struct value *value)
{
	return value->length < MEMHP_GROUP_NAME_SIZE;
}

/* ---- Matching ---- */

static bool event_is(const struct memhp_event *e, const struct value *value)
{
	return is(value, memhp_event_name(e->event));
}

static bool block_is(const struct memhp_event *e, const struct value *value)
{
	uint64_t first, last;

	return take_blocks(value, &first, &last) && e->first != UINT64_MAX && e->count &&
	       e->first <= last && e->first + (e->count - 1) >= first;
}

static bool node_is(const struct memhp_event *e, const struct value *value)
{
	uint64_t node;

	return take_node(value, &node) && e->node >= 0 && (uint64_t)e->node == node;
}

static bool zone_matches(unsigned int zone, const struct value *value)
{
	bool kernel = zone && zone != MEMHP_ZONE_MOVABLE && zone != MEMHP_ZONE_DEVICE;

	return is(value, memhp_zone_name(zone)) || (kernel && is(value, "kernel"));
}

static bool zone_is(const struct memhp_event *e, const struct value *value)
{
	return zone_matches(e->zone, value) || zone_matches(e->from_zone, value);
}

static bool by_is(const struct memhp_event *e, const struct value *value)
{
	return is(value, memhp_by_name(e->by));
}

static bool reason_is(const struct memhp_event *e, const struct value *value)
{
	return is(value, memhp_reason_name(e->reason));
}

static bool group_is(const struct memhp_event *e, const struct value *value)
{
	return e->event == MEMHP_EVENT_GROUP && is(value, e->name);
}

static const struct key {
	const char *name;
	bool (*known)(const struct value *value);
	bool (*matches)(const struct memhp_event *event, const struct value *value);
} keys[] = {
	{ "event", event_known, event_is },
	{ "block", block_known, block_is },
	{ "node", node_known, node_is },
	{ "zone", zone_known, zone_is },
	{ "by", by_known, by_is },
	{ "reason", reason_known, reason_is },
	{ "group", group_known, group_is },
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

static const struct key *find_key(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < KEYS; i++)
		if (strlen(keys[i].name) == length && !strncmp(keys[i].name, text, length))
			return &keys[i];
	return NULL;
}

const char *filters_key(size_t i)
{
	return i < KEYS ? keys[i].name : NULL;
}

bool filters_word(const char *key, unsigned int i, const char **word)
{
	if (!strcmp(key, "event")) {
		*word = memhp_event_name(i);
		return i < __MEMHP_EVENT_LAST;
	}
	if (!strcmp(key, "zone")) {
		*word = i ? memhp_zone_name(i) : "kernel";
		return i < __MEMHP_ZONE_LAST;
	}
	if (!strcmp(key, "by")) {
		*word = memhp_by_name(i);
		return i < __MEMHP_BY_LAST;
	}
	*word = strcmp(key, "reason") ? NULL : memhp_reason_name(i);
	return !strcmp(key, "reason") && i < __MEMHP_REASON_LAST;
}

static int unknown_key(const char *text, size_t length)
{
	const char *names[KEYS + 1], *meant;
	char word[32];
	size_t i;

	for (i = 0; i < KEYS; i++)
		names[i] = keys[i].name;
	names[i] = NULL;
	if (length >= sizeof(word))
		length = sizeof(word) - 1;
	memcpy(word, text, length);
	word[length] = '\0';
	meant = memhp_nearest(word, names);
	if (meant)
		return bad_usage("no filter '%s': did you mean '%s'?", word, meant);
	return bad_usage("no filter '%s': there are event, block, node, zone, by, reason and "
			 "group", word);
}

/* The next of "VALUE,VALUE"; false at its end. */
static bool next_value(const char **at, struct value *value)
{
	if (!*at)
		return false;
	value->at = *at;
	value->length = strcspn(*at, ",");
	*at = value->at[value->length] ? value->at + value->length + 1 : NULL;
	return true;
}

int filters_add(struct filters *filters, const char *text)
{
	size_t length = strcspn(text, "=");
	const struct key *key = find_key(text, length);
	const char *at;
	struct value value;

	if (!text[length])
		return bad_usage("'%s' is no filter: it is KEY=VALUE, as in event=online", text);
	if (!key)
		return unknown_key(text, length);
	for (at = text + length + 1; next_value(&at, &value); )
		if (!value.length || !key->known(&value))
			return bad_usage("filter %s: there is no %s '%.*s'; try: memhpctl monitor "
					 "--help", text, key->name, (int)value.length, value.at);
	if (filters->count == FILTERS_MAX)
		return bad_usage("no more than %d filters", FILTERS_MAX);
	filters->at[filters->count++] = text;
	return ARGS_OK;
}

static bool passes(const char *text, const struct memhp_event *event)
{
	size_t length = strcspn(text, "=");
	const struct key *key = find_key(text, length);
	const char *at = text + length + 1;
	struct value value;

	while (next_value(&at, &value))
		if (key->matches(event, &value))
			return true;
	return false;
}

bool filters_pass(const struct filters *filters, const struct memhp_event *event)
{
	size_t i;

	if (event->event == MEMHP_EVENT_LOST)
		return true;
	for (i = 0; i < filters->count; i++)
		if (!passes(filters->at[i], event))
			return false;
	return true;
}
