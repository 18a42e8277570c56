// SPDX-License-Identifier: GPL-2.0
/* What takes a process: a command that is killed, and the module that goes and comes. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "random.h"

/* Who waits for all that we print must not wait for those as well. */
pid_t child(void)
{
	pid_t pid = fork();

	if (!pid)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pid;
}

static pid_t start(const char *const *words)
{
	pid_t pid = child();
	int null;

	if (pid)
		return pid;
	null = open("/dev/null", O_RDWR);
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	execvp(words[0], (char *const *)words);
	_exit(127);
}

int run_program(const char *const *words)
{
	pid_t pid = start(words);
	int status;

	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* kill -9 at a random moment; starting takes it some 30 ms. */
const char *do_kill(struct run *run)
{
	static const char *const ways[][3] = {
		{ "online", "--zone=movable", "-q" },
		{ "online", "--zone=kernel", "-q" },
		{ "offline", "--timeout=2s", "-q" },
		{ "shift", "--zone=kernel", "--timeout=2s" },
		{ "shift", "--zone=movable", "--timeout=2s" },
		{ "offline", "--timeout=2s", "--atomic" },
		{ "online", "--zone=movable", "--atomic" },
	};
	const char *const *way = ways[pick(run, LENGTH(ways))];
	const struct dimm *dimm = &run->dimm[pick(run, DIMMS)];
	unsigned int ms = 5 + pick(run, 120);
	const char *words[6] = { "memhpctl" };
	char blocks[32];
	int status = 0, i;
	pid_t pid;

	for (i = 0; i < 3; i++)
		words[i + 1] = way[i];
	if (dimm->there)
		snprintf(blocks, sizeof(blocks), "%u-%u", dimm->first, dimm->first + dimm->count - 1);
	else
		snprintf(blocks, sizeof(blocks), "%d-%d", PLAY_FIRST, UNTOLD_FIRST - 1);
	words[4] = blocks;
	say(" %s %s %s %s after %u ms", way[0], way[1], way[2], blocks, ms);
	pid = start(words);
	usleep(ms * 1000 * run->slow);
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? NULL : "it was quicker";
}

/* A dump that is under way keeps the module for its moment. */
static int remove_module(struct run *run)
{
	unsigned int i;

	for (i = 0; i < 50 * run->slow; i++) {
		if (!syscall(SYS_delete_module, "memhp", O_NONBLOCK))
			return 0;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return errno;
		usleep(5000);
	}
	return errno;
}

const char *do_reload(struct run *run)
{
	static const char *const words[] = { "modprobe", "memhp", NULL };
	const struct span all = { PLAY_FIRST, PLAY_LAST };
	bool held = once_in(run, 4);
	unsigned int writes = pick(run, 4);
	char what[64];
	int err;

	/* As long as something is held it stays. */
	err = held ? remove_module(run) : EAGAIN;
	if (err) {
		if (!release_staged(run))
			return "something stays held";
		err = remove_module(run);
	}
	if (err)
		return refusal(err);
	forget_rules(run);
	memhp_unref(run->ctx);
	while (writes--) {
		random_write(&run->chance, all, what, sizeof(what), &err);
		say("%s", what);
	}
	err = run_program(words);
	if (err)
		wrong(run, "modprobe: 0 expected, found %d", err);
	err = memhp_new(&run->ctx, NULL);
	if (err)
		wrong(run, "a context expected, found %s", refusal(err));
	return NULL;
}
