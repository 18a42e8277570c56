// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>

#include "format.h"

const char *format_size(char text[FORMAT_LENGTH], uint64_t size, int bytes)
{
	static const char suffixes[] = "BKMGTPE";
	unsigned int power = 0;
	uint64_t tenths;

	if (bytes) {
		snprintf(text, FORMAT_LENGTH, "%" PRIu64, size);
		return text;
	}
	while (power < 6 && size >> (10 * (power + 1)))
		power++;
	/* Rounded; the shift in two steps leaves room for the factor of ten. */
	tenths = power ? ((size >> (10 * (power - 1))) * 10 + 512) >> 10 : size * 10;
	if (tenths >= 10240 && power < 6) {
		tenths = 10;
		power++;
	}
	if (tenths % 10)
		snprintf(text, FORMAT_LENGTH, "%" PRIu64 ".%u%c", tenths / 10,
			 (unsigned int)(tenths % 10), suffixes[power]);
	else
		snprintf(text, FORMAT_LENGTH, "%" PRIu64 "%c", tenths / 10, suffixes[power]);
	return text;
}

const char *format_time(char text[FORMAT_LENGTH], uint64_t ns)
{
	static const struct {
		uint64_t unit;
		const char *name;
	} units[] = { { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "us" }, { 1, "ns" } };
	size_t i = 0;

	while (i < 3 && ns < units[i].unit)
		i++;
	snprintf(text, FORMAT_LENGTH, "%.3g %s",
		 (double)ns / (double)units[i].unit, units[i].name);
	if (ns >= 1000 * units[i].unit)	/* %.3g would turn to exponents */
		snprintf(text, FORMAT_LENGTH, "%" PRIu64 " %s",
			 ns / units[i].unit, units[i].name);
	return text;
}

const char *format_blocks(char text[FORMAT_LENGTH], uint64_t first, uint64_t last)
{
	if (first == last)
		snprintf(text, FORMAT_LENGTH, "memory%" PRIu64, first);
	else
		snprintf(text, FORMAT_LENGTH, "memory%" PRIu64 "-%" PRIu64, first, last);
	return text;
}

const char *format_place(char text[FORMAT_LENGTH], unsigned int state, unsigned int zone)
{
	const char *name = memhp_zone_name(zone);

	snprintf(text, FORMAT_LENGTH, "%s%s%s%s", memhp_state_name(state),
		 name ? " (" : "", name ? name : "", name ? ")" : "");
	return text;
}
