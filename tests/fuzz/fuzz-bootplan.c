// SPDX-License-Identifier: GPL-2.0
/*
 * The description of a machine that boots. What is taken is described as text that reads
 * as the same, and the model of the kernel's boot comes to an end with it.
 */
#include "boot.h"
#include "fuzz.h"

static int parse(struct memhp *ctx, const char *text, size_t length, struct memhp_boot **out)
{
	struct memhp_boot *boot;
	int err;

	must(!memhp_boot_new(ctx, &boot));
	err = memhp_boot_parse(boot, "name", text, length);
	if (err)
		must(!strncmp(memhp_error(ctx), "name:", 5));
	else
		err = memhp_boot_check(boot);
	if (fuzz_good(ctx, err)) {
		*out = boot;
		return 1;
	}
	memhp_boot_free(boot);
	return 0;
}

static void check_described(struct memhp *ctx, const struct memhp_boot *boot)
{
	struct memhp_boot *again;
	char *text, *second;

	must(!memhp_boot_describe(boot, &text));
	must(parse(ctx, text, strlen(text), &again));
	must(!memhp_boot_describe(again, &second));
	must(!strcmp(text, second));
	memhp_boot_free(again);
	free(text);
	free(second);
}

static void check_nodes(const struct memhp_bootplan *plan)
{
	const struct memhp_boot_node *node;
	size_t i;

	for (i = 0; i < memhp_bootplan_nodes(plan); i++) {
		node = memhp_bootplan_node(plan, i);
		must(node->node >= 0 && node->node < MEMHP_BOOT_NODES);
		must(node->kernel <= node->total && node->movable <= node->total);
		must(node->hotpluggable <= node->total);
		must(node->kernel_hotpluggable <= node->kernel);
	}
}

static void check_items(const struct memhp_bootplan *plan)
{
	const struct memhp_boot_item *item;
	size_t i;

	for (i = 0; i < memhp_bootplan_count(plan); i++) {
		item = memhp_bootplan_at(plan, i);
		must(*item->what && item->start + item->size >= item->start);
	}
}

static void check_plan(struct memhp *ctx, const struct memhp_boot *boot)
{
	struct memhp_bootplan *plan;

	if (!fuzz_good(ctx, memhp_bootplan_get(boot, &plan)))
		return;
	check_nodes(plan);
	check_items(plan);
	memhp_bootplan_free(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memhp *ctx = fuzz_context();
	char *text = fuzz_string(data, size);
	struct memhp_boot *boot;

	if (parse(ctx, text, size, &boot)) {
		check_described(ctx, boot);
		check_plan(ctx, boot);
		memhp_boot_free(boot);
	}
	free(text);
	return 0;
}
