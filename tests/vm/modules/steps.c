// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the steps of a change: whatever memhp has a tracepoint for, whatever the kernel
 * asks memory notifiers, before all others and (where it was loaded before memhp) behind
 * the others, and the parts of an offline that the kernel has functions for. At one of
 * them it sends a process a signal, or takes its time.
 *
 * counted	so many since it was last set; write 0 before a change
 * at		that one; 0: none
 * pid, signal	who is sent which; 0: nobody
 * delay_ms	so long, there and then
 */
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/tracepoint.h>

static atomic_t steps;
static unsigned int at, signal, delay_ms;
static int pid;
module_param(at, uint, 0600);
module_param(signal, uint, 0600);
module_param(delay_ms, uint, 0600);
module_param(pid, int, 0600);

static int counted_set(const char *text, const struct kernel_param *param)
{
	atomic_set(&steps, 0);
	return 0;
}

static int counted_get(char *text, const struct kernel_param *param)
{
	return sprintf(text, "%d\n", atomic_read(&steps));
}

static const struct kernel_param_ops counted_ops = { .set = counted_set, .get = counted_get };
module_param_cb(counted, &counted_ops, NULL, 0600);

static void send(struct irq_work *work)
{
	rcu_read_lock();
	kill_pid(find_vpid(pid), signal, 1);
	rcu_read_unlock();
}

static struct irq_work sending;

/* Nobody may sleep where this comes from, and from a kprobe nobody may take a lock: the signal
 * is sent as soon as interrupts come. */
static void step(void)
{
	if (atomic_inc_return(&steps) != READ_ONCE(at) || !at)
		return;
	if (signal)
		irq_work_queue(&sending);
	mdelay(delay_ms);
}

/* For any tracepoint: what it tells is of no interest. */
static void traced(void *data)
{
	step();
}

static int probe(struct module *mod, bool on)
{
	int i;

	if (strcmp(mod->name, "memhp"))
		return NOTIFY_DONE;
	for (i = 0; i < mod->num_tracepoints; i++) {
		struct tracepoint *tp = tracepoint_ptr_deref(&mod->tracepoints_ptrs[i]);

		if (!on)
			tracepoint_probe_unregister(tp, traced, NULL);
		else if (tracepoint_probe_register(tp, traced, NULL))
			pr_warn("steps: cannot watch %s\n", tp->name);
	}
	return NOTIFY_OK;
}

static int module_noticed(struct notifier_block *nb, unsigned long what, void *data)
{
	struct tp_module *m = data;

	return what == MODULE_STATE_COMING || what == MODULE_STATE_GOING ?
	       probe(m->mod, what == MODULE_STATE_COMING) : NOTIFY_DONE;
}

static struct notifier_block modules = { .notifier_call = module_noticed };

static int noticed(struct notifier_block *nb, unsigned long what, void *data)
{
	step();
	return NOTIFY_OK;
}

static struct notifier_block first = { .notifier_call = noticed, .priority = INT_MAX };
static struct notifier_block last = { .notifier_call = noticed, .priority = INT_MIN };

static int hit(struct kprobe *p, struct pt_regs *regs)
{
	step();
	return 0;
}

#define AT(name) { .symbol_name = #name, .pre_handler = hit }
static struct kprobe probes[] = {
	AT(online_pages), AT(offline_pages), AT(start_isolate_page_range),
	AT(undo_isolate_page_range), AT(migrate_pages), AT(dissolve_free_huge_pages),
	AT(dissolve_free_hugetlb_folios), AT(__offline_isolated_pages),
	AT(remove_pfn_range_from_zone), AT(move_pfn_range_to_zone),
};

static int __init steps_init(void)
{
	int i;

	init_irq_work(&sending, send);
	/* Not each kernel has each of them. */
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (register_kprobe(&probes[i]))
			probes[i].addr = NULL;
	/* These only fail for what is registered already. */
	register_memory_notifier(&first);
	register_memory_notifier(&last);
	register_tracepoint_module_notifier(&modules);
	return 0;
}

static void __exit steps_exit(void)
{
	int i;

	unregister_tracepoint_module_notifier(&modules);
	unregister_memory_notifier(&last);
	unregister_memory_notifier(&first);
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (probes[i].addr)
			unregister_kprobe(&probes[i]);
	tracepoint_synchronize_unregister();
	irq_work_sync(&sending);
}

module_init(steps_init);
module_exit(steps_exit);
MODULE_DESCRIPTION("something happens at one step of a change, for tests");
MODULE_LICENSE("GPL");
