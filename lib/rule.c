// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * One rule of a policy: from text, and back to text that parses to the same.
 *
 * All that a rule can have is in one table, terms[]; a line is read word by word
 * and never copied, so it may be of any length.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "private.h"
#include "rules.h"

#define RATIO_DEFAULT	301	/* percent; the kernel's own */
#define SHOWN		40	/* of a word that is wrong */
#define VALUE_SIZE	64	/* no value is as long */

/* For "%.*s" */
#define SHOW(token) \
	(int)((token)->length < SHOWN ? (token)->length : SHOWN), (token)->at

/* ---- Words of a line ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool memhp_line_next(struct memhp_line *line, struct memhp_token *token)
{
	while (line->at < line->end && is_space(*line->at))
		line->at++;
	token->at = line->at;
	while (line->at < line->end && !is_space(*line->at))
		line->at++;
	token->length = (size_t)(line->at - token->at);
	return token->length;
}

bool memhp_token_is(const struct memhp_token *token, const char *word)
{
	return strlen(word) == token->length && !memcmp(token->at, word, token->length);
}

int memhp_line_bad(const struct memhp_line *line, const struct memhp_token *token,
		   const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return memhp_fail(line->ctx, EINVAL, "%.200s%s%zu:%zu: %s",
			  line->name ? line->name : "", line->name ? ":" : "",
			  line->number, (size_t)(token->at - line->begin) + 1, text);
}

int memhp_line_unknown(const struct memhp_line *line, const struct memhp_token *token,
		       const char *what, const char *const *words)
{
	const char *meant = NULL;
	char word[VALUE_SIZE];

	if (token->length < sizeof(word)) {
		memcpy(word, token->at, token->length);
		word[token->length] = '\0';
		meant = memhp_nearest(word, words);
	}
	if (meant)
		return memhp_line_bad(line, token, "no %s '%.*s': did you mean '%s'?",
				      what, SHOW(token), meant);
	return memhp_line_bad(line, token, "no %s '%.*s'", what, SHOW(token));
}

int memhp_line_cut(struct memhp_line *line, const char **text, const char *end)
{
	struct memhp_token nul = { 0 };
	const char *comment;

	line->number++;
	line->begin = line->at = *text;
	line->end = memchr(*text, '\n', (size_t)(end - *text));
	if (!line->end)
		line->end = end;
	*text = line->end + 1;
	nul.at = memchr(line->at, '\0', (size_t)(line->end - line->at));
	if (nul.at)
		return memhp_line_bad(line, &nul, "a NUL byte: this is no text");
	comment = memchr(line->at, '#', (size_t)(line->end - line->at));
	if (comment)
		line->end = comment;
	return 0;
}

/* ---- Words of a rule ---- */

struct parse {
	struct memhp_line *line;
	struct memhp_rule *rule;
	struct memhp_token word;	/* the whole of it: "size>=4G" */
	struct memhp_token name;	/* "size" */
	struct memhp_token sign;	/* ">=" */
	char value[VALUE_SIZE];		/* "4G" */
	size_t value_length;		/* of all of it */
	unsigned int seen;		/* a bit for each of terms[] */
	bool at_least, at_most;		/* of size */
};

enum kind { MATCH, ACTION, DETAIL };

struct term {
	const char *name;
	enum kind kind;
	uint32_t value;		/* a bit of match or of flags, or an action */
	/* Reads the value; NULL: has none. 0 or -EINVAL. */
	int (*take)(struct parse *parse);
};

static int bad_word(const struct parse *parse, const char *why)
{
	return memhp_line_bad(parse->line, &parse->word, "'%.*s': %s",
			      SHOW(&parse->word), why);
}

static int take_owner(struct parse *parse)
{
	const char *names[MEMHP_OWNER_MAX + 1] = { NULL }, *meant;
	unsigned int i;

	parse->rule->owner = memhp_owner_of(parse->value);
	if (parse->rule->owner)
		return 0;
	for (i = 1; i <= MEMHP_OWNER_MAX; i++)
		names[i - 1] = memhp_owner_name(i);
	meant = memhp_nearest(parse->value, names);
	if (meant)
		return memhp_line_bad(parse->line, &parse->word, "no owner '%.40s': "
				      "did you mean '%s'?", parse->value, meant);
	return memhp_line_bad(parse->line, &parse->word, "no owner '%.40s': try boot, "
			      "acpi, dax, virtio_mem, hv_balloon or probe", parse->value);
}

/* All digits, at most @most. */
static int whole_number(const char *text, uint64_t most, uint64_t *number)
{
	int err = memhp_parse_number(&text, 10, number);

	if (err == -EINVAL || *text)
		return -EINVAL;
	return err || *number > most ? -ERANGE : 0;
}

static int take_node(struct parse *parse)
{
	uint64_t node;
	int err = whole_number(parse->value, INT32_MAX, &node);

	if (err == -ERANGE)
		return bad_word(parse, "the number is too large");
	if (err)
		return bad_word(parse, "a node is a number: try node=0");
	parse->rule->node = (int32_t)node;
	return 0;
}

static int size_of(struct parse *parse, uint64_t *size)
{
	int err = memhp_size_parse(parse->value, size);

	if (err == -ERANGE)
		return bad_word(parse, "the size is past 2^64 bytes");
	if (err)
		return bad_word(parse, "no size: try 512M, 64G or 2T");
	return 0;
}

static int set_least(struct parse *parse, uint64_t size)
{
	if (parse->at_least)
		return bad_word(parse, "the smallest size is given twice");
	parse->at_least = true;
	parse->rule->size_min = size;
	return 0;
}

static int set_most(struct parse *parse, uint64_t size)
{
	if (parse->at_most)
		return bad_word(parse, "the largest size is given twice");
	if (!size)
		return bad_word(parse, "no device has 0 bytes");
	parse->at_most = true;
	parse->rule->size_max = size;
	return 0;
}

static int take_size(struct parse *parse)
{
	uint64_t size;
	int err = size_of(parse, &size);

	if (err)
		return err;
	if (!(parse->rule->match & MEMHP_MATCH_SIZE))
		parse->rule->size_max = UINT64_MAX;
	if (memhp_token_is(&parse->sign, ">") && size == UINT64_MAX)
		return bad_word(parse, "nothing is larger");
	if (memhp_token_is(&parse->sign, "<") && !size)
		return bad_word(parse, "no device has less than 0 bytes");
	if (memhp_token_is(&parse->sign, "="))
		err = set_least(parse, size);
	if (err)
		return err;
	if (*parse->sign.at == '>')
		err = set_least(parse, size + (parse->sign.length == 1));
	else
		err = set_most(parse, size - (memhp_token_is(&parse->sign, "<")));
	if (!err && parse->rule->size_min > parse->rule->size_max)
		return bad_word(parse, "no size is as large and as small");
	return err;
}

static int take_group(struct parse *parse)
{
	struct memhp_rule *rule = parse->rule;
	unsigned int type;

	for (type = MEMHP_GROUP_NONE; type <= MEMHP_GROUP_MAX; type++) {
		if (strcmp(parse->value, memhp_group_type_name(type)))
			continue;
		rule->match |= MEMHP_MATCH_GROUP_TYPE;
		rule->group_type = type;
		return 0;
	}
	if (strlen(parse->value) >= sizeof(rule->group))
		return bad_word(parse, "the name of a group has at most 31 characters");
	rule->match |= MEMHP_MATCH_GROUP_NAME;
	strcpy(rule->group, parse->value);
	if (memhp_group_name_check(rule->group))
		return 0;
	return bad_word(parse, "no name of a group: letters, digits and -_.@, a letter "
			"first");
}

static int take_ratio(struct parse *parse)
{
	uint64_t ratio = 0;
	int err = whole_number(parse->value, MEMHP_RATIO_MAX, &ratio);

	if (err == -EINVAL)
		return bad_word(parse, "a ratio is a number of percent: try ratio=301");
	if (err || !ratio)
		return bad_word(parse, "a ratio is 1 to 10000 percent");
	parse->rule->ratio = (uint32_t)ratio;
	return 0;
}

static int take_reserve(struct parse *parse)
{
	uint64_t size = 0;
	int err = size_of(parse, &size);

	parse->rule->reserve = size;
	return err;
}

static const struct term terms[] = {
	{ "owner", MATCH, MEMHP_MATCH_OWNER, take_owner },
	{ "node", MATCH, MEMHP_MATCH_NODE, take_node },
	{ "hotpluggable", MATCH, MEMHP_MATCH_HOTPLUGGABLE, NULL },
	{ "size", MATCH, MEMHP_MATCH_SIZE, take_size },
	{ "group", MATCH, 0, take_group },
	{ "kernel-default", ACTION, MEMHP_ACTION_KERNEL_DEFAULT, NULL },
	{ "kernel", ACTION, MEMHP_ACTION_KERNEL, NULL },
	{ "movable", ACTION, MEMHP_ACTION_MOVABLE, NULL },
	{ "auto-movable", ACTION, MEMHP_ACTION_AUTO_MOVABLE, NULL },
	{ "offline", ACTION, MEMHP_ACTION_OFFLINE, NULL },
	{ "ratio", DETAIL, 0, take_ratio },
	{ "numa-aware", DETAIL, MEMHP_RULE_NUMA_AWARE, NULL },
	{ "count-hotplugged", DETAIL, MEMHP_RULE_COUNT_HOTPLUGGED, NULL },
	{ "reserve", DETAIL, 0, take_reserve },
};

/* Cut the word into name, sign and value. */
static void split(struct parse *parse)
{
	const char *end = parse->word.at + parse->word.length, *at = parse->word.at;

	parse->name.at = at;
	while (at < end && !strchr("<>=", *at))
		at++;
	parse->name.length = (size_t)(at - parse->name.at);
	parse->sign.at = at;
	while (at < end && strchr("<>=", *at))
		at++;
	parse->sign.length = (size_t)(at - parse->sign.at);
	parse->value_length = (size_t)(end - at);
	snprintf(parse->value, sizeof(parse->value), "%.*s",
		 end - at < VALUE_SIZE ? (int)(end - at) : VALUE_SIZE, at);
}

/* NULL: none, and the error says so. */
static const struct term *find_term(const struct parse *parse)
{
	const char *names[ARRAY_SIZE(terms) + 1] = { NULL };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(terms); i++) {
		names[i] = terms[i].name;
		if (memhp_token_is(&parse->name, terms[i].name))
			return &terms[i];
	}
	memhp_line_unknown(parse->line, &parse->name, "word", names);
	return NULL;
}

/* Whether the word has the sign and the value that it is to have. */
static int check_form(const struct parse *parse, const struct term *term)
{
	static const char *const size_signs[] = { "=", ">=", "<=", ">", "<" };
	size_t i;

	if (!term->take)
		return parse->sign.length ? bad_word(parse, "takes no value") : 0;
	if (!parse->sign.length || !*parse->value)
		return bad_word(parse, "needs a value");
	if (parse->value_length >= sizeof(parse->value))
		return bad_word(parse, "the value is too long");
	if (memhp_token_is(&parse->sign, "="))
		return 0;
	if (term->take != take_size)
		return bad_word(parse, "takes '=' only");
	for (i = 0; i < ARRAY_SIZE(size_signs); i++)
		if (memhp_token_is(&parse->sign, size_signs[i]))
			return 0;
	return bad_word(parse, "compare by =, >=, <=, > or <");
}

/* Whether the word may stand where it does. */
static int check_place(const struct parse *parse, const struct term *term, bool any)
{
	const struct memhp_rule *rule = parse->rule;

	if (term->kind == MATCH && any)
		return bad_word(parse, "default is for all blocks: try rule");
	if (term->kind == MATCH && rule->action)
		return bad_word(parse, "what a rule matches stands before its action");
	if (term->kind == ACTION && rule->action)
		return bad_word(parse, "a rule has one action");
	if (term->kind == ACTION && !any && !parse->seen)
		return bad_word(parse, "a rule needs something to match: try default");
	if (term->kind == DETAIL && rule->action != MEMHP_ACTION_AUTO_MOVABLE)
		return bad_word(parse, "goes behind auto-movable only");
	if (parse->seen & 1U << (term - terms) && term->take != take_size)
		return bad_word(parse, "is given twice");
	return 0;
}

static int take_word(struct parse *parse, bool any)
{
	const struct term *term;
	int err;

	split(parse);
	term = find_term(parse);
	if (!term)
		return -EINVAL;
	err = check_place(parse, term, any);
	if (!err)
		err = check_form(parse, term);
	if (!err && term->take)
		err = term->take(parse);
	if (err)
		return err;
	parse->seen |= 1U << (term - terms);
	switch (term->kind) {
	case MATCH:
		parse->rule->match |= term->value;
		break;
	case ACTION:
		parse->rule->action = term->value;
		break;
	case DETAIL:
		parse->rule->flags |= term->value;
		break;
	}
	return 0;
}

int memhp_rule_parse(struct memhp_line *line, const struct memhp_token *first,
		     bool any, struct memhp_rule *rule)
{
	struct parse parse = { .line = line, .rule = rule };
	int err;

	memset(rule, 0, sizeof(*rule));
	while (memhp_line_next(line, &parse.word)) {
		err = take_word(&parse, any);
		if (err)
			return err;
	}
	if (!rule->action)
		return memhp_line_bad(line, first, "the action is missing: kernel-default, "
				      "kernel, movable, auto-movable or offline");
	if (rule->action == MEMHP_ACTION_AUTO_MOVABLE && !rule->ratio)
		rule->ratio = RATIO_DEFAULT;
	return 0;
}

/* ---- To text ---- */

struct text {
	char *at;
	size_t room;
};

__attribute__((format(printf, 2, 3)))
static void add(struct text *text, const char *fmt, ...)
{
	va_list args;
	int length;

	va_start(args, fmt);
	length = vsnprintf(text->at, text->room, fmt, args);
	va_end(args);
	if (length < 0 || (size_t)length >= text->room)
		length = text->room ? (int)text->room - 1 : 0;
	text->at += length;
	text->room -= (size_t)length;
}

/* Exactly @size: "64G", "68719476737". */
static void add_size(struct text *text, const char *name, uint64_t size)
{
	static const char units[] = "\0KMGT";
	size_t unit = 0;

	for (; size && !(size & 1023) && unit < sizeof(units) - 2; size >>= 10)
		unit++;
	add(text, " %s%" PRIu64 "%.1s", name, size, &units[unit]);
}

static bool is_round(uint64_t size)
{
	return !(size & 1023);
}

/* What reads best of the ways to write the same. */
static void add_sizes(struct text *text, uint64_t least, uint64_t most)
{
	if (least == most) {
		add_size(text, "size=", least);
		return;
	}
	if (least > 1 && !is_round(least) && is_round(least - 1))
		add_size(text, "size>", least - 1);
	else if (least || most == UINT64_MAX)
		add_size(text, "size>=", least);
	if (most == UINT64_MAX)
		return;
	if (!is_round(most) && is_round(most + 1))
		add_size(text, "size<", most + 1);
	else
		add_size(text, "size<=", most);
}

static void add_matches(struct text *text, const struct memhp_rule *rule)
{
	if (rule->match & MEMHP_MATCH_OWNER)
		add(text, " owner=%s", memhp_owner_name(rule->owner));
	if (rule->match & MEMHP_MATCH_NODE)
		add(text, " node=%d", rule->node);
	if (rule->match & MEMHP_MATCH_HOTPLUGGABLE)
		add(text, " hotpluggable");
	if (rule->match & MEMHP_MATCH_SIZE)
		add_sizes(text, rule->size_min, rule->size_max);
	if (rule->match & MEMHP_MATCH_GROUP_TYPE)
		add(text, " group=%s", memhp_group_type_name(rule->group_type));
	if (rule->match & MEMHP_MATCH_GROUP_NAME)
		add(text, " group=%.*s", (int)sizeof(rule->group) - 1, rule->group);
}

const char *memhp_rule_text(const struct memhp_rule *rule, char *room, size_t size)
{
	const char *action = memhp_action_name(rule->action);
	struct text text = { .at = room, .room = size };

	add(&text, rule->match ? "rule" : "default");
	add_matches(&text, rule);
	add(&text, " %s", action ? action : "unknown");
	if (rule->action != MEMHP_ACTION_AUTO_MOVABLE)
		return room;
	add(&text, " ratio=%u", rule->ratio);
	if (rule->flags & MEMHP_RULE_NUMA_AWARE)
		add(&text, " numa-aware");
	if (rule->flags & MEMHP_RULE_COUNT_HOTPLUGGED)
		add(&text, " count-hotplugged");
	if (rule->reserve)
		add_size(&text, "reserve=", rule->reserve);
	return room;
}
