// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Kernel and movable memory of each node, and how much may still become movable:
 * by the module's own accounts and the arithmetic it decides by, else, as far as
 * that goes, by /proc/zoneinfo.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy.h"
#include "private.h"

struct memhp_accounts {
	struct memhp *ctx;
	struct memhp_account *at;	/* the machine first */
	size_t count;
};

/* A saved tree does not tell; all that this version is for have these. */
static uint64_t page_size(const struct memhp *ctx)
{
	return ctx->root_fd < 0 ? (uint64_t)sysconf(_SC_PAGESIZE) : 4096;
}

/* ---- By the module ---- */

static struct memhp_account account_of(const struct memhp_node_info *node, uint64_t page)
{
	const struct memhp_rule rule = {
		.action = MEMHP_ACTION_AUTO_MOVABLE,
		.ratio = node->ratio,
		.flags = node->flags,
	};
	const struct memhp_scope scope = {
		.early = node->early / page,
		.cma = node->cma / page,
		.plugged = node->plugged / page,
		.movable = node->movable / page,
		.required = node->required / page,
		.group_movable = node->group_movable / page,
	};
	const struct memhp_share nothing = { .type = MEMHP_GROUP_NONE };
	uint64_t reserve = node->reserve / page + !!(node->reserve % page);
	struct memhp_sum sum;

	if (node->node >= 0)
		reserve = 0;	/* what is kept back is of the machine */
	memhp_weigh(&rule, &nothing, &scope, reserve, 0, &sum);
	return (struct memhp_account) {
		.node = node->node,
		.known = true,
		.watermarks = true,
		.kernel = node->early + node->plugged,
		.movable = node->movable,
		.kernel_counted = sum.kernel * page,
		.movable_counted = sum.movable * page,
		.movable_allowed = sum.allowed * page,
		.headroom = sum.allowed > sum.movable ? (sum.allowed - sum.movable) * page : 0,
		.ratio = node->ratio,
		.flags = node->flags,
		.free_kernel = node->free_kernel,
		.low_kernel = node->low_kernel,
		.rule = node->rule,
	};
}

/* Where the ratio is not for nodes, the machine's is all there is to keep. */
static void limit_nodes(struct memhp_accounts *accounts)
{
	const struct memhp_account *all = &accounts->at[0];
	struct memhp_account *node;

	for (node = accounts->at + 1; node < accounts->at + accounts->count; node++)
		if (!(node->flags & MEMHP_RULE_NUMA_AWARE) || node->headroom > all->headroom)
			node->headroom = all->headroom;
}

static int from_module(struct memhp_accounts *accounts)
{
	struct memhp_records records = {
		.attribute = MEMHP_A_POLICY_NODE,
		.size = sizeof(struct memhp_node_info),
	};
	const struct memhp_node_info *nodes;
	uint64_t page = page_size(accounts->ctx);
	int err;

	err = memhp_nl_records(accounts->ctx, MEMHP_CMD_NODES, NULL, &records, 1);
	nodes = records.at;
	if (!err && (!records.count || nodes[0].node != -1))
		err = memhp_fail(accounts->ctx, EIO, "the module's accounts make no sense");
	if (!err) {
		accounts->at = calloc(records.count, sizeof(*accounts->at));
		if (!accounts->at)
			err = memhp_no_memory(accounts->ctx);
	}
	for (; !err && accounts->count < records.count; accounts->count++)
		accounts->at[accounts->count] = account_of(&nodes[accounts->count], page);
	if (!err)
		limit_nodes(accounts);
	free(records.at);
	return err;
}

/* ---- By /proc/zoneinfo ---- */

static struct memhp_account *account_for(struct memhp_accounts *accounts, int node)
{
	struct memhp_account *more;
	size_t i;

	for (i = 0; i < accounts->count; i++)
		if (accounts->at[i].node == node)
			return &accounts->at[i];
	more = reallocarray(accounts->at, accounts->count + 1, sizeof(*more));
	if (!more)
		return NULL;
	accounts->at = more;
	more += accounts->count++;
	*more = (struct memhp_account){ .node = node, .watermarks = true, .rule = -1 };
	return more;
}

/* A line of a zone: "pages free 3968", "low 83", "present 3998". */
static void add_line(struct memhp_account *account, enum memhp_zone zone, const char *line,
		     uint64_t page)
{
	bool movable = zone == MEMHP_ZONE_MOVABLE;
	uint64_t pages;

	if (sscanf(line, " present %" SCNu64, &pages) == 1)
		*(movable ? &account->movable : &account->kernel) += pages * page;
	else if (movable)
		return;
	else if (sscanf(line, " pages free %" SCNu64, &pages) == 1)
		account->free_kernel += pages * page;
	else if (sscanf(line, " low %" SCNu64, &pages) == 1)
		account->low_kernel += pages * page;
}

/* Each zone begins with "Node 0, zone   Normal". */
static int read_zones(struct memhp_accounts *accounts, char *text)
{
	enum memhp_zone zone = MEMHP_ZONE_NONE;
	struct memhp_account *account = NULL;
	char name[16], *line, *rest;
	int node;

	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, "Node %d, zone %15s", &node, name) == 2) {
			zone = memhp_zone_of(name, strlen(name));
			account = account_for(accounts, node);
			if (!account)
				return memhp_no_memory(accounts->ctx);
		} else if (account && zone != MEMHP_ZONE_NONE && zone != MEMHP_ZONE_DEVICE) {
			add_line(account, zone, line, page_size(accounts->ctx));
		}
	}
	return 0;
}

static void add_up(struct memhp_accounts *accounts)
{
	struct memhp_account *all = &accounts->at[0];
	const struct memhp_account *node;

	for (node = all + 1; node < all + accounts->count; node++) {
		all->kernel += node->kernel;
		all->movable += node->movable;
		all->free_kernel += node->free_kernel;
		all->low_kernel += node->low_kernel;
	}
}

static int from_zoneinfo(struct memhp_accounts *accounts)
{
	struct memhp *ctx = accounts->ctx;
	char *text;
	int err;

	if (!account_for(accounts, -1))
		return memhp_no_memory(ctx);
	err = memhp_zoneinfo_read(ctx, &text);
	if (err)
		return err;
	err = read_zones(accounts, text);
	if (!err && accounts->count == 1)
		err = memhp_fail(ctx, ENOENT, "/proc/zoneinfo has no zone");
	if (!err)
		add_up(accounts);
	free(text);
	return err;
}

/* ---- What there is ---- */

static int fill(struct memhp_accounts *accounts)
{
	struct memhp *ctx = accounts->ctx;
	int err = -ENOENT;

	if (ctx->use_module)
		err = from_module(accounts);
	if (!err || err == -ENOMEM)
		return err;
	if (ctx->use_module)
		memhp_debug(ctx, "reading zoneinfo, since not the module: %s", ctx->error);
	ctx->error[0] = '\0';
	return from_zoneinfo(accounts);
}

MEMHP_EXPORT int memhp_accounts_get(struct memhp *ctx, struct memhp_accounts **out)
{
	struct memhp_accounts *accounts = calloc(1, sizeof(*accounts));
	int err;

	if (!accounts)
		return memhp_no_memory(ctx);
	accounts->ctx = memhp_ref(ctx);
	err = fill(accounts);
	if (err) {
		memhp_accounts_free(accounts);
		return err;
	}
	*out = accounts;
	return 0;
}

MEMHP_EXPORT void memhp_accounts_free(struct memhp_accounts *accounts)
{
	if (!accounts)
		return;
	free(accounts->at);
	memhp_unref(accounts->ctx);
	free(accounts);
}

MEMHP_EXPORT size_t memhp_accounts_count(const struct memhp_accounts *accounts)
{
	return accounts->count;
}

MEMHP_EXPORT const struct memhp_account *
memhp_accounts_at(const struct memhp_accounts *accounts, size_t i)
{
	return i < accounts->count ? &accounts->at[i] : NULL;
}

MEMHP_EXPORT bool memhp_account_past(const struct memhp_account *account)
{
	return account->known && account->rule >= 0 &&
	       account->movable_counted > account->movable_allowed;
}

MEMHP_EXPORT bool memhp_account_short(const struct memhp_account *account)
{
	return account->watermarks && account->free_kernel / 2 < account->low_kernel;
}
