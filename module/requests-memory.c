// SPDX-License-Identifier: GPL-2.0
/* Requests about memory itself: that it comes and goes, and that pages do. */
#include <linux/memory.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "fill.h"
#include "kernel/held.h"
#include "physical.h"
#include "requests.h"

static bool fill_valid(const struct memhp_fill *f)
{
	u64 size = memory_block_size_bytes();

	return !(f->flags & ~MEMHP_FILL_FLAGS) && !f->pad &&
	       !(f->flags && f->op != MEMHP_FILL_POPULATE) && f->op > MEMHP_FILL_NONE &&
	       f->op <= MEMHP_FILL_MAX && f->timeout_ns <= KTIME_MAX &&
	       f->block < (1ULL << MAX_PHYSMEM_BITS) / size &&
	       f->length <= size && f->granule <= size;
}

int memhp_ioctl_fill(struct file *file, void __user *arg)
{
	struct memhp_fill f;
	int ret;

	ret = memhp_may_change(file, MEMHP_FEATURE_STAGE);
	if (!ret)
		ret = memhp_copy_sized(&f, sizeof(f), MEMHP_FILL_SIZE_V1, arg);
	if (ret)
		return ret;
	if (!fill_valid(&f))
		return -EINVAL;
	if (f.op == MEMHP_FILL_DEPOPULATE && !memhp_held_can_take())
		return -EOPNOTSUPP;
	f.done = 0;
	f.populated = 0;
	f.held = 0;
	f.reason = MEMHP_REASON_NONE;
	f.error = 0;
	/* Before anything is done: is there room for the answer? */
	if (copy_to_user(arg, &f, MEMHP_FILL_SIZE_V1))
		return -EFAULT;
	ret = memhp_fill(&f);
	if (!ret && copy_to_user(arg, &f, MEMHP_FILL_SIZE_V1))
		ret = -EFAULT;
	return ret;
}

/* A piece lies within its whole, blocks that do not wrap; only what is added has one. */
static bool whole_valid(const struct memhp_memory *m)
{
	u64 before = m->start - m->whole, size = memory_block_size_bytes();

	if (!m->whole_length)
		return !m->whole;
	if (m->whole % size || m->whole_length % size)
		return false;
	return m->op == MEMHP_MEMORY_ADD && m->start >= m->whole &&
	       before < m->whole_length && m->length <= m->whole_length - before &&
	       m->whole + (m->whole_length - 1) >= m->whole;
}

static bool memory_valid(const struct memhp_memory *m)
{
	bool add = m->op == MEMHP_MEMORY_ADD;

	return whole_valid(m) && !(m->flags & ~MEMHP_MEMORY_FLAGS) && m->op &&
	       m->op <= MEMHP_MEMORY_MAX && m->length && m->node >= -1 &&
	       (add || (m->node == -1 && !(m->flags & ~MEMHP_MEMORY_CHECK)));
}

int memhp_ioctl_memory(struct file *file, void __user *arg)
{
	struct memhp_memory m;
	int ret;

	ret = memhp_may_change(file, MEMHP_FEATURE_PHYSICAL);
	if (!ret)
		ret = memhp_copy_sized(&m, sizeof(m), MEMHP_MEMORY_SIZE_V1, arg);
	if (ret)
		return ret;
	if (!memory_valid(&m))
		return -EINVAL;
	m.reason = MEMHP_REASON_NONE;
	m.error = 0;
	m.done = 0;
	m.fits = 0;
	m.bad = ~0ULL;
	memset(m.what, 0, sizeof(m.what));
	/* Before anything is done: is there room for the answer? */
	if (copy_to_user(arg, &m, MEMHP_MEMORY_SIZE_V1))
		return -EFAULT;
	ret = memhp_physical(&m);
	if (!ret && copy_to_user(arg, &m, MEMHP_MEMORY_SIZE_V1))
		ret = -EFAULT;
	return ret;
}
