// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the firmware says of memory: by the module, else from the table itself, which
 * the same code reads here and there.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "srat.h"

#define MOST_NODES	1024	/* no kernel is built for more */

/* ---- By the module ---- */

static int from_module(struct memhp_firmware *firmware)
{
	struct memhp_records records[2] = {
		{ .attribute = MEMHP_A_FIRMWARE_RANGE,
		  .size = sizeof(struct memhp_firmware_range) },
		{ .attribute = MEMHP_A_FIRMWARE_PROBLEM,
		  .size = sizeof(struct memhp_firmware_problem) },
	};
	int err = memhp_nl_firmware(firmware->ctx, records);

	if (err) {
		free(records[0].at);
		free(records[1].at);
		return err;
	}
	firmware->ranges = records[0].at;
	firmware->count = records[0].count;
	firmware->problems = records[1].at;
	firmware->nr_problems = records[1].count;
	return 0;
}

/* ---- From the table ---- */

static int take_problems(struct memhp_firmware *firmware, const struct memhp_srat *srat)
{
	size_t i;

	firmware->problems = calloc(ARRAY_SIZE(srat->problems), sizeof(*firmware->problems));
	if (!firmware->problems)
		return memhp_no_memory(firmware->ctx);
	for (i = 0; i < ARRAY_SIZE(srat->problems); i++)
		if (srat->problems[i].count)
			firmware->problems[firmware->nr_problems++] = srat->problems[i];
	return 0;
}

static int take_table(struct memhp_firmware *firmware, const char *path, const void *table,
		      size_t length)
{
	struct memhp_srat srat = { .ranges = NULL };

	if (!memhp_srat_valid(table, length))
		return memhp_fail(firmware->ctx, EINVAL, "%.200s is no SRAT: it %s", path,
				  length >= 4 && !memcmp(table, "SRAT", 4) ?
				  "ends within its header" : "does not begin with that name");
	srat.room = memhp_srat_room(table, length);
	srat.ranges = calloc(srat.room + 1, sizeof(*srat.ranges));
	if (!srat.ranges)
		return memhp_no_memory(firmware->ctx);
	memhp_srat_read(table, length, &srat);
	firmware->ranges = srat.ranges;
	firmware->count = srat.nr;
	return take_problems(firmware, &srat);
}

static void number_nodes(struct memhp_firmware *firmware, const void *table, size_t length)
{
	uint32_t domains[MOST_NODES], nr = memhp_srat_domains(table, length, domains, MOST_NODES);
	struct memhp_firmware_range *range = firmware->ranges;
	uint32_t node;

	for (; range < firmware->ranges + firmware->count; range++)
		for (node = 0; range->flags & MEMHP_FIRMWARE_ENABLED && node < nr; node++)
			if (domains[node] == range->domain)
				range->node = (int32_t)node;
}

/* Whether the kernel was told to have nodes of its own making, or none, or may have been.
 * A tree that was saved without the command line is taken to be of a usual machine. */
static bool has_own_nodes(const struct memhp *ctx)
{
	char text[4096];
	int err = memhp_sysfs_whole(ctx, "/proc/cmdline", text, sizeof(text));

	if (err)
		return err != -ENOENT;
	return !strncmp(text, "numa=", 5) || strstr(text, " numa=");
}

static void forget_nodes(struct memhp_firmware *firmware)
{
	size_t i;

	for (i = 0; i < firmware->count; i++)
		firmware->ranges[i].node = -1;
}

static int no_table(struct memhp *ctx, int err)
{
	switch (-err) {
	case ENOENT:
	case ENOTDIR:
		if (ctx->root_fd >= 0)
			return memhp_fail(ctx, ENOENT, "nothing that the firmware says was saved "
					  "there (no " MEMHP_SRAT "): save it as root");
		return memhp_fail(ctx, ENOENT, "the firmware tells nothing of memory (no "
				  MEMHP_SRAT "): a machine of one node may have no such table");
	case EACCES:
	case EPERM:
		return memhp_fail(ctx, EACCES, "no permission to read " MEMHP_SRAT ": try as "
				  "root, or load the memhp module");
	default:
		return memhp_fail(ctx, -err, "cannot read " MEMHP_SRAT " (%s)",
				  memhp_errno_name(-err));
	}
}

static int from_sysfs(struct memhp_firmware *firmware)
{
	struct memhp *ctx = firmware->ctx;
	size_t length;
	char *table;
	int err;

	err = memhp_sysfs_load(ctx, MEMHP_SRAT, &table, &length);
	if (err)
		return no_table(ctx, err);
	err = take_table(firmware, MEMHP_SRAT, table, length);
	if (!err && !has_own_nodes(ctx))
		number_nodes(firmware, table, length);
	free(table);
	return err;
}

static int from_file(struct memhp_firmware *firmware, const char *path)
{
	size_t length;
	char *table;
	int err;

	err = memhp_file_read(firmware->ctx, path, &table, &length);
	if (err)
		return err;
	err = take_table(firmware, path, table, length);
	if (!err)
		number_nodes(firmware, table, length);
	free(table);
	return err;
}

/* ---- What is wrong with it ---- */

/* "the entry at offset 0x30 ONE", "3 entries MANY, the first at offset 0x30" */
static void tell(const struct memhp_firmware_problem *problem, char *text, bool entry,
		 const char *one, const char *many)
{
	const char *at = entry ? "offset " : "";
	unsigned long long where = problem->where;

	if (problem->count == 1)
		snprintf(text, MEMHP_PROBLEM_TEXT, "the %s at %s0x%llx %s",
			 entry ? "entry" : "range", at, where, one);
	else
		snprintf(text, MEMHP_PROBLEM_TEXT, "%u %s %s, the first at %s0x%llx",
			 problem->count, entry ? "entries" : "ranges", many, at, where);
}

static void write_problem(const struct memhp_firmware_problem *problem, char *text)
{
	unsigned long long where = problem->where;

	switch (problem->fault) {
	case MEMHP_FAULT_CUT:
		snprintf(text, MEMHP_PROBLEM_TEXT, "the table is cut: it ends after %llu bytes",
			 where);
		break;
	case MEMHP_FAULT_CHECKSUM:
		snprintf(text, MEMHP_PROBLEM_TEXT, "the checksum is wrong: the bytes add up to "
			 "0x%02llx, not to 0", where);
		break;
	case MEMHP_FAULT_REVISION:
		snprintf(text, MEMHP_PROBLEM_TEXT, "the revision of the table is %llu, read as "
			 "if it were %u", where, where ? 3U : 1U);
		break;
	case MEMHP_FAULT_NO_LENGTH:
		tell(problem, text, true, "has no length: nothing behind it was read",
		     "have no length");
		break;
	case MEMHP_FAULT_PAST_END:
		tell(problem, text, true, "reaches past the end of the table: nothing from there on was read",
		     "reach past the end of the table");
		break;
	case MEMHP_FAULT_SHORT:
		tell(problem, text, true, "is too short for its kind, and was not read",
		     "are too short for their kind, and were not read");
		break;
	case MEMHP_FAULT_EMPTY:
		tell(problem, text, false, "is enabled and has no bytes",
		     "are enabled and have no bytes");
		break;
	case MEMHP_FAULT_WRAPS:
		tell(problem, text, false, "ends past 2^64, and is left out",
		     "end past 2^64, and are left out");
		break;
	case MEMHP_FAULT_OVERLAP:
		tell(problem, text, false, "begins within another one",
		     "begin within another one");
		break;
	case MEMHP_FAULT_TOO_MANY:
		tell(problem, text, false, "is left out: there are too many",
		     "are left out: there are too many");
		break;
	default:	/* of a later module */
		snprintf(text, MEMHP_PROBLEM_TEXT, "fault %u, %u times: a newer memhpctl "
			 "knows what that is", problem->fault, problem->count);
	}
}

static int write_problems(struct memhp_firmware *firmware)
{
	size_t i;

	firmware->texts = calloc(firmware->nr_problems + 1, sizeof(*firmware->texts));
	if (!firmware->texts)
		return memhp_no_memory(firmware->ctx);
	for (i = 0; i < firmware->nr_problems; i++)
		write_problem(&firmware->problems[i], firmware->texts[i]);
	return 0;
}

/* ---- What there is ---- */

static int fill(struct memhp_firmware *firmware)
{
	struct memhp *ctx = firmware->ctx;
	char told[sizeof(ctx->error)] = "";
	int err = -ENOENT, why;

	if (ctx->use_module)
		err = from_module(firmware);
	if (!err && has_own_nodes(ctx))
		forget_nodes(firmware);
	if (!err || err == -ENOMEM)
		return err;
	if (ctx->use_module) {
		memhp_debug(ctx, "reading the table, since not the module: %s", ctx->error);
		memcpy(told, ctx->error, sizeof(told));
	}
	ctx->error[0] = '\0';
	why = from_sysfs(firmware);
	/* Who may not read the file is told why a module that is there does not do. */
	if (why != -EACCES || err == -ENOENT)
		return why;
	memcpy(ctx->error, told, sizeof(told));
	return err;
}

static int get(struct memhp *ctx, const char *path, struct memhp_firmware **out)
{
	struct memhp_firmware *firmware = calloc(1, sizeof(*firmware));
	int err;

	if (!firmware)
		return memhp_no_memory(ctx);
	firmware->ctx = memhp_ref(ctx);
	err = path ? from_file(firmware, path) : fill(firmware);
	if (!err)
		err = write_problems(firmware);
	if (err) {
		memhp_firmware_free(firmware);
		return err;
	}
	*out = firmware;
	return 0;
}

MEMHP_EXPORT int memhp_firmware_get(struct memhp *ctx, struct memhp_firmware **out)
{
	return get(ctx, NULL, out);
}

MEMHP_EXPORT int memhp_firmware_read(struct memhp *ctx, const char *path,
				     struct memhp_firmware **out)
{
	return get(ctx, path, out);
}

MEMHP_EXPORT void memhp_firmware_free(struct memhp_firmware *firmware)
{
	if (!firmware)
		return;
	free(firmware->ranges);
	free(firmware->problems);
	free(firmware->texts);
	memhp_unref(firmware->ctx);
	free(firmware);
}

MEMHP_EXPORT size_t memhp_firmware_count(const struct memhp_firmware *firmware)
{
	return firmware->count;
}

MEMHP_EXPORT const struct memhp_firmware_range *
memhp_firmware_at(const struct memhp_firmware *firmware, size_t i)
{
	return i < firmware->count ? &firmware->ranges[i] : NULL;
}

MEMHP_EXPORT int memhp_firmware_hotpluggable(const struct memhp_firmware *firmware,
					     uint64_t start, uint64_t size)
{
	return memhp_srat_hotpluggable(firmware->ranges, (uint32_t)firmware->count, start, size);
}

MEMHP_EXPORT size_t memhp_firmware_problems(const struct memhp_firmware *firmware)
{
	return firmware->nr_problems;
}

MEMHP_EXPORT const char *memhp_firmware_problem(const struct memhp_firmware *firmware, size_t i)
{
	return i < firmware->nr_problems ? firmware->texts[i] : NULL;
}
