// SPDX-License-Identifier: GPL-2.0
/*
 * physsignals FIRST COUNT: memory that the kernel was not told of is added and removed,
 * populated and depopulated, and a signal comes: in each try later, from the beginning to
 * the end of what it takes. FIRST and COUNT are the blocks it would be, which are not there at
 * first and at the end.
 *
 * Whenever it comes: what was said to be done is, and nothing else, and it was for the signal
 * that it stopped. Where none stopped it, it was slow when it was timed, and is tried again
 * with half the time, and a quarter. Prints "ok DESC" or "not ok DESC: ..." a line.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/time.h>
#include <time.h>

#include "physical.h"

#define TIMES 24

static void nothing(int sig)
{
	(void)sig;
}

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void alarm_in(uint64_t us)
{
	struct itimerval timer = {
		.it_value = { .tv_sec = us / 1000000, .tv_usec = us % 1000000 },
	};

	setitimer(ITIMER_REAL, &timer, NULL);
}

/* With a signal after @us microseconds, 0: none. 1: it was stopped, 0: it was not, or -1. */
static int try(const struct call *c, uint64_t us)
{
	int error = c->before ? c->before() : 0, after;

	if (error) {
		snprintf(said, sizeof(said), "before it: %s", strerror(-error));
		return -1;
	}
	alarm_in(us);
	error = c->do_it();
	alarm_in(0);
	if (error && error != -EINTR) {
		snprintf(said, sizeof(said), "%s", strerror(-error));
		return -1;
	}
	if (c->wrong())
		return -1;
	after = c->after();
	if (after) {
		snprintf(said, sizeof(said), "after it: %s", strerror(-after));
		return -1;
	}
	return error != 0;
}

/* How many of TIMES signals within @took microseconds stopped it; -1: it went wrong */
static int sweep_within(const struct call *c, uint64_t took)
{
	int i, ret, stopped = 0;

	for (i = 1; i <= TIMES; i++) {
		ret = try(c, took * i / TIMES + 1);
		if (ret < 0) {
			printf("not ok %s, a signal after %llu us of %llu: %s\n", c->name,
			       (unsigned long long)(took * i / TIMES + 1),
			       (unsigned long long)took, said);
			c->after();
			return -1;
		}
		stopped += ret;
	}
	return stopped;
}

static void sweep(const struct call *c)
{
	int ret = c->before ? c->before() : 0, stopped = 0, tries;
	uint64_t begun = now_us(), took;

	if (!ret)
		ret = c->do_it();
	took = now_us() - begun;
	if (!ret)
		ret = c->after();
	if (ret) {
		printf("not ok %s without a signal: %s\n", c->name, strerror(-ret));
		return;
	}
	for (tries = 0; tries < 3 && !stopped; tries++)
		stopped = sweep_within(c, took >> tries);
	if (stopped >= 0)
		printf("%s %s: %d of %d signals within %llu us stopped it\n",
		       stopped ? "ok" : "not ok", c->name, stopped, TIMES,
		       (unsigned long long)took >> (tries - 1));
}

static const struct call calls[] = {
	{ "memory is added", NULL, add, drop_any, not_added },
	{ "memory is removed", add, drop, drop_any, not_removed },
};

/* With the memory there */
static const struct call staged[] = {
	{ "populate", stage, populate, offline, not_filled },
	{ "depopulate", stage_and_populate, depopulate, offline, not_filled },
};

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = nothing };
	size_t i;

	if (argc != 3)
		return 2;
	range.first = strtoull(argv[1], NULL, 0);
	range.count = strtoull(argv[2], NULL, 0);
	if (!range.count || range.count > MAX_BLOCKS)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGALRM, &action, NULL);
	if (open_device()) {
		perror("physsignals: device");
		return 1;
	}
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		sweep(&calls[i]);
	if (add()) {
		printf("not ok memory is added after all that\n");
		return 1;
	}
	for (i = 0; i < sizeof(staged) / sizeof(staged[0]); i++)
		sweep(&staged[i]);
	if (drop())
		printf("not ok memory is removed after all that\n");
	close_device();
	return 0;
}
