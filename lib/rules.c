// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Policies: rules and options, from text, from a file, from the module and to it.
 *
 *	# comment
 *	enforce=on
 *	auto-online=on
 *	rule owner=dax node=2	movable
 *	default			auto-movable ratio=301
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "rules.h"

struct memhp_rules {
	struct memhp *ctx;
	uint32_t options;
	uint32_t given;			/* options that a line was about */
	uint32_t nr;
	struct memhp_rule at[MEMHP_MAX_RULES];
	/* While a text is parsed: where its rules are; number 0: not in it. */
	struct memhp_line lines[MEMHP_MAX_RULES];
	struct memhp_token firsts[MEMHP_MAX_RULES];
	bool from_module;
	struct memhp_policy_state state;
};

MEMHP_EXPORT int memhp_rules_new(struct memhp *ctx, struct memhp_rules **out)
{
	struct memhp_rules *rules = calloc(1, sizeof(*rules));

	if (!rules)
		return memhp_no_memory(ctx);
	rules->ctx = memhp_ref(ctx);
	*out = rules;
	return 0;
}

MEMHP_EXPORT void memhp_rules_free(struct memhp_rules *rules)
{
	if (!rules)
		return;
	memhp_unref(rules->ctx);
	free(rules);
}

/* ---- From text ---- */

static const struct {
	const char *name;
	uint32_t bit;
} options[] = {
	{ "enforce", MEMHP_POLICY_ENFORCE },
	{ "auto-online", MEMHP_POLICY_AUTO_ONLINE },
};

/* "enforce", "enforce=..." */
static bool is_about(const struct memhp_token *token, const char *name)
{
	size_t length = strlen(name);

	return token->length >= length && !memcmp(token->at, name, length) &&
	       (token->length == length || token->at[length] == '=');
}

static int set_option(struct memhp_rules *rules, struct memhp_line *line,
		      const struct memhp_token *token, size_t i)
{
	size_t length = strlen(options[i].name);
	const struct memhp_token value = { token->at + length, token->length - length };
	struct memhp_token more;

	if (memhp_token_is(&value, "=on"))
		rules->options |= options[i].bit;
	else if (!memhp_token_is(&value, "=off"))
		return memhp_line_bad(line, token, "%s is on or off: try %s=on",
				      options[i].name, options[i].name);
	if (rules->given & options[i].bit)
		return memhp_line_bad(line, token, "%s is given twice", options[i].name);
	rules->given |= options[i].bit;
	if (memhp_line_next(line, &more))
		return memhp_line_bad(line, &more, "nothing more belongs on the line of %s",
				      options[i].name);
	return 0;
}

static int add_rule(struct memhp_rules *rules, struct memhp_line *line,
		    const struct memhp_token *first)
{
	bool any = memhp_token_is(first, "default");
	int err;

	if (rules->nr == MEMHP_MAX_RULES) {
		memhp_line_bad(line, first, "a policy has at most %d rules", MEMHP_MAX_RULES);
		return -E2BIG;
	}
	err = memhp_rule_parse(line, first, any, &rules->at[rules->nr]);
	if (err)
		return err;
	rules->lines[rules->nr] = *line;
	rules->firsts[rules->nr] = *first;
	rules->nr++;
	return 0;
}

static int parse_line(struct memhp_rules *rules, struct memhp_line *line)
{
	static const char *const words[] = { "rule", "default", "enforce", "auto-online", NULL };
	struct memhp_token token, name;
	const char *sign;
	size_t i;

	if (!memhp_line_next(line, &token))
		return 0;
	if (memhp_token_is(&token, "rule") || memhp_token_is(&token, "default"))
		return add_rule(rules, line, &token);
	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (is_about(&token, options[i].name))
			return set_option(rules, line, &token, i);
	name = token;
	sign = memchr(token.at, '=', token.length);
	if (sign && sign > token.at)
		name.length = (size_t)(sign - token.at);
	return memhp_line_unknown(line, &name, "word", words);
}

/* The rule before @bad that it is the same as. */
static uint32_t twin_of(const struct memhp_rules *rules, uint32_t bad)
{
	struct memhp_rule pair[2] = { [1] = rules->at[bad] };
	uint32_t i, ignored;

	for (i = 0; i < bad; i++) {
		pair[0] = rules->at[i];
		if (memhp_rules_check(pair, 2, &ignored) == -EEXIST)
			break;
	}
	return i;
}

static int bad_rule(const struct memhp_rules *rules, uint32_t bad, int err)
{
	const struct memhp_line *line = &rules->lines[bad];
	const struct memhp_token *first = &rules->firsts[bad];
	size_t other;

	switch (err) {
	case -EEXIST:
		other = rules->lines[twin_of(rules, bad)].number;
		if (!other)
			return memhp_line_bad(line, first, "matches the same as a rule before");
		return memhp_line_bad(line, first, "matches the same as line %zu", other);
	case -ENOENT:
		return memhp_line_bad(line, first, "stands behind default, so it is never "
				      "reached: default is the last");
	default:
		return memhp_line_bad(line, first, "makes no sense");
	}
}

static int check(const struct memhp_rules *rules)
{
	uint32_t bad = UINT32_MAX;
	int err = memhp_rules_check(rules->at, rules->nr, &bad);

	if (!err)
		return 0;
	if (bad >= rules->nr)
		return memhp_fail(rules->ctx, EINVAL, "the rules make no sense (%s)",
				  memhp_errno_name(-err));
	return bad_rule(rules, bad, err);
}

static int parse(struct memhp_rules *rules, const char *text, size_t length,
		 const char *name)
{
	struct memhp_line line = { .ctx = rules->ctx, .name = name };
	const char *end = text + length;
	int err = 0;

	memset(rules->lines, 0, sizeof(rules->lines));
	while (!err && text < end) {
		err = memhp_line_cut(&line, &text, end);
		if (!err)
			err = parse_line(rules, &line);
	}
	return err ? err : check(rules);
}

/* All or nothing: a copy takes the lines, and the place of @rules in the end. */
static int parse_all(struct memhp_rules *rules, const char *text, size_t length,
		     const char *name)
{
	struct memhp_rules *copy = malloc(sizeof(*copy));
	int err;

	if (!copy)
		return memhp_no_memory(rules->ctx);
	*copy = *rules;
	err = parse(copy, text, length, name);
	if (!err)
		*rules = *copy;
	free(copy);
	return err;
}

MEMHP_EXPORT int memhp_rules_parse(struct memhp_rules *rules, const char *text,
				   const char *name)
{
	return parse_all(rules, text, strlen(text), name);
}

MEMHP_EXPORT int memhp_rules_read(struct memhp_rules *rules, const char *path)
{
	size_t length;
	char *text;
	int err;

	err = memhp_file_read(rules->ctx, path, &text, &length);
	if (err)
		return err;
	err = parse_all(rules, text, length, path);
	free(text);
	return err;
}

/* ---- What there is ---- */

MEMHP_EXPORT size_t memhp_rules_count(const struct memhp_rules *rules)
{
	return rules->nr;
}

MEMHP_EXPORT const struct memhp_rule *memhp_rules_at(const struct memhp_rules *rules, size_t i)
{
	return i < rules->nr ? &rules->at[i] : NULL;
}

MEMHP_EXPORT const char *memhp_rules_text(const struct memhp_rules *rules, size_t i,
					  char *text, size_t size)
{
	return i < rules->nr ? memhp_rule_text(&rules->at[i], text, size) : NULL;
}

MEMHP_EXPORT uint32_t memhp_rules_options(const struct memhp_rules *rules)
{
	return rules->options;
}

MEMHP_EXPORT const struct memhp_policy_state *
memhp_rules_state(const struct memhp_rules *rules)
{
	return rules->from_module ? &rules->state : NULL;
}

/* ---- From the module, and to it ---- */

static int fill(struct memhp_rules *rules)
{
	struct memhp_records records[] = {
		{ .attribute = MEMHP_A_POLICY_STATE, .size = sizeof(struct memhp_policy_state) },
		{ .attribute = MEMHP_A_POLICY_RULE, .size = sizeof(struct memhp_rule) },
	};
	int err;

	err = memhp_nl_records(rules->ctx, MEMHP_CMD_POLICY, NULL, records, 2);
	if (!err && (!records[0].count || records[1].count > MEMHP_MAX_RULES))
		err = memhp_fail(rules->ctx, EIO, "what the module says of its policy "
				 "makes no sense");
	if (!err) {
		rules->from_module = true;
		rules->state = *(struct memhp_policy_state *)records[0].at;
		rules->options = rules->state.options;
		rules->nr = (uint32_t)records[1].count;
		if (rules->nr)
			memcpy(rules->at, records[1].at, rules->nr * sizeof(*rules->at));
	}
	free(records[0].at);
	free(records[1].at);
	return err;
}

MEMHP_EXPORT int memhp_rules_get(struct memhp *ctx, struct memhp_rules **out)
{
	struct memhp_rules *rules;
	int err = memhp_rules_new(ctx, &rules);

	if (err)
		return err;
	err = fill(rules);
	if (err) {
		memhp_rules_free(rules);
		return err;
	}
	*out = rules;
	return 0;
}

/* -ENOENT and -EEXIST would say that the module is missing, or nothing. */
static int refused(const struct memhp_rules *rules, const struct memhp_policy *policy,
		   int err)
{
	char text[MEMHP_RULE_TEXT];

	if (err != -EINVAL && err != -EEXIST && err != -ENOENT)
		return memhp_module_refused(rules->ctx, err, "the policy");
	if (policy->bad_rule >= rules->nr)
		return memhp_fail(rules->ctx, EINVAL, "the memhp module refused the policy "
				  "(%s): the old one is in force", memhp_errno_name(-err));
	return memhp_fail(rules->ctx, EINVAL, "the memhp module refused rule %u, \"%s\" "
			  "(%s): the old policy is in force", policy->bad_rule + 1,
			  memhp_rule_text(&rules->at[policy->bad_rule], text, sizeof(text)),
			  memhp_errno_name(-err));
}

MEMHP_EXPORT int memhp_rules_put(const struct memhp_rules *rules)
{
	struct memhp_policy policy = {
		.size = sizeof(policy),
		.rules = rules->nr ? (uintptr_t)rules->at : 0,
		.nr_rules = rules->nr,
		.rule_size = sizeof(*rules->at),
		.options = rules->options,
		.bad_rule = UINT32_MAX,
	};
	int err, answer;

	err = memhp_module_call(rules->ctx, MEMHP_IOC_POLICY, &policy, &answer);
	if (err)
		return err;
	return answer ? refused(rules, &policy, answer) : 0;
}
