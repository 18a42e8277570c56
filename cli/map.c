// SPDX-License-Identifier: GPL-2.0
/* memhpctl map: the machine's memory as a picture. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "exits.h"
#include "machine.h"
#include "map.h"
#include "output.h"

#define WIDTH_DEFAULT	80
#define WIDTH_LEAST	20
#define WIDTH_MOST	1000
#define ROWS		24
/* About a millisecond each. */
#define USE_BLOCKS	2048
#define CELL_MOST	(1ULL << 28)

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct map_opts {
	uint64_t width;		/* 0: what there is */
	uint64_t per_cell;	/* 0: what fits */
	enum color color;
	bool ascii;
	bool use;
	bool no_use;
	const char *svg;
};

static const struct option options[] = {
	{ 's', 0, "svg", "FILE", "write it as SVG, \"-\" for stdout" },
	{ 'w', 0, "width", "N", "columns to use (default: the terminal's, or 80)" },
	{ 'p', 0, "per-cell", "N", "blocks a cell (default: what makes about 24 lines)" },
	{ 'u', 0, "use", NULL, "look at the pages of all blocks, however many there are" },
	{ 'n', 0, "no-use", NULL, "do not look at pages at all" },
	{ 'c', 0, "color", "WHEN", "auto, always or never" },
	{ 'a', 0, "ascii", NULL, "letters and digits, whatever the terminal can show" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[--svg=FILE] [--color=auto|always|never] [options]",
	.options = options,
	.json = "\"map\": null",
	.examples =
"  memhpctl map                             a cell a block, or a few\n"
"  memhpctl map --use                       with how much of each is in use\n"
"  memhpctl map --svg=memory.svg            for a report\n"
"  memhpctl map -J | jq '.map.nodes[].cells[] | select(.cannot_go) | .first'\n",
	.text =
"  Each line begins with the address of its first cell; lines end where a node's\n"
"  memory does, and where a long hole or another node's memory lies between. With\n"
"  colour, the zone is a colour and how much is in use a shade; what cannot go\n"
"  offline is a circle. Without (and with --ascii) the zone is a letter, in upper\n"
"  case if it cannot go, and how much is in use the digit behind it. The legend\n"
"  names what there is.\n\n"
"  How much is in use, and mostly what cannot go, is known from looking at the\n"
"  pages, a millisecond or so a block: that needs the module and root, and is not\n"
"  done, unless --use is given, where there are more than 2048 blocks. In JSON a\n"
"  cell is a block unless --per-cell is given; \"used\" is in bytes, and null as\n"
"  \"cannot_go\" is where it is not known.\n",
};

/* ---- How much is in use ---- */

static void take_pages(struct use *use, const struct memhp_block *block,
		       const struct memhp_pages *pages)
{
	uint64_t page, all = 0;
	size_t kind;

	for (kind = 0; kind < MEMHP_PAGE_KINDS; kind++)
		all += pages->count[kind];
	/* One that is not online is in use by nobody, whatever its pages are. */
	if (!all || memhp_block_state(block) != MEMHP_STATE_ONLINE)
		return;
	page = memhp_block_size(block) / all;
	use->known = (all - pages->count[MEMHP_PAGE_HOLE]) * page;
	use->used = use->known - pages->count[MEMHP_PAGE_FREE] * page;
	if (pages->prospect != MEMHP_PROSPECT_UNKNOWN)
		use->cannot_go = pages->prospect == MEMHP_PROSPECT_NO ||
				 pages->prospect == MEMHP_PROSPECT_NEVER;
}

/* Of the @count blocks at @first that follow one another. */
static int look_at_run(const struct machine *machine, size_t first, size_t count,
		       struct use *use)
{
	const struct memhp_block *block = memhp_blocks_at(machine->blocks, first);
	const struct memhp_pages *pages;
	struct memhp_pagesets *sets;
	size_t i;
	int rc = memhp_pages_get(machine->ctx, memhp_block_index(block), count, &sets);

	if (rc < 0)
		return rc;
	for (i = first; i < first + count; i++) {
		block = memhp_blocks_at(machine->blocks, i);
		pages = memhp_pages_find(sets, memhp_block_index(block));
		if (pages)
			take_pages(&use[i], block, pages);
	}
	memhp_pages_free(sets);
	return 0;
}

/* Of all blocks, by their place in the list, to be freed. 0 or -errno. */
static int look(const struct machine *machine, struct use **out)
{
	size_t i, n, count = memhp_blocks_count(machine->blocks);
	const struct memhp_block *block, *next;
	struct use *use = calloc(count, sizeof(*use));
	int rc = 0;

	for (i = 0; use && i < count; i++)
		use[i].cannot_go = -1;
	for (i = 0; use && !rc && i < count; i += n) {
		block = memhp_blocks_at(machine->blocks, i);
		for (n = 1; (next = memhp_blocks_at(machine->blocks, i + n)); n++)
			if (memhp_block_index(next) != memhp_block_index(block) + n)
				break;
		rc = look_at_run(machine, i, n, use);
	}
	if (!use || rc) {
		free(use);
		return use ? rc : -ENOMEM;
	}
	*out = use;
	return 0;
}

/* As the options say; 0 or an exit code. @text is for the reason why not. */
static int find_use(const struct machine *machine, const struct map_opts *opts,
		    struct map *map, struct use **use, char *text, size_t size)
{
	size_t count = memhp_blocks_count(machine->blocks);
	int rc;

	if (opts->no_use)
		return 0;
	map->no_use = text;
	if (machine->saved && !opts->use) {
		snprintf(text, size, "a saved tree does not tell");
	} else if (count > USE_BLOCKS && !opts->use) {
		snprintf(text, size, "looking at %zu blocks takes a while; try: --use", count);
	} else {
		rc = look(machine, use);
		snprintf(text, size, "%s", rc == -ENOMEM ? "out of memory" :
			 memhp_error(machine->ctx));
		if (rc && opts->use) {
			complain("%s", text);
			return exit_for(rc);
		}
		map->use = *use;
	}
	return 0;
}

/* ---- The picture ---- */

static bool wants_color(const struct map_opts *opts)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	if (opts->color != COLOR_AUTO)
		return opts->color == COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(none && *none) && term && *term &&
	       strcmp(term, "dumb");
}

/* Asked of a locale of its own: the command itself speaks plain C. */
static bool has_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool utf8;

	if (!locale)
		return false;
	utf8 = !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");
	freelocale(locale);
	return utf8;
}

static struct pen pen_for(const struct map_opts *opts)
{
	struct pen pen = {
		.width = opts->width ? opts->width : output_terminal(),
		.color = wants_color(opts),
		.utf8 = !opts->ascii && has_utf8(),
	};

	if (!pen.width)
		pen.width = WIDTH_DEFAULT;
	return pen;
}

/* Cells as the output wants them, and then the output. */
static int draw(struct map *map, const struct common *common, const struct map_opts *opts)
{
	struct pen pen = pen_for(opts);
	int rc;

	if (common->json || opts->per_cell)
		rc = map_fill(map, opts->per_cell ? opts->per_cell : 1);
	else if (opts->svg)
		rc = map_fit(map, SVG_CELLS, SVG_ROWS);
	else
		rc = map_fit(map, map_text_width(map, &pen), ROWS);
	if (rc) {
		complain("out of memory");
		return EXIT_NOTHING;
	}
	if (!common->json && opts->svg)
		return exit_for_content(map_svg(map, opts->svg), true);
	if (common->json)
		map_json(map);
	else
		map_text(map, &pen);
	return EXIT_DONE;
}

static int map_of(struct machine *machine, const struct args *args, const struct map_opts *opts)
{
	struct memhp_shapes *shapes = NULL;
	struct map map = { .blocks = machine->blocks };
	struct use *use = NULL;
	char text[512] = "";
	int code;

	code = find_use(machine, opts, &map, &use, text, sizeof(text));
	if (!code && memhp_shapes_get(machine->ctx, machine->blocks, &shapes) < 0) {
		complain("%s", memhp_error(machine->ctx));
		code = EXIT_NOTHING;
	}
	map.shapes = shapes;
	if (code)
		args_nothing(args, code);
	else
		code = draw(&map, &args->common, opts);
	map_empty(&map);
	if (shapes)
		memhp_shapes_free(shapes);
	free(use);
	return code;
}

/* ---- The command ---- */

static int take_number(uint64_t *number, const char *option, const char *value,
		       uint64_t least, uint64_t most)
{
	char *end = NULL;

	errno = 0;
	*number = isdigit((unsigned char)*value) ? strtoull(value, &end, 10) : 0;
	if (!end || *end)
		return bad_usage("--%s=%s is no number; try: %" PRIu64 " to %" PRIu64, option,
				 value, least, most);
	if (errno || *number < least || *number > most)
		return bad_usage("--%s=%s: must be %" PRIu64 " to %" PRIu64, option, value,
				 least, most);
	return ARGS_OK;
}

static int take_color(enum color *color, const char *value)
{
	static const char *const words[] = {
		[COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(value, words[i])) {
			*color = (enum color)i;
			return ARGS_OK;
		}
	}
	return bad_usage("--color=%s is not known; try: --color=auto, always or never", value);
}

static int take(void *data, int id, const char *value)
{
	struct map_opts *opts = data;

	switch (id) {
	case 'a':
		opts->ascii = true;
		break;
	case 'c':
		return take_color(&opts->color, value);
	case 'n':
		opts->no_use = true;
		break;
	case 'p':
		return take_number(&opts->per_cell, "per-cell", value, 1, CELL_MOST);
	case 's':
		if (!*value)
			return bad_usage("--svg needs the name of a file, or - for stdout");
		opts->svg = value;
		break;
	case 'u':
		opts->use = true;
		break;
	case 'w':
		return take_number(&opts->width, "width", value, WIDTH_LEAST, WIDTH_MOST);
	}
	return ARGS_OK;
}

/* One that only a terminal heeds; NULL: there is none. */
static const char *terminal_option(const struct map_opts *opts)
{
	if (opts->ascii)
		return "--ascii";
	if (opts->width)
		return "--width";
	return opts->color == COLOR_ALWAYS ? "--color=always" : NULL;
}

/* What does not go together; ARGS_OK or EXIT_USAGE. */
static int check_opts(const struct args *args, const struct map_opts *opts)
{
	if (args->nr_words)
		return bad_usage("map takes no words, and '%s' is one; try: memhpctl list %s",
				 args->words[0], args->words[0]);
	if (opts->use && opts->no_use)
		return bad_usage("map: --use and --no-use cannot both be; try: one of them");
	if (opts->svg && args->common.json)
		return bad_usage("map: --svg and --json cannot both be; try: one of them");
	if ((opts->svg || args->common.json) && terminal_option(opts))
		return bad_usage("map: %s is for a picture on a terminal, not for --%s; try: "
				 "without it", terminal_option(opts), opts->svg ? "svg" : "json");
	return ARGS_OK;
}

int cmd_map(struct args *args)
{
	struct map_opts opts = { 0 };
	struct machine machine;
	int code = args_parse(args, &usage, take, &opts);

	if (code != ARGS_OK)
		return code;
	code = check_opts(args, &opts);
	if (code != ARGS_OK)
		return args_nothing(args, code);
	code = machine_open(&machine, &args->common);
	if (!code)
		code = machine_read(&machine);
	if (code)
		args_nothing(args, code);
	else
		code = map_of(&machine, args, &opts);
	machine_close(&machine);
	return code;
}
