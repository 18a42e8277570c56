// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <memhp/libmemhp.h>

#include "columns.h"
#include "complete.h"
#include "event-filter.h"
#include "exits.h"
#include "machine.h"

void complete_offer(const struct args *args, const char *head, const char *word,
		    const char *about)
{
	size_t length = strlen(head), typed = strlen(args->typed);

	if (strncmp(args->typed, head, typed < length ? typed : length) ||
	    (typed > length && strncmp(args->typed + length, word, typed - length)))
		return;
	printf("%s%s\t%s\n", head, word, about);
}

/* ---- Blocks, nodes and groups ---- */

static void offer_block(const struct args *args, const struct memhp_block *block)
{
	const char *zone = memhp_zone_name(memhp_block_zone(block));
	char name[32], about[64];

	/* Whoever types digits wants the number. */
	snprintf(name, sizeof(name), "%s%" PRIu64,
		 isdigit((unsigned char)*args->typed) ? "" : "memory", memhp_block_index(block));
	snprintf(about, sizeof(about), "%s%s%s", memhp_state_name(memhp_block_state(block)),
		 zone ? " " : "", zone ? zone : "");
	complete_offer(args, "", name, about);
}

static void offer_nodes(const struct args *args, const struct memhp_blocks *blocks,
			const char *head)
{
	char name[24], about[48];
	size_t i, count;
	int node, next;

	/* Blocks need not be in the order of their nodes. */
	for (node = -1;; node = next) {
		next = node;
		count = 0;
		for (i = 0; i < memhp_blocks_count(blocks); i++) {
			int of = memhp_block_node(memhp_blocks_at(blocks, i));

			if (of > node && (next == node || of < next)) {
				next = of;
				count = 0;
			}
			count += of == next;
		}
		if (next == node)
			return;
		snprintf(name, sizeof(name), "%d", next);
		snprintf(about, sizeof(about), "node of %zu blocks", count);
		complete_offer(args, head, name, about);
	}
}

/* Only the module knows groups; without it there are none to offer. */
static void offer_groups(const struct args *args, struct memhp *ctx, const char *head)
{
	const struct memhp_group_info *group;
	struct memhp_groups *groups;
	char about[64];
	size_t i;

	if (memhp_groups_get(ctx, &groups))
		return;
	for (i = 0; (group = memhp_groups_at(groups, i)); i++) {
		snprintf(about, sizeof(about), "%s group of %" PRIu64 " blocks",
			 memhp_group_type_name(group->type), (uint64_t)group->blocks);
		complete_offer(args, head, group->name, about);
	}
	memhp_groups_free(groups);
}

enum places {
	BLOCKS,		/* a BLOCK, by any of its words */
	NODES,		/* the number of a node, behind @head */
	GROUPS,		/* the name of a group */
};

static void offer_places(const struct args *args, enum places places, const char *head)
{
	struct machine machine;
	size_t i;

	if (machine_open(&machine, &args->common))
		return;
	if (places != GROUPS && machine_read(&machine)) {
		machine_close(&machine);
		return;
	}
	switch (places) {
	case BLOCKS:
		for (i = 0; i < memhp_blocks_count(machine.blocks); i++)
			offer_block(args, memhp_blocks_at(machine.blocks, i));
		offer_nodes(args, machine.blocks, "node");
		offer_groups(args, machine.ctx, "group:");
		break;
	case NODES:
		offer_nodes(args, machine.blocks, head);
		break;
	case GROUPS:
		offer_groups(args, machine.ctx, head);
		break;
	}
	machine_close(&machine);
}

/* ---- Values of options ---- */

/* "--zone=auto|keep" of the synopsis: its words. What is in capitals is no word. */
static void offer_words(const struct args *args, const struct option *option, const char *head)
{
	const char *at = args->usage->synopsis;
	char name[40], word[40];
	size_t length;

	snprintf(name, sizeof(name), "--%s=", option->name);
	at = strstr(at, name);
	for (at = at ? at + strlen(name) : ""; islower((unsigned char)*at); at++) {
		length = strspn(at, "abcdefghijklmnopqrstuvwxyz-");
		snprintf(word, sizeof(word), "%.*s", (int)length, at);
		complete_offer(args, head, word, "");
		at += length;
		if (*at != '|')
			return;
	}
}

/* What is in front of the last of a list with commas. */
static const char *list_head(const struct args *args, const char *head, char *room, size_t size)
{
	const char *comma = strrchr(args->typed, ',');

	if (!comma)
		return head;
	snprintf(room, size, "%.*s", (int)(comma + 1 - args->typed), args->typed);
	return room;
}

static void offer_columns(const struct args *args, const char *head)
{
	const struct column *column;
	char before[256];
	size_t i;

	head = list_head(args, head, before, sizeof(before));
	for (i = 0; (column = columns_at(i)); i++)
		complete_offer(args, head, column->name, column->about);
}

static void offer_filter_values(const struct args *args, const char *key, const char *head)
{
	char before[256];
	const char *word;
	unsigned int i;

	head = list_head(args, head, before, sizeof(before));
	if (!strcmp(key, "node"))
		offer_places(args, NODES, head);
	if (!strcmp(key, "group"))
		offer_places(args, GROUPS, head);
	for (i = 0; filters_word(key, i, &word); i++)
		if (word)
			complete_offer(args, head, word, "");
}

static void offer_filters(const struct args *args, const char *head)
{
	const char *key, *typed = args->typed + strlen(head);
	char before[128];
	size_t i;

	for (i = 0; (key = filters_key(i)); i++) {
		snprintf(before, sizeof(before), "%s%s=", head, key);
		if (!strncmp(typed, key, strlen(key)) && typed[strlen(key)] == '=')
			offer_filter_values(args, key, before);
		else
			complete_offer(args, "", before, "");
	}
}

static int offer_values(const struct args *args, const struct option *option, const char *head)
{
	if (!strcmp(option->value, "FILE"))
		puts(":file\t");
	else if (!strcmp(option->value, "DIR"))
		puts(":dir\t");
	else if (!strcmp(option->value, "COLUMNS"))
		offer_columns(args, head);
	else if (!strcmp(option->value, "KEY=VALUE"))
		offer_filters(args, head);
	else if (!strcmp(option->value, "NODES") ||
		 (!strcmp(option->name, "node") && !strcmp(option->value, "N")))
		offer_places(args, NODES, head);
	else
		offer_words(args, option, head);
	return EXIT_DONE;
}

/* ---- Options ---- */

static void offer_option(const struct option *option, void *data)
{
	char name[64];

	snprintf(name, sizeof(name), "--%s%s", option->name, option->value ? "=" : "");
	complete_offer(data, "", name, option->about);
}

/* An option with a value, by "--name", "--name=..." or "-n". */
struct wanted {
	const char *word;
	size_t length;		/* of the name in @word */
	const struct option *found;
};

static void look_at(const struct option *option, void *data)
{
	struct wanted *wanted = data;

	if (!option->value)
		return;
	if (!strncmp(wanted->word, "--", 2)) {
		if (strlen(option->name) == wanted->length &&
		    !strncmp(option->name, wanted->word + 2, wanted->length))
			wanted->found = option;
	} else if (*wanted->word == '-' && option->letter == wanted->word[1] &&
		   !wanted->word[2]) {
		wanted->found = option;
	}
}

static const struct option *option_of(const struct args *args, const char *word)
{
	struct wanted wanted = { .word = word };

	if (!strncmp(word, "--", 2))
		wanted.length = strcspn(word + 2, "=");
	args_each_option(args->usage, look_at, &wanted);
	return wanted.found;
}

/* ---- All ---- */

/* What the synopsis has for the word behind those that are there. */
static void offer_arguments(const struct args *args)
{
	const char *synopsis = args->usage->synopsis;

	if (strstr(synopsis, " NAME BLOCK..."))
		offer_places(args, args->nr_words ? BLOCKS : GROUPS, "");
	else if (strstr(synopsis, "BLOCK..."))
		offer_places(args, BLOCKS, "");
	else if (strstr(synopsis, " NAME...") || (!args->nr_words && strstr(synopsis, " NAME")))
		offer_places(args, GROUPS, "");
	else if (strstr(synopsis, "[FILE]") && !args->nr_words)
		puts(":file\t");
}

int complete(const struct args *args)
{
	const struct option *option;
	const char *equals;
	char head[64];

	if (args->common.help)
		return EXIT_DONE;
	option = strchr(args->before, '=') ? NULL : option_of(args, args->before);
	if (option && !args->words_only)
		return offer_values(args, option, "");
	if (*args->typed != '-' || args->words_only) {
		offer_arguments(args);
		return EXIT_DONE;
	}
	equals = strchr(args->typed, '=');
	if (!equals) {
		args_each_option(args->usage, offer_option, (void *)args);
		return EXIT_DONE;
	}
	option = option_of(args, args->typed);
	snprintf(head, sizeof(head), "%.*s", (int)(equals + 1 - args->typed), args->typed);
	return option ? offer_values(args, option, head) : EXIT_DONE;
}
