// SPDX-License-Identifier: GPL-2.0
/*
 * Takes many small objects from the kernel's slabs, on one node, and holds them
 * until it is unloaded.
 */
#include <linux/module.h>
#include <linux/slab.h>

#define OBJECT 512

static int node;
module_param(node, int, 0444);
MODULE_PARM_DESC(node, "of this node, and no other");
static unsigned int count;
module_param(count, uint, 0444);
MODULE_PARM_DESC(count, "so many objects of 512 bytes");

struct object {
	struct object *next;
};

static struct object *objects;

static void give_back(void)
{
	while (objects) {
		struct object *next = objects->next;

		kfree(objects);
		objects = next;
	}
}

static int __init slabs_init(void)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		struct object *object = kmalloc_node(OBJECT, GFP_KERNEL |
					__GFP_THISNODE | __GFP_NOWARN, node);

		if (!object) {
			give_back();
			return -ENOMEM;
		}
		object->next = objects;
		objects = object;
	}
	return 0;
}

module_init(slabs_init);
module_exit(give_back);
MODULE_DESCRIPTION("holds slabs of a node, for tests");
MODULE_LICENSE("GPL");
