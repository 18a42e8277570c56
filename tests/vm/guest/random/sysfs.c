// SPDX-License-Identifier: GPL-2.0
/* Others, who write to sysfs: one at a time, and several beside a change. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "random.h"

/* The kernel tries for ever to take a block offline, until a signal comes. */
int write_file(const char *path, const char *text, unsigned int seconds)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return errno;
	alarm(seconds);
	if (write(fd, text, strlen(text)) < 0)
		err = errno;
	alarm(0);
	close(fd);
	return err;
}

int read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got, all = 0;

	if (fd < 0)
		return errno;
	while ((got = read(fd, text + all, size - 1 - (size_t)all)) > 0)
		all += got;
	close(fd);
	if (got < 0)
		return errno;
	text[all] = '\0';
	if (all && text[all - 1] == '\n')
		text[all - 1] = '\0';
	return 0;
}

void random_write(struct chance *chance, struct span span, char *what, size_t size, int *error)
{
	static const char *const words[] = {
		"online", "online_kernel", "online_movable", "online_movable",
		"offline", "offline", "offline",
	};
	unsigned int block = span.first + pick_of(chance, span.last - span.first + 1);
	const char *word = words[pick_of(chance, LENGTH(words))];
	bool flag = !pick_of(chance, 6);
	char path[64];

	if (flag)
		word = strcmp(word, "offline") ? "1" : "0";
	snprintf(path, sizeof(path), "/sys/devices/system/memory/memory%u/%s", block,
		 flag ? "online" : "state");
	snprintf(what, size, " %s to memory%u", word, block);
	*error = write_file(path, word, 4);
}

const char *do_sysfs(struct run *run)
{
	static const char *const words[] = { "offline", "offline", "online", "online_movable" };
	const struct span all = { PLAY_FIRST, PLAY_LAST };
	char what[64];
	int err;

	if (once_in(run, 15)) {
		snprintf(what, sizeof(what), "%s", words[pick(run, LENGTH(words))]);
		say(" %s to auto_online_blocks", what);
		err = write_file("/sys/devices/system/memory/auto_online_blocks", what, 4);
	} else {
		random_write(&run->chance, all, what, sizeof(what), &err);
		say("%s", what);
	}
	return err ? refusal(err) : NULL;
}

/* A process that writes to random blocks of @span. */
static pid_t rival(struct run *run, struct span span)
{
	struct chance chance = { ((uint64_t)pick(run, 1U << 31) << 32) | pick(run, 1U << 31) };
	char what[64];
	pid_t pid = child();
	int i, err;

	if (pid)
		return pid;
	for (i = 0; i < 8; i++)
		random_write(&chance, span, what, sizeof(what), &err);
	_exit(0);
}

/* What comes of it depends on who is quicker; it has to fit together all the same. */
const char *do_rivals(struct run *run)
{
	struct span span = choose_span(run);
	struct how how = {
		.op = MEMHP_OP_ONLINE + pick(run, 3),
		.rivals = true,
		.retries = pick(run, 3),
		/* They have the lock most of the time. */
		.timeout = 2000000000ULL * run->slow,
		.atomic = once_in(run, 4),
	};
	const char *why;
	pid_t first, second;

	if (how.op != MEMHP_OP_OFFLINE)
		how.choice = once_in(run, 2) ? MEMHP_CHOICE_KERNEL : MEMHP_CHOICE_MOVABLE;
	if (how.op == MEMHP_OP_ONLINE)
		how.retries = 0;
	first = rival(run, span);
	second = rival(run, span);
	if (first < 0 || second < 0)
		wrong(run, "two processes expected, found none: %s", strerror(errno));
	why = change_span(run, span, &how);
	if (first > 0)
		waitpid(first, NULL, 0);
	if (second > 0)
		waitpid(second, NULL, 0);
	return why;
}
