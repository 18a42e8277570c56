// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * An agent: a program with a large cache that it can give up, which is asked before
 * memory goes offline.
 *
 *	cc -o agent agent.c $(pkg-config --cflags --libs libmemhp)
 *	./agent [-d SECONDS] [-c MEGABYTES] [-k FIRST-LAST]
 *
 * It asks for SECONDS (2) to think. When blocks are about to go offline it drops its
 * cache, so that less has to be moved, and lets them go; but for blocks FIRST to LAST,
 * which it keeps. It follows how things are: on a loss it reads all anew.
 */
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memhp/libmemhp.h>

struct agent {
	struct memhp *ctx;
	struct memhp_monitor *monitor;
	char *cache;
	size_t cache_size;
	unsigned long long keep_first;
	unsigned long long keep_last;
	bool keeps;
	uint64_t seq;			/* of what we know */
	size_t online;			/* blocks that are */
};

static int fail(const struct agent *agent, const char *what)
{
	fprintf(stderr, "agent: %s: %s\n", what, memhp_error(agent->ctx));
	return 1;
}

static void fill_cache(struct agent *agent)
{
	agent->cache = mmap(NULL, agent->cache_size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (agent->cache == MAP_FAILED)
		agent->cache = NULL;
	else
		memset(agent->cache, 1, agent->cache_size);
}

static void drop_cache(struct agent *agent)
{
	if (agent->cache)
		munmap(agent->cache, agent->cache_size);
	agent->cache = NULL;
}

/* How things are: at the start, and after a loss. */
static int look(struct agent *agent)
{
	struct memhp_blocks *blocks;
	size_t i;

	if (memhp_blocks_get(agent->ctx, &blocks))
		return fail(agent, "reading blocks");
	agent->online = 0;
	for (i = 0; i < memhp_blocks_count(blocks); i++)
		if (memhp_block_state(memhp_blocks_at(blocks, i)) == MEMHP_STATE_ONLINE)
			agent->online++;
	agent->seq = memhp_blocks_seq(blocks);
	memhp_blocks_free(blocks);
	return 0;
}

static bool is_kept(const struct agent *agent, const struct memhp_event *event)
{
	return agent->keeps && event->first <= agent->keep_last &&
	       event->first + event->count > agent->keep_first;
}

static void answer(struct agent *agent, const struct memhp_event *event)
{
	bool object = is_kept(agent, event);

	if (!object)
		drop_cache(agent);
	if (memhp_monitor_answer(agent->monitor, event->ask, object))
		fail(agent, "too late");
	else
		printf("%s\n", object ? "kept" : "let go");
}

/* One event; 0 or an exit code. */
static int handle(struct agent *agent, const struct memhp_event *event)
{
	if (event->event == MEMHP_EVENT_LOST)
		return look(agent);
	printf("%llu %s memory%lld+%llu\n", (unsigned long long)event->seq,
	       memhp_event_name(event->event), (long long)event->first,
	       (unsigned long long)event->count);
	/* What is older is in what we have read. */
	if (event->seq > agent->seq && event->event == MEMHP_EVENT_ONLINE)
		agent->online += event->count;
	if (event->seq > agent->seq && event->event == MEMHP_EVENT_OFFLINE)
		agent->online -= event->count;
	if (event->ask)
		answer(agent, event);
	return 0;
}

static int follow(struct agent *agent)
{
	struct pollfd fd = { .fd = memhp_monitor_fd(agent->monitor), .events = POLLIN };
	struct memhp_event event;
	int ret, code = 0;

	while (!code) {
		ret = memhp_monitor_next(agent->monitor, &event);
		if (ret < 0)
			return fail(agent, "listening");
		if (ret)
			code = handle(agent, &event);
		else
			poll(&fd, 1, -1);
	}
	return code;
}

static int run(struct agent *agent, double seconds)
{
	if (memhp_monitor_new(agent->ctx, &agent->monitor))
		return fail(agent, "listening");
	if (memhp_monitor_set_delay(agent->monitor, (uint64_t)(seconds * 1e9)))
		return fail(agent, "asking to be heard");
	if (look(agent))
		return 1;
	fill_cache(agent);
	printf("ready: %zu blocks are online\n", agent->online);
	return follow(agent);
}

int main(int argc, char **argv)
{
	struct agent agent = { .cache_size = 16 << 20 };
	double seconds = 2;
	int option, code;

	setlinebuf(stdout);
	while ((option = getopt(argc, argv, "d:c:k:")) != -1) {
		if (option == 'd')
			seconds = atof(optarg);
		else if (option == 'c')
			agent.cache_size = strtoul(optarg, NULL, 0) << 20;
		else if (option == 'k')
			agent.keeps = true;
		if (option == '?' ||
		    (option == 'k' && sscanf(optarg, "%llu-%llu", &agent.keep_first,
					     &agent.keep_last) != 2))
			return 2;
	}
	if (memhp_new(&agent.ctx, NULL)) {
		fputs("agent: no memory\n", stderr);
		return 1;
	}
	code = run(&agent, seconds);
	drop_cache(&agent);
	memhp_monitor_free(agent.monitor);
	memhp_unref(agent.ctx);
	return code;
}
