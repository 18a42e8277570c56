// SPDX-License-Identifier: LGPL-2.1-or-later
/* Words to numbers. Strict: no signs, no spaces, no overflow. */
#include <errno.h>
#include <string.h>

#include "private.h"

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

int memhp_parse_number(const char **text, unsigned int base, uint64_t *number)
{
	const char *p = *text;
	bool over = false;
	uint64_t n = 0;

	if ((unsigned int)digit(*p) >= base)
		return -EINVAL;
	for (; (unsigned int)digit(*p) < base; p++)
		over |= __builtin_mul_overflow(n, (uint64_t)base, &n) ||
			__builtin_add_overflow(n, (uint64_t)digit(*p), &n);
	*text = p;
	*number = n;
	return over ? -ERANGE : 0;
}

MEMHP_EXPORT int memhp_size_parse(const char *text, uint64_t *bytes)
{
	static const char units[] = "KMGT";
	unsigned int shift = 0;
	const char *unit;
	uint64_t number;
	int err;

	err = memhp_parse_number(&text, 10, &number);
	if (err == -EINVAL)
		return err;
	unit = *text ? strchr(units, *text) : NULL;
	if (unit) {
		shift = 10 * (unsigned int)(unit - units + 1);
		text++;
	}
	if (*text)
		return -EINVAL;
	if (err || number > UINT64_MAX >> shift)
		return -ERANGE;
	*bytes = number << shift;
	return 0;
}

static bool skip(const char **text, const char *prefix)
{
	size_t length = strlen(prefix);

	if (strncmp(*text, prefix, length))
		return false;
	*text += length;
	return true;
}

/* PREFIXn, PREFIXn-PREFIXm or, as the command prints them, PREFIXn-m where no
 * base makes that two ways to read; that the word is well formed comes before that
 * its numbers fit. */
static int parse_pair(const char *text, const char *prefix, unsigned int base,
		      bool need_last, struct memhp_word *word)
{
	int first, last = 0;

	if (!skip(&text, prefix))
		return -EINVAL;
	first = memhp_parse_number(&text, base, &word->first);
	if (first == -EINVAL)
		return first;
	word->last = word->first;
	if (*text == '-') {
		text++;
		if (!skip(&text, prefix) && base != 10)
			return -EINVAL;
		last = memhp_parse_number(&text, base, &word->last);
	} else if (need_last) {
		return -EINVAL;
	}
	if (last == -EINVAL || *text)
		return -EINVAL;
	return first ? first : last;
}

static int parse_node(const char *text, struct memhp_word *word)
{
	int err;

	skip(&text, "node");
	err = memhp_parse_number(&text, 10, &word->first);
	word->last = word->first;
	return *text ? -EINVAL : err;
}

int memhp_word_parse(const char *text, struct memhp_word *word)
{
	memset(word, 0, sizeof(*word));
	if (!strncmp(text, "group:", 6)) {
		word->kind = MEMHP_WORD_GROUP;
		word->name = text + 6;
		return *word->name ? 0 : -EINVAL;
	}
	if (!strncmp(text, "node", 4)) {
		word->kind = MEMHP_WORD_NODE;
		return parse_node(text, word);
	}
	if (!strncmp(text, "0x", 2)) {
		word->kind = MEMHP_WORD_BYTES;
		return parse_pair(text, "0x", 16, true, word);
	}
	word->kind = MEMHP_WORD_BLOCKS;
	if (!strncmp(text, "memory", 6))
		return parse_pair(text, "memory", 10, false, word);
	return parse_pair(text, "", 10, false, word);
}
