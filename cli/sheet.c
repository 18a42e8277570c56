// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "exits.h"
#include "sheet.h"

int sheet_print(const struct sheet *sheet, bool bytes)
{
	struct output output = {
		.count = sheet->count,
		.size = sheet->size,
		.style = { .bytes = bytes },
		.headings = true,
	};
	struct columns columns = { 0 };
	char *rows = calloc(sheet->count + 1, sheet->size);
	size_t i;
	int rc;

	if (!rows) {
		complain("out of memory");
		return -1;
	}
	for (i = 0; i < sheet->count; i++)
		memcpy(rows + i * sheet->size, sheet->at(sheet->of, i), sheet->size);
	while (columns.count < sheet->nr_columns) {
		columns.at[columns.count] = &sheet->columns[columns.count];
		columns.count++;
	}
	output.rows = rows;
	rc = output_rows(&output, &columns);
	free(rows);
	return rc;
}
