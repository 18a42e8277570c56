// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sizes for people. */
#include <inttypes.h>
#include <stdio.h>

#include "private.h"

const char *memhp_size_write(uint64_t bytes, bool up, char *text, size_t size)
{
	static const char suffixes[] = "BKMGTPE";
	unsigned int power = 0;
	uint64_t unit, tenths;

	while (power < 6 && bytes >> (10 * (power + 1)))
		power++;
	unit = 1ULL << (10 * power);
	tenths = bytes / unit * 10 + (bytes % unit * 10 + (up ? unit - 1 : unit / 2)) / unit;
	if (tenths >= 10240 && power < 6) {
		tenths = 10;
		power++;
	}
	if (tenths % 10)
		snprintf(text, size, "%" PRIu64 ".%" PRIu64 "%c", tenths / 10, tenths % 10,
			 suffixes[power]);
	else
		snprintf(text, size, "%" PRIu64 "%c", tenths / 10, suffixes[power]);
	return text;
}

MEMHP_EXPORT const char *memhp_size_text(uint64_t bytes, char *text, size_t size)
{
	return memhp_size_write(bytes, false, text, size);
}
