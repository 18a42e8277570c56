/* SPDX-License-Identifier: GPL-2.0 */
/* Dumps of the module's netlink family by hand, on any socket. */
#ifndef ASK_H
#define ASK_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answers.h"

struct ask_message {
	struct nlmsghdr nl;
	struct genlmsghdr genl;
	char attributes[64];
};

static inline void ask_add(struct ask_message *m, uint16_t type, const void *data, size_t size)
{
	struct nlattr *attribute = (void *)((char *)m + NLMSG_ALIGN(m->nl.nlmsg_len));

	attribute->nla_type = type;
	attribute->nla_len = NLA_HDRLEN + size;
	memcpy((char *)attribute + NLA_HDRLEN, data, size);
	m->nl.nlmsg_len = NLMSG_ALIGN(m->nl.nlmsg_len) + NLA_ALIGN(attribute->nla_len);
}

static inline struct ask_message ask_message(uint16_t family, uint8_t command, uint16_t flags)
{
	return (struct ask_message){
		.nl = { .nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN), .nlmsg_type = family,
			.nlmsg_flags = NLM_F_REQUEST | flags },
		.genl = { .cmd = command, .version = MEMHP_GENL_VERSION },
	};
}

static inline int ask_socket(void)
{
	int sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);

	if (sock < 0) {
		perror("socket");
		exit(1);
	}
	return sock;
}

/* The number of the family. */
static inline uint16_t ask_family(void)
{
	struct ask_message m = ask_message(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	static char buffer[8192];
	const char *at, *end;
	int sock = ask_socket();
	ssize_t got;

	ask_add(&m, CTRL_ATTR_FAMILY_NAME, MEMHP_GENL_NAME, sizeof(MEMHP_GENL_NAME));
	got = send(sock, &m, m.nl.nlmsg_len, 0) < 0 ? -1 : recv(sock, buffer, sizeof(buffer), 0);
	close(sock);
	end = buffer + got;
	for (at = (char *)NLMSG_DATA(buffer) + GENL_HDRLEN; got > 0 && at + NLA_HDRLEN <= end;
	     at += NLA_ALIGN(((struct nlattr *)at)->nla_len))
		if (((struct nlattr *)at)->nla_type == CTRL_ATTR_FAMILY_ID)
			return *(uint16_t *)(at + NLA_HDRLEN);
	fprintf(stderr, "no family " MEMHP_GENL_NAME "\n");
	exit(1);
}

/* How it ends: the errno. *@bad, if not NULL, is what is wrong with a message of it. */
static inline int ask(int sock, uint8_t command, uint64_t first, uint64_t count,
		      const char **bad)
{
	static char buffer[1 << 16];
	struct ask_message m = ask_message(ask_family(), command, NLM_F_DUMP);
	struct nlmsghdr *nl;
	ssize_t left;

	if (command == MEMHP_CMD_EXPLAIN)
		ask_add(&m, MEMHP_A_POLICY_BLOCK, &first, sizeof(first));
	if (command == MEMHP_CMD_PAGES || command == MEMHP_CMD_TROUBLE) {
		ask_add(&m, MEMHP_A_PAGES_FIRST, &first, sizeof(first));
		ask_add(&m, MEMHP_A_PAGES_COUNT, &count, sizeof(count));
	}
	if (send(sock, &m, m.nl.nlmsg_len, 0) < 0)
		return errno;
	for (;;) {
		left = recv(sock, buffer, sizeof(buffer), 0);
		if (left < 0)
			return errno;
		for (nl = (void *)buffer; NLMSG_OK(nl, left); nl = NLMSG_NEXT(nl, left)) {
			if (nl->nlmsg_type == NLMSG_DONE || nl->nlmsg_type == NLMSG_ERROR)
				return nl->nlmsg_len < NLMSG_LENGTH(sizeof(int)) ? 0 :
				       -*(int *)NLMSG_DATA(nl);
			if (bad && !*bad && nl->nlmsg_type != NLMSG_NOOP)
				*bad = message_bad(nl);
		}
	}
}

#endif
