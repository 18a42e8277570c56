// SPDX-License-Identifier: GPL-2.0
#include <linux/capability.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/memory.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include <memhp/uapi.h>

#include "blocks.h"
#include "kernel/block.h"
#include "kernel/calls.h"
#include "kernel/features.h"
#include "kernel/page.h"
#include "kernel/zone.h"
#include "netlink.h"
#include "pagedump.h"
#include "pageinfo.h"
#include "trouble.h"

/* In netlink_callback.args. */
enum { ARG_VIEW, ARG_NEXT, ARG_END };

/* How long to wait for somebody who changes memory. */
#define PATIENCE_NS (5ULL * NSEC_PER_SEC)

/* After the lock was held for so long others get their turn: they look for it every
 * 5 ms only, so it is let alone for longer than that. */
#define HOLD_NS		(100ULL * NSEC_PER_MSEC)
#define REST_MS		12

/* What waits in lists of processors is put onto its own no more often. */
#define DRAIN_NS	(100ULL * NSEC_PER_MSEC)

/* Blocks that are passed over at once where none is. */
#define HOLES		4096L

/* What a message with all its obstacles may need. */
#define MESSAGE_SIZE							\
	(NLMSG_ALIGN(GENL_HDRLEN + NLMSG_HDRLEN) +			\
	 nla_total_size_64bit(sizeof(struct memhp_pages)) +		\
	 MEMHP_MAX_OBSTACLES *						\
	 nla_total_size_64bit(sizeof(struct memhp_obstacle)))

/**
 * struct view - where one PAGES dump works
 * @called:	the dump was called once
 * @begun:	it was called again
 * @whose:	found once, when the dump begins
 * @locked_ns:	when the lock was taken last
 * @held_ns:	how long it was held since the last rest
 * @drained_ns:	when pages were last put onto their lists
 * @sight:	of one block
 * @obstacles:	of that block
 */
struct view {
	bool called;
	bool begun;
	struct memhp_whose whose;
	u64 locked_ns;
	u64 held_ns;
	u64 drained_ns;
	struct memhp_sight sight;
	struct memhp_obstacle obstacles[MEMHP_MAX_OBSTACLES];
};

static u64 ask(struct netlink_callback *cb, int attribute, u64 otherwise)
{
	struct nlattr *a = nlmsg_find_attr(cb->nlh, GENL_HDRLEN, attribute);

	return a ? nla_get_u64(a) : otherwise;
}

/* The blocks asked for, as far as blocks can be: NEXT and END. */
static int read_range(struct netlink_callback *cb, bool needed)
{
	u64 most = (1ULL << MAX_PHYSMEM_BITS) / memory_block_size_bytes();
	u64 first, count;

	if (!netlink_capable(cb->skb, CAP_SYS_ADMIN))
		return -EPERM;
	first = ask(cb, MEMHP_A_PAGES_FIRST, needed ? U64_MAX : 0);
	count = ask(cb, MEMHP_A_PAGES_COUNT, needed ? 0 : U64_MAX);
	if (!count || first >= most)
		return -EINVAL;
	cb->args[ARG_NEXT] = first;
	cb->args[ARG_END] = first + min(count, most - first);
	return 0;
}

static int lock_patiently(struct view *v)
{
	u64 begin = ktime_get_ns();

	if (v->held_ns >= HOLD_NS) {
		msleep(REST_MS);
		v->held_ns = 0;
	}
	while (memhp_hotplug_trylock()) {
		if (signal_pending(current))
			return -EINTR;
		if (ktime_get_ns() - begin > PATIENCE_NS)
			return -EAGAIN;
	}
	v->locked_ns = ktime_get_ns();
	return 0;
}

static void unlock(struct view *v)
{
	memhp_hotplug_unlock();
	v->held_ns += ktime_get_ns() - v->locked_ns;
}

/* Have processors put pages onto their lists, while nobody waits for the lock; false:
 * they did so a moment ago. */
static bool drain(struct view *v)
{
	if (ktime_get_ns() - v->drained_ns < DRAIN_NS)
		return false;
	memhp_page_drain();
	v->drained_ns = ktime_get_ns();
	return true;
}

/* Generic netlink keeps off whoever wants to register a family meanwhile. */
int memhp_pages_start(struct netlink_callback *cb)
{
	struct view *v;
	int ret;

	if (!memhp_has(MEMHP_FEATURE_PAGES))
		return -EOPNOTSUPP;
	ret = read_range(cb, true);
	if (ret)
		return ret;
	v = kvzalloc(sizeof(*v), GFP_KERNEL_ACCOUNT);
	if (!v)
		return -ENOMEM;
	cb->args[ARG_VIEW] = (long)v;
	return 0;
}

int memhp_pages_done(struct netlink_callback *cb)
{
	struct view *v = (void *)cb->args[ARG_VIEW];

	memhp_whose_free(&v->whose);
	kvfree(v);
	return 0;
}

/* A message that readers pass over. */
static int put_nothing(struct sk_buff *skb, struct netlink_callback *cb)
{
	if (!nlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
		       NLMSG_NOOP, 0, NLM_F_MULTI))
		return -EMSGSIZE;
	return skb->len;
}

static int begin(struct view *v, u64 block, u64 end_block)
{
	unsigned long first = block * memhp_block_pages();
	unsigned long end = end_block * memhp_block_pages();
	int ret;

	drain(v);
	ret = memhp_whose_take_stacks(&v->whose, first, end);
	if (!ret)
		ret = lock_patiently(v);
	if (ret)
		return ret;
	ret = memhp_whose_take_memmaps(&v->whose, memhp_blocks_bus(), first,
				       end);
	unlock(v);
	memhp_whose_order(&v->whose);
	return ret;
}

static int put_pages(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct view *v, u32 nr)
{
	void *hdr = memhp_netlink_header(skb, cb, MEMHP_CMD_PAGES);
	u32 i;

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put(skb, MEMHP_A_PAGES_PAGES, sizeof(v->sight.pages),
		    &v->sight.pages))
		goto full;
	for (i = 0; i < nr; i++)
		if (nla_put(skb, MEMHP_A_PAGES_OBSTACLE,
			    sizeof(v->obstacles[i]), &v->obstacles[i]))
			goto full;
	genlmsg_end(skb, hdr);
	return 0;
full:
	genlmsg_cancel(skb, hdr);
	return -EMSGSIZE;
}

/* The next block that is there. */
struct looking {
	struct view *view;
	u32 obstacles;
	bool found;
};

static int look_block(struct memory_block *mem, void *arg)
{
	struct looking *l = arg;
	struct view *v = l->view;
	u64 begin = ktime_get_ns();

	memhp_pageinfo_look(mem, &v->whose, &v->sight);
	l->obstacles = memhp_pageinfo_obstacles(&v->sight, &v->whose,
						v->obstacles);
	v->sight.pages.ns = ktime_get_ns() - begin;
	l->found = true;
	return 1;
}

/* Look for a block from @first on, under the lock. */
static int look_once(struct view *v, long first, long step, struct looking *l)
{
	int ret = lock_patiently(v);

	if (ret)
		return ret;
	*l = (struct looking){ .view = v };
	memhp_walk_blocks(first, step, l, look_block);
	unlock(v);
	return 0;
}

/* Do only pages speak against the block that may wait in a list of a processor? */
static bool only_held(const struct memhp_pages *pages)
{
	return pages->prospect == MEMHP_PROSPECT_DOUBTFUL &&
	       pages->reason == MEMHP_REASON_MIGRATION &&
	       !pages->count[MEMHP_PAGE_PINNED];
}

static int look_next(struct view *v, long first, long step, struct looking *l)
{
	int ret = look_once(v, first, step, l);

	if (!ret && l->found && only_held(&v->sight.pages) && drain(v))
		ret = look_once(v, first, step, l);
	return ret;
}

/* One block for each lock; where none is, holes are passed over in steps. */
static int dump_blocks(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct view *v = (void *)cb->args[ARG_VIEW];
	int ret;

	while (cb->args[ARG_NEXT] < cb->args[ARG_END]) {
		long step = min(cb->args[ARG_END] - cb->args[ARG_NEXT], HOLES);
		struct looking l;

		if (skb_tailroom(skb) < MESSAGE_SIZE)
			return skb->len;
		ret = look_next(v, cb->args[ARG_NEXT], step, &l);
		if (ret)
			return ret;
		if (l.found && put_pages(skb, cb, v, l.obstacles))
			return skb->len ? skb->len : -EMSGSIZE;
		if (l.found)
			cb->args[ARG_NEXT] = v->sight.pages.block + 1;
		else
			cb->args[ARG_NEXT] += step;
		cond_resched();
	}
	return 0;
}

/*
 * The first call comes while who wants to register a family is still kept off, and
 * everybody behind him with him: what takes long begins with the second, which comes
 * from who reads.
 */
int memhp_pages_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct view *v = (void *)cb->args[ARG_VIEW];
	int ret;

	if (!v->called) {
		v->called = true;
		return put_nothing(skb, cb);
	}
	if (!v->begun) {
		v->begun = true;
		ret = begin(v, cb->args[ARG_NEXT], cb->args[ARG_END]);
		if (ret)
			return ret;
	}
	return dump_blocks(skb, cb);
}

int memhp_trouble_start(struct netlink_callback *cb)
{
	return read_range(cb, false);
}

int memhp_trouble_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct memhp_trouble t;

	while (memhp_trouble_next(cb->args[ARG_NEXT], &t) &&
	       t.block < cb->args[ARG_END]) {
		if (!memhp_netlink_struct(skb, cb, MEMHP_CMD_TROUBLE,
					  MEMHP_A_PAGES_TROUBLE, &t, sizeof(t)))
			return skb->len;
		cb->args[ARG_NEXT] = t.block + 1;
	}
	return 0;
}

/* NEXT: zone NEXT % MAX_NR_ZONES of node NEXT / MAX_NR_ZONES. */
int memhp_zones_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct memhp_zone_info info;
	long end = (long)nr_node_ids * MAX_NR_ZONES;

	for (; cb->args[ARG_NEXT] < end; cb->args[ARG_NEXT]++) {
		int nid = cb->args[ARG_NEXT] / MAX_NR_ZONES;

		if (!node_online(nid) ||
		    !memhp_zone_info(nid, cb->args[ARG_NEXT] % MAX_NR_ZONES,
				     &info))
			continue;
		if (!memhp_netlink_struct(skb, cb, MEMHP_CMD_ZONES,
					  MEMHP_A_PAGES_ZONE, &info,
					  sizeof(info)))
			return skb->len;
	}
	return 0;
}
