/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints: each event, each call of the kernel, each step of the engine with what it
 * waited for and held, and what became of each block. Numbers are those of the uapi; no
 * address of the kernel is among them.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM memhp

#if !defined(MEMHP_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define MEMHP_TRACE_H

#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include <memhp/uapi.h>

/* So that readers of the format know their numbers. */
TRACE_DEFINE_ENUM(MEMHP_EVENT_GOING_ONLINE);
TRACE_DEFINE_ENUM(MEMHP_EVENT_CANCEL_ONLINE);
TRACE_DEFINE_ENUM(MEMHP_EVENT_ONLINE);
TRACE_DEFINE_ENUM(MEMHP_EVENT_GOING_OFFLINE);
TRACE_DEFINE_ENUM(MEMHP_EVENT_CANCEL_OFFLINE);
TRACE_DEFINE_ENUM(MEMHP_EVENT_OFFLINE);
TRACE_DEFINE_ENUM(MEMHP_EVENT_ADDED);
TRACE_DEFINE_ENUM(MEMHP_EVENT_REMOVED);
TRACE_DEFINE_ENUM(MEMHP_EVENT_SHIFT);
TRACE_DEFINE_ENUM(MEMHP_EVENT_FAILED);
TRACE_DEFINE_ENUM(MEMHP_EVENT_UNDONE);
TRACE_DEFINE_ENUM(MEMHP_EVENT_POPULATE);
TRACE_DEFINE_ENUM(MEMHP_EVENT_DEPOPULATE);
TRACE_DEFINE_ENUM(MEMHP_EVENT_DECISION);
TRACE_DEFINE_ENUM(MEMHP_EVENT_POLICY);
TRACE_DEFINE_ENUM(MEMHP_EVENT_GROUP);
TRACE_DEFINE_ENUM(MEMHP_OP_ONLINE);

TRACE_EVENT(memhp_event,
	TP_PROTO(const struct memhp_event *event),
	TP_ARGS(event),
	TP_STRUCT__entry(
		__field(u64, seq)
		__field(u64, first)
		__field(u64, count)
		__field(u64, pages)
		__field(u64, ns)
		__field(u32, event)
		__field(u32, by)
		__field(s32, pid)
		__field(s32, node)
		__field(u32, zone)
		__field(u32, status)
		__field(u32, op)
		__field(u32, choice)
		__field(u32, reason)
		__field(s32, error)
		__field(s32, rule)
		__array(char, comm, TASK_COMM_LEN)
		__array(char, name, MEMHP_GROUP_NAME_SIZE)
	),
	TP_fast_assign(
		__entry->seq = event->seq;
		__entry->first = event->first;
		__entry->count = event->count;
		__entry->pages = event->pages;
		__entry->ns = event->ns;
		__entry->event = event->event;
		__entry->by = event->by;
		__entry->pid = event->pid;
		__entry->node = event->node;
		__entry->zone = event->zone;
		__entry->status = event->status;
		__entry->op = event->op;
		__entry->choice = event->choice;
		__entry->reason = event->reason;
		__entry->error = event->error;
		__entry->rule = event->rule;
		memcpy(__entry->comm, event->comm, sizeof(__entry->comm));
		memcpy(__entry->name, event->name, sizeof(__entry->name));
	),
	TP_printk("seq=%llu event=%s block=%lld count=%llu pages=%llu ns=%llu by=%u pid=%d comm=%s node=%d zone=%u status=%#x op=%u choice=%u reason=%u error=%d rule=%d name=%s",
		__entry->seq,
		__print_symbolic(__entry->event,
			{ MEMHP_EVENT_GOING_ONLINE, "going-online" },
			{ MEMHP_EVENT_CANCEL_ONLINE, "cancel-online" },
			{ MEMHP_EVENT_ONLINE, "online" },
			{ MEMHP_EVENT_GOING_OFFLINE, "going-offline" },
			{ MEMHP_EVENT_CANCEL_OFFLINE, "cancel-offline" },
			{ MEMHP_EVENT_OFFLINE, "offline" },
			{ MEMHP_EVENT_ADDED, "added" },
			{ MEMHP_EVENT_REMOVED, "removed" },
			{ MEMHP_EVENT_SHIFT, "shift" },
			{ MEMHP_EVENT_FAILED, "failed" },
			{ MEMHP_EVENT_UNDONE, "undone" },
			{ MEMHP_EVENT_POPULATE, "populate" },
			{ MEMHP_EVENT_DEPOPULATE, "depopulate" },
			{ MEMHP_EVENT_DECISION, "decision" },
			{ MEMHP_EVENT_POLICY, "policy" },
			{ MEMHP_EVENT_GROUP, "group" }),
		__entry->first, __entry->count, __entry->pages, __entry->ns, __entry->by,
		__entry->pid, __entry->comm, __entry->node, __entry->zone, __entry->status,
		__entry->op, __entry->choice, __entry->reason, __entry->error, __entry->rule,
		__entry->name)
);

TRACE_EVENT(memhp_call,
	TP_PROTO(u32 op, u64 first, u32 count, int ret, u64 ns),
	TP_ARGS(op, first, count, ret, ns),
	TP_STRUCT__entry(
		__field(u32, op)
		__field(u64, first)
		__field(u32, count)
		__field(int, ret)
		__field(u64, ns)
	),
	TP_fast_assign(
		__entry->op = op;
		__entry->first = first;
		__entry->count = count;
		__entry->ret = ret;
		__entry->ns = ns;
	),
	TP_printk("%s block=%llu count=%u ret=%d ns=%llu",
		  __entry->op == MEMHP_OP_ONLINE ? "online" : "offline", __entry->first,
		  __entry->count, __entry->ret, __entry->ns)
);

TRACE_EVENT(memhp_step,
	TP_PROTO(u32 op, u64 first, u32 looked, u32 finished, u64 waited_ns, u64 held_ns),
	TP_ARGS(op, first, looked, finished, waited_ns, held_ns),
	TP_STRUCT__entry(
		__field(u32, op)
		__field(u64, first)
		__field(u32, looked)
		__field(u32, finished)
		__field(u64, waited_ns)
		__field(u64, held_ns)
	),
	TP_fast_assign(
		__entry->op = op;
		__entry->first = first;
		__entry->looked = looked;
		__entry->finished = finished;
		__entry->waited_ns = waited_ns;
		__entry->held_ns = held_ns;
	),
	TP_printk("op=%u block=%llu looked=%u finished=%u waited_ns=%llu held_ns=%llu",
		  __entry->op, __entry->first, __entry->looked, __entry->finished,
		  __entry->waited_ns, __entry->held_ns)
);

TRACE_EVENT(memhp_result,
	TP_PROTO(u32 op, const struct memhp_result *result),
	TP_ARGS(op, result),
	TP_STRUCT__entry(
		__field(u32, op)
		__field(u64, block)
		__field(u32, outcome)
		__field(u32, reason)
		__field(s32, error)
		__field(u32, from)
		__field(u32, to)
		__field(u64, ns)
	),
	TP_fast_assign(
		__entry->op = op;
		__entry->block = result->block;
		__entry->outcome = result->outcome;
		__entry->reason = result->reason;
		__entry->error = result->error;
		__entry->from = result->from_zone;
		__entry->to = result->to_zone;
		__entry->ns = result->ns;
	),
	TP_printk("op=%u block=%llu outcome=%u reason=%u error=%d from_zone=%u to_zone=%u ns=%llu",
		  __entry->op, __entry->block, __entry->outcome, __entry->reason,
		  __entry->error, __entry->from, __entry->to, __entry->ns)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
