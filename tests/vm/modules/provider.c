// SPDX-License-Identifier: GPL-2.0
/*
 * A hypervisor that hands out memory in pieces of 4 MiB, and refuses some: a sample of
 * a memhp provider. What it has not handed out, nobody may touch: it writes to pieces
 * when they come back and looks, before it hands them out again, whether that is still
 * there.
 *
 * start, size: its range
 * refuse: each piece with this number, modulo 8, is refused; -1: none
 * deny: the errno to refuse with that blocks go online or offline; 0: they may
 * populate, depopulate: write an address, and the piece there is, by its own doing
 * attached, wrong, online, stayed: what it counted: pieces handed out, faults found, bytes of
 * blocks that are online, and of those that were to go offline and did not
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <memhp/provider.h>

#define PIECE (4UL << 20)
#define MARK 0x5a

static unsigned long long start;
module_param(start, ullong, 0444);
static unsigned long size;
module_param(size, ulong, 0444);
static int refuse = -1;
module_param(refuse, int, 0644);
static int deny;
module_param(deny, int, 0644);
static unsigned long attached;
module_param(attached, ulong, 0444);
static unsigned long wrong;
module_param(wrong, ulong, 0444);
static unsigned long online;
module_param(online, ulong, 0444);
static unsigned long stayed;
module_param(stayed, ulong, 0444);

static unsigned long *pieces, *marked;
static struct memhp_provider *provider;

static void *at(u64 address)
{
	return page_address(pfn_to_page(PHYS_PFN(address)));
}

static unsigned long number(u64 address)
{
	return (address - start) / PIECE;
}

static int may(void *data, u64 from, u64 bytes)
{
	return -deny;
}

static void is_online(void *data, u64 from, u64 bytes, u64 pages)
{
	online += bytes;
	wrong += pages != 0;
}

static int attach(void *data, u64 from, u64 bytes)
{
	unsigned long n = number(from);

	if (bytes != PIECE || from % PIECE || from < start ||
	    from + bytes > start + size || test_bit(n, pieces)) {
		wrong++;
		return -EINVAL;
	}
	if (refuse >= 0 && n % 8 == refuse)
		return -ENOSPC;
	if (test_bit(n, marked) && memchr_inv(at(from), MARK, PIECE))
		wrong++;
	set_bit(n, pieces);
	attached++;
	return 0;
}

static void adopt(void *data, u64 from, u64 bytes)
{
	wrong += bytes != PIECE || test_and_set_bit(number(from), pieces);
	attached++;
}

static void detach(void *data, u64 from, u64 bytes)
{
	unsigned long n = number(from);

	if (bytes != PIECE || !test_and_clear_bit(n, pieces)) {
		wrong++;
		return;
	}
	attached--;
	memset(at(from), MARK, PIECE);
	set_bit(n, marked);
}

static void is_offline(void *data, u64 from, u64 bytes)
{
	unsigned long n;

	for (n = number(from); n < number(from + bytes); n++)
		wrong += test_bit(n, pieces);
	online -= min_t(u64, online, bytes);
}

static void stays_online(void *data, u64 from, u64 bytes)
{
	stayed += bytes;
}

static const struct memhp_provider_ops ops = {
	.going_online = may,
	.online = is_online,
	.adopt = adopt,
	.attach = attach,
	.detach = detach,
	.going_offline = may,
	.offline = is_offline,
	.still_online = stays_online,
};

static int set_populate(const char *text, const struct kernel_param *param)
{
	unsigned long long address;
	long pages;
	int ret = kstrtoull(text, 0, &address);

	if (ret)
		return ret;
	pages = memhp_provider_populate(provider, address, PIECE);
	return pages < 0 ? pages : 0;
}

static const struct kernel_param_ops populate_ops = { .set = set_populate };
module_param_cb(populate, &populate_ops, NULL, 0200);

static int set_depopulate(const char *text, const struct kernel_param *param)
{
	unsigned long long address;
	long pages;
	int ret = kstrtoull(text, 0, &address);

	if (ret)
		return ret;
	pages = memhp_provider_depopulate(provider, address, PIECE, 5ULL * NSEC_PER_SEC);
	return pages < 0 ? pages : 0;
}

static const struct kernel_param_ops depopulate_ops = { .set = set_depopulate };
module_param_cb(depopulate, &depopulate_ops, NULL, 0200);

static int get_pages(char *text, const struct kernel_param *param)
{
	return sprintf(text, "%llu\n", memhp_provider_pages(provider));
}

static const struct kernel_param_ops pages_ops = { .get = get_pages };
module_param_cb(pages, &pages_ops, NULL, 0444);

static int __init provider_init(void)
{
	if (PIECE < memhp_provider_granule_min())
		return -EOPNOTSUPP;
	pieces = bitmap_zalloc(size / PIECE, GFP_KERNEL);
	marked = bitmap_zalloc(size / PIECE, GFP_KERNEL);
	if (!pieces || !marked)
		goto fail;
	provider = memhp_provider_register(start, size, PIECE, &ops, NULL);
	if (!IS_ERR(provider))
		return 0;
fail:
	bitmap_free(pieces);
	bitmap_free(marked);
	return IS_ERR(provider) ? PTR_ERR(provider) : -ENOMEM;
}

static void __exit provider_exit(void)
{
	memhp_provider_unregister(provider);
	bitmap_free(pieces);
	bitmap_free(marked);
}

module_init(provider_init);
module_exit(provider_exit);
MODULE_DESCRIPTION("plays a hypervisor that provides memory in pieces, for tests");
MODULE_LICENSE("GPL");
