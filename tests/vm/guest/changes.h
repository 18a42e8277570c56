/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes of a few blocks by the ioctl, and whether what it said of them is so. For
 * programs that put something in the way of each step of a change.
 */
#ifndef CHANGES_H
#define CHANGES_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <memhp/uapi.h>

#define MAX_BLOCKS 16

static struct memhp_range range;
static struct memhp_range further;	/* of another device, so that they go by runs; or none */
static struct memhp_result results[MAX_BLOCKS];
static bool answered;			/* @results are of the last change */
static int device = -1;
static uint64_t deadline_ns = 20000000000ull;
static char said[200];			/* what is wrong */

/* What is tried. do_it() returns 0 or -errno. */
struct call {
	const char *name;
	int (*before)(void);		/* to begin with; may be NULL */
	int (*do_it)(void);
	int (*after)(void);		/* take it back, whether done or not */
	bool (*wrong)(void);		/* is what it said not so? Says why in @said */
};

static int open_device(void)
{
	device = open("/dev/" MEMHP_DEVICE_NAME, O_RDWR | O_CLOEXEC);
	return device < 0 ? -errno : 0;
}

static int close_device(void)
{
	if (device >= 0)
		close(device);
	device = -1;
	return 0;
}

/* What sysfs says of a block; "" if nothing. */
static const char *state_of(uint64_t block)
{
	static char state[32];
	char path[80];
	ssize_t got = -1;
	int fd;

	snprintf(path, sizeof(path), "/sys/devices/system/memory/memory%llu/state",
		 (unsigned long long)block);
	fd = open(path, O_RDONLY);
	if (fd >= 0)
		got = read(fd, state, sizeof(state) - 1);
	close(fd);
	state[got > 0 ? got - 1 : 0] = 0;
	return state;
}

static uint64_t blocks_count(void)
{
	return range.count + further.count;
}

static uint64_t block_at(uint64_t i)
{
	return i < range.count ? range.first + i : further.first + i - range.count;
}

static int change(uint32_t op, uint32_t choice, uint32_t flags)
{
	struct memhp_range ranges[] = { range, further };
	struct memhp_change c = {
		.size = sizeof(c),
		.flags = flags,
		.op = op,
		.choice = choice,
		.ranges = (uintptr_t)ranges,
		.results = (uintptr_t)results,
		.nr_ranges = further.count ? 2 : 1,
		.nr_results = blocks_count(),
		.result_size = sizeof(results[0]),
		.timeout_ns = deadline_ns,
	};
	uint64_t i;

	answered = false;
	if (ioctl(device, MEMHP_IOC_CHANGE, &c))
		return -errno;
	answered = true;
	for (i = 0; i < blocks_count(); i++)
		if (results[i].error)
			return -abs(results[i].error);
	return 0;
}

static bool between(void)
{
	uint64_t i;

	for (i = 0; i < blocks_count(); i++) {
		const char *state = state_of(block_at(i));

		if (!strcmp(state, "online") || !strcmp(state, "offline"))
			continue;
		snprintf(said, sizeof(said), "block %llu is '%s'",
			 (unsigned long long)block_at(i), state);
		return true;
	}
	return false;
}

/* Nothing may be armed here: it opens files. */
static bool untrue(void)
{
	uint64_t i;

	for (i = 0; answered && i < blocks_count(); i++) {
		const char *wanted = results[i].to_state == MEMHP_STATE_ONLINE ? "online" : "offline";
		const char *state = state_of(results[i].block);

		/* Those that it did not get to. */
		if (results[i].outcome == MEMHP_OUTCOME_FAILED &&
		    results[i].to_state == MEMHP_STATE_UNKNOWN)
			continue;
		if (!strcmp(state, wanted))
			continue;
		snprintf(said, sizeof(said), "block %llu is '%s', and was said to be %s",
			 (unsigned long long)results[i].block, state, wanted);
		return true;
	}
	return false;
}

/* Of the last change, if there was one */
static inline bool not_so(void)
{
	return untrue() || between();
}

static inline int online(void)
{
	return change(MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE, 0);
}

static int offline(void)
{
	return change(MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE, 0);
}

static inline int shift(void)
{
	return change(MEMHP_OP_SHIFT, MEMHP_CHOICE_KERNEL, 0);
}

static inline int online_all(void)
{
	return change(MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE, MEMHP_CHANGE_ATOMIC);
}

#endif
