// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/memory.h>
#include <linux/module.h>
#include <net/genetlink.h>

#include <memhp/uapi.h>

#include "blocks.h"
#include "kernel/features.h"
#include "netlink.h"

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

static void *put_header(struct sk_buff *skb, struct netlink_callback *cb,
			u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
			   cb->nlh->nlmsg_seq, &memhp_family, NLM_F_MULTI, cmd);
}

static int blocks_start(struct netlink_callback *cb)
{
	struct memhp_snapshot *s = memhp_snapshot_take();

	if (IS_ERR(s))
		return PTR_ERR(s);
	cb->args[ARG_SNAPSHOT] = (long)s;
	return 0;
}

static int put_alike(struct sk_buff *skb, const struct memhp_alike *a)
{
	return nla_put_u64_64bit(skb, MEMHP_A_BLOCKS_FIRST, a->first,
				 MEMHP_A_BLOCKS_PAD) ||
	       nla_put_u64_64bit(skb, MEMHP_A_BLOCKS_COUNT, a->count,
				 MEMHP_A_BLOCKS_PAD) ||
	       nla_put_u32(skb, MEMHP_A_BLOCKS_STATE, a->state) ||
	       nla_put_u32(skb, MEMHP_A_BLOCKS_ZONE, a->zone) ||
	       nla_put_s32(skb, MEMHP_A_BLOCKS_NODE, a->node) ||
	       nla_put_u32(skb, MEMHP_A_BLOCKS_OWNER, a->owner) ||
	       nla_put_u32(skb, MEMHP_A_BLOCKS_FLAGS, a->flags) ||
	       nla_put_u64_64bit(skb, MEMHP_A_BLOCKS_SIZE,
				 memory_block_size_bytes(), MEMHP_A_BLOCKS_PAD);
}

static int blocks_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct memhp_snapshot *s = (void *)cb->args[ARG_SNAPSHOT];
	void *hdr;

	for (; cb->args[ARG_NEXT] < s->nr; cb->args[ARG_NEXT]++) {
		hdr = put_header(skb, cb, MEMHP_CMD_BLOCKS);
		if (!hdr)
			break;
		if (s->torn)
			genlmsg_nlhdr(hdr)->nlmsg_flags |= NLM_F_DUMP_INTR;
		if (put_alike(skb, &s->ranges[cb->args[ARG_NEXT]])) {
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
		hdr = put_header(skb, cb, MEMHP_CMD_FEATURES);
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
};

/* Requests have no attributes: whatever comes is refused. */
static const struct nla_policy no_attributes[] = {
	[MEMHP_A_BLOCKS_PAD] = { .type = NLA_REJECT },
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
};

int memhp_netlink_init(void)
{
	return genl_register_family(&memhp_family);
}

void memhp_netlink_exit(void)
{
	genl_unregister_family(&memhp_family);
}
