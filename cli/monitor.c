// SPDX-License-Identifier: GPL-2.0
/* memhpctl monitor */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "commands.h"
#include "event-filter.h"
#include "event-rows.h"
#include "exits.h"
#include "machine.h"
#include "output.h"
#include "signals.h"
#include "values.h"

struct monitor_opts {
	struct filters filters;
	bool state;
	uint64_t most;		/* events to show; 0: no end */
};

static const struct option options[] = {
	{ 'f', 'f', "filter", "KEY=VALUE", "only such events; see above" },
	{ 's', 's', "state", NULL, "first, and after a loss, how all blocks are" },
	{ 'c', 'c', "count", "N", "end after so many events" },
	{ 0 }
};

static const struct usage usage = {
	.synopsis = "[--filter=KEY=VALUE[,VALUE...]]... [--state] [--count=N] [options]",
	.options = options,
	.examples =
"  memhpctl monitor                                     all that happens\n"
"  memhpctl monitor -f event=failed,cancel-offline      what does not go, and why\n"
"  memhpctl monitor -J --state | agent                  for a program: never wrong for long\n"
"  memhpctl monitor -J -c 1 -f event=online -f node=1   wait for memory on node 1\n",
	.text =
"  Prints what happens to memory as it happens, until Ctrl-C: what the kernel does,\n"
"  whoever asked for it (going-online, then online or cancel-online; the same for\n"
"  offline), blocks that come and go (added, removed), and what memhp did: shift, failed,\n"
"  undone, populate, depopulate, what the policy decided, that it or a group changed.\n\n"
"  Each event has a number. If they come faster than they are read, a line 'lost' says\n"
"  how many are missing; with --state lines 'state' follow, one for each range of blocks\n"
"  that are alike, and SEQ of these is that of the last event that is surely in them: what\n"
"  has a higher number is to be applied, what has a lower one is in them, even if it comes\n"
"  later. WHO is the process that asked, or the kernel's thread.\n\n"
"  NOTE has the pages that went to the page allocator or came from it: less than all\n"
"  where a driver, staging or a memmap holds some back. JSON is an object a line; its keys\n"
"  are always there, null where they mean nothing: \"asked\" and \"pages\" are pages, \"ns\"\n"
"  nanoseconds, \"status\" what became of the node. A state ends with \"state-end\".\n\n"
FILTER_HELP
EXIT_HELP,
};

static int take(void *data, int id, const char *value)
{
	struct monitor_opts *opts = data;
	char *end;

	switch (id) {
	case 'f':
		return filters_add(&opts->filters, value);
	case 's':
		opts->state = true;
		break;
	case 'c':
		errno = 0;
		opts->most = strtoull(value, &end, 10);
		if (*value < '0' || *value > '9' || *end || errno || !opts->most)
			return bad_usage("'%s' is no number of events", value);
		break;
	}
	return ARGS_OK;
}

#define STATE_TRIES	100
#define STATE_WAIT_MS	50

/* What one reading of all blocks says, with the number that it has. While they change all
 * the time there is none. */
static int show_state(struct machine *machine, bool json)
{
	struct memhp_blocks *blocks;
	int tries = STATE_TRIES, err;
	bool whole;

	do {
		err = memhp_blocks_get(machine->ctx, &blocks);
		if (err) {
			complain("%s", memhp_error(machine->ctx));
			return exit_for(err);
		}
		whole = memhp_blocks_seq(blocks);
		if (whole)
			event_print_state(blocks, json);
		memhp_blocks_free(blocks);
		if (!whole)
			poll(NULL, 0, STATE_WAIT_MS);
	} while (!whole && --tries && !signals_came());
	if (whole || signals_came())
		return EXIT_DONE;
	complain("no state of all blocks to tell: the module does not answer, or they change "
		 "all the time; try again");
	return EXIT_NOTHING;
}

/* Until something comes; a signal ends that, too. */
static void wait_for(const struct memhp_monitor *monitor)
{
	struct pollfd fd = { .fd = memhp_monitor_fd(monitor), .events = POLLIN };

	poll(&fd, 1, -1);
}

static int fail(const struct machine *machine, int err)
{
	complain("%s", memhp_error(machine->ctx));
	return err == -ENODEV ? EXIT_MISSING : exit_for(err);
}

static int follow(struct machine *machine, struct memhp_monitor *monitor, bool json,
		  const struct monitor_opts *opts)
{
	struct memhp_event event;
	uint64_t shown = 0;
	int ret, code = EXIT_DONE;

	while (!code && !signals_came()) {
		ret = memhp_monitor_next(monitor, &event);
		if (ret < 0)
			return fail(machine, ret);
		if (!ret) {
			if (output_flush())
				return EXIT_NOTHING;
			wait_for(monitor);
			continue;
		}
		if (!filters_pass(&opts->filters, &event))
			continue;
		event_print(&event, json);
		if (opts->state && event.event == MEMHP_EVENT_LOST)
			code = show_state(machine, json);
		if (event.event != MEMHP_EVENT_LOST && ++shown == opts->most)
			break;
	}
	return code;
}

static int monitor(struct machine *machine, const struct args *args,
		   const struct monitor_opts *opts)
{
	bool json = args->common.json;
	struct memhp_monitor *monitor;
	struct signals signals;
	int err, code = EXIT_DONE;

	err = memhp_monitor_new(machine->ctx, &monitor);
	if (err)
		return fail(machine, err);
	if (!json)
		event_headings();
	signals_catch(&signals);
	if (opts->state)
		code = show_state(machine, json);
	if (!code)
		code = follow(machine, monitor, json, opts);
	signals_release(&signals);
	memhp_monitor_free(monitor);
	return code;
}

int cmd_monitor(struct args *args)
{
	struct monitor_opts opts = { .state = false };
	struct machine machine;
	int code = args_parse(args, &usage, take, &opts);

	if (code != ARGS_OK)
		return code;
	if (args->nr_words)
		return bad_usage("monitor takes no words; try: memhpctl monitor --filter=block=%s",
				 args->words[0]);
	code = machine_open(&machine, &args->common);
	if (!code)
		code = monitor(&machine, args, &opts);
	machine_close(&machine);
	return code;
}
