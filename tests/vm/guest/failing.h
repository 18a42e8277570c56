/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Allocations of the kernel that fail in turn, for programs that call the module: of this
 * thread by fail-nth, of the kernel's threads by the knobs of failslab and fail_page_alloc.
 * For a debug kernel (CONFIG_FAULT_INJECTION_DEBUG_FS, FAILSLAB, FAIL_PAGE_ALLOC).
 */
#ifndef FAILING_H
#define FAILING_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "changes.h"

#define DEBUG "/sys/kernel/debug/"

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0) {
		printf("not ok faults can be made: %s: %s\n", path, strerror(errno));
		exit(1);
	}
	close(fd);
}

static long get(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0) {
		printf("not ok faults can be made: %s: %s\n", path, strerror(errno));
		exit(1);
	}
	close(fd);
	return strtol(text, NULL, 0);
}

/* Of this thread, the @n-th allocation from here on. */
static int nth = -1;

static void arm_caller(const char *capability, unsigned long n)
{
	char text[24];

	(void)capability;
	snprintf(text, sizeof(text), "%lu", n);
	if (pwrite(nth, text, strlen(text), 0) < 0) {
		perror("fail-nth");
		exit(1);
	}
}

static bool disarm_caller(const char *capability)
{
	char text[24] = "";
	bool failed;

	(void)capability;
	failed = pread(nth, text, sizeof(text) - 1, 0) > 0 && strtol(text, NULL, 0) == 0;
	pwrite(nth, "0", 1, 0);
	return failed;
}

/*
 * Of threads of the kernel, that inherit the mark of kthreadd: each @interval-th that
 * the capability has counted fails, so the @n-th from here on is the first whose
 * number @counted + @n divides.
 */
static unsigned long counted, interval;

static void setting(const char *capability, const char *name, unsigned long value)
{
	char path[100], text[24];

	snprintf(path, sizeof(path), DEBUG "%s/%s", capability, name);
	snprintf(text, sizeof(text), "%lu", value);
	put(path, text);
}

static void arm_worker(const char *capability, unsigned long n)
{
	interval = counted + n;
	setting(capability, "interval", interval);
	setting(capability, "times", 1);
	setting(capability, "probability", 100);
}

static bool disarm_worker(const char *capability)
{
	char path[100];
	bool failed;

	setting(capability, "probability", 0);
	snprintf(path, sizeof(path), DEBUG "%s/times", capability);
	failed = get(path) == 0;
	/* An interval of 1 is not counted. Without a failure it was one less. */
	if (interval > 1)
		counted = failed ? interval : interval - 1;
	return failed;
}

typedef void (*arm_fn)(const char *capability, unsigned long n);
typedef bool (*disarm_fn)(const char *capability);

/* How it went with the @n-th allocation failing: 1: there was none such, 0, or -1. */
static int try(const struct call *call, const char *capability, arm_fn arm, disarm_fn disarm,
	       unsigned long n, unsigned long *refused)
{
	int error = call->before ? call->before() : 0;
	bool failed;

	if (error) {
		snprintf(said, sizeof(said), "before it: %s", strerror(-error));
		return -1;
	}
	said[0] = 0;
	answered = false;
	arm(capability, n);
	error = call->do_it();
	failed = disarm(capability);
	*refused += error != 0;
	if (error && !failed) {
		snprintf(said, sizeof(said), "%s, though nothing failed", strerror(-error));
		return -1;
	}
	if (call->wrong())
		return -1;
	error = call->after ? call->after() : 0;
	if (error) {
		snprintf(said, sizeof(said), "after it: %s", strerror(-error));
		return -1;
	}
	return !failed;
}

/* How many failed. A thread of the kernel's may allocate nothing of that kind for one call. */
static unsigned long sweep(const struct call *call, const char *capability, arm_fn arm, disarm_fn disarm,
		  unsigned long start, unsigned long step)
{
	unsigned long n, refused = 0, tried = 0;
	int end = 0;

	for (n = start; !end; n += step) {
		end = try(call, capability, arm, disarm, n, &refused);
		if (end < 0) {
			printf("not ok %s (%s %lu): %s\n", call->name, capability, n, said);
			if (call->after)
				call->after();
			return tried;
		}
		tried += !end;
	}
	printf("%s %s (%s): %lu made to fail, %lu of them refused\n",
	       tried || arm == arm_worker ? "ok" : "not ok", call->name, capability, tried,
	       refused);
	return tried;
}

static void prepare(const char *capability)
{
	setting(capability, "ignore-gfp-wait", 0);
	setting(capability, "verbose", 0);
	setting(capability, "probability", 0);
}

/* All that fails is ready to. Returns 0, or -1 and has said why. */
static int prepare_all(void)
{
	nth = open("/proc/thread-self/fail-nth", O_RDWR);
	if (nth < 0) {
		perror("fail-nth");
		return -1;
	}
	prepare("failslab");
	prepare("fail_page_alloc");
	setting("fail_page_alloc", "ignore-gfp-highmem", 0);
	setting("fail_page_alloc", "min-order", 0);
	return 0;
}

static void sweep_workers(const char *capability, const struct call *calls, size_t nr)
{
	unsigned long tried = 0;
	size_t i;

	setting(capability, "task-filter", 1);
	counted = 0;
	for (i = 0; i < nr; i++)
		tried += sweep(&calls[i], capability, arm_worker, disarm_worker, 1, 1);
	if (!tried)
		printf("not ok some allocation of the engine's fails (%s)\n", capability);
	setting(capability, "task-filter", 0);
}

/* Those of the kernel's threads that are yet to be made. */
static void sweep_threads(const struct call *calls, size_t nr)
{
	put("/proc/2/make-it-fail", "1");
	sweep_workers("failslab", calls, nr);
	sweep_workers("fail_page_alloc", calls, nr);
	put("/proc/2/make-it-fail", "0");
}

#endif
