// SPDX-License-Identifier: GPL-2.0
/*
 * Load that goes on through the steps: processes with memory, which must find it
 * unharmed; pools of huge pages; readers of all that can be read.
 */
#include <errno.h>
#include <linux/mempolicy.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "random.h"

#define PAGE_WORDS	(4096 / sizeof(uint64_t))

static uint64_t pattern(size_t page)
{
	return page * 0x9e3779b97f4a7c15ULL ^ 0x6d656d6870ULL;
}

/* Two words of each page, until told to end: 0 if they are as they were. */
static int hold(size_t mib, unsigned int node, bool huge, int ready)
{
	size_t pages = (mib << 20) / 4096, i;
	unsigned long mask = 1UL << node;
	sigset_t set;
	uint64_t *at;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	syscall(SYS_set_mempolicy, MPOL_PREFERRED, &mask, 64UL);
	at = mmap(NULL, mib << 20, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS | (huge ? MAP_HUGETLB : 0), -1, 0);
	for (i = 0; at != MAP_FAILED && i < pages; i++)
		at[i * PAGE_WORDS] = at[i * PAGE_WORDS + PAGE_WORDS - 1] = pattern(i);
	if (write(ready, at == MAP_FAILED ? "n" : "y", 1) != 1 || at == MAP_FAILED)
		return 0;
	sigwait(&set, &sig);
	for (i = 0; i < pages; i++)
		if (at[i * PAGE_WORDS] != pattern(i) ||
		    at[i * PAGE_WORDS + PAGE_WORDS - 1] != pattern(i))
			return 1;
	return 0;
}

static pid_t start_hog(struct run *run, const char **why)
{
	bool huge = once_in(run, 4);
	size_t mib = huge ? 4 + 2 * pick(run, 8) : 4 + pick(run, 60);
	unsigned int node = pick(run, 3);
	char answer = 'n';
	int ready[2];
	pid_t pid;

	say(" %zu MiB of node %u%s", mib, node, huge ? ", huge pages" : "");
	if (pipe(ready))
		return 0;
	pid = child();
	if (!pid)
		_exit(hold(mib, node, huge, ready[1]));
	close(ready[1]);
	if (read(ready[0], &answer, 1) != 1 || answer != 'y') {
		waitpid(pid, NULL, 0);
		pid = 0;
		*why = "no such memory is left";
	}
	close(ready[0]);
	return pid;
}

/* It ends as it should: with 0. */
static void end_child(struct run *run, pid_t *pid, const char *what)
{
	int status = 0;

	if (!*pid)
		return;
	kill(*pid, SIGTERM);
	while (waitpid(*pid, &status, 0) < 0 && errno == EINTR)
		;
	if (status)
		wrong(run, "%s: exit status 0 expected, found %#x", what, (unsigned int)status);
	*pid = 0;
}

#define HOG_SAYS	"memory of a process, which looks whether it is as it was"
#define READER_SAYS	"a reader, which looks whether lists make sense"

const char *do_pressure(struct run *run)
{
	pid_t *pid = &run->hog[pick(run, HOGS)];
	const char *why = NULL;

	if (*pid) {
		say(" let go");
		end_child(run, pid, HOG_SAYS);
	} else {
		*pid = start_hog(run, &why);
	}
	return why;
}

static int pool(unsigned int node, bool set, unsigned int *pages)
{
	char path[96], text[32];
	int err;

	snprintf(path, sizeof(path),
		 "/sys/devices/system/node/node%u/hugepages/hugepages-2048kB/nr_hugepages", node);
	snprintf(text, sizeof(text), "%u", *pages);
	err = set ? write_file(path, text, 4) : read_file(path, text, sizeof(text));
	if (!err && !set)
		*pages = (unsigned int)atoi(text);
	return err;
}

const char *do_huge(struct run *run)
{
	unsigned int node = pick(run, 3), want = once_in(run, 3) ? 0 : pick(run, 24);
	unsigned int before, after;
	int err;

	say(" %u huge pages of node %u", want, node);
	err = pool(node, false, &before);
	if (err)
		return refusal(err);
	err = pool(node, true, &want);
	if (!err)
		err = pool(node, false, &after);
	if (err)
		return refusal(err);
	if (before == want)
		return "it was so already";
	return after == before ? "no such page comes or goes" : NULL;
}

/* ---- Readers ---- */

static bool sane(const struct memhp_blocks *blocks)
{
	const struct memhp_block *block;
	uint64_t last = 0;
	size_t i;

	for (i = 0; (block = memhp_blocks_at(blocks, i)); i++) {
		if (i && memhp_block_index(block) <= last)
			return false;
		last = memhp_block_index(block);
		/* A file of sysfs may be read while its block goes. */
		if (memhp_blocks_source(blocks) == MEMHP_SOURCE_MODULE &&
		    (memhp_block_state(block) == MEMHP_STATE_UNKNOWN ||
		     memhp_block_held(block) > BLOCK_SIZE))
			return false;
	}
	return i >= PLAY_FIRST - 16;
}

static bool read_all(struct memhp *ctx, unsigned int turn)
{
	struct memhp_accounts *accounts = NULL;
	struct memhp_pagesets *pages = NULL;
	struct memhp_decision *decision = NULL;
	struct memhp_troubles *troubles = NULL;
	struct memhp_blocks *blocks = NULL;
	struct memhp_groups *groups = NULL;
	struct memhp_zones *zones = NULL;
	unsigned int block = PLAY_FIRST + turn * 7 % (PLAY_LAST - PLAY_FIRST + 1);
	bool fine;

	fine = memhp_blocks_get(ctx, &blocks) || sane(blocks);
	/* Without the module there are fewer of them: what counts is that all come back. */
	memhp_groups_get(ctx, &groups);
	memhp_zones_get(ctx, &zones);
	memhp_accounts_get(ctx, &accounts);
	memhp_decision_get(ctx, block, &decision);
	memhp_troubles_get(ctx, 0, UINT64_MAX, &troubles);
	if (turn % 8 == 0)
		memhp_pages_get(ctx, block, 2, &pages);
	memhp_blocks_free(blocks);
	memhp_groups_free(groups);
	memhp_zones_free(zones);
	memhp_accounts_free(accounts);
	memhp_decision_free(decision);
	memhp_troubles_free(troubles);
	memhp_pages_free(pages);
	return fine;
}

static volatile sig_atomic_t enough;

static void end_reading(int sig)
{
	enough = sig;
}

static int read_on(void)
{
	struct memhp *ctx;
	unsigned int turn;

	signal(SIGTERM, end_reading);
	if (memhp_new(&ctx, NULL))
		return 1;
	for (turn = 1; !enough; turn++) {
		if (!read_all(ctx, turn))
			return 2;
		usleep(50000);
		/* Who has seen the module go asks anew. */
		if (turn % 16 == 0) {
			memhp_unref(ctx);
			if (memhp_new(&ctx, NULL))
				return 1;
		}
	}
	memhp_unref(ctx);
	return 0;
}

const char *do_readers(struct run *run)
{
	pid_t *pid = &run->reader[pick(run, READERS)];

	say(*pid ? " one less" : " one more");
	if (*pid) {
		end_child(run, pid, READER_SAYS);
		return NULL;
	}
	*pid = child();
	if (!*pid)
		_exit(read_on());
	if (*pid > 0)
		return NULL;
	*pid = 0;
	return "no process is left";
}

void load_end(struct run *run)
{
	unsigned int i, none;

	for (i = 0; i < HOGS; i++)
		end_child(run, &run->hog[i], HOG_SAYS);
	for (i = 0; i < READERS; i++)
		end_child(run, &run->reader[i], READER_SAYS);
	for (i = 0; i < MAX_NODES; i++) {
		none = 0;
		pool(i, true, &none);
	}
}
