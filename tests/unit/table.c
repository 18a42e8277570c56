// SPDX-License-Identifier: LGPL-2.1-or-later
#include "table.h"

static void put(uint8_t *at, uint64_t value, size_t bytes)
{
	while (bytes--) {
		*at++ = (uint8_t)value;
		value >>= 8;
	}
}

void table_begin(struct table *table)
{
	memset(table->bytes, 0, TABLE_HEADER);
	memcpy(table->bytes, "SRAT", 4);
	table->bytes[8] = 3;
	table->size = TABLE_HEADER;
}

void table_bytes(struct table *table, const void *bytes, size_t count)
{
	assert_true(table->size + count <= sizeof(table->bytes));
	memcpy(table->bytes + table->size, bytes, count);
	table->size += count;
}

void table_memory(struct table *table, uint32_t domain, uint64_t start, uint64_t size,
		  uint32_t flags)
{
	uint8_t entry[40] = { 1, sizeof(entry) };

	put(entry + 2, domain, 4);
	put(entry + 8, start, 8);
	put(entry + 16, size, 8);
	put(entry + 28, flags, 4);
	table_bytes(table, entry, sizeof(entry));
}

void table_entry(struct table *table, uint8_t type, uint8_t length, uint32_t domain, size_t at,
		 size_t flags_at)
{
	uint8_t entry[64] = { type, length };

	put(entry + at, domain, 4);
	put(entry + flags_at, 1, 4);
	table_bytes(table, entry, length);
}

void table_processor(struct table *table, uint32_t domain)
{
	uint8_t entry[16] = { 0, sizeof(entry), (uint8_t)domain };

	put(entry + 4, 1, 4);
	put(entry + 9, domain >> 8, 3);
	table_bytes(table, entry, sizeof(entry));
}

void table_end(struct table *table)
{
	uint8_t sum = 0;
	size_t i;

	put(table->bytes + 4, table->size, 4);
	table->bytes[9] = 0;
	for (i = 0; i < table->size; i++)
		sum += table->bytes[i];
	table->bytes[9] = (uint8_t)-sum;
}

void table_read(const struct table *table, size_t size, struct memhp_srat *srat)
{
	uint8_t *bytes = malloc(size);

	assert_non_null(bytes);
	memcpy(bytes, table->bytes, size);
	assert_true(memhp_srat_valid(bytes, size));
	memset(srat, 0, sizeof(*srat));
	srat->room = memhp_srat_room(bytes, size);
	srat->ranges = malloc(srat->room * sizeof(*srat->ranges));
	assert_true(srat->ranges || !srat->room);
	memhp_srat_read(bytes, size, srat);
	free(bytes);
}
