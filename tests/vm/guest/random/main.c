// SPDX-License-Identifier: GPL-2.0
/*
 * random STEPS SEED SLOW: do that many random steps, and look after each whether all
 * fits together; random.h says how. SLOW is how much slower than others the kernel is.
 * Prints "ok DESC", "not ok DESC", "skip DESC: WHY" and comments, a line each.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "random.h"

static void wake(int sig)
{
	(void)sig;
}

/* No SA_RESTART: who is woken has an error. */
static void catch_alarm(void)
{
	struct sigaction action = { .sa_handler = wake };

	sigaction(SIGALRM, &action, NULL);
}

static bool look(struct run *run)
{
	struct world world;

	run->bad[0] = '\0';
	if (!world_read(run, &world)) {
		check_blocks(run, &world);
		check_zones(run, &world);
		check_groups(run, &world);
	}
	world_free(&world);
	return !*run->bad;
}

/* Where blocks go online by themselves they need a moment; else it is at once. */
bool check_all(struct run *run)
{
	uint64_t begun = now_ns(), until = begun + 10000000000ULL * run->slow;
	bool fine;

	if (*run->bad)
		return false;
	while (!(fine = look(run)) && run->late && now_ns() < until)
		usleep(20000);
	run->looking += now_ns() - begun;
	return fine;
}

static bool one_step(struct run *run)
{
	size_t kind = kind_of_step(run, run->step);
	const struct kind *what = &kinds[kind];
	const char *why;

	chance_of(&run->chance, run->seed, run->step);
	history_step(run, kind);
	if (what->needs >= 0 && !(run->features >> what->needs & 1)) {
		history_end("its feature is missing");
		return true;
	}
	why = what->act(run);
	history_end(why);
	return check_all(run);
}

static void print_bad(const struct run *run)
{
	char text[sizeof(run->bad)], *line, *rest;

	memcpy(text, run->bad, sizeof(text));
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		printf("# %s\n", line);
	history_print(stdout);
}

static bool begin(struct run *run)
{
	struct memhp_info info = { .size = sizeof(info) };

	if (memhp_new(&run->ctx, NULL) || memhp_module_info(run->ctx, &info)) {
		point(false, "the module is there");
		return false;
	}
	run->features = info.features;
	if (info.block_size != BLOCK_SIZE || monitor_open()) {
		point(false, "blocks of 128 MiB, and the monitor of QEMU");
		return false;
	}
	finish_begin(run);
	if (!world_read(run, &run->base))
		dimms_begin(run);
	if (!check_all(run)) {
		point(false, "all fits together before the first step");
		print_bad(run);
		return false;
	}
	return true;
}

static int steps(struct run *run)
{
	uint64_t begun = now_ns();

	for (run->step = 1; run->step <= run->steps; run->step++)
		if (!one_step(run))
			break;
	if (run->step <= run->steps) {
		point(false, "all fits together: step %lu of %lu, seed %" PRIu64, run->step,
		      run->steps, run->seed);
		print_bad(run);
		return 1;
	}
	run->step = run->steps;
	point(true, "all fits together after each of %lu steps, seed %" PRIu64 ", %" PRIu64
	      " s, %" PRIu64 " of them to look", run->steps, run->seed,
	      (now_ns() - begun) / 1000000000, run->looking / 1000000000);
	print_counts(run);
	finish(run);
	if (*run->bad)
		print_bad(run);
	return 0;
}

int main(int argc, char **argv)
{
	static struct run run;

	if (argc != 4)
		return 2;
	setlinebuf(stdout);
	run.steps = strtoul(argv[1], NULL, 0);
	run.seed = strtoull(argv[2], NULL, 0);
	run.slow = (unsigned int)atoi(argv[3]);
	if (!run.steps || !run.slow)
		return 2;
	printf("# seed %" PRIu64 ", %lu steps\n", run.seed, run.steps);
	catch_alarm();
	history_begin(&run);
	if (!begin(&run))
		return 1;
	return steps(&run);
}
