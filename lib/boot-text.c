// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A description of a machine that boots, a thing a line; '#' begins a comment:
 *
 *	ram 0x100000-0x7ffdffff			usable memory, first and last byte
 *	node 1 0x140000000-0x1bfffffff hotpluggable
 *	cpus 0 2				node 0 has two
 *	kernel 0x1000000-0x4410fff
 *	initrd 0x7e04d000-0x7ffdffff
 *	log-buffer 128K				that of the kernel's image
 *	log-info 112				bytes that are known of each line of it
 *	node-data 175744			bytes of a node's description
 *	pages 2M				there are none of a GiB
 *	options root=/dev/vda1 movable_node	the command line, to the end of the line
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot.h"

struct reader {
	struct memhp_boot *boot;
	struct memhp_line line;
	const char *next;	/* line */
	struct memhp_token word;
};

static int bad(const struct reader *reader, const char *why)
{
	int shown = reader->word.length < 40 ? (int)reader->word.length : 40;

	if (!reader->word.length)
		return memhp_line_bad(&reader->line, &reader->word, "%s", why);
	return memhp_line_bad(&reader->line, &reader->word, "'%.*s': %s", shown,
			      reader->word.at, why);
}

/* The next word as a string. */
static int next(struct reader *reader, char *text, size_t size, const char *wanted)
{
	if (!memhp_line_next(&reader->line, &reader->word) || reader->word.length >= size)
		return bad(reader, wanted);
	memcpy(text, reader->word.at, reader->word.length);
	text[reader->word.length] = '\0';
	return 0;
}

static int read_range(struct reader *reader, struct memhp_extent *extent)
{
	static const char wanted[] = "an address range is wanted here, as 0x100000-0x7fffffff";
	struct memhp_word range;
	char text[64];

	if (next(reader, text, sizeof(text), wanted))
		return -EINVAL;
	if (memhp_word_parse(text, &range) || range.kind != MEMHP_WORD_BYTES ||
	    range.last < range.first || range.last == UINT64_MAX)
		return bad(reader, wanted);
	extent->start = range.first;
	extent->end = range.last + 1;
	return 0;
}

static int read_number(struct reader *reader, uint64_t most, uint64_t *number,
		       const char *wanted)
{
	const char *at;
	char text[24];

	if (next(reader, text, sizeof(text), wanted))
		return -EINVAL;
	at = text;
	if (memhp_parse_number(&at, 10, number) || *at || *number > most)
		return bad(reader, wanted);
	return 0;
}

static int read_node_number(struct reader *reader, int *node)
{
	uint64_t number;

	if (read_number(reader, MEMHP_BOOT_NODES - 1, &number, "a node is wanted here, 0 to 1023"))
		return -EINVAL;
	*node = (int)number;
	return 0;
}

static int read_ram(struct reader *reader)
{
	struct memhp_extent extent = { 0, 0, MEMHP_NO_NODE, false };

	if (read_range(reader, &extent))
		return -EINVAL;
	if (memhp_extents_add(&reader->boot->ram, &extent))
		return memhp_no_memory(reader->boot->ctx);
	return 0;
}

static int read_node(struct reader *reader)
{
	struct memhp_extent extent = { 0, 0, 0, false };

	if (read_node_number(reader, &extent.node) || read_range(reader, &extent))
		return -EINVAL;
	if (memhp_line_next(&reader->line, &reader->word)) {
		if (!memhp_token_is(&reader->word, "hotpluggable"))
			return bad(reader, "only 'hotpluggable' may stand here");
		extent.hotpluggable = true;
	}
	if (memhp_extents_add(&reader->boot->nodes, &extent))
		return memhp_no_memory(reader->boot->ctx);
	return 0;
}

static int read_cpus(struct reader *reader)
{
	uint64_t count;
	int node;

	if (read_node_number(reader, &node) ||
	    read_number(reader, 65536, &count, "how many processors is wanted here"))
		return -EINVAL;
	reader->boot->cpus[node] = (unsigned int)count;
	return 0;
}

static int read_kernel(struct reader *reader)
{
	return read_range(reader, &reader->boot->kernel);
}

static int read_initrd(struct reader *reader)
{
	return read_range(reader, &reader->boot->initrd);
}

/* At most @most: what is larger is a mistake. */
static int read_size(struct reader *reader, uint64_t most, uint64_t *size)
{
	char text[24];

	if (next(reader, text, sizeof(text), "a size is wanted here, as 128K"))
		return -EINVAL;
	if (memhp_size_parse(text, size) || !*size || *size > most)
		return bad(reader, "a size is wanted here, as 128K");
	return 0;
}

static int read_log(struct reader *reader)
{
	return read_size(reader, 2ULL << 30, &reader->boot->log_buffer);
}

static int read_log_info(struct reader *reader)
{
	return read_size(reader, 1ULL << 20, &reader->boot->log_info);
}

static int read_node_data(struct reader *reader)
{
	return read_size(reader, 1ULL << 30, &reader->boot->node_data);
}

static int read_pages(struct reader *reader)
{
	if (!memhp_line_next(&reader->line, &reader->word) ||
	    (!memhp_token_is(&reader->word, "1G") && !memhp_token_is(&reader->word, "2M")))
		return bad(reader, "1G or 2M is wanted here");
	reader->boot->gigabyte_pages = memhp_token_is(&reader->word, "1G");
	return 0;
}

/* All of the line: options may have a '#' in them. */
static int read_options(struct reader *reader)
{
	struct memhp_line *line = &reader->line;
	char *options;

	line->end = reader->next[-1] == '\n' ? reader->next - 1 : reader->next;
	while (line->at < line->end && (*line->at == ' ' || *line->at == '\t'))
		line->at++;
	options = strndup(line->at, (size_t)(line->end - line->at));
	if (!options)
		return memhp_no_memory(reader->boot->ctx);
	line->at = line->end;
	free(reader->boot->options);
	reader->boot->options = options;
	return 0;
}

static int read_line(struct reader *reader)
{
	static const char *const names[] = {
		"ram", "node", "cpus", "kernel", "initrd", "log-buffer", "log-info",
		"node-data", "pages", "options", NULL
	};
	static int (*const reads[])(struct reader *) = {
		read_ram, read_node, read_cpus, read_kernel, read_initrd, read_log,
		read_log_info, read_node_data, read_pages, read_options,
	};
	size_t i;

	if (!memhp_line_next(&reader->line, &reader->word))
		return 0;
	for (i = 0; names[i]; i++) {
		if (!memhp_token_is(&reader->word, names[i]))
			continue;
		if (reads[i](reader))
			return -EINVAL;
		return memhp_line_next(&reader->line, &reader->word) ?
		       bad(reader, "nothing may follow here") : 0;
	}
	return memhp_line_unknown(&reader->line, &reader->word, "word", names);
}

int memhp_boot_parse(struct memhp_boot *boot, const char *name, const char *text, size_t length)
{
	struct reader reader = { .boot = boot, .line = { .ctx = boot->ctx, .name = name } };
	const char *end = text + length;
	int err = 0;

	while (!err && text < end) {
		err = memhp_line_cut(&reader.line, &text, end);
		reader.next = text;
		if (!err)
			err = read_line(&reader);
	}
	return err;
}

MEMHP_EXPORT int memhp_boot_read(struct memhp *ctx, const char *path, struct memhp_boot **out)
{
	struct memhp_boot *boot;
	size_t length;
	char *text;
	int err;

	err = memhp_file_read(ctx, path, &text, &length);
	if (err)
		return err;
	err = memhp_boot_new(ctx, &boot);
	if (!err) {
		err = memhp_boot_parse(boot, path, text, length);
		if (!err)
			err = memhp_boot_check(boot);
		if (err)
			memhp_boot_free(boot);
		else
			*out = boot;
	}
	free(text);
	return err;
}

static void write_range(FILE *out, const struct memhp_extent *extent, const char *behind)
{
	fprintf(out, " 0x%" PRIx64 "-0x%" PRIx64 "%s\n", extent->start, extent->end - 1, behind);
}

static void write_all(FILE *out, const struct memhp_boot *boot)
{
	const struct memhp_extent *extent;
	const char *at;
	size_t i;

	fputs("# A machine as its kernel found it, for memhpctl bootplan --from\n", out);
	for (i = 0; i < boot->ram.count; i++) {
		fputs("ram", out);
		write_range(out, &boot->ram.at[i], "");
	}
	for (i = 0; i < boot->nodes.count; i++) {
		extent = &boot->nodes.at[i];
		fprintf(out, "node %d", extent->node);
		write_range(out, extent, extent->hotpluggable ? " hotpluggable" : "");
	}
	for (i = 0; i < MEMHP_BOOT_NODES; i++)
		if (boot->cpus[i])
			fprintf(out, "cpus %zu %u\n", i, boot->cpus[i]);
	fputs("kernel", out);
	write_range(out, &boot->kernel, "");
	if (boot->initrd.start < boot->initrd.end) {
		fputs("initrd", out);
		write_range(out, &boot->initrd, "");
	}
	fprintf(out, "log-buffer %" PRIu64 "\n", boot->log_buffer);
	fprintf(out, "log-info %" PRIu64 "\n", boot->log_info);
	fprintf(out, "node-data %" PRIu64 "\n", boot->node_data);
	fprintf(out, "pages %s\n", boot->gigabyte_pages ? "1G" : "2M");
	fputs("options ", out);
	for (at = boot->options; *at; at++)
		fputc(*at == '\n' ? ' ' : *at, out);
	fputc('\n', out);
}

MEMHP_EXPORT int memhp_boot_describe(const struct memhp_boot *boot, char **text)
{
	size_t length;
	FILE *out = open_memstream(text, &length);

	if (!out)
		return memhp_no_memory(boot->ctx);
	write_all(out, boot);
	if (fclose(out)) {
		free(*text);
		return memhp_no_memory(boot->ctx);
	}
	return 0;
}
