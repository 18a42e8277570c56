// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>

#include "format.h"

const char *format_size(char text[FORMAT_LENGTH], uint64_t size, int bytes)
{
	if (!bytes)
		return memhp_size_text(size, text, FORMAT_LENGTH);
	snprintf(text, FORMAT_LENGTH, "%" PRIu64, size);
	return text;
}

const char *format_exact(char text[FORMAT_LENGTH], uint64_t size)
{
	static const char *const units[] = { "", "K", "M", "G", "T" };
	size_t i;

	for (i = 0; i + 1 < sizeof(units) / sizeof(units[0]) && size && !(size % 1024); i++)
		size /= 1024;
	snprintf(text, FORMAT_LENGTH, "%" PRIu64 "%s", size, units[i]);
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
