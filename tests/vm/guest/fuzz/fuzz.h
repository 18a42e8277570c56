/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls that the module must live through: by processes at once, each from a seed, as
 * root and as nobody. main.c starts them and watches; worker.c makes one call after
 * another; arena.c is the memory that they pass; ioctls.c and answer.c know the structs
 * of the device, what is done with them and what may come back; netlink.c the family's
 * messages.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <memhp/uapi.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* ---- Numbers ---- */

struct numbers {
	uint64_t state;
};

static inline uint64_t number(struct numbers *n)
{
	uint64_t z = n->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* 0 to before @end */
static inline uint64_t below(struct numbers *n, uint64_t end)
{
	return number(n) % end;
}

static inline bool one_in(struct numbers *n, uint64_t often)
{
	return !below(n, often);
}

/* One where arithmetic goes wrong. */
uint64_t odd_number(struct numbers *n);

/* ---- Who calls ---- */

enum role { ROOT, ROOT_READS, NOBODY, NOBODY_READS, ROLES };

/**
 * struct plan - what was asked of the program
 * @seed, @calls, @processes:	as given
 * @limit:	seconds that a call may take
 * @often:	one valid change in so many calls that could be one
 * @first, @last:	blocks that may be changed
 * @kernel:	also into kernel zones, which they may never leave again
 */
struct plan {
	uint64_t seed;
	uint64_t calls;
	unsigned int processes;
	unsigned int limit;
	unsigned int often;
	uint64_t first;
	uint64_t last;
	uint64_t block_size;
	bool kernel;
};

#define ERRNOS	256
#define KINDS	32	/* kinds of calls: ioctls by number, then netlink */
#define NETLINK	16	/* kind of the first command of netlink */

/**
 * struct slot - what a worker shares with who watches
 * @calls:	how many it has made
 * @begun_ns:	when the one it is in began, 0: in none
 * @text:	that call, or what was wrong with it
 * @wrong:	it found something, and has ended
 * @seen:	how often what came of which kind of call: index 0 is success
 */
struct slot {
	volatile uint64_t calls;
	volatile uint64_t begun_ns;
	char text[1024];
	bool wrong;
	uint32_t seen[KINDS][ERRNOS];
};

struct worker {
	const struct plan *plan;
	struct slot *slot;
	struct numbers numbers;
	enum role role;
	int fd[2];		/* for reading; for reading and writing */
	unsigned int number;
};

uint64_t now_ns(void);

void worker_run(struct worker *w);

/* Between the two stands what may hang. */
void call_begins(struct worker *w, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void call_ends(struct worker *w, unsigned int kind, int error);

/* Does not return. */
void wrong(struct worker *w, const char *format, ...)
	__attribute__((format(printf, 2, 3), noreturn));

/* ---- Memory ---- */

#define ARENA	16384

/* A part of the arena that the kernel may write to. */
struct window {
	size_t at;
	size_t size;
};

struct windows {
	unsigned int count;
	struct window window[16];
};

void arena_make(void);
void arena_fill(void);

/* The address of an offset in it. */
unsigned char *arena_at(size_t at);

/* Is all of it in the arena? *@at is its offset then. */
bool arena_has(uint64_t address, uint64_t size, size_t *at);

/* An address of which @size bytes cannot be read or written; or, NULL aside, only a part. */
uint64_t arena_bad(struct numbers *n, size_t size);

/* An address that neither is the arena's nor sure to be refused becomes one that is. */
void arena_tame(__u64 *address);

/* May the kernel write there? What is not in the arena is passed over. */
void windows_add(struct windows *windows, uint64_t address, uint64_t size);

void arena_note(void);

/* As it was then. */
const void *arena_was(size_t at);

/* Offset of a byte outside of the windows that has changed since, or -1. */
long arena_changed(const struct windows *windows);

/* ---- Calls ---- */

void fuzz_ioctl(struct worker *w);
void fuzz_netlink(struct worker *w);

/**
 * struct request - a struct passed to an ioctl, as it is at the call
 * @number:	of the ioctl
 * @at:		offset of the struct in the arena; it is all there
 * @size:	bytes of the struct that the kernel takes: what it says itself
 */
struct request {
	unsigned int number;
	size_t at;
	size_t size;
};

/* Where may the kernel write? */
void request_windows(const struct request *r, struct windows *windows);

/* Must it be refused, because of padding, flags or a tail? */
bool request_refused(const struct request *r);

/* What is wrong with what was answered to a call that succeeded, NULL: nothing. */
const char *request_answer(const struct request *r);

/* May this call end with this error? */
bool error_allowed(unsigned int number, enum role role, int error);

#endif
