// SPDX-License-Identifier: GPL-2.0
/*
 * steps FIRST COUNT FURTHER COUNT START STEP: each kind of change meets a signal, the end of its caller
 * and a deadline at each of its steps (tests/vm/modules/steps.c, which has to be there):
 * at the START-th, then STEP further, until there is none such. The blocks are two ranges,
 * offline, which do not go by one call of the kernel.
 *
 * Whatever comes: no block is in between, what was said of each is so, all or nothing is
 * one of the two, and the next change does what it is asked. Prints "ok DESC" or "not ok
 * DESC: ..." a line.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/wait.h>

#include "changes.h"

#define PARAMETERS "/sys/module/steps/parameters/"

/* A block is given so long to go offline, where the deadline is what comes. */
#define SHORT_MS 100

/* The caller has noticed a signal by then. */
#define NOTICE_MS 30

/* No change has as many. */
#define MOST_STEPS 1000

static void set(const char *name, long value)
{
	char path[80];
	int fd;

	snprintf(path, sizeof(path), PARAMETERS "%s", name);
	fd = open(path, O_WRONLY);
	if (fd < 0 || dprintf(fd, "%ld\n", value) < 0) {
		perror(path);
		exit(1);
	}
	close(fd);
}

static long counted(void)
{
	char text[32] = "";
	int fd = open(PARAMETERS "counted", O_RDONLY);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0) {
		perror(PARAMETERS);
		exit(1);
	}
	close(fd);
	return strtol(text, NULL, 0);
}

static int offline_all(void)
{
	return change(MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE, MEMHP_CHANGE_ATOMIC);
}

static int shift_all(void)
{
	return change(MEMHP_OP_SHIFT, MEMHP_CHOICE_KERNEL, MEMHP_CHANGE_ATOMIC);
}

static const struct change {
	const char *name;
	int (*before)(void);
	int (*do_it)(void);
	const char *wanted;		/* zone and state of each block after it */
	bool atomic;
	bool endless;			/* no deadline stops it */
} changes[] = {
	{ "online", offline, online, "Movable online", false, true },
	{ "offline", online, offline, "offline", false, false },
	{ "shift", online, shift, "Normal online", false, false },
	{ "online, all or nothing", offline, online_all, "Movable online", true, true },
	{ "offline, all or nothing", online, offline_all, "offline", true, false },
	{ "shift, all or nothing", online, shift_all, "Normal online", true, false },
};

enum trouble { SIGNAL, END, DEADLINE };
static const char *const troubles[] = { "a signal", "the caller's end", "a deadline" };

/* Zone and state of a block: "Movable online", "offline". */
static void place_of(uint64_t block, char *text, size_t size)
{
	const char *state = state_of(block);
	char path[80], zone[64] = "";
	ssize_t got = 0;
	int fd;

	snprintf(path, sizeof(path), "/sys/devices/system/memory/memory%llu/valid_zones",
		 (unsigned long long)block);
	fd = open(path, O_RDONLY);
	/* What an offline block could become depends on its neighbours. */
	if (fd >= 0 && strcmp(state, "offline"))
		got = read(fd, zone, sizeof(zone) - 2);
	close(fd);
	if (got > 0)
		strcpy(zone + got - 1, " ");
	snprintf(text, size, "%s%s", zone, state);
}

/* That of all blocks; "" if they differ. */
static const char *place_of_all(void)
{
	static char all[2][120];
	static int at;
	char *first = all[at = !at], text[120];
	uint64_t i;

	place_of(block_at(0), first, sizeof(all[0]));
	for (i = 1; i < blocks_count(); i++) {
		place_of(block_at(i), text, sizeof(text));
		if (strcmp(text, first))
			first[0] = 0;
	}
	return first;
}

/* Pages of the kernel come and go in what was kernel memory. */
static int patiently(int (*do_it)(void))
{
	int tries, error = 0;

	for (tries = 0; tries < 20; tries++) {
		error = do_it();
		/* It may have been left in the other zone. */
		if (error == -EEXIST)
			offline();
		else if (error != -EBUSY)
			break;
		usleep(100000);
	}
	return error;
}

/* In a process of its own, which will be killed. */
static int alone(int (*do_it)(void), unsigned int step)
{
	pid_t child = fork();
	int status;

	if (!child) {
		set("pid", getpid());
		set("counted", 0);
		set("at", step);
		_exit(do_it() ? 1 : 0);
	}
	answered = false;
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static int here(int (*do_it)(void), unsigned int step)
{
	set("pid", getpid());
	set("counted", 0);
	set("at", step);
	return do_it();
}

/* Its outcome is in order? @error is what it said, of which there is no word if it died. */
static bool wrong(const struct change *c, const char *before, int error, bool died)
{
	const char *after = place_of_all();

	if (untrue() || between())
		return true;
	if (c->atomic && strcmp(after, c->wanted) && (strcmp(after, before) || (!died && !error))) {
		snprintf(said, sizeof(said), "neither all nor nothing: '%s' before, '%s' after",
			 before, after);
		return true;
	}
	if (!died && !error && strcmp(after, c->wanted)) {
		snprintf(said, sizeof(said), "it says that all is done, and it is '%s'", after);
		return true;
	}
	return false;
}

/* 1: it has no such step, 0, or -1 and said. */
static int try(const struct change *c, enum trouble what, unsigned int step, unsigned int *stopped)
{
	int error = patiently(c->before);
	const char *before;
	long seen;

	if (error) {
		snprintf(said, sizeof(said), "before it: %s", strerror(-error));
		return -1;
	}
	before = place_of_all();
	set("signal", what == SIGNAL ? SIGUSR1 : what == END ? SIGKILL : 0);
	set("delay_ms", what == DEADLINE ? SHORT_MS * 3 / 2 : NOTICE_MS);
	deadline_ns = what == DEADLINE ? SHORT_MS * 1000000ull : 20000000000ull;
	error = (what == END ? alone : here)(c->do_it, step);
	set("at", 0);
	deadline_ns = 20000000000ull;
	seen = counted();
	if (wrong(c, before, error, what == END && error == -EINTR))
		return -1;
	*stopped += what == END ? !!strcmp(place_of_all(), c->wanted) : !!error;
	/* It may have ended before that step for reasons of its own. */
	return seen < step && !error;
}

static void sweep(const struct change *c, enum trouble what, unsigned int start, unsigned int step)
{
	const struct memhp_range all[] = { range, further };
	unsigned int n, tried = 0, stopped = 0;
	int end = 0;

	/* A run that takes too long goes on in pieces; a block alone does not. */
	if (what == DEADLINE) {
		range.count = 1;
		further.count = !!further.count;
	}
	for (n = start; !end && n < MOST_STEPS; n += step) {
		end = try(c, what, n, &stopped);
		tried += !end;
	}
	range = all[0];
	further = all[1];
	if (end < 0)
		printf("not ok %s, %s at step %u: %s\n", c->name, troubles[what], n - step, said);
	else if (!end || !tried || (!stopped && step == 1))
		printf("not ok %s, %s at each step: %u tried, %u of them stopped it\n", c->name,
		       troubles[what], tried, stopped);
	else
		printf("ok %s, %s at each step: %u tried, %u of them stopped it\n", c->name,
		       troubles[what], tried, stopped);
}

static void nothing(int number)
{
	(void)number;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = nothing };
	unsigned int i, start, step;
	int what;

	if (argc != 7)
		return 2;
	range.first = strtoull(argv[1], NULL, 0);
	range.count = strtoull(argv[2], NULL, 0);
	further.first = strtoull(argv[3], NULL, 0);
	further.count = strtoull(argv[4], NULL, 0);
	start = strtoul(argv[5], NULL, 0);
	step = strtoul(argv[6], NULL, 0);
	if (!range.count || blocks_count() > MAX_BLOCKS || !start || !step)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGUSR1, &action, NULL);
	if (open_device()) {
		perror("steps: device");
		return 1;
	}
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		for (what = SIGNAL; what <= DEADLINE; what++)
			if (what != DEADLINE || !changes[i].endless)
				sweep(&changes[i], what, start, step);
	patiently(offline);
	close_device();
	return 0;
}
