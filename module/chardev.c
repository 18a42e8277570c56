// SPDX-License-Identifier: GPL-2.0
#include <linux/build_bug.h>
#include <linux/capability.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/memory.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <generated/utsrelease.h>

#include "agents.h"
#include "auto.h"
#include "chardev.h"
#include "core/decide.h"
#include "core/ranges.h"
#include "engine.h"
#include "fill.h"
#include "kernel/features.h"
#include "kernel/held.h"
#include "kernel/intercept.h"
#include "requests.h"

int memhp_copy_sized(void *dst, size_t known, size_t shortest,
		     const void __user *src)
{
	u32 size;
	int ret;

	if (get_user(size, (const u32 __user *)src))
		return -EFAULT;
	if (size < shortest || size > PAGE_SIZE)
		return -EINVAL;
	ret = copy_struct_from_user(dst, known, src, size);
	if (ret == -E2BIG)
		return -EINVAL;
	/* Whoever changes the size between two reads gets what they ask for. */
	if (!ret && *(u32 *)dst != size)
		return -EINVAL;
	return ret;
}

static int do_info(void __user *arg)
{
	struct memhp_info info;
	u32 size;
	int ret;

	ret = memhp_copy_sized(&info, sizeof(info), MEMHP_INFO_SIZE_V1, arg);
	if (ret)
		return ret;
	if (info.flags)
		return -EINVAL;

	size = min_t(u32, info.size, sizeof(info));
	memset(&info, 0, sizeof(info));
	info.size = size;
	info.uapi_version = MEMHP_UAPI_VERSION;
	info.run_ms = memhp_engine_run_ms();
	info.block_size = memory_block_size_bytes();
	info.features = memhp_features();
	info.max_ranges = MEMHP_MAX_RANGES;
	info.max_blocks = MEMHP_MAX_BLOCKS;
	info.granule = memhp_fill_granule();
	info.granule_min = (u64)memhp_held_granule() << PAGE_SHIFT;
	strscpy(info.version, MEMHP_MODULE_VERSION, sizeof(info.version));
	strscpy(info.release, UTS_RELEASE, sizeof(info.release));
	if (copy_to_user(arg, &info, size))
		return -EFAULT;
	return 0;
}

static bool change_valid(const struct memhp_change *c)
{
	return !(c->flags & ~MEMHP_CHANGE_FLAGS) &&
	       !(c->flags & MEMHP_CHANGE_STAGED && c->op != MEMHP_OP_ONLINE) &&
	       memhp_op_valid(c->op, c->choice) &&
	       c->timeout_ns <= KTIME_MAX &&
	       c->retries <= MEMHP_MAX_RETRIES && !c->pad &&
	       c->result_size == sizeof(struct memhp_result) &&
	       c->nr_ranges && c->nr_ranges <= MEMHP_MAX_RANGES &&
	       c->nr_results <= MEMHP_MAX_BLOCKS;
}

/* The job that the caller describes, or ERR_PTR. */
static struct memhp_job *make_job(const struct memhp_change *c)
{
	u64 last = (1ULL << MAX_PHYSMEM_BITS) / memory_block_size_bytes() - 1;
	size_t size = c->nr_ranges * sizeof(struct memhp_range);
	struct memhp_range *ranges;
	struct memhp_job *job;
	u64 total;
	int ret;

	ranges = kvmalloc(size, GFP_KERNEL_ACCOUNT);
	if (!ranges)
		return ERR_PTR(-ENOMEM);
	ret = -EFAULT;
	if (copy_from_user(ranges, u64_to_user_ptr(c->ranges), size))
		goto out;
	ret = memhp_ranges_check(ranges, c->nr_ranges, last, c->nr_results,
				 &total);
	if (ret)
		goto out;
	/* Before anything is changed: is there room for the answer? */
	ret = -EFAULT;
	if (clear_user(u64_to_user_ptr(c->results),
		       total * sizeof(struct memhp_result)))
		goto out;

	ret = -ENOMEM;
	job = memhp_job_new(ranges, c->nr_ranges, total);
	if (!job)
		goto out;
	job->op = c->op;
	job->choice = c->choice;
	job->atomic = c->flags & MEMHP_CHANGE_ATOMIC;
	job->force = c->flags & MEMHP_CHANGE_FORCE;
	job->staged = c->flags & MEMHP_CHANGE_STAGED;
	job->retries = c->retries;
	job->who = memhp_who_asks(MEMHP_BY_MEMHP);
	job->timeout_ns = c->timeout_ns;
	ret = 0;
out:
	kvfree(ranges);
	return ret ? ERR_PTR(ret) : job;
}

int memhp_may_change(struct file *file, enum memhp_feature feature)
{
	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return memhp_has(feature) ? 0 : -EOPNOTSUPP;
}

static int do_change(struct file *file, void __user *arg)
{
	struct memhp_change __user *uchange = arg;
	struct memhp_change c;
	struct memhp_job *job;
	int ret;

	ret = memhp_may_change(file, MEMHP_FEATURE_CHANGE);
	if (!ret)
		ret = memhp_copy_sized(&c, sizeof(c), MEMHP_CHANGE_SIZE_V1, arg);
	if (ret)
		return ret;
	if (!change_valid(&c))
		return -EINVAL;

	if (c.flags & MEMHP_CHANGE_STAGED && !memhp_has(MEMHP_FEATURE_STAGE))
		return -EOPNOTSUPP;

	job = make_job(&c);
	if (IS_ERR(job))
		return PTR_ERR(job);
	ret = -EFAULT;
	if (put_user(0, &uchange->done))
		goto out;
	ret = job->staged ? memhp_intercept_arm() : 0;
	if (ret)
		goto out;
	ret = memhp_engine_start(job);
	if (ret)
		goto out_disarm;
	/*
	 * Past this point the change is carried out, whatever the caller does
	 * to its memory. Deadlines are kept by this loop: it must not sleep in
	 * a page fault, so progress that cannot be told now is not told.
	 */
	while (!memhp_watch_wait(&job->watch)) {
		u32 done = READ_ONCE(job->done);

		copy_to_user_nofault(&uchange->done, &done, sizeof(done));
	}
	if (copy_to_user(u64_to_user_ptr(c.results), job->results,
			 job->total * sizeof(struct memhp_result)))
		ret = -EFAULT;
	if (put_user(job->done, &uchange->done))
		ret = -EFAULT;
out_disarm:
	if (job->staged)
		memhp_intercept_disarm();
out:
	memhp_job_free(job);
	return ret;
}

static long memhp_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case MEMHP_IOC_INFO:
		return do_info((void __user *)arg);
	case MEMHP_IOC_CHANGE:
		return do_change(file, (void __user *)arg);
	case MEMHP_IOC_POLICY:
		return memhp_ioctl_policy(file, (void __user *)arg);
	case MEMHP_IOC_FILL:
		return memhp_ioctl_fill(file, (void __user *)arg);
	case MEMHP_IOC_GROUP:
		return memhp_ioctl_group(file, (void __user *)arg);
	case MEMHP_IOC_MEMORY:
		return memhp_ioctl_memory(file, (void __user *)arg);
	case MEMHP_IOC_AGENT:
		return memhp_ioctl_agent(file, (void __user *)arg);
	case MEMHP_IOC_ANSWER:
		return memhp_ioctl_answer(file, (void __user *)arg);
	default:
		return -ENOTTY;
	}
}

static int memhp_open(struct inode *inode, struct file *file)
{
	/* It is an agent's, once it is one; misc_open() left something else there. */
	file->private_data = NULL;
	return nonseekable_open(inode, file);
}

static int memhp_release(struct inode *inode, struct file *file)
{
	memhp_agents_release(file);
	return 0;
}

static const struct file_operations memhp_fops = {
	.owner = THIS_MODULE,
	.open = memhp_open,
	.release = memhp_release,
	.unlocked_ioctl = memhp_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

/*
 * Rules of udev may take new memory online only after the policy did: one that comes
 * before them reads this, which waits for it.
 */
static ssize_t settled_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	int ret = memhp_auto_settle();

	return ret < 0 ? ret : sysfs_emit(buf, "%d\n", ret);
}

static DEVICE_ATTR_ADMIN_RO(settled);

static struct attribute *memhp_attrs[] = { &dev_attr_settled.attr, NULL };
ATTRIBUTE_GROUPS(memhp);

/* Anybody may ask about the module; changes want CAP_SYS_ADMIN as well. */
static struct miscdevice memhp_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = MEMHP_DEVICE_NAME,
	.fops = &memhp_fops,
	.mode = 0644,
	.groups = memhp_groups,
};

int memhp_chardev_init(void)
{
	/* It has grown since. */
	BUILD_BUG_ON(sizeof(struct memhp_change) != 64);
	BUILD_BUG_ON(offsetof(struct memhp_change, retries) !=
		     MEMHP_CHANGE_SIZE_V1);
	BUILD_BUG_ON(offsetof(struct memhp_info, granule) !=
		     MEMHP_INFO_SIZE_V1);
	BUILD_BUG_ON(sizeof(struct memhp_fill) != MEMHP_FILL_SIZE_V1);
	BUILD_BUG_ON(sizeof(struct memhp_policy) != MEMHP_POLICY_SIZE_V1);
	BUILD_BUG_ON(sizeof(struct memhp_group) != MEMHP_GROUP_SIZE_V1);
	BUILD_BUG_ON(sizeof(struct memhp_memory) != MEMHP_MEMORY_SIZE_V1);
	BUILD_BUG_ON(sizeof(struct memhp_agent) != MEMHP_AGENT_SIZE_V1);
	BUILD_BUG_ON(sizeof(struct memhp_answer) != MEMHP_ANSWER_SIZE_V1);
	return misc_register(&memhp_misc);
}

void memhp_chardev_exit(void)
{
	misc_deregister(&memhp_misc);
}
