// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "exits.h"
#include "values.h"

#define MS	1000000ULL
#define SECOND	(1000 * MS)
#define DAY	(24 * 3600 * SECOND)

static uint64_t time_unit(const char *suffix)
{
	static const struct {
		const char *suffix;
		uint64_t ns;
	} units[] = {
		{ "", SECOND }, { "ms", MS }, { "s", SECOND },
		{ "m", 60 * SECOND }, { "h", 3600 * SECOND },
	};
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(suffix, units[i].suffix))
			return units[i].ns;
	return 0;
}

int value_timeout(uint64_t *ns, const char *value)
{
	unsigned long long number;
	char *end = NULL;
	uint64_t unit;

	errno = 0;
	number = isdigit((unsigned char)*value) ? strtoull(value, &end, 10) : 0;
	unit = end ? time_unit(end) : 0;
	if (!unit)
		return bad_usage("--timeout=%s is no time; try: 500ms, 30s or 2m", value);
	if (!number)
		return bad_usage("--timeout=%s: must be above 0; try: 500ms, 30s or 2m", value);
	if (errno || number > DAY / unit)
		return bad_usage("--timeout=%s: must be at most 24h; try: 500ms, 30s or 2m", value);
	*ns = number * unit;
	return ARGS_OK;
}

int value_zone(enum memhp_choice *choice, const char *value, bool all)
{
	static const char *const words[] = { "kernel", "movable", "auto", "keep", NULL };
	static const enum memhp_choice choices[] = {
		MEMHP_CHOICE_KERNEL, MEMHP_CHOICE_MOVABLE,
		MEMHP_CHOICE_AUTO, MEMHP_CHOICE_KEEP,
	};
	const char *list = all ? "auto, keep, kernel or movable" : "kernel or movable";
	size_t i;

	for (i = 0; i < (all ? 4 : 2); i++) {
		if (!strcmp(value, words[i])) {
			*choice = choices[i];
			return ARGS_OK;
		}
	}
	return bad_usage("no zone '%s'; try: --zone=%s", value, list);
}

int value_bytes(uint64_t *bytes, const char *option, const char *value)
{
	if (memhp_size_parse(value, bytes))
		return bad_usage("--%s=%s is no size; try: 512M, 64G or 2T", option, value);
	if (!*bytes)
		return bad_usage("--%s=%s: must be above 0", option, value);
	return ARGS_OK;
}

static bool address(const char **text, uint64_t *value)
{
	char *end;

	if (strncmp(*text, "0x", 2) || !isxdigit((unsigned char)(*text)[2]))
		return false;
	errno = 0;
	*value = strtoull(*text, &end, 16);
	*text = end;
	return !errno;
}

int value_range(uint64_t *first, uint64_t *last, const char *value)
{
	const char *at = value;

	if (!address(&at, first) || *at++ != '-' || !address(&at, last) || *at)
		return bad_usage("--range=%s is no range of addresses; try: "
				 "0x150000000-0x1503fffff, first and last byte", value);
	if (*first > *last)
		return bad_usage("--range=%s: the first is after the last", value);
	return ARGS_OK;
}

int value_address(uint64_t *address, const char *value)
{
	char *end = NULL;

	errno = 0;
	if (!strncmp(value, "0x", 2) && isxdigit((unsigned char)value[2]))
		*address = strtoull(value, &end, 16);
	if (end ? !*end && !errno : !memhp_size_parse(value, address))
		return ARGS_OK;
	return bad_usage("\"%.100s\" is no address; try: 0x140000000 or 5G", value);
}

int value_node(int *node, const char *value)
{
	const char *digits = strncmp(value, "node", 4) ? value : value + 4;
	unsigned long number;
	char *end = NULL;

	errno = 0;
	number = isdigit((unsigned char)*digits) ? strtoul(digits, &end, 10) : 0;
	if (!end || *end || errno || number > INT_MAX)
		return bad_usage("--node=%.100s is no node; try: --node=1", value);
	*node = (int)number;
	return ARGS_OK;
}

int value_size(const char *value)
{
	complain("--size=%s needs the planner: not in this version, name the blocks", value);
	return EXIT_MISSING;
}
