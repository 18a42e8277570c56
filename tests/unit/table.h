/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An SRAT of our own, entry by entry. */
#ifndef TABLE_H
#define TABLE_H

#include "srat.h"
#include "unit.h"

#define TABLE_HEADER	48
#define TABLE_MOST	(512 << 10)
#define ON		MEMHP_FIRMWARE_ENABLED
#define HOT		(MEMHP_FIRMWARE_ENABLED | MEMHP_FIRMWARE_HOTPLUGGABLE)

struct table {
	size_t size;
	uint8_t bytes[TABLE_MOST];
};

/* One without entries, of revision 3; its length and checksum come with table_end(). */
void table_begin(struct table *table);
void table_memory(struct table *table, uint32_t domain, uint64_t start, uint64_t size,
		  uint32_t flags);
/* An entry of @type and @length with @domain at @at, and the flag that it is enabled. */
void table_entry(struct table *table, uint8_t type, uint8_t length, uint32_t domain, size_t at,
		 size_t flags_at);
void table_processor(struct table *table, uint32_t domain);
/* Bytes as they are. */
void table_bytes(struct table *table, const void *bytes, size_t count);
void table_end(struct table *table);

/* What the parser makes of its first @size bytes, with a copy of just that length, so that
 * a sanitizer sees the first byte behind; @srat's ranges are to be freed. */
void table_read(const struct table *table, size_t size, struct memhp_srat *srat);

#endif
