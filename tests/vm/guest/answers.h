/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What no answer of the module may have in it: kernel addresses, bytes that nobody
 * wrote, padding that is not zero. Each returns NULL, or what is wrong.
 */
#ifndef ANSWERS_H
#define ANSWERS_H

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <memhp/uapi.h>

/* Direct map, vmalloc, vmemmap and stacks; the kernel's text and modules. Numbers like -1
 * are neither. */
static inline bool like_pointer(uint64_t value)
{
	return (value >= 0xffff800000000000 && value < 0xfffffe8000000000) ||
	       (value >= 0xffffffff80000000 && value < 0xffffffffff600000);
}

static inline const char *has_pointer(const void *data, size_t size)
{
	uint64_t value;
	size_t at;

	for (at = 0; at + sizeof(value) <= size; at += 4) {
		memcpy(&value, (const char *)data + at, sizeof(value));
		if (like_pointer(value))
			return "a kernel address";
	}
	return NULL;
}

static inline bool all_zero(const void *data, size_t size)
{
	const char *at = data;

	while (size && !*at)
		at++, size--;
	return !size;
}

/* A text in a field: ends, and has zeros behind. */
static inline const char *text_bad(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	if (length == size)
		return "a text without an end";
	return all_zero(text + length, size - length) ? NULL : "something behind a text";
}

enum part_kind { PART_PAD = 1, PART_TEXT, PART_TEXTS };

/* Parts of the structs that attributes carry: padding, and texts. */
struct part {
	uint8_t command;
	uint8_t attribute;
	uint16_t size;		/* of the struct */
	uint16_t at;
	uint16_t length;
	uint16_t kind;
};

#define PART(command, attribute, type, field, kind)			\
	{ command, attribute, sizeof(struct type), offsetof(struct type, field), \
	  sizeof(((struct type *)0)->field), kind }

static const struct part parts[] = {
	PART(MEMHP_CMD_POLICY, MEMHP_A_POLICY_STATE, memhp_policy_state, pad, PART_PAD),
	PART(MEMHP_CMD_POLICY, MEMHP_A_POLICY_STATE, memhp_policy_state, last.group, PART_TEXT),
	PART(MEMHP_CMD_POLICY, MEMHP_A_POLICY_RULE, memhp_rule, pad, PART_PAD),
	PART(MEMHP_CMD_POLICY, MEMHP_A_POLICY_RULE, memhp_rule, group, PART_TEXT),
	PART(MEMHP_CMD_GROUPS, MEMHP_A_POLICY_GROUP, memhp_group_info, pad, PART_PAD),
	PART(MEMHP_CMD_GROUPS, MEMHP_A_POLICY_GROUP, memhp_group_info, name, PART_TEXT),
	PART(MEMHP_CMD_NODES, MEMHP_A_POLICY_NODE, memhp_node_info, node, 0),
	PART(MEMHP_CMD_EXPLAIN, MEMHP_A_POLICY_DECISION, memhp_decision, group, PART_TEXT),
	PART(MEMHP_CMD_PAGES, MEMHP_A_PAGES_PAGES, memhp_pages, block, 0),
	PART(MEMHP_CMD_PAGES, MEMHP_A_PAGES_OBSTACLE, memhp_obstacle, comm, PART_TEXT),
	PART(MEMHP_CMD_PAGES, MEMHP_A_PAGES_OBSTACLE, memhp_obstacle, file, PART_TEXT),
	PART(MEMHP_CMD_TROUBLE, MEMHP_A_PAGES_TROUBLE, memhp_trouble, page.comm, PART_TEXT),
	PART(MEMHP_CMD_TROUBLE, MEMHP_A_PAGES_TROUBLE, memhp_trouble, page.file, PART_TEXT),
	PART(MEMHP_CMD_TROUBLE, MEMHP_A_PAGES_TROUBLE, memhp_trouble, notifier, PART_TEXT),
	PART(MEMHP_CMD_ZONES, MEMHP_A_PAGES_ZONE, memhp_zone_info, pad, PART_PAD),
	PART(MEMHP_CMD_FIRMWARE, MEMHP_A_FIRMWARE_RANGE, memhp_firmware_range, pad, PART_PAD),
	PART(MEMHP_CMD_FIRMWARE, MEMHP_A_FIRMWARE_PROBLEM, memhp_firmware_problem, fault, 0),
	PART(MEMHP_CMD_STATS, MEMHP_A_EVENTS_STATS, memhp_stats, seq, 0),
	PART(MEMHP_CMD_EVENT, MEMHP_A_EVENTS_EVENT, memhp_event, pad, PART_PAD),
	PART(MEMHP_CMD_EVENT, MEMHP_A_EVENTS_EVENT, memhp_event, comm, PART_TEXT),
	PART(MEMHP_CMD_EVENT, MEMHP_A_EVENTS_EVENT, memhp_event, name, PART_TEXT),
};

static inline const char *part_bad(const struct part *part, const char *data, size_t size)
{
	if (size != part->size)
		return "a struct of another size";
	if (part->kind == PART_PAD && !all_zero(data + part->at, part->length))
		return "padding in a struct";
	return part->kind == PART_TEXT ? text_bad(data + part->at, part->length) : NULL;
}

/* Attributes of BLOCKS and FEATURES are numbers and texts, of the others one struct each. */
static inline const char *attribute_bad(uint8_t command, const struct nlattr *attribute)
{
	const char *data = (const char *)attribute + NLA_HDRLEN, *bad = NULL;
	size_t size = attribute->nla_len - NLA_HDRLEN, i;
	bool known = command == MEMHP_CMD_BLOCKS || command == MEMHP_CMD_FEATURES;

	if (!all_zero(data + size, NLA_ALIGN(size) - size))
		return "padding behind an attribute";
	for (i = 0; !bad && i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].command == command && parts[i].attribute == attribute->nla_type) {
			known = true;
			bad = part_bad(&parts[i], data, size);
		}
	if (!bad)
		bad = has_pointer(data, size);
	return bad ? bad : known ? NULL : "an attribute that is not of this command";
}

/* A message of the family. */
static inline const char *message_bad(const struct nlmsghdr *nl)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nl);
	const char *at = (const char *)genl + GENL_HDRLEN;
	const char *end = (const char *)nl + nl->nlmsg_len, *bad = NULL;

	if (nl->nlmsg_len < NLMSG_LENGTH(GENL_HDRLEN))
		return "a message that is too short";
	if (genl->reserved || genl->version != MEMHP_GENL_VERSION)
		return "the header of a message";
	while (!bad && at + NLA_HDRLEN <= end) {
		const struct nlattr *attribute = (const void *)at;

		if (attribute->nla_len < NLA_HDRLEN || at + attribute->nla_len > end)
			return "the length of an attribute";
		bad = attribute_bad(genl->cmd, attribute);
		at += NLA_ALIGN(attribute->nla_len);
	}
	return bad;
}

#endif
