// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Events as they come, without a gap that is not told of.
 *
 * Each has a number. One that is too high by n means that n were lost, which is told
 * first. If they were the last, nothing comes behind them: the kernel says once that
 * something was dropped, and when all that was kept is read, the module is asked how far
 * it is.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "private.h"

#define MESSAGE_ROOM	8192	/* an event is far smaller */

struct memhp_monitor {
	struct memhp *ctx;
	struct nl_sock *sock;
	int fd;
	int family;			/* as it was at the start: another module, another one */
	int agent;			/* /dev/memhp, while we are asked; -1 */
	uint64_t delay_ns;
	uint64_t seq;			/* of the last that was told */
	bool dropped;			/* something was, and what is not known yet */
	bool held;			/* @event is the next, behind what was lost */
	struct memhp_event event;
};

/* How far the module is; if it is still the same. */
static int last_seq(const struct memhp_monitor *monitor, uint64_t *seq)
{
	struct memhp *ctx = monitor->ctx;
	struct memhp_stats stats;
	int err = memhp_stats_get(ctx, &stats);

	if (err == -ENOENT || (!err && ctx->nl_family != monitor->family))
		return memhp_fail(ctx, ENODEV, "the memhp module was unloaded");
	if (!err)
		*seq = stats.seq;
	return err;
}

MEMHP_EXPORT int memhp_monitor_new(struct memhp *ctx, struct memhp_monitor **out)
{
	struct memhp_monitor *monitor = calloc(1, sizeof(*monitor));
	int err;

	if (!monitor)
		return memhp_no_memory(ctx);
	monitor->ctx = memhp_ref(ctx);
	monitor->agent = -1;
	err = memhp_nl_listen(ctx, &monitor->sock, &monitor->fd, &monitor->family);
	/* What happens between the two is heard, and passed over. */
	if (!err)
		err = last_seq(monitor, &monitor->seq);
	if (err) {
		memhp_monitor_free(monitor);
		return err;
	}
	*out = monitor;
	return 0;
}

MEMHP_EXPORT void memhp_monitor_free(struct memhp_monitor *monitor)
{
	if (!monitor)
		return;
	if (monitor->agent >= 0)
		close(monitor->agent);
	memhp_nl_unlisten(monitor->sock);
	memhp_unref(monitor->ctx);
	free(monitor);
}

MEMHP_EXPORT int memhp_monitor_fd(const struct memhp_monitor *monitor)
{
	return monitor->fd;
}

static int be_asked(const struct memhp_monitor *monitor)
{
	struct memhp_agent agent = { .size = sizeof(agent), .delay_ns = monitor->delay_ns };

	return ioctl(monitor->agent, MEMHP_IOC_AGENT, &agent) < 0 ? -errno : 0;
}

static int tell_lost(struct memhp_monitor *monitor, uint64_t until, struct memhp_event *event)
{
	*event = (struct memhp_event){
		.event = MEMHP_EVENT_LOST,
		.seq = until,
		.first = ~0ULL,
		.count = until - monitor->seq,
		.node = -1,
		.rule = -1,
	};
	monitor->seq = until;
	/* A question may have been among them, whose asker does not wait for us again. */
	if (monitor->agent >= 0)
		be_asked(monitor);
	return 1;
}

/* The event in monitor->event has just come: 1: tell it, or what was lost before it;
 * 0: it is older than the monitor. */
static int arrived(struct memhp_monitor *monitor, struct memhp_event *event)
{
	uint64_t seq = monitor->event.seq;

	if (seq <= monitor->seq)
		return 0;
	if (seq > monitor->seq + 1) {
		monitor->held = true;
		return tell_lost(monitor, seq - 1, event);
	}
	monitor->seq = seq;
	*event = monitor->event;
	return 1;
}

/* 1: a message was read, 0: there is none, or -errno. */
static int receive(struct memhp_monitor *monitor, char *data, size_t *size)
{
	ssize_t got;

	do {
		got = recv(monitor->fd, data, MESSAGE_ROOM, MSG_DONTWAIT);
		if (got < 0 && errno == ENOBUFS)
			monitor->dropped = true;
	} while (got < 0 && (errno == ENOBUFS || errno == EINTR));
	if (got >= 0) {
		*size = (size_t)got;
		return 1;
	}
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return 0;
	return memhp_fail(monitor->ctx, errno, "listening to events failed (%s)",
			  memhp_errno_name(errno));
}

/* All that the socket had is read: as receive(), and what of it is an event is told. */
static int drain(struct memhp_monitor *monitor, struct memhp_event *event)
{
	char data[MESSAGE_ROOM] __attribute__((aligned(8)));
	size_t size = 0;
	int ret;

	while ((ret = receive(monitor, data, &size)) > 0) {
		ret = memhp_nl_event(monitor->ctx, monitor->family, data, size, &monitor->event);
		if (ret > 0)
			ret = arrived(monitor, event);
		if (ret)
			break;
	}
	return ret;
}

MEMHP_EXPORT int memhp_monitor_next(struct memhp_monitor *monitor, struct memhp_event *event)
{
	uint64_t until;
	int ret;

	if (monitor->held) {
		monitor->held = false;
		monitor->seq = monitor->event.seq;
		*event = monitor->event;
		return 1;
	}
	ret = drain(monitor, event);
	if (ret || !monitor->dropped)
		return ret;
	/* From here on it is about what is dropped later. */
	monitor->dropped = false;
	ret = last_seq(monitor, &until);
	if (ret)
		return ret;
	/* Up to that number they were sent: they have come by now, or never will. */
	ret = drain(monitor, event);
	if (ret) {
		monitor->dropped = true;
		return ret;
	}
	return until > monitor->seq ? tell_lost(monitor, until, event) : 0;
}

/* ---- Being asked ---- */

MEMHP_EXPORT int memhp_monitor_set_delay(struct memhp_monitor *monitor, uint64_t ns)
{
	int err;

	if (ns > MEMHP_MAX_DELAY_NS)
		return memhp_fail(monitor->ctx, EINVAL, "nobody waits longer than %llu seconds "
				  "for an agent", MEMHP_MAX_DELAY_NS / 1000000000);
	if (monitor->agent < 0) {
		if (!ns)
			return 0;
		err = memhp_module_open(monitor->ctx, true);
		if (err < 0)
			return err;
		monitor->agent = err;
	}
	monitor->delay_ns = ns;
	err = be_asked(monitor);
	if (err || !ns) {
		close(monitor->agent);
		monitor->agent = -1;
	}
	return err ? memhp_module_refused(monitor->ctx, err, "an agent") : 0;
}

MEMHP_EXPORT int memhp_monitor_answer(struct memhp_monitor *monitor, uint32_t ask, bool object)
{
	struct memhp_answer answer = {
		.size = sizeof(answer),
		.ask = ask,
		.answer = object ? MEMHP_ANSWER_OBJECT : MEMHP_ANSWER_FINE,
	};

	if (monitor->agent < 0)
		return memhp_fail(monitor->ctx, EINVAL, "nobody asks: no delay was set");
	if (!ioctl(monitor->agent, MEMHP_IOC_ANSWER, &answer))
		return 0;
	if (errno == ENOENT)
		return memhp_fail(monitor->ctx, ENOENT, "nobody waits for this answer any more");
	return memhp_module_refused(monitor->ctx, -errno, "an answer");
}

/* ---- What was counted ---- */

MEMHP_EXPORT int memhp_stats_get(struct memhp *ctx, struct memhp_stats *stats)
{
	struct memhp_records records = {
		.attribute = MEMHP_A_EVENTS_STATS,
		.size = sizeof(*stats),
	};
	int err = memhp_nl_stats(ctx, &records);

	if (!err && records.count != 1)
		err = memhp_fail(ctx, EIO, "the module does not tell what it counted");
	if (!err)
		*stats = *(struct memhp_stats *)records.at;
	free(records.at);
	return err;
}
