// SPDX-License-Identifier: GPL-2.0
/* memhpctl metrics */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "exits.h"
#include "machine.h"
#include "metrics-text.h"

struct metrics_opts {
	const char *output;	/* a file; NULL: stdout */
	bool prometheus;
};

static const struct option options[] = {
	{ 'o', 'o', "output", "FILE", "into FILE, which is whole at any time; -: stdout" },
	{ 'p', 0, "prometheus", NULL, "the older text format, for node_exporter's files" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[--output=FILE] [--prometheus] [options]",
	.options = options,
	.examples =
"  memhpctl metrics                         OpenMetrics on stdout\n"
"  memhpctl metrics --prometheus --output=/var/lib/prometheus/node-exporter/memhp.prom\n"
"                                           for node_exporter's textfile collector\n",
	.text =
"  Numbers to watch, for monitoring systems: bytes per node, class of zone and state; what\n"
"  is held back of staged blocks; movable per kernel memory, the ratio that the policy\n"
"  allows, and what may still become movable; free kernel memory and its low watermark;\n"
"  blocks that were changed, failures by reason, times, events, what the policy refused.\n"
"  Without the module memhp_module_loaded is 0, and what only it knows is left out.\n\n"
"  Counters begin anew when the module is loaded. The class is kernel, movable, mixed (a\n"
"  block in several zones) or none (offline, or not known on its way there).\n\n"
"  The formats differ in how they name the type of a counter, so a reader of the one does\n"
"  not learn it from the other. FILE gets its new content as a whole, or keeps the old\n"
"  one, if it cannot be written.\n\n"
EXIT_HELP,
};

static int take(void *data, int id, const char *value)
{
	struct metrics_opts *opts = data;

	if (id == 'p')
		opts->prometheus = true;
	else
		opts->output = value;
	return ARGS_OK;
}

static int cannot(const char *path, const char *what)
{
	int error = errno;

	complain("%s: cannot %s (%s)", path, what, strerror(error));
	return error == EACCES || error == EPERM ? EXIT_PERMISSION : EXIT_NOTHING;
}

/* Beside it, then in its place: who reads meanwhile sees the old one or the new one. */
static int replace_file(const char *path, const char *text, size_t length)
{
	char *name;
	FILE *file;
	int fd, code = EXIT_DONE;

	if (asprintf(&name, "%s.XXXXXX", path) < 0)
		return cannot(path, "be written");
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0) {
		code = cannot(path, "make a file beside it");
		free(name);
		return code;
	}
	file = fdopen(fd, "w");
	if (!file || fwrite(text, 1, length, file) != length || fflush(file) ||
	    fchmod(fd, 0644) || rename(name, path))
		code = cannot(path, "write it");
	if (code)
		unlink(name);
	if (file)
		fclose(file);
	else
		close(fd);
	free(name);
	return code;
}

/* A device or a pipe must not lose its name to a file. */
static int write_into(const char *path, const char *text, size_t length)
{
	FILE *file = fopen(path, "we");
	bool written;

	if (!file)
		return cannot(path, "open it");
	written = fwrite(text, 1, length, file) == length;
	if (fclose(file) || !written)
		return cannot(path, "write it");
	return EXIT_DONE;
}

static int write_file(const char *path, const char *text, size_t length)
{
	struct stat st;
	char *target;
	int code;

	if (!strcmp(path, "-") || (!stat(path, &st) && !S_ISREG(st.st_mode)))
		return write_into(strcmp(path, "-") ? path : "/dev/stdout", text, length);
	/* What a link leads to is replaced, not the link. */
	target = realpath(path, NULL);
	code = replace_file(target ? target : path, text, length);
	free(target);
	return code;
}

static int metrics(struct machine *machine, const struct metrics_opts *opts)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	int code;

	if (!out) {
		complain("out of memory");
		return EXIT_NOTHING;
	}
	metrics_write(out, machine, opts->prometheus);
	if (fclose(out)) {
		complain("out of memory");
		code = EXIT_NOTHING;
	} else if (opts->output) {
		code = write_file(opts->output, text, length);
	} else {
		fwrite(text, 1, length, stdout);
		code = EXIT_DONE;
	}
	free(text);
	return code;
}

int cmd_metrics(struct args *args)
{
	struct metrics_opts opts = { 0 };
	struct machine machine;
	int code = args_parse(args, &usage, take, &opts);

	if (code != ARGS_OK)
		return code;
	if (args->nr_words)
		return bad_usage("metrics takes no words, and '%s' is one", args->words[0]);
	if (args->common.json)
		return bad_usage("metrics has a format of its own; for JSON try: memhpctl status -J");
	code = machine_open(&machine, &args->common);
	if (!code)
		code = machine_read(&machine);
	if (!code)
		code = metrics(&machine, &opts);
	machine_close(&machine);
	return code;
}
