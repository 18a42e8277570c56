/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random operation: steps of many kinds, one after the other, and after each a look at
 * whether all fits together.
 *
 * Choosing
 * - chance.c	numbers from a seed
 * - deck.c	which kind a step is
 * - choose.c	blocks, and how to ask
 * Doing
 * - change.c	online, offline, shift, balance
 * - staged.c	staged blocks, memory that the kernel was not told of
 * - rules.c	groups and rules
 * - monitor.c	QEMU's monitor
 * - dimm.c	DIMMs that come and go
 * - sysfs.c	others who write to sysfs, alone and at the same time
 * - process.c	a command that is killed; the module goes and comes
 * - load.c	memory in use, pools of huge pages, readers
 * Checking
 * - world.c	how things are, by everybody who tells
 * - blocks.c	blocks: sysfs against the dump
 * - zones.c	zones, nodes and the machine against their blocks
 * - groups.c	groups, accounts and rules against a recount and what was set
 * - finish.c	all is released
 * - history.c	what was done, what came of it, and a watch over it
 *
 * The numbers of a step follow from the seed and its own number alone, so that a run can
 * be repeated; what comes of them depends on what is there, and on who is quicker.
 */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <memhp/libmemhp.h>

/*
 * The playground, see tests/vm/machines/random: blocks of the boot on nodes 0 and 1,
 * then memory that the kernel was not told of, then DIMMs.
 */
#define PLAY_FIRST	36
#define UNTOLD_FIRST	44
#define UNTOLD_LAST	51
#define DIMM_FIRST	56
#define PLAY_LAST	75
#define MAX_BLOCKS	128
#define MAX_NODES	4
#define BLOCK_SIZE	(128ULL << 20)
#define BLOCK_PAGES	(BLOCK_SIZE / 4096)

#define GROUPS		4
#define DIMMS		4
#define HOGS		3
#define READERS		3

#define LENGTH(array)	(sizeof(array) / sizeof(*(array)))

struct chance {
	uint64_t state;
};

struct run;

/** struct kind - what a step can be
 * @act:	does it; NULL: done, else why not
 * @weight:	how many of a deck
 * @needs:	enum memhp_feature, -1: none
 */
struct kind {
	const char *name;
	const char *(*act)(struct run *run);
	unsigned int weight;
	int needs;
};

struct dimm {
	const char *name;
	unsigned int first;
	unsigned int count;
	unsigned int node;
	bool there;
};

struct zone_now {
	int node;
	char name[16];
	uint64_t start;		/* pages, as the rest */
	uint64_t spanned;
	uint64_t present;
	uint64_t managed;
	uint64_t blocks;	/* that are in it, by the dump */
	uint64_t populated;	/* of their pages, those that are not held */
	uint64_t lowest;	/* of its blocks */
	uint64_t highest;
};

struct block_now {
	bool there;
	char state[16];
	char zone[64];
};

#define MAX_ZONES	32

/** struct world - how things are */
struct world {
	struct block_now block[MAX_BLOCKS];	/* by sysfs */
	struct zone_now zone[MAX_ZONES];	/* by /proc/zoneinfo */
	size_t nr_zones;
	uint64_t total;				/* MemTotal, in pages */
	struct memhp_blocks *blocks;		/* by dumps, as the rest */
	struct memhp_groups *groups;
	struct memhp_zones *zones;
	struct memhp_accounts *accounts;
	struct memhp_rules *rules;
};

struct run {
	struct memhp *ctx;
	uint64_t seed;
	unsigned long steps;
	unsigned long step;		/* from 1 */
	unsigned int slow;		/* how much slower than others the kernel is */
	struct chance chance;
	uint64_t features;
	uint64_t looking;		/* ns that the looks after steps took */
	bool late;			/* blocks go online by themselves */
	bool group[GROUPS];		/* made by hand, and not deleted */
	size_t nr_rules;
	uint32_t options;
	struct dimm dimm[DIMMS];
	pid_t hog[HOGS];
	pid_t reader[READERS];
	struct world base;		/* as it was */
	char why[128];			/* room for a refusal */
	char bad[4096];			/* what is wrong, "": nothing */
};

/* ---- chance.c ---- */
void chance_of(struct chance *chance, uint64_t seed, uint64_t number);
/* 0 to @below - 1 */
unsigned int pick(struct run *run, unsigned int below);
unsigned int pick_of(struct chance *chance, unsigned int below);
/* Once in @times? */
bool once_in(struct run *run, unsigned int times);

/* ---- deck.c ---- */
extern const struct kind kinds[];
extern const size_t nr_kinds;
size_t kind_of_step(const struct run *run, unsigned long step);

/* ---- choose.c ---- */
struct span {
	unsigned int first;
	unsigned int last;
};

struct span choose_span(struct run *run);
/* Blocks of the playground, or some that are not there; NULL: refused, see @why. */
struct memhp_set *choose_set(struct run *run, const struct memhp_blocks *blocks,
			     const char **why);
/* Those of @span that are there. */
struct memhp_set *set_of(struct run *run, const struct memhp_blocks *blocks,
			 struct span span, const char **why);
uint64_t choose_timeout(struct run *run);

/* ---- change.c ---- */
/** struct how - how a change is asked for */
struct how {
	enum memhp_op op;
	enum memhp_choice choice;
	bool atomic;
	bool force;
	bool staged;
	bool remove;
	bool rivals;		/* others change the same */
	unsigned int retries;
	uint64_t timeout;
};

const char *change(struct run *run, const struct memhp_set *set, const struct how *how);
/* change() of the blocks of @span that are there */
const char *change_span(struct run *run, struct span span, const struct how *how);
/* The errno of a call that was refused, as a reason */
const char *refusal(int err);
const char *do_online(struct run *run);
const char *do_offline(struct run *run);
const char *do_shift(struct run *run);
const char *do_balance(struct run *run);

/* ---- staged.c ---- */
const char *do_stage(struct run *run);
const char *do_fill(struct run *run);
const char *do_probe(struct run *run);
const char *do_remove(struct run *run);
/* Nothing is held any more: whether all of that could be done. */
bool release_staged(struct run *run);

/* ---- rules.c ---- */
const char *do_group(struct run *run);
const char *do_policy(struct run *run);
int clear_policy(struct run *run);
int drop_groups(struct run *run);
/* What the module has forgotten when it comes again. */
void forget_rules(struct run *run);

/* ---- monitor.c ---- */
/* The descriptor that the runner holds open; 0 or -1. */
int monitor_open(void);
/* A command as people give it: 0, -1: it complains, in @run->bad if @must. */
int monitor(struct run *run, bool must, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Wait until an event tells of a device: what became of its removal. */
bool monitor_deleted(const char *device, int seconds);

/* ---- dimm.c ---- */
void dimms_begin(struct run *run);
const char *do_plug(struct run *run);
/* Offline by now? Then it goes. */
const char *unplug(struct run *run, struct dimm *dimm);

/* ---- sysfs.c ---- */
const char *do_sysfs(struct run *run);
const char *do_rivals(struct run *run);
/* A write by somebody: 0 or a positive errno; who waits is woken after @seconds. */
int write_file(const char *path, const char *text, unsigned int seconds);
int read_file(const char *path, char *text, size_t size);
void random_write(struct chance *chance, struct span span, char *what, size_t size,
		  int *error);

/* ---- process.c ---- */
/* fork(), of a process that ends with this one */
pid_t child(void);
const char *do_kill(struct run *run);
const char *do_reload(struct run *run);
/* Run a program to its end; its exit status, or -1. */
int run_program(const char *const *words);

/* ---- load.c ---- */
const char *do_pressure(struct run *run);
const char *do_huge(struct run *run);
const char *do_readers(struct run *run);
/* All let go; whether the memory of each was unharmed. */
void load_end(struct run *run);

/* ---- world.c ---- */
/* 0, or @run->bad says why not. */
int world_read(struct run *run, struct world *world);
void world_free(struct world *world);
struct zone_now *world_zone(struct world *world, int node, const char *name);
/* A number of /proc/meminfo, in KiB */
uint64_t meminfo(const char *name);

/* ---- blocks.c, zones.c, groups.c: whether all fits; else @run->bad has what does not ---- */
void check_blocks(struct run *run, struct world *world);
void check_zones(struct run *run, struct world *world);
void check_groups(struct run *run, struct world *world);
/* All of them; false: @run->bad has what is wrong */
bool check_all(struct run *run);

/* ---- finish.c ---- */
void finish_begin(struct run *run);
void finish(struct run *run);

/* ---- history.c ---- */
void history_begin(struct run *run);
/* A step begins, of that kind; what it does is added by say(). */
void history_step(struct run *run, size_t kind);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What came of it. */
void history_end(const char *why);
void history_print(FILE *to);
void print_counts(const struct run *run);
/* A line of the result: the case makes a point of it. */
void point(bool good, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Something is not as it should be: what was expected and what was found. */
void wrong(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
uint64_t now_ns(void);

#endif /* RANDOM_H */
