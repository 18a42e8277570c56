// SPDX-License-Identifier: GPL-2.0
/*
 * What was done and what came of it. The last steps are in memory that is shared with a
 * process that watches: if a step does not end, that one tells.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "random.h"

#define KEPT		20
#define REASONS		24
#define SECONDS		120	/* that no step takes */
#define ENOUGH		12	/* tries, of which one has to be done, */
#define LONG		1000	/* or as many steps, however seldom the kind is */

struct line {
	char text[240];
	char end[96];
};

static struct {
	uint64_t seed;
	uint64_t begun;
	uint64_t alive;
	unsigned long step;
	struct line line[KEPT];
} *shared;

/* Of a kind: how often it was tried and done, how long it took, and why not. */
static struct {
	unsigned long tried;
	unsigned long done;
	uint64_t ns;
	struct {
		char why[64];
		unsigned long times;
	} reason[REASONS];
} count[64];

static size_t current;

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}

static struct line *line_of(unsigned long step)
{
	return &shared->line[step % KEPT];
}

void history_print(FILE *to)
{
	unsigned long step = shared->step < KEPT ? 1 : shared->step - KEPT + 1;

	fprintf(to, "# seed %" PRIu64 ", step %lu; the last steps:\n", shared->seed, shared->step);
	for (; step <= shared->step; step++)
		fprintf(to, "# %lu %s -> %s\n", step, line_of(step)->text, line_of(step)->end);
	fflush(to);
}

/* Where the process sleeps, as far as the kernel tells */
static void print_stack(pid_t pid)
{
	char path[64], stack[4096], *line, *rest;

	snprintf(path, sizeof(path), "/proc/%d/stack", (int)pid);
	if (read_file(path, stack, sizeof(stack)))
		return;
	for (line = strtok_r(stack, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		printf("# %s\n", line);
}

static void watch(pid_t pid, unsigned int slow)
{
	for (;;) {
		sleep(1);
		if (now_ns() - shared->alive < SECONDS * 1000000000ULL * slow)
			continue;
		printf("not ok every step ends: expected within %u s, found it at work still\n",
		       SECONDS * slow);
		history_print(stdout);
		print_stack(pid);
		fflush(stdout);
		kill(pid, SIGKILL);
		_exit(1);
	}
}

void history_begin(struct run *run)
{
	pid_t pid = getpid();

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		exit(1);
	shared->seed = run->seed;
	shared->begun = shared->alive = now_ns();
	fflush(stdout);
	if (!child())
		watch(pid, run->slow);
}

void history_step(struct run *run, size_t kind)
{
	struct line *line = line_of(run->step);

	line->end[0] = '\0';
	snprintf(line->text, sizeof(line->text), "%s:", kinds[kind].name);
	shared->step = run->step;
	shared->begun = shared->alive = now_ns();
	current = kind;
}

void say(const char *format, ...)
{
	struct line *line = line_of(shared->step);
	size_t used = strlen(line->text);
	va_list args;

	va_start(args, format);
	vsnprintf(line->text + used, sizeof(line->text) - used, format, args);
	va_end(args);
	shared->alive = now_ns();
}

void history_end(const char *why)
{
	unsigned int i;

	snprintf(line_of(shared->step)->end, sizeof(shared->line[0].end), "%s",
		 why ? why : "done");
	count[current].tried++;
	count[current].ns += now_ns() - shared->begun;
	if (!why) {
		count[current].done++;
		return;
	}
	for (i = 0; i < REASONS - 1; i++)
		if (!count[current].reason[i].times || !strcmp(count[current].reason[i].why, why))
			break;
	snprintf(count[current].reason[i].why, sizeof(count[0].reason[0].why), "%s",
		 i < REASONS - 1 ? why : "something else");
	count[current].reason[i].times++;
}

static void print_count(size_t kind)
{
	char refused[1024] = "";
	size_t used = 0;
	unsigned int i;

	for (i = 0; i < REASONS && count[kind].reason[i].times && used < sizeof(refused); i++)
		used += (size_t)snprintf(refused + used, sizeof(refused) - used, "%s%lu %s",
					 i ? ", " : "", count[kind].reason[i].times,
					 count[kind].reason[i].why);
	point(count[kind].done, "%s: %lu of %lu done, %" PRIu64 " ms each; refused: %s",
	      kinds[kind].name, count[kind].done, count[kind].tried,
	      count[kind].ns / 1000000 / (count[kind].tried ? count[kind].tried : 1), refused[0] ? refused : "none");
}

/* In few steps a kind may have bad luck. */
static bool too_few(const struct run *run, size_t kind)
{
	return !count[kind].done && count[kind].tried < ENOUGH && run->steps < LONG;
}

/* A kind of which nothing ever succeeded was not tested. */
void print_counts(const struct run *run)
{
	size_t kind;

	for (kind = 0; kind < nr_kinds; kind++) {
		if (kinds[kind].needs >= 0 && !(run->features >> kinds[kind].needs & 1))
			printf("skip %s: its feature is missing here\n", kinds[kind].name);
		else if (too_few(run, kind))
			printf("skip %s: none of %lu in %lu steps could be done\n",
			       kinds[kind].name, count[kind].tried, run->steps);
		else
			print_count(kind);
	}
}

void point(bool good, const char *format, ...)
{
	va_list args;

	printf("%s ", good ? "ok" : "not ok");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

void wrong(struct run *run, const char *format, ...)
{
	size_t used = strlen(run->bad);
	va_list args;

	va_start(args, format);
	vsnprintf(run->bad + used, sizeof(run->bad) - used, format, args);
	va_end(args);
	used = strlen(run->bad);
	if (used < sizeof(run->bad) - 1)
		strcpy(run->bad + used, "\n");
}
