// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>

#include "metrics-text.h"

struct writer {
	FILE *out;
	struct machine *machine;
	bool prometheus;
};

/* Begin a family. @name is without "_total", which the two formats have in other places;
 * @unit: the end of the name that is one, NULL. */
static void family(const struct writer *w, const char *name, const char *type, const char *unit,
		   const char *help)
{
	const char *end = w->prometheus && !strcmp(type, "counter") ? "_total" : "";

	fprintf(w->out, "# HELP memhp_%s%s %s\n# TYPE memhp_%s%s %s\n", name, end, help, name,
		end, type);
	if (unit && !w->prometheus)
		fprintf(w->out, "# UNIT memhp_%s %s\n", name, unit);
}

static void sample(const struct writer *w, const char *name, const char *labels, uint64_t value)
{
	fprintf(w->out, "memhp_%s%s %" PRIu64 "\n", name, labels, value);
}

/* ---- Blocks ---- */

enum class {
	CLASS_KERNEL,
	CLASS_MOVABLE,
	CLASS_MIXED,
	CLASS_NONE,
	CLASSES,
};

static const char *const class_names[CLASSES] = { "kernel", "movable", "mixed", "none" };

static enum class class_of(const struct memhp_block *block)
{
	if (memhp_block_state(block) == MEMHP_STATE_OFFLINE)
		return CLASS_NONE;
	switch (memhp_block_zone(block)) {
	case MEMHP_ZONE_NONE:
		/* Some kernels do not tell where it was. */
		return memhp_block_state(block) == MEMHP_STATE_ONLINE ? CLASS_MIXED : CLASS_NONE;
	case MEMHP_ZONE_MOVABLE:
		return CLASS_MOVABLE;
	default:
		return CLASS_KERNEL;
	}
}

/* Bytes by class, of one state on one node; @held: of staged blocks what is held back */
static void add_up(const struct memhp_blocks *blocks, int node, enum memhp_state state,
		   uint64_t bytes[CLASSES], uint64_t *held)
{
	const struct memhp_block *block;
	size_t i;

	memset(bytes, 0, CLASSES * sizeof(*bytes));
	for (i = 0; (block = memhp_blocks_at(blocks, i)); i++) {
		if (memhp_block_node(block) != node || memhp_block_state(block) != state)
			continue;
		bytes[class_of(block)] += memhp_block_size(block);
		if (held)
			*held += memhp_block_held(block);
	}
}

/* The next node above @node that has blocks, -2: none. -1 is that of blocks without. */
static int next_node(const struct memhp_blocks *blocks, int node)
{
	const struct memhp_block *block;
	int next = -2;
	size_t i;

	for (i = 0; (block = memhp_blocks_at(blocks, i)); i++) {
		int here = memhp_block_node(block);

		if (here > node && (next == -2 || here < next))
			next = here;
	}
	return next;
}

static void write_bytes(const struct writer *w, int node, enum memhp_state state)
{
	uint64_t bytes[CLASSES];
	char labels[96];
	int class;

	add_up(w->machine->blocks, node, state, bytes, NULL);
	for (class = 0; class < CLASSES; class++) {
		if (state == MEMHP_STATE_OFFLINE && class != CLASS_NONE)
			continue;
		if (state == MEMHP_STATE_ONLINE && class == CLASS_NONE)
			continue;
		snprintf(labels, sizeof(labels), "{node=\"%d\",class=\"%s\",state=\"%s\"}", node,
			 class_names[class], memhp_state_name(state));
		sample(w, "memory_bytes", labels, bytes[class]);
	}
}

static void write_blocks(const struct writer *w)
{
	const struct memhp_blocks *blocks = w->machine->blocks;
	int node;

	family(w, "block_size_bytes", "gauge", "bytes", "Size of a memory block.");
	sample(w, "block_size_bytes", "", memhp_blocks_size(blocks));
	family(w, "memory_bytes", "gauge", "bytes",
	       "Memory in blocks, by node, class of zone and state.");
	for (node = next_node(blocks, -2); node >= -1; node = next_node(blocks, node)) {
		write_bytes(w, node, MEMHP_STATE_ONLINE);
		write_bytes(w, node, MEMHP_STATE_GOING_OFFLINE);
		write_bytes(w, node, MEMHP_STATE_OFFLINE);
	}
}

static void write_staged(const struct writer *w)
{
	const struct memhp_blocks *blocks = w->machine->blocks;
	uint64_t bytes[CLASSES];
	char labels[32];
	int node;

	if (memhp_blocks_source(blocks) != MEMHP_SOURCE_MODULE)
		return;
	family(w, "staged_bytes", "gauge", "bytes",
	       "Memory of staged blocks that is held back from the page allocator.");
	for (node = next_node(blocks, -2); node >= -1; node = next_node(blocks, node)) {
		uint64_t held = 0;

		add_up(blocks, node, MEMHP_STATE_ONLINE, bytes, &held);
		snprintf(labels, sizeof(labels), "{node=\"%d\"}", node);
		sample(w, "staged_bytes", labels, held);
	}
}

/* ---- Accounts ---- */

/* A line for each account, of one that there is something to say of. */
static void per_account(const struct writer *w, const struct memhp_accounts *accounts,
			const char *name, const char *help,
			bool (*value)(const struct memhp_account *account, uint64_t *value))
{
	const struct memhp_account *account;
	char labels[32] = "{node=\"all\"}";
	bool begun = false;
	uint64_t number;
	size_t i;

	for (i = 0; (account = memhp_accounts_at(accounts, i)); i++) {
		if (!value(account, &number))
			continue;
		if (account->node >= 0)
			snprintf(labels, sizeof(labels), "{node=\"%d\"}", account->node);
		if (!begun)
			family(w, name, "gauge", "bytes", help);
		begun = true;
		sample(w, name, labels, number);
	}
}

static bool headroom(const struct memhp_account *account, uint64_t *value)
{
	*value = account->headroom;
	return account->known && account->rule >= 0;
}

static bool free_kernel(const struct memhp_account *account, uint64_t *value)
{
	*value = account->free_kernel;
	return account->watermarks;
}

static bool low_kernel(const struct memhp_account *account, uint64_t *value)
{
	*value = account->low_kernel;
	return account->watermarks;
}

static void write_ratio(const struct writer *w, const struct memhp_accounts *accounts, bool law)
{
	const char *name = law ? "movable_limit_ratio" : "movable_ratio";
	const struct memhp_account *account;
	bool begun = false;
	size_t i;

	for (i = 0; (account = memhp_accounts_at(accounts, i)); i++) {
		uint64_t kernel = account->known ? account->kernel_counted : account->kernel;
		uint64_t movable = account->known ? account->movable_counted : account->movable;
		double value = law ? account->ratio / 100.0 :
			       kernel ? (double)movable / (double)kernel : 0;

		if (law ? !account->known || account->rule < 0 : !kernel)
			continue;
		if (!begun)
			family(w, name, "gauge", "ratio", law ?
			       "How much movable memory the policy allows per kernel memory." :
			       "Movable memory per kernel memory that counts.");
		begun = true;
		if (account->node < 0)
			fprintf(w->out, "memhp_%s{node=\"all\"} %.4f\n", name, value);
		else
			fprintf(w->out, "memhp_%s{node=\"%d\"} %.4f\n", name, account->node, value);
	}
}

static void write_accounts(const struct writer *w)
{
	struct memhp_accounts *accounts;

	if (memhp_accounts_get(w->machine->ctx, &accounts))
		return;
	write_ratio(w, accounts, false);
	write_ratio(w, accounts, true);
	per_account(w, accounts, "movable_headroom_bytes",
		    "Memory that may still become movable by the policy.", headroom);
	per_account(w, accounts, "kernel_free_bytes", "Memory free in kernel zones.", free_kernel);
	per_account(w, accounts, "kernel_low_bytes",
		    "Sum of the low watermarks of the kernel zones.", low_kernel);
	memhp_accounts_free(accounts);
}

/* ---- Counters ---- */

static void write_changes(const struct writer *w, const struct memhp_stats *stats)
{
	const struct {
		const char *result;
		const __u64 *count;
	} results[] = {
		{ "done", stats->done },
		{ "unchanged", stats->unchanged },
		{ "failed", stats->failed },
		{ "undone", stats->undone },
	};
	char labels[64];
	unsigned int op;
	size_t i;

	family(w, "changes", "counter", NULL, "Blocks of requests, by what became of them.");
	for (op = MEMHP_OP_ONLINE; op <= MEMHP_OP_MAX; op++) {
		for (i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
			snprintf(labels, sizeof(labels), "{op=\"%s\",result=\"%s\"}",
				 memhp_op_name(op), results[i].result);
			sample(w, "changes_total", labels, results[i].count[op]);
		}
	}
}

static void write_failures(const struct writer *w, const struct memhp_stats *stats)
{
	char labels[64];
	unsigned int i;

	family(w, "failures", "counter", NULL, "Blocks that failed, by reason.");
	for (i = 1; i <= MEMHP_REASON_MAX; i++) {
		snprintf(labels, sizeof(labels), "{reason=\"%s\"}", memhp_reason_name(i));
		sample(w, "failures_total", labels, stats->reasons[i]);
	}
}

static void write_events(const struct writer *w, const struct memhp_stats *stats)
{
	char labels[64];
	unsigned int i;

	family(w, "events", "counter", NULL, "What happened to memory.");
	for (i = 1; i <= MEMHP_EVENT_MAX; i++) {
		snprintf(labels, sizeof(labels), "{event=\"%s\"}", memhp_event_name(i));
		sample(w, "events_total", labels, stats->events[i]);
	}
	family(w, "agent_questions", "counter", NULL,
	       "How often agents were asked before blocks went offline.");
	sample(w, "agent_questions_total", "", stats->asked);
	family(w, "agent_objections", "counter", NULL, "How often one objected.");
	sample(w, "agent_objections_total", "", stats->objected);
	family(w, "agent_delays", "counter", NULL, "How often one let its delay pass.");
	sample(w, "agent_delays_total", "", stats->late);
}

/* Every fourth bucket: from a microsecond to a day by sixteens. */
#define BUCKET_STEP 4

static void write_times(const struct writer *w, const struct memhp_stats *stats)
{
	unsigned int op;
	size_t i;

	family(w, "change_seconds", "histogram", "seconds", "How long a block took to change.");
	for (op = MEMHP_OP_ONLINE; op <= MEMHP_OP_MAX; op++) {
		const char *name = memhp_op_name(op);
		uint64_t sum = 0;

		for (i = 0; i < MEMHP_HISTOGRAM; i++) {
			sum += stats->took[op][i];
			if (i % BUCKET_STEP == 0 && i + 1 < MEMHP_HISTOGRAM)
				fprintf(w->out, "memhp_change_seconds_bucket{op=\"%s\",le=\"%.6f\"} %"
					PRIu64 "\n", name, (double)(1ULL << i) / 1e6, sum);
		}
		fprintf(w->out, "memhp_change_seconds_bucket{op=\"%s\",le=\"+Inf\"} %" PRIu64 "\n"
			"memhp_change_seconds_count{op=\"%s\"} %" PRIu64 "\n"
			"memhp_change_seconds_sum{op=\"%s\"} %.9f\n", name, sum, name, sum, name,
			(double)stats->took_ns[op] / 1e9);
	}
}

static void write_policy(const struct writer *w)
{
	struct memhp_rules *rules;

	if (memhp_rules_get(w->machine->ctx, &rules))
		return;
	family(w, "rules", "gauge", NULL, "Rules of the policy in force.");
	sample(w, "rules", "", memhp_rules_count(rules));
	family(w, "policy_refusals", "counter", NULL, "Requests that the policy refused.");
	sample(w, "policy_refusals_total", "", memhp_rules_state(rules)->refused);
	memhp_rules_free(rules);
}

static void write_module(const struct writer *w)
{
	struct memhp_stats stats;
	bool loaded = !memhp_stats_get(w->machine->ctx, &stats);

	family(w, "module_loaded", "gauge", NULL, "Whether the memhp module could be asked.");
	sample(w, "module_loaded", "", loaded);
	if (!loaded)
		return;
	write_changes(w, &stats);
	write_failures(w, &stats);
	write_times(w, &stats);
	write_events(w, &stats);
	write_policy(w);
}

void metrics_write(FILE *out, struct machine *machine, bool prometheus)
{
	struct writer w = { .out = out, .machine = machine, .prometheus = prometheus };

	write_blocks(&w);
	write_staged(&w);
	write_accounts(&w);
	write_module(&w);
	if (!prometheus)
		fputs("# EOF\n", out);
}
