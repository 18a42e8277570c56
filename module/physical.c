// SPDX-License-Identifier: GPL-2.0
/* Memory that comes and goes at somebody's request: what both ways have in common. */
#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "kernel/compat.h"
#include "physical.h"

/* One request at a time: what was looked at is still so when it is done. */
static DEFINE_MUTEX(one_at_a_time);

static struct task_struct *requesting;

bool memhp_physical_by_us(void)
{
	return READ_ONCE(requesting) == current;
}

int memhp_refuse(struct memhp_memory *m, u32 reason, s32 error, u64 bad)
{
	m->reason = reason;
	m->error = error;
	m->bad = bad;
	return -error;
}

/* Of what this is a piece of; it was seen not to wrap. */
static u64 whole_last(const struct memhp_memory *m)
{
	return m->whole_length ? m->whole + (m->whole_length - 1) : 0;
}

int memhp_physical_place(struct memhp_memory *m)
{
	u64 size = memory_block_size_bytes(), last, limit;

	if (m->start % size)
		return memhp_refuse(m, MEMHP_REASON_UNALIGNED, EINVAL, m->start);
	if (m->length % size)
		return memhp_refuse(m, MEMHP_REASON_UNALIGNED, EINVAL,
				    m->start + m->length);
	limit = memhp_compat_last_pluggable();
	last = m->start + (m->length - 1);
	if (last >= m->start && last <= limit && whole_last(m) <= limit)
		return 0;
	snprintf(m->what, sizeof(m->what), "%#llx", limit);
	return memhp_refuse(m, MEMHP_REASON_BEYOND, ERANGE, max(m->start, limit + 1));
}

int memhp_physical(struct memhp_memory *m)
{
	if (mutex_lock_interruptible(&one_at_a_time))
		return -EINTR;
	WRITE_ONCE(requesting, current);
	if (m->op == MEMHP_MEMORY_ADD)
		memhp_physical_add(m);
	else
		memhp_physical_remove(m);
	WRITE_ONCE(requesting, NULL);
	mutex_unlock(&one_at_a_time);
	return 0;
}
