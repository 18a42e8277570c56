// SPDX-License-Identifier: GPL-2.0
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "chain.h"
#include "features.h"
#include "symbols.h"

/* More notifiers than anybody has: the kernel's own are about ten. */
#define MAX_LINKS 32

/**
 * struct chain_link - a notifier that is watched
 * @probe:	on its function; a little behind its begin on some kernels
 * @notifier:	it, as it was found: may have gone since
 * @called:	its function
 * @chain:	the chain it is in
 * @probed:	@probe is there
 */
struct chain_link {
	struct kprobe probe;
	const struct notifier_block *notifier;
	notifier_fn_t called;
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

/* The next behind @nb, NULL: the first, that is not ours: ours only watch. */
static struct notifier_block *next_link(struct notifier_block *nb)
{
	do {
		nb = rcu_dereference_protected(nb ? nb->next :
						    memory_chain->head,
					lockdep_is_held(&memory_chain->rwsem));
	} while (nb && within_module((unsigned long)nb->notifier_call,
				     THIS_MODULE));
	return nb;
}

/* In the order in which they are asked. */
static void read_chain(struct memhp_chain *c)
{
	struct notifier_block *nb = NULL;

	down_read(&memory_chain->rwsem);
	while (c->nr < MAX_LINKS && (nb = next_link(nb))) {
		struct chain_link *link = &c->links[c->nr++];

		link->chain = c;
		link->notifier = nb;
		link->called = nb->notifier_call;
		link->probe.addr = (kprobe_opcode_t *)nb->notifier_call;
		link->probe.pre_handler = note_asked;
	}
	up_read(&memory_chain->rwsem);
}

/* Is it still the chain that was read, and all of it? */
static bool same_chain(const struct memhp_chain *c)
{
	struct notifier_block *nb = NULL;
	int i = 0;

	down_read(&memory_chain->rwsem);
	while ((nb = next_link(nb)) && i < c->nr &&
	       nb == c->links[i].notifier &&
	       nb->notifier_call == c->links[i].called)
		i++;
	up_read(&memory_chain->rwsem);
	return !nb && i == c->nr;
}

void memhp_chain_init(void)
{
	unsigned long addr = memhp_symbol_address("memory_chain");

	if (memhp_symbol_size("memory_chain", addr) >= sizeof(*memory_chain))
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
	read_chain(c);
	for (i = 0; i < c->nr; i++)
		c->links[i].probed = !register_kprobe(&c->links[i].probe);
	return c;
}

void memhp_chain_disarm(struct memhp_chain *c)
{
	struct kprobe *probes[MAX_LINKS];
	int i, nr = 0;

	if (!c)
		return;
	for (i = 0; i < c->nr; i++)
		if (c->links[i].probed)
			probes[nr++] = &c->links[i].probe;
	/* All at once wait once for those that run. */
	unregister_kprobes(probes, nr);
	kfree(c);
}

void memhp_chain_reset(struct memhp_chain *c)
{
	if (c)
		WRITE_ONCE(c->last, -1);
}

/* May somebody have been asked unseen? Probes miss some when the machine is in
 * another one, and are gone for good with the module that they were in. */
static bool missed_some(const struct memhp_chain *c)
{
	int i;

	for (i = 0; i < c->nr; i++)
		if (c->links[i].probed &&
		    (c->links[i].probe.nmissed ||
		     c->links[i].probe.flags & KPROBE_FLAG_GONE))
			return true;
	return false;
}

/* Was @last the last that was asked? Then the next was not, which has to be seen. */
static bool sure(const struct memhp_chain *c, int last)
{
	return last >= 0 && c->nr < MAX_LINKS && !missed_some(c) &&
	       (last + 1 == c->nr || c->links[last + 1].probed) &&
	       same_chain(c);
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
	sprint_symbol_no_offset(text, (unsigned long)c->links[last].called);
	/* Without a name it is the address, which is nobody's business. */
	if (strncmp(text, "0x", 2))
		strscpy_pad(name, text, size);
	kfree(text);
}
