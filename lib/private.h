/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the library share.
 *
 * - context.c	the handle: references, last error, debug messages
 * - module.c	/dev/memhp: open and ioctl
 * - netlink.c	the dumps; the only file that knows libnl
 * - sysfs.c	the only file that opens files, below a settable root
 * - scan.c	blocks from sysfs
 * - blocks.c	the list of blocks and what is told of each
 * - parse.c	words to numbers, nothing else
 * - size.c	sizes for people
 * - set.c	words to blocks of a list
 * - change.c	a change: prepare, run, progress, results
 * - plan.c	what a change is expected to do
 * - fill.c	pages of staged blocks, given to the allocator and taken back
 * - physical.c	adding and removing memory
 * - balance.c	so much kernel or movable memory; its own: balance.h, balancer.h
 * - features.c	what the module can do here
 * - rules.c	policies: lines of text, files, those in force
 * - rule.c	one rule to text and back
 * - policy.c	the state of the policy, what it says of a block, and why
 * - accounts.c	kernel and movable memory of each node, and what may still go
 * - group.c	groups of blocks
 * - rivals.c	who else takes new memory online
 * - pages.c	what the pages of blocks are
 * - trouble.c	the last errors of blocks, and sentences about them
 * - page-owner.c	who allocated a page, as far as the kernel keeps that
 * - zones.c	the zones of nodes
 * - firmware.c	what the firmware says of memory; firmware-nodes.c of each node's
 * - audit.c	what the kernel has placed on them, and why
 * - boot*.c	a machine that boots: boot.h, and memblock.h, bootplan.h
 * - monitor.c	events as they come, and what was counted
 * - shape.c	how kernel and movable memory lie on them
 * - names.c	words for values, errno.c for errno, result.c sentences
 * - nearest.c	what somebody meant who typed something else
 *
 * Objects hold a reference to their context, so it outlives them.
 */
#ifndef MEMHP_PRIVATE_H
#define MEMHP_PRIVATE_H

#include <stdatomic.h>
#include <memhp/libmemhp.h>

#define MEMHP_EXPORT	__attribute__((visibility("default")))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MEMHP_DEV	"/dev/" MEMHP_DEVICE_NAME
#define MEMHP_SYSFS	"/sys/devices/system/memory"
#define MEMHP_SRAT	"/sys/firmware/acpi/tables/SRAT"
#define MEMHP_PROBLEM_TEXT	160

/* ---- context.c ---- */

struct memhp {
	atomic_uint refs;
	int root_fd;		/* of opts.sysroot, -1 for the machine itself */
	bool use_module;
	memhp_log_fn log;
	void *log_data;
	struct nl_sock *nl_sock;	/* of netlink.c, NULL: none yet */
	int nl_family;
	char error[512];
};

/* Options, a struct of @size whose first member is the size of the caller's: take
 * what both sides know; what the caller alone knows must be zero, else -EINVAL. */
int memhp_opts_read(void *known, size_t size, const void *opts);
/* Set the text of memhp_error(); returns -@error, to be returned in turn. */
int memhp_fail(struct memhp *ctx, int error, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int memhp_no_memory(struct memhp *ctx);
void memhp_debug(struct memhp *ctx, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- signature.c ---- */

/* What to do where the module is not loaded. */
const char *memhp_module_try(void);

/* ---- module.c ---- */

/* Whether the module may be asked: 0, or -ENOENT with its text set. */
int memhp_module_used(struct memhp *ctx);
/* Open /dev/memhp: a descriptor, or -errno with its text set. */
int memhp_module_open(struct memhp *ctx, bool write);

int memhp_module_ioctl_info(int fd, struct memhp_info *info);
/* Open /dev/memhp for writing and make one call: 0 and what the ioctl gave, 0 or
 * -errno, in @answer; or -errno with its text set, when it could not be asked. */
int memhp_module_call(struct memhp *ctx, unsigned long request, void *argument,
		      int *answer);
/* The text for what an ioctl gave and says the same of all changes; -errno. */
int memhp_module_refused(struct memhp *ctx, int err, const char *what);
int memhp_module_ioctl_change(int fd, struct memhp_change *change);
int memhp_module_ioctl_fill(int fd, struct memhp_fill *fill);
/* Whether the module, by what it says of itself, can stage blocks: 0, or -EOPNOTSUPP
 * with its text set. */
int memhp_module_can_stage(struct memhp *ctx, const struct memhp_info *info);

/* ---- netlink.c ---- */

/* One message of the dump of blocks: blocks that are alike. */
struct memhp_alike {
	uint64_t first;
	uint64_t count;
	uint32_t state;
	uint32_t zone;
	int32_t node;
	uint32_t owner;
	uint32_t flags;
	uint64_t size;
	uint64_t held;				/* bytes of each, with the flag STAGED */
	uint64_t seq;				/* of the last event that is in it */
	char group[MEMHP_GROUP_NAME_SIZE];	/* "" if none */
};

struct memhp_alikes {
	struct memhp_alike *at;
	size_t count;
	size_t room;
	bool torn;	/* blocks changed meanwhile, each time they were asked for */
};

struct memhp_feature_row {
	uint32_t index;
	bool available;
	char *name;
	char *about;
	char *reason;
};

struct memhp_feature_rows {
	struct memhp_feature_row *at;
	size_t count;
	size_t room;
};

struct nlmsghdr;
/* Read a message of the dump; pure. 0, or -EBADMSG. */
int memhp_nl_alike(struct nlmsghdr *message, struct memhp_alike *alike);
/* The same for a feature; its strings are allocated. 0, -EBADMSG, -ENOMEM. */
int memhp_nl_feature(struct nlmsghdr *message, struct memhp_feature_row *row);

/* Structs of one kind from messages; they grow with the module, so what both
 * know is taken, and the rest is zeros. */
struct memhp_records {
	unsigned int attribute;	/* enum memhp_attr_policy, _pages or _firmware */
	size_t size;		/* of ours */
	void *at;
	size_t count;
	size_t room;
};

/* Append what a message has of @records, of which there are @nr; pure. 0,
 * -EBADMSG, -ENOMEM. */
int memhp_nl_record(struct nlmsghdr *message, struct memhp_records *records, size_t nr);

/* Dump @command (about @block; NULL: all) into @records, @nr of them. */
int memhp_nl_records(struct memhp *ctx, enum memhp_cmd command, const uint64_t *block,
		     struct memhp_records *records, size_t nr);

/* What the pages of blocks are, and those that stand in the way: of block i, the
 * obstacles from ends[i - 1] to before ends[i]. */
struct memhp_sheets {
	struct memhp_records records[2];	/* struct memhp_pages, memhp_obstacle */
	size_t *ends;
	size_t room;
};

/* Append a message, that of a block; pure. 0, -EBADMSG, -ENOMEM. */
int memhp_nl_sheet(struct nlmsghdr *message, struct memhp_sheets *sheets);

/* Dump the pages of the blocks of @range. */
int memhp_nl_sheets(struct memhp *ctx, const struct memhp_range *range,
		    struct memhp_sheets *sheets);
/* Dump struct memhp_trouble of the blocks of @range, NULL: of all. */
int memhp_nl_troubles(struct memhp *ctx, const struct memhp_range *range,
		      struct memhp_records *records);
/* Dump struct memhp_zone_info. */
int memhp_nl_zones(struct memhp *ctx, struct memhp_records *records);

/* Dump struct memhp_stats, once. */
int memhp_nl_stats(struct memhp *ctx, struct memhp_records *records);

/* Listen to events: a socket for that alone, its descriptor, and the family that they
 * come from. The socket is to be given up after a failure, too. */
int memhp_nl_listen(struct memhp *ctx, struct nl_sock **sock, int *fd, int *family);
void memhp_nl_unlisten(struct nl_sock *sock);
/* Read a message that came: 1: an event, 0: of no interest, -ENODEV: the module is gone. */
int memhp_nl_event(struct memhp *ctx, int family, const char *data, size_t size,
		   struct memhp_event *event);

/* Dump struct memhp_firmware_range and memhp_firmware_problem. */
int memhp_nl_firmware(struct memhp *ctx, struct memhp_records records[2]);

/* The dumps. -ENOENT: the family is not there. Rows are the caller's to free,
 * after a failure too. */
int memhp_nl_blocks(struct memhp *ctx, struct memhp_alikes *alikes);
/* Give up the socket that is kept for dumps; one is opened again if need be. */
void memhp_nl_close(struct memhp *ctx);
int memhp_nl_features(struct memhp *ctx, struct memhp_feature_rows *rows);
void memhp_feature_rows_free(struct memhp_feature_rows *rows);
/* Fail with EOPNOTSUPP: it cannot @what, and why, as the module has it. */
int memhp_cannot(struct memhp *ctx, enum memhp_feature feature, const char *what);

/* ---- sysfs.c ---- */

/* A folder by its absolute name, seen from the root of @ctx: fd or -errno. */
int memhp_sysfs_open(const struct memhp *ctx, const char *path);
/* Text of a small file less its newline: its length, or -errno. */
int memhp_sysfs_read(int dir, const char *name, char *text, size_t size);
/* What one read at @offset gives, as a string: its length, or -errno. */
int memhp_sysfs_read_at(int dir, const char *name, uint64_t offset, char *text, size_t size);
/* Write @text to a file that is there: 0 or -errno. */
int memhp_sysfs_write(int dir, const char *name, const char *text);
/* Whether there is such an entry, be it a dangling link. */
bool memhp_sysfs_exists(int dir, const char *name);
/* Call @fn for each entry of folder @name in @dir until it returns non-zero,
 * which is then returned; else 0 or -errno. */
int memhp_sysfs_each(int dir, const char *name,
		     int (*fn)(const char *entry, void *data), void *data);
/* A whole file by its absolute name, seen from the root, as a string: 0, or -errno;
 * -EFBIG: it does not fit, -EINVAL: it is no regular file. */
int memhp_sysfs_whole(const struct memhp *ctx, const char *path, char *text, size_t size);
/* The same of any length up to a MiB, NULs and all; @data is to be freed. */
int memhp_sysfs_load(const struct memhp *ctx, const char *path, char **data, size_t *length);
/* A whole file, wherever the caller's is, as a string that is to be freed and
 * may have NULs in it; a pipe is fine, too. -EFBIG past a MiB; the text of an error is set. */
int memhp_file_read(struct memhp *ctx, const char *path, char **text, size_t *length);

/* ---- scan.c ---- */

struct memhp_blocks;
/* Fill @blocks from sysfs. */
int memhp_scan(struct memhp *ctx, struct memhp_blocks *blocks);
int memhp_scan_open(struct memhp *ctx);
int memhp_scan_block_size(struct memhp *ctx, int dir, uint64_t *size);
/* Text of memory@index/@file: its length, or -errno. */
int memhp_scan_read(int dir, uint64_t index, const char *file, char *text,
		    size_t size);
bool memhp_scan_node_exists(struct memhp *ctx, uint64_t node);

/* ---- blocks.c ---- */

struct memhp_block {
	uint64_t index;
	uint64_t size;
	int32_t node;
	uint8_t state;
	uint8_t zone;
	uint8_t owner;
	bool multizone;		/* zone is NONE since it is in several */
	int8_t early;		/* these: 1, 0, -1 not known */
	int8_t removable;
	int8_t memmap;
	int8_t hwpoison;
	int8_t single;
	int8_t hotpluggable;
	int8_t staged;
	uint64_t held;		/* bytes; where @staged is not known, it is 0 */
	const char *group;	/* in the list; NULL: none, or not known */
};

struct memhp_blocks {
	struct memhp *ctx;
	uint64_t block_size;
	struct memhp_block *at;	/* ascending by index */
	size_t count;
	uint64_t seq;			/* of the last event that is in it; 0: not known */
	enum memhp_source source;
	char (*groups)[MEMHP_GROUP_NAME_SIZE];	/* what blocks point to */
};

/* A list from the ranges of a dump, sorted; -EIO if they make no sense. */
int memhp_blocks_expand(struct memhp_blocks *blocks, struct memhp_alikes *alikes);
/* Position of the first block whose index is not below @index. */
size_t memhp_blocks_position(const struct memhp_blocks *blocks, uint64_t index);

/* ---- parse.c ---- */

enum memhp_word_kind {
	MEMHP_WORD_BLOCKS,	/* first and last index */
	MEMHP_WORD_BYTES,	/* first and last byte */
	MEMHP_WORD_NODE,	/* first is the node */
	MEMHP_WORD_GROUP,
};

struct memhp_word {
	enum memhp_word_kind kind;
	uint64_t first;
	uint64_t last;
	const char *name;	/* of a group: the rest of the word */
};

/* 0, -EINVAL: no such word, -ERANGE: a number too large. */
int memhp_word_parse(const char *text, struct memhp_word *word);
/* Digits at *@text in @base (10 or 16), moving it past them. */
int memhp_parse_number(const char **text, unsigned int base, uint64_t *number);

/* ---- size.c ---- */

/* memhp_size_text(), or with @up rather too much than too little. */
const char *memhp_size_write(uint64_t bytes, bool up, char *text, size_t size);

/* ---- change.c, plan.c ---- */

/* Blocks that a kernel zone below Normal spans. */
struct memhp_span {
	enum memhp_zone zone;
	int node;
	uint64_t first;
	uint64_t last;
};

#define MEMHP_SPANS 2

struct memhp_change_req {
	struct memhp *ctx;
	enum memhp_op op;
	enum memhp_choice choice;
	bool atomic;
	bool ran;
	bool ask_policy;	/* while planning */
	uint64_t timeout_ns;
	unsigned int retries;
	bool force;
	bool staged;
	bool remove;
	struct memhp_change_req *inner;	/* of a removal: what goes offline first */
	size_t count;
	struct memhp_block *blocks;	/* copies */
	struct memhp_result *results;
	struct memhp_range *ranges;
	size_t nr_ranges;
	struct memhp_span spans[MEMHP_SPANS];
	struct memhp_change kernel;	/* what the ioctl takes */
	struct memhp_troubles *troubles;	/* of what failed; NULL: none, or not known */
	char **details;		/* by result, sentences about them; NULL: as above */
};

/* Results as before anything happened. */
void memhp_change_reset(struct memhp_change_req *req);
/* Note what a plan needs of the whole list. */
void memhp_plan_prepare(struct memhp_change_req *req,
			const struct memhp_blocks *blocks);

/* ---- physical.c ---- */

/* A change that takes blocks offline and removes them: plan it, once it is planned
 * without; and carry it out. */
void memhp_removal_plan(struct memhp_change_req *req);
int memhp_removal_run(struct memhp_change_req *req);

/* ---- rule.c ---- */

/* A line of text on the way through the parser, in which no NUL is. */
struct memhp_line {
	struct memhp *ctx;
	const char *name;	/* of the text; NULL: none */
	size_t number;		/* from 1 */
	const char *begin;
	const char *end;	/* of what is not a comment */
	const char *at;		/* of what was not read yet */
};

/* A word of a line. */
struct memhp_token {
	const char *at;
	size_t length;
};

/* Make @line that at @text, which is before @end, without its comment, and move @text
 * behind it; no line may hold a NUL. 0 or -EINVAL with its text set. */
int memhp_line_cut(struct memhp_line *line, const char **text, const char *end);
/* The next word; @token is empty, at the end, and false returned if there is
 * none. */
bool memhp_line_next(struct memhp_line *line, struct memhp_token *token);
bool memhp_token_is(const struct memhp_token *token, const char *word);
/* Set the error "NAME:LINE:COLUMN: " and what is wrong with @token; -EINVAL. */
int memhp_line_bad(const struct memhp_line *line, const struct memhp_token *token,
		   const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* That @token is none of @words, and which of them may have been meant. */
int memhp_line_unknown(const struct memhp_line *line, const struct memhp_token *token,
		       const char *what, const char *const *words);
/* What is behind "rule" or, with @any, behind "default". 0 or -EINVAL. */
int memhp_rule_parse(struct memhp_line *line, const struct memhp_token *first,
		     bool any, struct memhp_rule *rule);

/* The rule as a line, in @text, of which there are @size: see memhp_rules_text(). */
const char *memhp_rule_text(const struct memhp_rule *rule, char *text, size_t size);

/* ---- set.c ---- */

/* The list that a set was made from. */
const struct memhp_blocks *memhp_set_blocks(const struct memhp_set *set);
/* Its blocks as ranges, neighbours merged: how many. @ranges has room for as many
 * as there are blocks. */
size_t memhp_set_ranges(const struct memhp_set *set, struct memhp_range *ranges);

/* ---- pages.c ---- */

/* Make a name of the kernel's text that ends within @size bytes, in which nothing is
 * that a terminal would obey, nobody would see or JSON could not hold. */
void memhp_text_clean(char *text, size_t size);
/* The same for the names in it; a kind that a later module has becomes UNKNOWN. */
void memhp_obstacle_clean(struct memhp_obstacle *obstacle);

/* ---- zones.c ---- */

/* All of /proc/zoneinfo, below the root, as a string to be freed: 0, or -errno with
 * its text set. */
int memhp_zoneinfo_read(struct memhp *ctx, char **text);

/* ---- firmware.c ---- */

struct memhp_firmware {
	struct memhp *ctx;
	struct memhp_firmware_range *ranges;	/* by address */
	size_t count;
	struct memhp_firmware_problem *problems;
	size_t nr_problems;
	char (*texts)[MEMHP_PROBLEM_TEXT];	/* of the problems */
};

/* ---- page-owner.c ---- */

/* Read a record of page_owner; pure. 0, or -ENODATA: it is not of page @pfn. */
int memhp_page_owner_parse(const char *text, uint64_t pfn, struct memhp_page_owner *owner);

/* ---- trouble.c ---- */

struct memhp_troubles {
	struct memhp *ctx;
	struct memhp_records records;	/* struct memhp_trouble, by block */
};

/* ---- names.c, errno.c ---- */

/* Zone of a word of sysfs, @length long; NONE if it is none. */
enum memhp_zone memhp_zone_of(const char *word, size_t length);
enum memhp_state memhp_state_of(const char *word);
enum memhp_owner memhp_owner_of(const char *word);
/* "the kernel refused (EBUSY)" */
const char *memhp_errno_refused(int error);

#endif /* MEMHP_PRIVATE_H */
