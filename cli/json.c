// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdio.h>

#include "exits.h"
#include "json.h"

void json_add_text(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, text ? json_object_new_string(text) : NULL);
}

void json_add_number(struct json_object *object, const char *key, uint64_t number, bool known)
{
	json_object_object_add(object, key, known ? json_object_new_uint64(number) : NULL);
}

void json_add_int(struct json_object *object, const char *key, int number, bool known)
{
	json_object_object_add(object, key, known ? json_object_new_int(number) : NULL);
}

void json_add_bool(struct json_object *object, const char *key, bool value)
{
	json_object_object_add(object, key, json_object_new_boolean(value));
}

void json_add_cell(struct json_object *object, const char *heading, const char *text,
		   bool quoted)
{
	char key[32];
	size_t i;

	for (i = 0; heading[i] && i + 1 < sizeof(key); i++)
		key[i] = tolower((unsigned char)heading[i]);
	key[i] = '\0';
	if (quoted || !text)
		json_add_text(object, key, text);
	else
		json_object_object_add(object, key, json_tokener_parse(text));
}

int json_print_object(struct json_object *object)
{
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_SPACED |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
	return EXIT_DONE;
}

int json_print(const char *name, struct json_object *value)
{
	struct json_object *top = json_object_new_object();

	json_object_object_add(top, name, value);
	return json_print_object(top);
}
