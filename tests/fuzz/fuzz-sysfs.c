// SPDX-License-Identifier: GPL-2.0
/*
 * A saved tree: what is below a root instead of the machine's own /sys and /proc. The
 * input is its files, each "@NAME", a line end, and what is in it up to the next line that
 * begins with '@'.
 */
#include "boot.h"
#include "place.h"

/* Where the file behind @at begins, or the end. */
static const char *next_file(const char *at, const char *end)
{
	while (at < end) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			return end;
		at++;
		if (at < end && *at == '@')
			return at;
	}
	return end;
}

static void put_file(const char *at, const char *end)
{
	const char *text = memchr(at, '\n', (size_t)(end - at));
	char name[256];

	if (*at != '@' || !text || text - at > (ptrdiff_t)sizeof(name) - 1)
		return;
	snprintf(name, sizeof(name), "%.*s", (int)(text - at - 1), at + 1);
	place_put(name, text + 1, (size_t)(end - text - 1));
}

static void put_files(const char *at, const char *end)
{
	const char *next;

	for (; at < end; at = next) {
		next = next_file(at, end);
		put_file(at, next);
	}
}

static void check_block(struct memhp *ctx, const struct memhp_block *block)
{
	struct memhp_block_detail detail = { .sz = sizeof(detail) };

	must(memhp_block_state(block) <= MEMHP_STATE_MAX);
	must(memhp_block_zone(block) <= MEMHP_ZONE_MAX);
	must(memhp_block_node(block) >= -1);
	must(memhp_block_size(block) - 1 <= UINT64_MAX - memhp_block_start(block));
	if (fuzz_good(ctx, memhp_block_detail_get(ctx, block, &detail)))
		must(memchr(detail.valid_zones, '\0', sizeof(detail.valid_zones)));
}

static void check_shapes(struct memhp *ctx, const struct memhp_blocks *blocks)
{
	struct memhp_shapes *shapes;
	uint64_t sum = 0;
	size_t i;

	must(!memhp_shapes_get(ctx, blocks, &shapes));
	for (i = 0; i < memhp_shapes_count(shapes); i++)
		sum += memhp_shapes_at(shapes, i)->blocks;
	must(sum == memhp_blocks_count(blocks));
	memhp_shapes_free(shapes);
}

/* What would become of a change of all of them. */
static void check_change(struct memhp *ctx, const struct memhp_blocks *blocks)
{
	struct memhp_change_req *req;
	struct memhp_set *set;
	char word[32];
	size_t i;

	must(!memhp_set_new(ctx, blocks, &set));
	for (i = 0; i < memhp_blocks_count(blocks); i++) {
		snprintf(word, sizeof(word), "%" PRIu64,
			 memhp_block_index(memhp_blocks_at(blocks, i)));
		must(!memhp_set_add(set, word));
	}
	must(!memhp_change_new(ctx, set, MEMHP_OP_SHIFT, MEMHP_CHOICE_MOVABLE, &req));
	if (fuzz_good(ctx, memhp_change_plan(req)))
		must(memhp_change_count(req) == memhp_set_count(set));
	memhp_change_free(req);
	memhp_set_free(set);
}

static void read_blocks(struct memhp *ctx)
{
	const struct memhp_block *block;
	struct memhp_blocks *blocks;
	size_t i;

	if (!fuzz_good(ctx, memhp_blocks_get(ctx, &blocks)))
		return;
	must(memhp_blocks_count(blocks));
	for (i = 0; i < memhp_blocks_count(blocks); i++) {
		block = memhp_blocks_at(blocks, i);
		must(!i || memhp_block_index(block - 1) < memhp_block_index(block));
		check_block(ctx, block);
	}
	check_shapes(ctx, blocks);
	check_change(ctx, blocks);
	memhp_blocks_free(blocks);
}

static void read_balance(struct memhp *ctx)
{
	struct memhp_balance_opts opts = { .sz = sizeof(opts), .node = -1, .amount = 50,
					   .goal = MEMHP_GOAL_MOVABLE,
					   .flags = MEMHP_BALANCE_PERCENT };
	struct memhp_balance *balance;

	if (fuzz_good(ctx, memhp_balance_new(ctx, &opts, &balance)))
		memhp_balance_free(balance);
}

static void read_zones(struct memhp *ctx)
{
	struct memhp_accounts *accounts;
	struct memhp_zones *zones;
	size_t i;

	if (fuzz_good(ctx, memhp_zones_get(ctx, &zones))) {
		must(memhp_zones_count(zones));
		for (i = 0; i < memhp_zones_count(zones); i++)
			must(memhp_zones_at(zones, i)->zone <= MEMHP_ZONE_MAX);
		memhp_zones_free(zones);
	}
	if (!fuzz_good(ctx, memhp_accounts_get(ctx, &accounts)))
		return;
	must(memhp_accounts_count(accounts) && memhp_accounts_at(accounts, 0)->node == -1);
	for (i = 0; i < memhp_accounts_count(accounts); i++) {
		memhp_account_past(memhp_accounts_at(accounts, i));
		memhp_account_short(memhp_accounts_at(accounts, i));
	}
	memhp_accounts_free(accounts);
}

static void read_rivals(struct memhp *ctx)
{
	struct memhp_rivals *rivals;
	size_t i;

	if (!fuzz_good(ctx, memhp_rivals_get(ctx, &rivals)))
		return;
	for (i = 0; i < memhp_rivals_count(rivals); i++)
		must(strchr(memhp_rivals_rule(rivals, i), ':'));
	memhp_rivals_free(rivals);
}

static void read_owner(struct memhp *ctx)
{
	struct memhp_page_owner owner = { .sz = sizeof(owner) };

	if (!fuzz_good(ctx, memhp_page_owner_get(ctx, 0, &owner)))
		return;
	must(memchr(owner.comm, '\0', sizeof(owner.comm)));
	must(memchr(owner.function, '\0', sizeof(owner.function)));
}

static void read_boot(struct memhp *ctx)
{
	struct memhp_bootplan *plan;
	struct memhp_boot *boot;

	if (!fuzz_good(ctx, memhp_boot_get(ctx, &boot)))
		return;
	if (fuzz_good(ctx, memhp_bootplan_get(boot, &plan)))
		memhp_bootplan_free(plan);
	memhp_boot_free(boot);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memhp *ctx = place_open();

	put_files((const char *)data, (const char *)data + size);
	read_blocks(ctx);
	read_balance(ctx);
	read_zones(ctx);
	read_rivals(ctx);
	read_owner(ctx);
	read_boot(ctx);
	place_close(ctx);
	return 0;
}
