// SPDX-License-Identifier: GPL-2.0
/* The firmware's table of memory, as the module reads it, and as a file of the library. */
#include "fuzz.h"
#include "srat.h"

#define DOMAINS 64

static void check_ranges(const struct memhp_srat *srat)
{
	const struct memhp_firmware_range *range;
	uint32_t i;

	must(srat->nr <= srat->room);
	for (i = 0; i < srat->nr; i++) {
		range = &srat->ranges[i];
		must(range->size && range->size - 1 <= UINT64_MAX - range->start);
		must(!i || range[-1].start <= range->start);
		must(range->node == -1 && !range->pad);
	}
	for (i = 0; i <= MEMHP_FAULT_MAX; i++)
		must(!srat->problems[i].count || srat->problems[i].fault == i);
}

/* An enabled range alone decides for the first of its bytes, or another does for all. */
static void check_answers(const struct memhp_srat *srat)
{
	const struct memhp_firmware_range *range;
	uint32_t i;
	int answer;

	for (i = 0; i < srat->nr && i < 64; i++) {
		range = &srat->ranges[i];
		answer = memhp_srat_hotpluggable(srat->ranges, srat->nr, range->start, range->size);
		must(answer >= -1 && answer <= 1);
		if (!(range->flags & MEMHP_FIRMWARE_ENABLED))
			continue;
		must(answer >= 0);
		must((range->flags & MEMHP_FIRMWARE_HOTPLUGGABLE) || !answer);
	}
}

static void check_domains(const uint8_t *table, size_t size)
{
	uint32_t domains[DOMAINS], nr, i, j;

	nr = memhp_srat_domains(table, size, domains, DOMAINS);
	must(nr <= DOMAINS);
	for (i = 0; i < nr; i++)
		for (j = 0; j < i; j++)
			must(domains[i] != domains[j]);
}

static void read_table(const uint8_t *table, size_t size)
{
	struct memhp_srat srat = { .ranges = NULL };

	srat.room = memhp_srat_room(table, size);
	must(srat.room <= MEMHP_SRAT_RANGES);
	srat.ranges = malloc(srat.room * sizeof(*srat.ranges));
	must(srat.ranges || !srat.room);
	memhp_srat_read(table, size, &srat);
	check_ranges(&srat);
	check_answers(&srat);
	check_domains(table, size);
	free(srat.ranges);
}

static void check_nodes(struct memhp *ctx, const struct memhp_firmware *firmware)
{
	struct memhp_firmware_nodes *nodes;
	size_t i;

	must(!memhp_firmware_nodes_get(ctx, firmware, NULL, &nodes));
	for (i = 1; i < memhp_firmware_nodes_count(nodes); i++)
		must((unsigned int)memhp_firmware_nodes_at(nodes, i - 1)->node <
		     (unsigned int)memhp_firmware_nodes_at(nodes, i)->node);
	memhp_firmware_nodes_free(nodes);
}

/* Each thing that is wrong is a sentence that was not cut. */
static void check_problems(const struct memhp_firmware *firmware)
{
	size_t i, length;

	for (i = 0; i < memhp_firmware_problems(firmware); i++) {
		length = strlen(memhp_firmware_problem(firmware, i));
		must(length && length < MEMHP_PROBLEM_TEXT - 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memhp *ctx = fuzz_context();
	struct memhp_firmware *firmware;
	int valid = memhp_srat_valid(data, size);

	if (valid)
		read_table(data, size);
	if (!fuzz_good(ctx, memhp_firmware_read(ctx, fuzz_file(data, size), &firmware))) {
		must(!valid);
		return 0;
	}
	must(valid);
	check_problems(firmware);
	check_nodes(ctx, firmware);
	memhp_firmware_free(firmware);
	return 0;
}
