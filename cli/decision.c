// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <unistd.h>

#include "decision.h"
#include "format.h"

const char *decision_choice(const struct memhp_decision *decision)
{
	switch (decision->choice) {
	case MEMHP_CHOICE_KERNEL:
		return "kernel";
	case MEMHP_CHOICE_MOVABLE:
		return "movable";
	case MEMHP_CHOICE_NONE:
		return "left offline";
	default:
		return "left to the kernel";
	}
}

const char *decision_word(uint32_t choice)
{
	return choice == MEMHP_CHOICE_NONE ? "offline" : memhp_choice_name(choice);
}

static uint64_t bytes(uint64_t pages)
{
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* The text of the rule that matched; NULL if not known, as the rules may be others
 * by now. */
static const char *rule_text(const struct memhp_decision *decision,
			     const struct memhp_rules *rules, char text[MEMHP_RULE_TEXT])
{
	const struct memhp_rule *rule = NULL;

	if (rules && decision->rule >= 0)
		rule = memhp_rules_at(rules, (size_t)decision->rule);
	if (rule && rule->action == decision->action && rule->ratio == decision->ratio &&
	    rule->flags == decision->flags)
		return memhp_rules_text(rules, (size_t)decision->rule, text, MEMHP_RULE_TEXT);
	return NULL;
}

/* ---- In words ---- */

static void print_rule(const struct memhp_decision *decision, const struct memhp_rules *rules,
		       const char *prefix)
{
	char room[MEMHP_RULE_TEXT];
	const char *text = rule_text(decision, rules, room);

	if (decision->rule < 0) {
		printf("%sno rule matches\n", prefix);
		return;
	}
	printf("%srule %d%s%s\n", prefix, decision->rule + 1, text ? ": " : "",
	       text ? text : "");
}

static void print_block(const struct memhp_decision *decision, const char *prefix)
{
	const char *type = memhp_group_type_name(decision->group_type);
	char text[FORMAT_LENGTH];

	printf("%snode %d, owner %s", prefix, decision->node, memhp_owner_name(decision->owner));
	if (decision->hotpluggable >= 0)
		printf(", %shotpluggable", decision->hotpluggable ? "" : "not ");
	if (decision->device)
		printf(", device of %s", format_size(text, decision->device, false));
	if (*decision->group)
		printf(", in %s group %s", type, decision->group);
	putchar('\n');
}

/* " - 1G of CMA", unless there is none. */
static void print_term(char sign, uint64_t pages, const char *what)
{
	char text[FORMAT_LENGTH];

	if (pages)
		printf(" %c %s %s", sign, format_size(text, bytes(pages), false), what);
}

/* What @sum comes to; it may be within the ratio, and yet not be allowed. */
static void print_verdict(const struct memhp_sum *sum, bool fits)
{
	uint64_t total = sum->movable + sum->wanted;
	char text[FORMAT_LENGTH];

	if (fits)
		puts("fits");
	else if (total > sum->allowed)
		printf("%s too much\n", format_size(text, bytes(total - sum->allowed), false));
	else
		puts("but other groups need all there is outside of its own");
}

static void print_sum(const struct memhp_sum *sum, uint32_t ratio, const char *where,
		      bool fits, const char *prefix)
{
	char a[FORMAT_LENGTH], b[FORMAT_LENGTH], c[FORMAT_LENGTH];

	printf("%s%s: %s there since boot", prefix, where,
	       format_size(a, bytes(sum->early), false));
	print_term('-', sum->cma, "CMA");
	print_term('-', sum->reserve, "reserved");
	print_term('+', sum->plugged, "hot-plugged");
	print_term('-', sum->required, "for other groups");
	print_term('+', sum->own, "of its group");
	printf(" = %s of kernel memory\n", format_size(a, bytes(sum->kernel), false));
	printf("%s  %s x %u %% = %s may be movable\n", prefix, a, ratio,
	       format_size(b, bytes(sum->allowed), false));
	printf("%s  %s is movable + %s now", prefix, format_size(a, bytes(sum->movable), false),
	       format_size(b, bytes(sum->wanted), false));
	printf(" = %s: ", format_size(c, bytes(sum->movable + sum->wanted), false));
	print_verdict(sum, fits);
}

static bool has_sum(const struct memhp_decision *decision)
{
	return decision->why == MEMHP_WHY_RATIO || decision->why == MEMHP_WHY_NODE_RATIO ||
	       decision->why == MEMHP_WHY_FITS;
}

/* The node is looked at once the machine has allowed it. */
static bool has_node_sum(const struct memhp_decision *decision)
{
	return has_sum(decision) && decision->why != MEMHP_WHY_RATIO &&
	       decision->flags & MEMHP_RULE_NUMA_AWARE;
}

void decision_print(const struct memhp_decision *decision, const struct memhp_rules *rules,
		    const char *prefix)
{
	char where[FORMAT_LENGTH];

	print_rule(decision, rules, prefix);
	print_block(decision, prefix);
	if (decision->why == MEMHP_WHY_GROUP)
		printf("%sa part of its group is kernel memory, and it goes one way\n", prefix);
	if (decision->why == MEMHP_WHY_UNIT)
		printf("%sa part of its unit is kernel memory, and it goes one way\n", prefix);
	if (has_sum(decision))
		print_sum(&decision->all, decision->ratio, "machine",
			  decision->why != MEMHP_WHY_RATIO, prefix);
	if (has_node_sum(decision)) {
		snprintf(where, sizeof(where), "node %d", decision->node);
		print_sum(&decision->here, decision->ratio, where,
			  decision->why != MEMHP_WHY_NODE_RATIO, prefix);
	}
}

/* ---- In JSON ---- */

static struct json_object *rule_json(const struct memhp_decision *decision,
				     const struct memhp_rules *rules)
{
	struct json_object *object;
	char text[MEMHP_RULE_TEXT];

	if (decision->rule < 0)
		return NULL;
	object = json_object_new_object();
	json_add_int(object, "number", decision->rule + 1, true);
	json_add_text(object, "text", rule_text(decision, rules, text));
	return object;
}

static struct json_object *sum_json(const struct memhp_sum *sum, bool known)
{
	struct json_object *object;

	if (!known)
		return NULL;
	object = json_object_new_object();
	json_add_number(object, "early", bytes(sum->early), true);
	json_add_number(object, "cma", bytes(sum->cma), true);
	json_add_number(object, "reserve", bytes(sum->reserve), true);
	json_add_number(object, "plugged", bytes(sum->plugged), true);
	json_add_number(object, "required", bytes(sum->required), true);
	json_add_number(object, "own", bytes(sum->own), true);
	json_add_number(object, "kernel", bytes(sum->kernel), true);
	json_add_number(object, "movable", bytes(sum->movable), true);
	json_add_number(object, "wanted", bytes(sum->wanted), true);
	json_add_number(object, "allowed", bytes(sum->allowed), true);
	return object;
}

struct json_object *decision_json(const struct memhp_decision *decision,
				  const struct memhp_rules *rules)
{
	struct json_object *object = json_object_new_object();

	json_add_text(object, "choice", decision_word(decision->choice));
	json_add_text(object, "why", memhp_why_name(decision->why));
	json_add_text(object, "action", memhp_action_name(decision->action));
	json_object_object_add(object, "rule", rule_json(decision, rules));
	json_add_int(object, "ratio", (int)decision->ratio, has_sum(decision));
	json_add_int(object, "node", decision->node, decision->node >= 0);
	json_add_text(object, "owner", memhp_owner_name(decision->owner));
	json_object_object_add(object, "hotpluggable", decision->hotpluggable < 0 ? NULL :
			       json_object_new_boolean(decision->hotpluggable));
	json_add_text(object, "group", *decision->group ? decision->group : NULL);
	json_add_text(object, "group_type", memhp_group_type_name(decision->group_type));
	json_add_number(object, "device", decision->device, decision->device);
	json_object_object_add(object, "machine_sum",
			       sum_json(&decision->all, has_sum(decision)));
	json_object_object_add(object, "node_sum",
			       sum_json(&decision->here, has_node_sum(decision)));
	return object;
}
