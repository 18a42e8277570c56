// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exits.h"
#include "machine.h"

static void log_line(struct memhp *ctx, const char *text, void *data)
{
	(void)ctx;
	(void)data;
	fprintf(stderr, "memhpctl: debug: %s\n", text);
}

int machine_open(struct machine *machine, const struct common *common)
{
	struct memhp_opts opts = {
		.sz = sizeof(opts),
		.sysroot = common->sysroot,
	};
	int rc;

	memset(machine, 0, sizeof(*machine));
	machine->saved = common->sysroot;
	machine->sysroot = common->sysroot;
	rc = memhp_new(&machine->ctx, &opts);
	if (rc < 0) {
		if (machine->saved)
			complain("--sysroot %s: %s; try: a folder that holds sys/",
				 common->sysroot, strerror(-rc));
		else
			complain("cannot start: %s", strerror(-rc));
		return rc == -EACCES || rc == -EPERM ? EXIT_PERMISSION : EXIT_NOTHING;
	}
	if (common->verbose > 1)
		memhp_set_log(machine->ctx, log_line, NULL);
	return 0;
}

/* What memhp_blocks_get() said, and of which tree. */
static void complain_of_tree(const struct machine *machine)
{
	static const char folder[] = "sys/devices/system/memory";
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", machine->sysroot, folder);
	if (access(path, F_OK) < 0 && errno == ENOENT)
		complain("%s has no %s: no sysfs tree was saved there; 'memhpctl list --help' says how",
			 machine->sysroot, folder);
	else
		complain("--sysroot %s: %s", machine->sysroot, memhp_error(machine->ctx));
}

int machine_read(struct machine *machine)
{
	int rc = memhp_blocks_get(machine->ctx, &machine->blocks);

	if (rc < 0) {
		machine->blocks = NULL;
		if (machine->saved)
			complain_of_tree(machine);
		else
			complain("%s", memhp_error(machine->ctx));
	}
	return exit_for(rc);
}

void machine_close(struct machine *machine)
{
	memhp_blocks_free(machine->blocks);
	memhp_unref(machine->ctx);
}

int machine_choose(struct machine *machine, const struct args *args,
		   struct memhp_set **set, struct bad_word *bad)
{
	size_t i;
	int rc;

	memset(bad, 0, sizeof(*bad));
	rc = memhp_set_new(machine->ctx, machine->blocks, set);
	if (rc < 0) {
		*set = NULL;
		complain("%s", memhp_error(machine->ctx));
		return EXIT_NOTHING;
	}
	for (i = 0; i < args->nr_words; i++) {
		rc = memhp_set_add(*set, args->words[i]);
		if (rc < 0)
			break;
	}
	if (rc < 0) {
		complain("%s", memhp_error(machine->ctx));
		bad->error = rc;
		bad->block = memhp_set_bad_block(*set);
		memhp_set_free(*set);
		*set = NULL;
		return exit_for_word(rc);
	}
	return 0;
}

int machine_blocks(struct machine *machine, const struct args *args,
		   struct memhp_set **set)
{
	struct bad_word bad;
	int code;

	memset(machine, 0, sizeof(*machine));
	*set = NULL;
	if (!args->nr_words)
		return args_nothing(args, bad_usage(
			"%s: no blocks named; try: memhpctl %s memory42 ('memhpctl list' has all)",
			args->command->name, args->command->name));
	code = machine_open(machine, &args->common);
	if (!code)
		code = machine_read(machine);
	if (!code)
		code = machine_choose(machine, args, set, &bad);
	return code ? args_nothing(args, code) : code;
}

void machine_note(struct machine *machine, const struct common *common,
		  const char *missing)
{
	struct memhp_info info = { .size = sizeof(info) };

	if (common->quiet || machine->saved || !*missing ||
	    memhp_blocks_source(machine->blocks) == MEMHP_SOURCE_MODULE)
		return;
	if (memhp_module_info(machine->ctx, &info) == -ENOENT)
		complain("note: the memhp module is not loaded: %s not known; try: modprobe memhp",
			 missing);
	else
		complain("note: the memhp module could not be asked: %s not known",
			 missing);
}

void machine_note_plan(struct machine *machine, const struct common *common)
{
	struct memhp_info info = { .size = sizeof(info) };

	if (common->quiet || machine->saved)
		return;
	if (memhp_module_info(machine->ctx, &info) == -ENOENT)
		complain("note: the memhp module is not loaded: a real run needs it; try: modprobe memhp");
}
