// SPDX-License-Identifier: GPL-2.0
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/ptrace.h>
#include <linux/slab.h>

#include "chain.h"
#include "features.h"
#include "symbols.h"

/* More notifiers than anybody has: the kernel's own are about ten. */
#define MAX_LINKS 32

struct chain_link {
	struct kprobe probe;
	struct memhp_chain *chain;
	bool probed;
};

struct memhp_chain {
	struct task_struct *task;
	int last;		/* index of the last that was asked, -1: none */
	int nr;
	struct chain_link links[MAX_LINKS];
};

/* The chain of the kernel's memory blocks; static there. */
static struct blocking_notifier_head *memory_chain;

static int note_asked(struct kprobe *p, struct pt_regs *regs)
{
	struct chain_link *link = container_of(p, struct chain_link, probe);
	unsigned long action = regs_get_kernel_argument(regs, 1);

	if (link->chain->task == current &&
	    (action == MEM_GOING_ONLINE || action == MEM_GOING_OFFLINE))
		WRITE_ONCE(link->chain->last, link - link->chain->links);
	return 0;
}

/* In the order in which they are asked; ours only watch. */
static void read_chain(struct memhp_chain *c, struct blocking_notifier_head *head)
{
	struct notifier_block *nb;

	down_read(&head->rwsem);
	nb = rcu_dereference_protected(head->head,
				       lockdep_is_held(&head->rwsem));
	for (; nb && c->nr < MAX_LINKS;
	     nb = rcu_dereference_protected(nb->next,
					    lockdep_is_held(&head->rwsem))) {
		unsigned long addr = (unsigned long)nb->notifier_call;

		if (within_module(addr, THIS_MODULE))
			continue;
		c->links[c->nr].chain = c;
		c->links[c->nr].probe.addr = (kprobe_opcode_t *)addr;
		c->links[c->nr++].probe.pre_handler = note_asked;
	}
	up_read(&head->rwsem);
}

void memhp_chain_init(void)
{
	unsigned long addr = memhp_symbol_address("memory_chain");

	if (memhp_symbol_size("memory_chain", addr))
		memory_chain = (struct blocking_notifier_head *)addr;
	else
		memhp_features_lack(MEMHP_ON(NOTIFIERS),
				    "the kernel tells no address of memory_chain");
}

struct memhp_chain *memhp_chain_arm(void)
{
	struct memhp_chain *c;
	int i;

	if (!memhp_has(MEMHP_FEATURE_NOTIFIERS))
		return NULL;
	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return NULL;
	c->task = current;
	c->last = -1;
	read_chain(c, memory_chain);
	for (i = 0; i < c->nr; i++)
		c->links[i].probed = !register_kprobe(&c->links[i].probe);
	return c;
}

void memhp_chain_disarm(struct memhp_chain *c)
{
	int i;

	if (!c)
		return;
	for (i = 0; i < c->nr; i++)
		if (c->links[i].probed)
			unregister_kprobe(&c->links[i].probe);
	kfree(c);
}

void memhp_chain_reset(struct memhp_chain *c)
{
	if (c)
		WRITE_ONCE(c->last, -1);
}

/* The next one may have been asked unseen. */
static bool sure(const struct memhp_chain *c, int last)
{
	return last >= 0 && (last + 1 == c->nr ? c->nr < MAX_LINKS :
			     c->links[last + 1].probed);
}

void memhp_chain_last(const struct memhp_chain *c, char *name, size_t size)
{
	char *text;
	int last;

	name[0] = '\0';
	last = c ? READ_ONCE(c->last) : -1;
	if (!c || !sure(c, last))
		return;
	text = kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL);
	if (!text)
		return;
	sprint_symbol_no_offset(text,
				(unsigned long)c->links[last].probe.addr);
	strscpy(name, text, size);
	kfree(text);
}
