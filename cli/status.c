// SPDX-License-Identifier: GPL-2.0
/* memhpctl status: who is there, and what can be done. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include <json-c/json.h>

#include "commands.h"
#include "exits.h"
#include "format.h"
#include "machine.h"
#include "version.h"

static const struct usage usage = {
	.synopsis = "[options]",
	.examples =
"  memhpctl status                          module, kernel, features, memory\n"
"  memhpctl status -J | jq .status.module.loaded\n"
"                                           true or false\n"
"  memhpctl status -J | jq '.status.features[] | select(.available | not) | .reason'\n"
"                                           why some features cannot be used\n",
	.text =
"  Versions of command, library and module, the kernel and the one that the\n"
"  module was built for, which features can be used here and why others cannot,\n"
"  and how much memory is in which kind of zone. Works without the module,\n"
"  which is then \"loaded\": false in JSON, with no features.\n",
};

/* Bytes by state and zone class. */
struct totals {
	size_t blocks;
	uint64_t kernel;	/* online, in a zone of the kernel's */
	uint64_t movable;	/* online, movable */
	uint64_t other;		/* online, in more than one zone or not known */
	uint64_t offline;
};

struct status {
	const struct machine *machine;
	int module_error;		/* 0: @info holds */
	struct memhp_info info;
	struct memhp_features *features;	/* or NULL */
	struct utsname kernel;
	struct totals totals;
};

static void add_up(struct totals *totals, const struct memhp_blocks *blocks)
{
	size_t i;

	totals->blocks = memhp_blocks_count(blocks);
	for (i = 0; i < totals->blocks; i++) {
		const struct memhp_block *block = memhp_blocks_at(blocks, i);
		uint64_t size = memhp_block_size(block);

		if (memhp_block_state(block) != MEMHP_STATE_ONLINE &&
		    memhp_block_state(block) != MEMHP_STATE_GOING_OFFLINE) {
			totals->offline += size;
			continue;
		}
		switch (memhp_block_zone(block)) {
		case MEMHP_ZONE_MOVABLE:
			totals->movable += size;
			break;
		case MEMHP_ZONE_DMA:
		case MEMHP_ZONE_DMA32:
		case MEMHP_ZONE_NORMAL:
		case MEMHP_ZONE_HIGHMEM:
			totals->kernel += size;
			break;
		default:
			totals->other += size;
		}
	}
}

static bool is_loaded(const struct status *status)
{
	return status->module_error != -ENOENT;
}

static const char *source(const struct status *status)
{
	if (!status->machine->blocks)
		return NULL;
	return memhp_blocks_source(status->machine->blocks) == MEMHP_SOURCE_MODULE ?
	       "module" : "sysfs";
}

static struct json_object *text_or_null(const char *text)
{
	return text ? json_object_new_string(text) : NULL;
}

static void add_string(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, text_or_null(text));
}

static void add_number(struct json_object *object, const char *key, uint64_t number, bool known)
{
	json_object_object_add(object, key, known ? json_object_new_uint64(number) : NULL);
}

static struct json_object *module_json(const struct status *status)
{
	const struct memhp_info *info = &status->info;
	struct json_object *module = json_object_new_object();
	bool known = !status->module_error;

	/* A saved tree does not tell whether the module was loaded. */
	json_object_object_add(module, "loaded", status->machine->saved ? NULL :
			       json_object_new_boolean(is_loaded(status)));
	add_string(module, "version", known ? info->version : NULL);
	add_string(module, "release", known ? info->release : NULL);
	add_number(module, "uapi_version", info->uapi_version, known);
	add_number(module, "run_ms", info->run_ms, known);
	add_number(module, "max_ranges", info->max_ranges, known);
	add_number(module, "max_blocks", info->max_blocks, known);
	return module;
}

static struct json_object *features_json(const struct memhp_features *features)
{
	struct json_object *array = json_object_new_array();
	size_t i, count = features ? memhp_features_count(features) : 0;

	for (i = 0; i < count; i++) {
		struct json_object *object = json_object_new_object();

		add_string(object, "name", memhp_features_name(features, i));
		add_string(object, "about", memhp_features_about(features, i));
		json_object_object_add(object, "available", json_object_new_boolean(
				       memhp_features_available(features, i)));
		add_string(object, "reason", memhp_features_reason(features, i));
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *totals_json(const struct totals *totals)
{
	struct json_object *object = json_object_new_object();

	add_number(object, "blocks", totals->blocks, true);
	add_number(object, "online", totals->kernel + totals->movable + totals->other, true);
	add_number(object, "kernel", totals->kernel, true);
	add_number(object, "movable", totals->movable, true);
	add_number(object, "other", totals->other, true);
	add_number(object, "offline", totals->offline, true);
	return object;
}

static int print_json(const struct status *status)
{
	const struct memhp_blocks *blocks = status->machine->blocks;
	struct json_object *object = json_object_new_object();
	struct json_object *top = json_object_new_object();

	add_string(object, "command", MEMHPCTL_VERSION);
	add_string(object, "library", memhp_version());
	json_object_object_add(object, "module", module_json(status));
	add_string(object, "kernel", status->machine->saved ? NULL : status->kernel.release);
	json_object_object_add(object, "features", features_json(status->features));
	add_number(object, "block_size", blocks ? memhp_blocks_size(blocks) : 0, blocks);
	json_object_object_add(object, "totals", blocks ? totals_json(&status->totals) : NULL);
	add_string(object, "source", source(status));
	json_object_object_add(top, "status", object);
	puts(json_object_to_json_string_ext(top, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_SPACED |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(top);
	return EXIT_DONE;
}

static void print_module(const struct status *status)
{
	const struct memhp_info *info = &status->info;

	if (status->machine->saved)
		puts("module:        not known of a saved tree");
	else if (!is_loaded(status))
		puts("module:        not loaded");
	else if (status->module_error)
		printf("module:        loaded, but cannot be asked: %s%s\n",
		       strerror(-status->module_error),
		       exit_for(status->module_error) == EXIT_PERMISSION ? " (try as root)" : "");
	else
		printf("module:        %s, built for %s\n", info->version, info->release);
	if (!status->machine->saved)
		printf("kernel:        %s\n", status->kernel.release);
}

static void print_features(const struct status *status)
{
	const struct memhp_features *features = status->features;
	const char *reason;
	size_t i;

	if (status->machine->saved)
		return;
	if (!is_loaded(status))
		puts("features:      none: the memhp module is not loaded (try modprobe memhp)");
	else if (!features)
		puts("features:      not known: the module could not be asked");
	if (!features)
		return;
	for (i = 0; i < memhp_features_count(features); i++) {
		reason = memhp_features_reason(features, i);
		printf("%s%-10s %-3s  %s%s%s\n", i ? "               " : "features:      ",
		       memhp_features_name(features, i),
		       memhp_features_available(features, i) ? "yes" : "no",
		       memhp_features_about(features, i),
		       reason ? ": " : "", reason ? reason : "");
	}
}

static void print_memory(const struct status *status)
{
	const struct memhp_blocks *blocks = status->machine->blocks;
	const struct totals *totals = &status->totals;
	char text[FORMAT_LENGTH];

	printf("blocks:        %zu of %s, told by %s\n", totals->blocks,
	       format_size(text, memhp_blocks_size(blocks), false),
	       memhp_blocks_source(blocks) == MEMHP_SOURCE_MODULE ? "the module" : "sysfs");
	printf("kernel zones:  %s\n", format_size(text, totals->kernel, false));
	printf("movable zone:  %s\n", format_size(text, totals->movable, false));
	if (totals->other)
		printf("other online:  %s\n", format_size(text, totals->other, false));
	printf("offline:       %s\n", format_size(text, totals->offline, false));
}

static int print_text(const struct status *status)
{
	printf("command:       %s\n", MEMHPCTL_VERSION);
	printf("library:       %s\n", memhp_version());
	print_module(status);
	print_features(status);
	if (status->machine->blocks)
		print_memory(status);
	return EXIT_DONE;
}

static int status_of(struct machine *machine, const struct common *common)
{
	struct status status = { .machine = machine, .info = { .size = sizeof(status.info) } };
	int code;

	status.info.size = sizeof(status.info);
	status.module_error = memhp_module_info(machine->ctx, &status.info);
	if (is_loaded(&status) && memhp_features_get(machine->ctx, &status.features) < 0)
		status.features = NULL;
	uname(&status.kernel);
	/* A machine without memory blocks has a status all the same. */
	if (!machine_read(machine))
		add_up(&status.totals, machine->blocks);
	code = common->json ? print_json(&status) : print_text(&status);
	memhp_features_free(status.features);
	return code;
}

static int no_options(void *opts, int id, const char *value)
{
	(void)opts;
	(void)id;
	(void)value;
	return ARGS_OK;
}

int cmd_status(struct args *args)
{
	struct machine machine;
	int code = args_parse(args, &usage, no_options, NULL);

	if (code != ARGS_OK)
		return code;
	if (args->nr_words)
		return bad_usage("status takes no words, and '%s' is one; try: memhpctl show %s",
				 args->words[0], args->words[0]);
	code = machine_open(&machine, &args->common);
	if (code)
		return code;
	code = status_of(&machine, &args->common);
	machine_close(&machine);
	return code;
}
