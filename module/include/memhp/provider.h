/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For other modules: memory that somebody else backs, a hypervisor for a balloon, say.
 *
 * A provider owns a range of physical memory. Blocks in it go online staged, whoever
 * takes them online: in their zone, with no page in the page allocator. Memory is
 * given to the allocator a granule at a time, by memhpctl populate or by the provider
 * itself, and only after the provider has attached backing to it.
 *
 * To build against it: -I/usr/src/memhp-VERSION/module/include, and memhp's
 * Module.symvers in KBUILD_EXTRA_SYMBOLS. Newer DKMS (3.2) keeps that
 * in /var/lib/dkms/memhp/VERSION/KERNEL/ARCH/module; "make module" leaves it in module/.
 */
#ifndef MEMHP_PROVIDER_H
#define MEMHP_PROVIDER_H

#include <linux/types.h>

struct memhp_provider;

/**
 * struct memhp_provider_ops - what the provider is asked and told
 * @going_online: a run of blocks is about to go online; 0, or a negative errno to
 *		refuse. May be NULL
 * @online:	it is; @pages of it are in the page allocator. Those are none, but when
 *		somebody switched kprobes off in the middle: then they were told by
 *		@adopt. May be NULL
 * @adopt:	these bytes are in the allocator already, of a block that another provider, or
 *		nobody, provided for until now: told while registering
 * @attach:	back these bytes, a granule, before they go to the allocator; 0, or a
 *		negative errno to refuse, and they stay held
 * @detach:	they are no longer used: taken back from the allocator, or their block
 *		is offline
 * @going_offline: a run of blocks is about to go offline; 0, or a negative errno to
 *		refuse. May be NULL
 * @offline:	it is, and those of its granules that were attached were detached; or it
 *		did not get online, whether @going_online was asked or not. May be NULL
 * @still_online: it stays online, whether @going_offline was asked or not. May be NULL
 *
 * All are called in process context and may sleep, holding the kernel's device hotplug
 * lock, and some its memory hotplug lock: they must not take blocks online or offline,
 * nor those locks (before 6.2 kmem_cache_create() does), nor call the functions below.
 * Nobody else can change blocks meanwhile: they should be quick. Addresses and sizes are in
 * bytes.
 */
struct memhp_provider_ops {
	int (*going_online)(void *data, u64 start, u64 size);
	void (*online)(void *data, u64 start, u64 size, u64 pages);
	void (*adopt)(void *data, u64 start, u64 size);
	int (*attach)(void *data, u64 start, u64 size);
	void (*detach)(void *data, u64 start, u64 size);
	int (*going_offline)(void *data, u64 start, u64 size);
	void (*offline)(void *data, u64 start, u64 size);
	void (*still_online)(void *data, u64 start, u64 size);
};

/**
 * memhp_provider_register - provide for a range from now on
 * @start:	address of its first byte
 * @size:	bytes; both whole blocks
 * @granule:	bytes that are attached and detached at a time: a power of two, at least
 *		what the kernel can take back (memhp_provider_granule_min()), at most a
 *		block
 * @ops:	valid until memhp_provider_unregister()
 * @data:	for the callbacks
 *
 * Blocks in the range that are staged are this one's from now on, see @adopt. Returns
 * an ERR_PTR: -EINVAL; -EBUSY: a block there is online and not staged, or a granule of
 * it is populated in part, or holds its memmap, or it is of a driver that gives pages to
 * the allocator itself; -EAGAIN: kprobes are switched off; -EEXIST: another provider has a part of
 * the range; -EOPNOTSUPP: no staging on this kernel; -EINTR; -ENOMEM. May sleep.
 */
struct memhp_provider *
memhp_provider_register(u64 start, u64 size, u64 granule,
			const struct memhp_provider_ops *ops, void *data);

/**
 * memhp_provider_unregister - provide no longer
 *
 * Waits for callbacks that run, and for whoever changes blocks. Blocks of the range stay
 * as they are: what is populated stays in use, what is held stays held until there is a
 * provider again. Those that go online from now on go online whole.
 */
void memhp_provider_unregister(struct memhp_provider *provider);

/** memhp_provider_granule_min - bytes; the smallest granule of this kernel */
u64 memhp_provider_granule_min(void);

/**
 * memhp_provider_populate - give memory of a block to the allocator
 * @start:	first byte, of a granule
 * @size:	bytes, whole granules, within one block
 *
 * Returns how many pages really went there, or a negative errno if none did: that of
 * @attach, -ENODEV: no such block, or it is not online, -EINVAL, -EEXIST: a part of it
 * is there already, -EINTR.
 */
long memhp_provider_populate(struct memhp_provider *provider, u64 start, u64 size);

/**
 * memhp_provider_depopulate - take memory of a block back
 * @timeout_ns:	how long pages in use may take to migrate; 0: it is tried once
 *
 * As memhp_provider_populate(). -EBUSY, -ETIMEDOUT: pages in it are in use.
 */
long memhp_provider_depopulate(struct memhp_provider *provider, u64 start, u64 size,
			       u64 timeout_ns);

/** memhp_provider_pages - pages in the allocator, of the whole range. May sleep */
u64 memhp_provider_pages(struct memhp_provider *provider);

#endif
