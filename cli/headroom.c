// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "format.h"
#include "headroom.h"
#include "output.h"

/* In percent; less than a percent of nothing is nothing. */
static uint64_t ratio_now(const struct memhp_account *account)
{
	uint64_t kernel = account->known ? account->kernel_counted : account->kernel;
	uint64_t movable = account->known ? account->movable_counted : account->movable;

	return kernel / 100 ? movable / (kernel / 100) : 0;
}

/* Whether a rule backs the ratio: else it is no law. */
static bool has_law(const struct memhp_account *account)
{
	return account->known && account->rule >= 0;
}

static bool has_ratio(const struct memhp_account *account)
{
	return account->known ? account->kernel_counted : account->kernel;
}

/* ---- The table ---- */

static const struct memhp_account *account_of(const void *row)
{
	return *(const struct memhp_account *const *)row;
}

static const char *cell_node(const void *row, const struct style *style, char *text)
{
	(void)style;
	if (account_of(row)->node < 0)
		return "all";
	snprintf(text, CELL_LENGTH, "%d", account_of(row)->node);
	return text;
}

static const char *size(const struct style *style, char *text, uint64_t bytes, bool known)
{
	return known ? format_size(text, bytes, style->bytes) : NULL;
}

static const char *cell_kernel(const void *row, const struct style *style, char *text)
{
	return size(style, text, account_of(row)->kernel, true);
}

static const char *cell_movable(const void *row, const struct style *style, char *text)
{
	return size(style, text, account_of(row)->movable, true);
}

static const char *cell_now(const void *row, const struct style *style, char *text)
{
	(void)style;
	if (!has_ratio(account_of(row)))
		return NULL;
	snprintf(text, CELL_LENGTH, "%" PRIu64 "%%", ratio_now(account_of(row)));
	return text;
}

static const char *cell_ratio(const void *row, const struct style *style, char *text)
{
	(void)style;
	if (!has_law(account_of(row)))
		return NULL;
	snprintf(text, CELL_LENGTH, "%u%%", account_of(row)->ratio);
	return text;
}

static const char *cell_headroom(const void *row, const struct style *style, char *text)
{
	return size(style, text, account_of(row)->headroom, has_law(account_of(row)));
}

static const char *cell_free(const void *row, const struct style *style, char *text)
{
	return size(style, text, account_of(row)->free_kernel, account_of(row)->watermarks);
}

static const struct column account_columns[] = {
	{ "NODE", "", COLUMN_RIGHT, 0, cell_node, NULL },
	{ "KERNEL", "", COLUMN_RIGHT, 0, cell_kernel, NULL },
	{ "MOVABLE", "", COLUMN_RIGHT, 0, cell_movable, NULL },
	{ "NOW", "", COLUMN_RIGHT, 0, cell_now, NULL },
	{ "RATIO", "", COLUMN_RIGHT, 0, cell_ratio, NULL },
	{ "MAY-GO-MOVABLE", "", COLUMN_RIGHT, 0, cell_headroom, NULL },
	{ "KERNEL-FREE", "", COLUMN_RIGHT, 0, cell_free, NULL },
};

int headroom_print(const struct memhp_accounts *accounts, bool bytes)
{
	size_t i, count = memhp_accounts_count(accounts);
	const struct memhp_account **rows = calloc(count, sizeof(*rows));
	struct columns columns = { 0 };
	struct output output = {
		.name = "headroom",
		.rows = rows,
		.count = count,
		.size = sizeof(*rows),
		.style = { .bytes = bytes },
		.headings = true,
	};
	int rc;

	if (!rows)
		return -1;
	for (i = 0; i < count; i++)
		rows[i] = memhp_accounts_at(accounts, i);
	for (i = 0; i < sizeof(account_columns) / sizeof(account_columns[0]); i++)
		columns.at[columns.count++] = &account_columns[i];
	rc = output_rows(&output, &columns);
	free(rows);
	return rc;
}

/* ---- In JSON ---- */

static struct json_object *account_json(const struct memhp_account *account)
{
	struct json_object *object = json_object_new_object();
	bool known = account->known, law = has_law(account);

	json_add_int(object, "node", account->node, account->node >= 0);
	json_add_number(object, "kernel", account->kernel, true);
	json_add_number(object, "movable", account->movable, true);
	json_add_number(object, "kernel_counted", account->kernel_counted, known);
	json_add_number(object, "movable_counted", account->movable_counted, known);
	json_add_number(object, "movable_allowed", account->movable_allowed, law);
	json_add_number(object, "headroom", account->headroom, law);
	json_add_number(object, "ratio", account->ratio, law);
	json_add_number(object, "ratio_now", ratio_now(account), has_ratio(account));
	json_add_number(object, "kernel_free", account->free_kernel, account->watermarks);
	json_add_number(object, "kernel_low", account->low_kernel, account->watermarks);
	return object;
}

struct json_object *headroom_json(const struct memhp_accounts *accounts)
{
	struct json_object *array;
	size_t i;

	if (!accounts)
		return NULL;
	array = json_object_new_array();
	for (i = 0; i < memhp_accounts_count(accounts); i++)
		json_object_array_add(array, account_json(memhp_accounts_at(accounts, i)));
	return array;
}

/* ---- Warnings ---- */

static void name_account(const struct memhp_account *account, char *text, size_t room)
{
	if (account->node < 0)
		snprintf(text, room, "the machine");
	else
		snprintf(text, room, "node %d", account->node);
}

static void warn_past(const struct memhp_account *account, char text[WARNING_LENGTH])
{
	char now[FORMAT_LENGTH], most[FORMAT_LENGTH], name[32];

	name_account(account, name, sizeof(name));
	snprintf(text, WARNING_LENGTH, "%s: %s is movable, past the ratio of %u %% that allows %s; "
		 "try: %s online kernel memory", name,
		 format_size(now, account->movable_counted, false), account->ratio,
		 format_size(most, account->movable_allowed, false),
		 account->movable ? "memhpctl shift --zone=kernel, or" : "to");
}

static void warn_short(const struct memhp_account *account, char text[WARNING_LENGTH])
{
	char left[FORMAT_LENGTH], low[FORMAT_LENGTH], name[32];

	name_account(account, name, sizeof(name));
	snprintf(text, WARNING_LENGTH, "%s: kernel memory runs short: %s free, and the kernel "
		 "begins to reclaim at %s%s", name,
		 format_size(left, account->free_kernel, false),
		 format_size(low, account->low_kernel, false),
		 account->movable ? "; try: memhpctl shift --zone=kernel" : "");
}

/* A node is held against the ratio only where the rule says so. */
static bool is_past(const struct memhp_account *account)
{
	return memhp_account_past(account) &&
	       (account->node < 0 || account->flags & MEMHP_RULE_NUMA_AWARE);
}

/* Whether account @k is @bad; what is said of the machine is not said again of the
 * only node that it has. */
static bool is_news(const struct memhp_accounts *accounts, size_t k,
		    bool (*bad)(const struct memhp_account *account))
{
	if (k && memhp_accounts_count(accounts) == 2 && bad(memhp_accounts_at(accounts, 0)))
		return false;
	return bad(memhp_accounts_at(accounts, k));
}

const char *headroom_warning(const struct memhp_accounts *accounts, size_t i,
			     char text[WARNING_LENGTH])
{
	const struct memhp_account *account;
	size_t k;

	for (k = 0; accounts && (account = memhp_accounts_at(accounts, k)); k++) {
		if (is_news(accounts, k, is_past) && !i--) {
			warn_past(account, text);
			return text;
		}
		if (is_news(accounts, k, memhp_account_short) && !i--) {
			warn_short(account, text);
			return text;
		}
	}
	return NULL;
}
