// SPDX-License-Identifier: GPL-2.0
/* memhpctl status: who is there, and what can be done. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "commands.h"
#include "exits.h"
#include "format.h"
#include "headroom.h"
#include "machine.h"
#include "nodes.h"
#include "release.h"
#include "stats.h"
#include "version.h"
#include "words.h"

struct status_opts {
	bool check;
	bool release;
	bool stats;
};

static const struct option options[] = {
	{ 'c', 0, "check", NULL, "only warnings; exit 1 if there is one" },
	{ 's', 0, "stats", NULL, "what the module has counted: changes, failures, times" },
	{ 'r', 0, "release", NULL, "give all held memory to the page allocator" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[options]",
	.options = options,
	.json = "\"status\": null",
	.may_change = true,
	.examples =
"  memhpctl status                          module, kernel, features, memory\n"
"  memhpctl status -J | jq .status.module.loaded\n"
"                                           true or false\n"
"  memhpctl status -J | jq '.status.nodes[] | select(.shape.interleaved) | .node'\n"
"                                           nodes whose zones interleave\n"
"  memhpctl status -J | jq '.status.features[] | select(.available | not) | .reason'\n"
"                                           why some features cannot be used\n"
"  memhpctl status --check                  as a cron job: it prints warnings only\n"
"  memhpctl status --stats                  what was changed, what failed and why\n"
"  memhpctl status --release && rmmod memhp nothing is held back any more\n",
	.text =
"  Versions of command, library and module, the kernel and the one that the\n"
"  module was built for, which features can be used here and why others cannot,\n"
"  and how much memory is in which kind of zone. Works without the module,\n"
"  which is then \"loaded\": false in JSON, with no features.\n\n"
"  For the machine and each node: memory in KERNEL zones and MOVABLE, how much\n"
"  that is NOW in percent of the kernel memory that counts, the RATIO it is held\n"
"  against by the policy, what MAY-GO-MOVABLE still, and how much of the kernel\n"
"  memory is free. Without an auto-movable rule there is no ratio to keep to.\n\n"
"  For each zone: memory that is PRESENT, MANAGED by the page allocator and FREE,\n"
"  and whether the kernel takes it to be CONTIGUOUS (only the module knows). The\n"
"  shape of a node is how its kernel and movable blocks follow one another: zones\n"
"  interleave where there is more than one boundary between them.\n\n"
"  A warning is given when more is movable than the ratio allows (only the module\n"
"  knows), and when free kernel memory is below twice the low watermark, at\n"
"  which the kernel begins to reclaim. --check exits 1 if there is one, 0 if\n"
"  there is none, 4 if it cannot be known; \"known\" in JSON says whether both\n"
"  could be looked at.\n\n"
"  Of staged blocks, the line with the granules says how much 'memhpctl populate'\n"
"  gives at a time, and how much at least.\n\n"
"  --stats is about what went through memhp since the module was loaded: blocks by what\n"
"  became of them, how long each took (its share of a run), why blocks failed; and all\n"
"  events.\n\n"
"  --release populates all staged blocks wholly, as the module cannot be unloaded before;\n"
"  in JSON it answers as populate does.\n\n"
EXIT_HELP,
};

/* Bytes by state and zone class. */
struct totals {
	size_t blocks;
	uint64_t kernel;	/* online, in a zone of the kernel's */
	uint64_t movable;	/* online, movable */
	uint64_t other;		/* online, in more than one zone or not known */
	uint64_t offline;
	size_t staged;		/* blocks */
	uint64_t held;
};

struct status {
	const struct machine *machine;
	int module_error;		/* 0: @info holds */
	char why[512];			/* it is not loaded: what to do */
	struct memhp_info info;
	struct memhp_features *features;	/* or NULL */
	struct memhp_rules *policy;		/* or NULL */
	struct memhp_accounts *accounts;	/* or NULL */
	struct memhp_zones *zones;		/* or NULL */
	struct memhp_shapes *shapes;		/* or NULL */
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

		if (memhp_block_staged(block) == 1) {
			totals->staged++;
			totals->held += memhp_block_held(block);
		}
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

static struct json_object *module_json(const struct status *status)
{
	const struct memhp_info *info = &status->info;
	struct json_object *module = json_object_new_object();
	bool known = !status->module_error;

	/* A saved tree does not tell whether the module was loaded. */
	json_object_object_add(module, "loaded", status->machine->saved ? NULL :
			       json_object_new_boolean(is_loaded(status)));
	json_add_text(module, "version", known ? info->version : NULL);
	json_add_text(module, "release", known ? info->release : NULL);
	json_add_number(module, "uapi_version", info->uapi_version, known);
	json_add_number(module, "run_ms", info->run_ms, known);
	json_add_number(module, "max_ranges", info->max_ranges, known);
	json_add_number(module, "max_blocks", info->max_blocks, known);
	return module;
}

static struct json_object *features_json(const struct memhp_features *features)
{
	struct json_object *array = json_object_new_array();
	size_t i, count = features ? memhp_features_count(features) : 0;

	for (i = 0; i < count; i++) {
		struct json_object *object = json_object_new_object();

		json_add_text(object, "name", memhp_features_name(features, i));
		json_add_text(object, "about", memhp_features_about(features, i));
		json_object_object_add(object, "available", json_object_new_boolean(
				       memhp_features_available(features, i)));
		json_add_text(object, "reason", memhp_features_reason(features, i));
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *totals_json(const struct totals *totals)
{
	struct json_object *object = json_object_new_object();

	json_add_number(object, "blocks", totals->blocks, true);
	json_add_number(object, "online", totals->kernel + totals->movable + totals->other, true);
	json_add_number(object, "kernel", totals->kernel, true);
	json_add_number(object, "movable", totals->movable, true);
	json_add_number(object, "other", totals->other, true);
	json_add_number(object, "offline", totals->offline, true);
	return object;
}

static void staged_json(struct json_object *object, const struct status *status)
{
	const struct memhp_info *info = &status->info;
	/* Without the module there are none, but a saved tree does not tell. */
	bool known = status->machine->blocks &&
		     memhp_blocks_source(status->machine->blocks) == MEMHP_SOURCE_MODULE;

	json_add_number(object, "granule", info->granule, info->granule);
	json_add_number(object, "granule_min", info->granule_min, info->granule_min);
	json_add_number(object, "staged_blocks", status->totals.staged, known);
	json_add_number(object, "held", status->totals.held, known);
}

static struct json_object *policy_json(const struct memhp_rules *policy)
{
	struct json_object *object;
	uint32_t options_on;

	if (!policy)
		return NULL;
	object = json_object_new_object();
	options_on = memhp_rules_options(policy);
	json_add_number(object, "rules", memhp_rules_count(policy), true);
	json_add_bool(object, "enforce", options_on & MEMHP_POLICY_ENFORCE);
	json_add_bool(object, "auto_online", options_on & MEMHP_POLICY_AUTO_ONLINE);
	json_add_number(object, "refused", memhp_rules_state(policy)->refused, true);
	return object;
}

static struct json_object *warnings_json(const struct status *status)
{
	struct json_object *array = json_object_new_array();
	char text[WARNING_LENGTH];
	size_t i;

	for (i = 0; headroom_warning(status->accounts, i, text); i++)
		json_object_array_add(array, json_object_new_string(text));
	return array;
}

/* Whether there is nothing to warn of can be told by the module only. */
static bool is_known(const struct status *status)
{
	return status->accounts && memhp_accounts_at(status->accounts, 0)->known;
}

static void print_json(const struct status *status)
{
	const struct memhp_blocks *blocks = status->machine->blocks;
	struct json_object *object = json_object_new_object();

	json_add_text(object, "command", MEMHPCTL_VERSION);
	json_add_text(object, "library", memhp_version());
	json_object_object_add(object, "module", module_json(status));
	json_add_text(object, "kernel", status->machine->saved ? NULL : status->kernel.release);
	json_object_object_add(object, "features", features_json(status->features));
	json_add_number(object, "block_size", blocks ? memhp_blocks_size(blocks) : 0, blocks);
	staged_json(object, status);
	json_object_object_add(object, "totals", blocks ? totals_json(&status->totals) : NULL);
	json_add_text(object, "source", source(status));
	json_object_object_add(object, "policy", policy_json(status->policy));
	json_object_object_add(object, "headroom", headroom_json(status->accounts));
	json_object_object_add(object, "nodes", nodes_json(status->zones, status->shapes));
	json_add_bool(object, "known", is_known(status));
	json_object_object_add(object, "warnings", warnings_json(status));
	json_print("status", object);
}

#define INDENT 15	/* of what is said of each */

static void print_module(const struct status *status)
{
	const struct memhp_info *info = &status->info;

	if (status->machine->saved)
		puts("module:        not known of a saved tree");
	else if (!is_loaded(status))
		puts("module:        not loaded");
	else if (status->module_error)
		words_printf(INDENT, "module:        loaded, but cannot be asked: %s%s",
			     strerror(-status->module_error),
			     exit_for(status->module_error) == EXIT_PERMISSION ?
			     " (try as root)" : "");
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
		words_printf(INDENT, "features:      none: %s", status->why);
	else if (!features)
		words_printf(INDENT, "features:      not known: the module could not be asked");
	if (!features)
		return;
	for (i = 0; i < memhp_features_count(features); i++) {
		reason = memhp_features_reason(features, i);
		words_printf(INDENT, "%-15s%-10s %-3s  %s%s%s", i ? "" : "features:",
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

static void print_staged(const struct status *status)
{
	char size[FORMAT_LENGTH], least[FORMAT_LENGTH];
	const struct totals *totals = &status->totals;

	if (status->info.granule)
		printf("granules:      %s, at least %s\n",
		       format_exact(size, status->info.granule),
		       format_exact(least, status->info.granule_min));
	if (totals->staged)
		printf("held:          %s in %zu staged block%s\n",
		       format_size(size, totals->held, false), totals->staged,
		       totals->staged == 1 ? "" : "s");
}

static void print_policy(const struct memhp_rules *policy)
{
	uint32_t on = memhp_rules_options(policy);
	size_t count = memhp_rules_count(policy);

	words_printf(INDENT, "policy:        %zu rule%s, enforce=%s, auto-online=%s, refused so "
		     "far: %" PRIu64, count, count == 1 ? "" : "s",
		     on & MEMHP_POLICY_ENFORCE ? "on" : "off",
		     on & MEMHP_POLICY_AUTO_ONLINE ? "on" : "off",
		     (uint64_t)memhp_rules_state(policy)->refused);
}

static void print_warnings(const struct status *status)
{
	char text[WARNING_LENGTH];
	size_t i;

	for (i = 0; headroom_warning(status->accounts, i, text); i++)
		words_printf(2, "warning: %s", text);
}

static int print_text(const struct status *status)
{
	printf("command:       %s\n", MEMHPCTL_VERSION);
	printf("library:       %s\n", memhp_version());
	print_module(status);
	print_features(status);
	if (status->policy)
		print_policy(status->policy);
	if (status->machine->blocks)
		print_memory(status);
	print_staged(status);
	if (status->accounts) {
		putchar('\n');
		if (headroom_print(status->accounts, false))
			return EXIT_NOTHING;
	}
	if (status->zones || status->shapes) {
		putchar('\n');
		if (nodes_print(status->zones, status->shapes))
			return EXIT_NOTHING;
	}
	print_warnings(status);
	return EXIT_DONE;
}

static void ask_module(struct status *status)
{
	struct memhp *ctx = status->machine->ctx;

	status->info.size = sizeof(status->info);
	status->module_error = memhp_module_info(ctx, &status->info);
	if (!is_loaded(status)) {
		snprintf(status->why, sizeof(status->why), "%s", memhp_error(ctx));
		return;
	}
	if (memhp_features_get(ctx, &status->features) < 0)
		status->features = NULL;
	if (memhp_rules_get(ctx, &status->policy) < 0)
		status->policy = NULL;
}

static void ask_nodes(struct status *status)
{
	const struct machine *machine = status->machine;

	if (memhp_zones_get(machine->ctx, &status->zones) < 0)
		status->zones = NULL;
	if (!machine->blocks ||
	    memhp_shapes_get(machine->ctx, machine->blocks, &status->shapes) < 0)
		status->shapes = NULL;
}

/* For a monitor: what there is to warn of, and nothing else. */
static int check(const struct status *status, const struct common *common)
{
	bool saved = status->machine->saved;
	char text[WARNING_LENGTH];

	if (!status->accounts) {
		complain("%s", memhp_error(status->machine->ctx));
		return EXIT_MISSING;
	}
	if (!common->json)
		print_warnings(status);
	/* That a machine is fine must not be said of half of it, quietly or not. */
	if (!is_known(status) && !(saved && common->quiet))
		complain("note: only free kernel memory is checked: the module, which knows the "
			 "ratio, %s", saved ? "is not asked" :
			 "could not be asked; try: modprobe memhp");
	if (headroom_warning(status->accounts, 0, text))
		return EXIT_NOTHING;
	return is_known(status) || saved ? EXIT_DONE : EXIT_MISSING;
}

static int status_of(struct machine *machine, const struct common *common,
		     const struct status_opts *opts)
{
	struct status status = { .machine = machine };
	int checked, code = EXIT_DONE;

	ask_module(&status);
	uname(&status.kernel);
	/* A machine without memory blocks has a status all the same: what is known
	 * of it is told. */
	if (!opts->check || common->json)
		code = machine_read(machine);
	if (machine->blocks)
		add_up(&status.totals, machine->blocks);
	if (memhp_accounts_get(machine->ctx, &status.accounts) < 0)
		status.accounts = NULL;
	checked = opts->check ? check(&status, common) : EXIT_DONE;
	if (checked)
		code = checked;
	if (!opts->check || common->json)
		ask_nodes(&status);
	if (common->json)
		print_json(&status);
	else if (!opts->check && print_text(&status))
		code = EXIT_NOTHING;
	memhp_features_free(status.features);
	memhp_rules_free(status.policy);
	memhp_accounts_free(status.accounts);
	memhp_zones_free(status.zones);
	memhp_shapes_free(status.shapes);
	return code;
}

static int take(void *data, int id, const char *value)
{
	struct status_opts *opts = data;

	(void)value;
	if (id == 'c')
		opts->check = true;
	else if (id == 's')
		opts->stats = true;
	else
		opts->release = true;
	return ARGS_OK;
}

int cmd_status(struct args *args)
{
	struct status_opts opts = { 0 };
	struct machine machine;
	int code = args_parse(args, &usage, take, &opts);

	if (code != ARGS_OK)
		return code;
	if (args->nr_words)
		return args_nothing(args, bad_usage(
			"status takes no words, and '%s' is one; try: memhpctl show %s",
			args->words[0], args->words[0]));
	if (opts.release + opts.check + opts.stats > 1)
		return args_nothing(args, bad_usage("--check, --stats and --release do not go "
						    "together"));
	if (opts.release)
		return release(args);
	if (args->common.dry_run)
		return args_nothing(args, bad_usage(
			"status changes nothing without --release and has no option '--dry-run'"));
	code = machine_open(&machine, &args->common);
	if (code)
		return args_nothing(args, code);
	if (opts.stats)
		code = stats_show(&machine, args->common.json);
	else
		code = status_of(&machine, &args->common, &opts);
	machine_close(&machine);
	return code;
}
