// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include <memhp/uapi.h>

#include "blocks.h"
#include "events.h"
#include "firmware.h"
#include "group.h"
#include "kernel/features.h"
#include "netlink.h"
#include "pagedump.h"
#include "places.h"
#include "rules.h"

static struct genl_family memhp_family;

/* What a dump keeps between its messages, in netlink_callback.args. */
enum { ARG_SNAPSHOT, ARG_NEXT };

/*
 * What a dump callback returns: 0 ends the dump, in the message it just filled
 * if there is room for that, which saves the reader a call.
 */
static int more(const struct sk_buff *skb, struct netlink_callback *cb, long end)
{
	return cb->args[ARG_NEXT] < end ? skb->len : 0;
}

void *memhp_netlink_header(struct sk_buff *skb, struct netlink_callback *cb,
			   u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
			   cb->nlh->nlmsg_seq, &memhp_family, NLM_F_MULTI, cmd);
}

bool memhp_netlink_struct(struct sk_buff *skb, struct netlink_callback *cb,
			  u8 cmd, int attribute, const void *data, int size)
{
	void *hdr = memhp_netlink_header(skb, cb, cmd);

	if (!hdr)
		return false;
	if (nla_put(skb, attribute, size, data)) {
		genlmsg_cancel(skb, hdr);
		return false;
	}
	genl_dump_check_consistent(cb, hdr);
	genlmsg_end(skb, hdr);
	return true;
}

static int blocks_start(struct netlink_callback *cb)
{
	struct memhp_snapshot *s = memhp_snapshot_take();

	if (IS_ERR(s))
		return PTR_ERR(s);
	cb->args[ARG_SNAPSHOT] = (long)s;
	return 0;
}

static int put_group_name(struct sk_buff *skb, u32 id)
{
	char name[MEMHP_GROUP_NAME_SIZE] = "";

	if (id)
		memhp_groups_name(id, name);
	return name[0] ? nla_put_string(skb, MEMHP_A_BLOCKS_GROUP, name) : 0;
}

static int put_alike(struct sk_buff *skb, const struct memhp_alike *a, u64 seq)
{
	return nla_put_u64_64bit(skb, MEMHP_A_BLOCKS_SEQ, seq,
				 MEMHP_A_BLOCKS_PAD) ||
	       nla_put_u64_64bit(skb, MEMHP_A_BLOCKS_FIRST, a->first,
				 MEMHP_A_BLOCKS_PAD) ||
	       nla_put_u64_64bit(skb, MEMHP_A_BLOCKS_COUNT, a->count,
				 MEMHP_A_BLOCKS_PAD) ||
	       nla_put_u32(skb, MEMHP_A_BLOCKS_STATE, a->state) ||
	       nla_put_u32(skb, MEMHP_A_BLOCKS_ZONE, a->zone) ||
	       nla_put_s32(skb, MEMHP_A_BLOCKS_NODE, a->node) ||
	       nla_put_u32(skb, MEMHP_A_BLOCKS_OWNER, a->owner) ||
	       nla_put_u32(skb, MEMHP_A_BLOCKS_FLAGS, a->flags) ||
	       nla_put_u64_64bit(skb, MEMHP_A_BLOCKS_SIZE,
				 memory_block_size_bytes(),
				 MEMHP_A_BLOCKS_PAD) ||
	       put_group_name(skb, a->group) ||
	       (a->flags & MEMHP_BLOCK_STAGED &&
		nla_put_u64_64bit(skb, MEMHP_A_BLOCKS_HELD, a->held,
				  MEMHP_A_BLOCKS_PAD));
}

static int blocks_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct memhp_snapshot *s = (void *)cb->args[ARG_SNAPSHOT];
	void *hdr;

	for (; cb->args[ARG_NEXT] < s->nr; cb->args[ARG_NEXT]++) {
		hdr = memhp_netlink_header(skb, cb, MEMHP_CMD_BLOCKS);
		if (!hdr)
			break;
		if (s->torn)
			genlmsg_nlhdr(hdr)->nlmsg_flags |= NLM_F_DUMP_INTR;
		if (put_alike(skb, &s->ranges[cb->args[ARG_NEXT]], s->seq)) {
			genlmsg_cancel(skb, hdr);
			break;
		}
		genlmsg_end(skb, hdr);
	}
	return more(skb, cb, s->nr);
}

static int blocks_done(struct netlink_callback *cb)
{
	memhp_snapshot_free((void *)cb->args[ARG_SNAPSHOT]);
	return 0;
}

static int put_feature(struct sk_buff *skb, u32 i)
{
	bool available = memhp_has(i);

	return nla_put_u32(skb, MEMHP_A_FEATURE_INDEX, i) ||
	       nla_put_string(skb, MEMHP_A_FEATURE_NAME,
			      memhp_feature_name(i)) ||
	       nla_put_string(skb, MEMHP_A_FEATURE_ABOUT,
			      memhp_feature_about(i)) ||
	       nla_put_u8(skb, MEMHP_A_FEATURE_AVAILABLE, available) ||
	       (!available && nla_put_string(skb, MEMHP_A_FEATURE_REASON,
					     memhp_feature_reason(i)));
}

static int features_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	void *hdr;

	for (; cb->args[ARG_NEXT] <= MEMHP_FEATURE_MAX; cb->args[ARG_NEXT]++) {
		hdr = memhp_netlink_header(skb, cb, MEMHP_CMD_FEATURES);
		if (!hdr)
			break;
		if (put_feature(skb, cb->args[ARG_NEXT])) {
			genlmsg_cancel(skb, hdr);
			break;
		}
		genlmsg_end(skb, hdr);
	}
	return more(skb, cb, MEMHP_FEATURE_MAX + 1);
}

static int stats_start(struct netlink_callback *cb)
{
	/* Where no events come, nobody shall wait for them. */
	return sock_net(cb->skb->sk) == &init_net ? 0 : -EOPNOTSUPP;
}

static int stats_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct memhp_stats *stats = kmalloc(sizeof(*stats), GFP_KERNEL);

	if (!stats)
		return -ENOMEM;
	memhp_events_stats(stats);
	memhp_netlink_struct(skb, cb, MEMHP_CMD_STATS, MEMHP_A_EVENTS_STATS, stats,
			     sizeof(*stats));
	kfree(stats);
	return 0;
}

static int policy_start(struct netlink_callback *cb)
{
	return memhp_has(MEMHP_FEATURE_POLICY) ? 0 : -EOPNOTSUPP;
}

/* Until the unlock nothing changes of what is told; what did since the dump began
 * marks it. */
static void policy_lock(struct netlink_callback *cb)
{
	mutex_lock(&memhp_policy_lock);
	cb->seq = memhp_policy_generation();
}

/* NEXT: 0: the state, then rule NEXT - 1. */
static int policy_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct memhp_rule *rule;
	struct memhp_policy_state state;
	int ret = 0;

	policy_lock(cb);
	if (!cb->args[ARG_NEXT]) {
		memhp_rules_state(&state);
		memhp_netlink_struct(skb, cb, MEMHP_CMD_POLICY,
				     MEMHP_A_POLICY_STATE, &state, sizeof(state));
		cb->args[ARG_NEXT]++;
	}
	while ((rule = memhp_rules_at(cb->args[ARG_NEXT] - 1))) {
		if (!memhp_netlink_struct(skb, cb, MEMHP_CMD_POLICY,
					  MEMHP_A_POLICY_RULE, rule,
					  sizeof(*rule))) {
			ret = skb->len;
			break;
		}
		cb->args[ARG_NEXT]++;
	}
	mutex_unlock(&memhp_policy_lock);
	return ret;
}

static struct memhp_group_info info_of(const struct memhp_blockgroup *g)
{
	bool dynamic = g->type == MEMHP_GROUP_DYNAMIC;
	struct memhp_group_info info = {
		.id = g->id,
		.type = g->type,
		.by_hand = g->by_hand,
		.owner = g->owner,
		.node = g->node,
		.unit = dynamic ? g->unit * PAGE_SIZE : 0,
		.max = g->max * PAGE_SIZE,
		.blocks = g->blocks,
		.kernel = g->kernel * PAGE_SIZE,
		.movable = g->movable * PAGE_SIZE,
	};

	memcpy(info.name, g->name, sizeof(info.name));
	return info;
}

/* NEXT: the last group that was told. */
static int groups_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct memhp_blockgroup *g;
	int ret = 0;

	policy_lock(cb);
	while ((g = memhp_groups_next(cb->args[ARG_NEXT]))) {
		struct memhp_group_info info = info_of(g);

		if (!memhp_netlink_struct(skb, cb, MEMHP_CMD_GROUPS,
					  MEMHP_A_POLICY_GROUP, &info,
					  sizeof(info))) {
			ret = skb->len;
			break;
		}
		cb->args[ARG_NEXT] = g->id;
	}
	mutex_unlock(&memhp_policy_lock);
	return ret;
}

/* NEXT: 0: the machine, then node NEXT - 1. */
static int nodes_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct memhp_node_info info;
	int nid, ret = 0;

	policy_lock(cb);
	for (; cb->args[ARG_NEXT] <= nr_node_ids; cb->args[ARG_NEXT]++) {
		nid = (int)cb->args[ARG_NEXT] - 1;
		if (nid >= 0 && !node_state(nid, N_MEMORY))
			continue;
		memhp_rules_account(nid, &info);
		if (!memhp_netlink_struct(skb, cb, MEMHP_CMD_NODES,
					  MEMHP_A_POLICY_NODE, &info,
					  sizeof(info))) {
			ret = skb->len;
			break;
		}
	}
	mutex_unlock(&memhp_policy_lock);
	return ret;
}

static int explain_start(struct netlink_callback *cb)
{
	if (!nlmsg_find_attr(cb->nlh, GENL_HDRLEN, MEMHP_A_POLICY_BLOCK))
		return -EINVAL;
	return policy_start(cb);
}

static int explain_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *block = nlmsg_find_attr(cb->nlh, GENL_HDRLEN,
					       MEMHP_A_POLICY_BLOCK);
	struct memhp_decision d;
	int ret = memhp_rules_explain(nla_get_u64(block), &d);

	if (ret)
		return ret;
	memhp_netlink_struct(skb, cb, MEMHP_CMD_EXPLAIN,
			     MEMHP_A_POLICY_DECISION, &d, sizeof(d));
	return 0;
}

static const struct nla_policy explain_attributes[] = {
	[MEMHP_A_POLICY_BLOCK] = { .type = NLA_U64 },
};

static const struct nla_policy pages_attributes[] = {
	[MEMHP_A_PAGES_FIRST] = { .type = NLA_U64 },
	[MEMHP_A_PAGES_COUNT] = { .type = NLA_U64 },
};

static const struct genl_ops memhp_ops[] = {
	{
		.cmd = MEMHP_CMD_BLOCKS,
		.start = blocks_start,
		.dumpit = blocks_dump,
		.done = blocks_done,
	},
	{
		.cmd = MEMHP_CMD_FEATURES,
		.dumpit = features_dump,
	},
	{
		.cmd = MEMHP_CMD_POLICY,
		.start = policy_start,
		.dumpit = policy_dump,
	},
	{
		.cmd = MEMHP_CMD_GROUPS,
		.start = policy_start,
		.dumpit = groups_dump,
	},
	{
		.cmd = MEMHP_CMD_NODES,
		.start = policy_start,
		.dumpit = nodes_dump,
	},
	{
		.cmd = MEMHP_CMD_EXPLAIN,
		.start = explain_start,
		.dumpit = explain_dump,
		.policy = explain_attributes,
		.maxattr = MEMHP_A_POLICY_BLOCK,
	},
	{
		.cmd = MEMHP_CMD_PAGES,
		.start = memhp_pages_start,
		.dumpit = memhp_pages_dump,
		.done = memhp_pages_done,
		.policy = pages_attributes,
		.maxattr = MEMHP_A_PAGES_COUNT,
	},
	{
		.cmd = MEMHP_CMD_TROUBLE,
		.start = memhp_trouble_start,
		.dumpit = memhp_trouble_dump,
		.policy = pages_attributes,
		.maxattr = MEMHP_A_PAGES_COUNT,
	},
	{
		.cmd = MEMHP_CMD_ZONES,
		.dumpit = memhp_zones_dump,
	},
	{
		.cmd = MEMHP_CMD_FIRMWARE,
		.start = memhp_firmware_start,
		.dumpit = memhp_firmware_dump,
	},
	{
		.cmd = MEMHP_CMD_STATS,
		.start = stats_start,
		.dumpit = stats_dump,
	},
};

/* Other requests have no attributes: whatever comes is refused. */
static const struct nla_policy no_attributes[] = {
	[MEMHP_A_BLOCKS_PAD] = { .type = NLA_REJECT },
};

static const struct genl_multicast_group groups[] = {
	{ .name = MEMHP_GENL_EVENTS },
};

static struct genl_family memhp_family = {
	.name = MEMHP_GENL_NAME,
	.version = MEMHP_GENL_VERSION,
	.module = THIS_MODULE,
	.netnsok = true,
	.parallel_ops = true,
	.policy = no_attributes,
	.maxattr = MEMHP_A_BLOCKS_PAD,
	.ops = memhp_ops,
	.n_ops = ARRAY_SIZE(memhp_ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
};

/* Between register and unregister the family has its multicast group. */
static bool registered;

static struct sk_buff *message_of(const struct memhp_event *event)
{
	struct sk_buff *skb = genlmsg_new(nla_total_size(sizeof(*event)), GFP_KERNEL);
	void *hdr = skb ? genlmsg_put(skb, 0, 0, &memhp_family, 0, MEMHP_CMD_EVENT) : NULL;

	if (hdr && !nla_put(skb, MEMHP_A_EVENTS_EVENT, sizeof(*event), event)) {
		genlmsg_end(skb, hdr);
		return skb;
	}
	nlmsg_free(skb);
	return NULL;
}

void memhp_netlink_tell(const struct memhp_event *event)
{
	struct sk_buff *skb;

	if (!READ_ONCE(registered) || !genl_has_listeners(&memhp_family, &init_net, 0))
		return;
	skb = message_of(event);
	if (skb)
		genlmsg_multicast(&memhp_family, skb, 0, 0, GFP_KERNEL);
	else
		genl_set_err(&memhp_family, &init_net, 0, 0, -ENOBUFS);
}

int memhp_netlink_init(void)
{
	/* From now on anybody may ask what there is. */
	int ret = genl_register_family(&memhp_family);

	WRITE_ONCE(registered, !ret);
	return ret;
}

void memhp_netlink_exit(void)
{
	WRITE_ONCE(registered, false);
	/* Whoever is telling something ends first: this waits for its lock. */
	memhp_events_seq();
	genl_unregister_family(&memhp_family);
}
