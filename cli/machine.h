/* SPDX-License-Identifier: GPL-2.0 */
/* The machine as the library shows it, opened as the options say. */
#ifndef MEMHPCTL_MACHINE_H
#define MEMHPCTL_MACHINE_H

#include <memhp/libmemhp.h>

#include "args.h"

struct machine {
	struct memhp *ctx;
	struct memhp_blocks *blocks;	/* NULL before machine_read() */
	bool saved;			/* a tree below @sysroot */
	const char *sysroot;		/* NULL: the machine itself */
};

/* All complain and return an exit code when something fails, else 0. */
int machine_open(struct machine *machine, const struct common *common);
int machine_read(struct machine *machine);
void machine_close(struct machine *machine);

/* A word that names no blocks. */
struct bad_word {
	int error;		/* negative errno of memhp_set_add() */
	uint64_t block;		/* UINT64_MAX: not about one block */
};

/*
 * The blocks that all words of @args name. On failure @set is NULL; @bad says
 * more when it was a word, else its error is 0.
 */
int machine_choose(struct machine *machine, const struct args *args,
		   struct memhp_set **set, struct bad_word *bad);

/*
 * Open and read the machine, and choose the blocks that all words of @args name,
 * of which there has to be one. Complains, gives the empty answer of JSON and
 * returns an exit code when something fails. machine_close() is due in any case.
 */
int machine_blocks(struct machine *machine, const struct args *args,
		   struct memhp_set **set);

/*
 * A note on stderr when blocks were read without the module, naming the
 * columns (@missing, "OWNER and EARLY") that cannot be known without it.
 */
void machine_note(struct machine *machine, const struct common *common,
		  const char *missing);

/* A note on stderr that what was planned needs the module, if it is missing. */
void machine_note_plan(struct machine *machine, const struct common *common);

#endif
