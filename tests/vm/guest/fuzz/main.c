// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz [-s SEED] [-n CALLS] [-p PROCESSES] [-t SECONDS] [-o OFTEN] [-k] FIRST LAST: calls
 * that /dev/memhp and the netlink family have to live through, from a seed. None may take
 * longer than SECONDS; of those that could change something one in OFTEN is good. Blocks
 * FIRST to LAST may be changed, added and removed, with -k also go to kernel zones. Prints
 * what came of them, and "not ok" with the call at which something was wrong.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define MOST_PROCESSES 16

void netlink_find_family(void);

uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

/* ---- A worker ---- */

void call_begins(struct worker *w, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(w->slot->text, sizeof(w->slot->text), format, args);
	va_end(args);
	w->slot->begun_ns = now_ns();
}

void call_ends(struct worker *w, unsigned int kind, int error)
{
	w->slot->begun_ns = 0;
	w->slot->seen[kind % KINDS][error % ERRNOS]++;
	w->slot->calls++;
}

void wrong(struct worker *w, const char *format, ...)
{
	size_t length = strlen(w->slot->text);
	va_list args;

	length += snprintf(w->slot->text + length, sizeof(w->slot->text) - length, ": ");
	va_start(args, format);
	vsnprintf(w->slot->text + length, sizeof(w->slot->text) - length, format, args);
	va_end(args);
	w->slot->wrong = true;
	_exit(1);
}

static void open_device(struct worker *w)
{
	w->fd[0] = open("/dev/" MEMHP_DEVICE_NAME, O_RDONLY | O_CLOEXEC);
	w->fd[1] = open("/dev/" MEMHP_DEVICE_NAME, O_RDWR | O_CLOEXEC);
	if (w->fd[0] < 0 || w->fd[1] < 0) {
		perror("fuzz: /dev/" MEMHP_DEVICE_NAME);
		exit(1);
	}
}

/* Half of the processes; with a descriptor for writing that somebody passed on. */
static void become_nobody(void)
{
	if (setgroups(0, NULL) || setresgid(65534, 65534, 65534) ||
	    setresuid(65534, 65534, 65534)) {
		perror("fuzz: setresuid");
		exit(1);
	}
}

/* Open files go now and then, as an agent's must. */
static void reopen(struct worker *w)
{
	if (w->role >= NOBODY || !one_in(&w->numbers, 200))
		return;
	close(w->fd[0]);
	close(w->fd[1]);
	open_device(w);
}

void worker_run(struct worker *w)
{
	bool nobody = w->number & 1;
	uint64_t left = w->plan->calls / w->plan->processes;

	w->numbers.state = w->plan->seed * MOST_PROCESSES + w->number;
	arena_make();
	open_device(w);
	if (nobody)
		become_nobody();
	while (left--) {
		w->role = (nobody ? NOBODY : ROOT) + one_in(&w->numbers, nobody ? 3 : 16);
		if (one_in(&w->numbers, 5))
			fuzz_netlink(w);
		else
			fuzz_ioctl(w);
		reopen(w);
	}
	_exit(0);
}

/* ---- Who watches ---- */

static bool hangs(const struct plan *plan, const struct slot *slot)
{
	uint64_t begun = slot->begun_ns, now = now_ns();

	return begun && now > begun && now - begun > plan->limit * 1000000000ULL;
}

/* Wait for all, or the first that is wrong or hangs; true: all is well. */
static bool watch(const struct plan *plan, struct slot *slots, const pid_t *pids)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	unsigned int left = plan->processes, i;
	bool well = true;
	int status;
	pid_t pid;

	while (left && well) {
		pid = waitpid(-1, &status, WNOHANG);
		if (pid > 0) {
			left--;
			for (i = 0; pids[i] != pid; i++)
				;
			if (status) {
				printf("not ok process %u, call %llu: %s%s (status %#x)\n", i,
				       (unsigned long long)slots[i].calls, slots[i].text,
				       slots[i].wrong ? "" : ": it died", status);
				well = false;
			}
			continue;
		}
		nanosleep(&pause, NULL);
		for (i = 0; well && i < plan->processes; i++)
			if (hangs(plan, &slots[i])) {
				printf("not ok process %u, call %llu: %s: it hangs\n", i,
				       (unsigned long long)slots[i].calls, slots[i].text);
				well = false;
			}
	}
	return well;
}

static void print_seen(const struct plan *plan, const struct slot *slots)
{
	unsigned int kind, error, i;

	for (kind = 0; kind < KINDS; kind++) {
		uint64_t all = 0;

		for (error = 0; error < ERRNOS; error++) {
			uint64_t n = 0;

			for (i = 0; i < plan->processes; i++)
				n += slots[i].seen[kind][error];
			if (n && !all)
				printf("%s %u:", kind < NETLINK ? "ioctl" : "netlink",
				       kind % NETLINK);
			if (n)
				printf(" %s %llu", error ? strerrorname_np(error) : "ok",
				       (unsigned long long)n);
			all += n;
		}
		if (all)
			putchar('\n');
	}
}

static uint64_t block_size(void)
{
	struct memhp_info info = { .size = sizeof(info) };
	int fd = open("/dev/" MEMHP_DEVICE_NAME, O_RDONLY);

	if (fd < 0 || ioctl(fd, MEMHP_IOC_INFO, &info)) {
		perror("fuzz: /dev/" MEMHP_DEVICE_NAME);
		exit(1);
	}
	close(fd);
	return info.block_size;
}

static int usage(void)
{
	fprintf(stderr, "usage: fuzz [-s SEED] [-n CALLS] [-p PROCESSES] [-t SECONDS] [-o OFTEN] [-k] FIRST LAST\n");
	return 2;
}

static bool read_options(int argc, char **argv, struct plan *plan)
{
	int option;

	while ((option = getopt(argc, argv, "s:n:p:t:o:k")) != -1) {
		uint64_t value = optarg ? strtoull(optarg, NULL, 0) : 0;

		switch (option) {
		case 's':
			plan->seed = value;
			break;
		case 'n':
			plan->calls = value;
			break;
		case 'p':
			plan->processes = value;
			break;
		case 't':
			plan->limit = value;
			break;
		case 'o':
			plan->often = value;
			break;
		case 'k':
			plan->kernel = true;
			break;
		default:
			return false;
		}
	}
	if (argc - optind != 2 || !plan->processes || plan->processes > MOST_PROCESSES ||
	    !plan->often || !plan->limit)
		return false;
	plan->first = strtoull(argv[optind], NULL, 0);
	plan->last = strtoull(argv[optind + 1], NULL, 0);
	return plan->first <= plan->last;
}

int main(int argc, char **argv)
{
	struct plan plan = { .seed = 1, .calls = 20000, .processes = 4, .limit = 20, .often = 20 };
	pid_t pids[MOST_PROCESSES];
	struct slot *slots;
	unsigned int i;
	uint64_t calls = 0, begun = now_ns();
	bool well;

	if (!read_options(argc, argv, &plan))
		return usage();
	plan.block_size = block_size();
	netlink_find_family();
	slots = mmap(NULL, sizeof(*slots) * plan.processes, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (slots == MAP_FAILED) {
		perror("fuzz: mmap");
		return 1;
	}
	for (i = 0; i < plan.processes; i++) {
		struct worker w = { .plan = &plan, .slot = &slots[i], .number = i };

		pids[i] = fork();
		if (!pids[i])
			worker_run(&w);
	}
	well = watch(&plan, slots, pids);
	for (i = 0; i < plan.processes; i++) {
		if (!well)
			kill(pids[i], SIGKILL);
		calls += slots[i].calls;
	}
	print_seen(&plan, slots);
	printf("%s %llu calls of %u processes, seed %llu, %llu ms\n", well ? "ok" : "not ok",
	       (unsigned long long)calls, plan.processes, (unsigned long long)plan.seed,
	       (unsigned long long)((now_ns() - begun) / 1000000));
	return !well;
}
