/* SPDX-License-Identifier: GPL-2.0 */
/* Objects of json-c, for what is no list of rows. All take a value that may be
 * missing as null. */
#ifndef MEMHPCTL_JSON_H
#define MEMHPCTL_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

void json_add_text(struct json_object *object, const char *key, const char *text);
void json_add_number(struct json_object *object, const char *key, uint64_t number, bool known);
void json_add_int(struct json_object *object, const char *key, int number, bool known);
void json_add_bool(struct json_object *object, const char *key, bool value);

/* A cell of a table under its heading in lower case: @text as it stands, unless it is
 * @quoted; NULL: null. */
void json_add_cell(struct json_object *object, const char *heading, const char *text,
		   bool quoted);

/* Print an object and free it; returns EXIT_DONE. */
int json_print_object(struct json_object *object);

/* Print {@name: @value} and free it; returns EXIT_DONE. */
int json_print(const char *name, struct json_object *value);

#endif
