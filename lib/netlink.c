// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The dumps of the generic netlink family "memhp"; the only file that knows
 * libnl.
 *
 * A dump costs few system calls: libnl would look at each message before it
 * reads it, and ask for an acknowledgement, so both are off; the buffer is as
 * large as the kernel's own; the family is asked for by name, not by reading
 * the list of all.
 */
#include <errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "private.h"

#define BUFFER_SIZE	32768	/* what the kernel fills at most at a time */
#define INTR_TRIES	10

/* An attribute of a request: which blocks it is about. */
struct about {
	int attribute;
	uint64_t number;
};

struct dump {
	struct memhp *ctx;
	int command;
	struct about about[2];
	size_t nr_about;		/* 0: all */
	int (*take)(struct nlmsghdr *message, void *data);
	void (*restart)(void *data);
	void *data;
	int err;
	bool torn;			/* it never held still */
};

static const struct nla_policy blocks_policy[MEMHP_A_BLOCKS_MAX + 1] = {
	[MEMHP_A_BLOCKS_FIRST] = { .type = NLA_U64 },
	[MEMHP_A_BLOCKS_COUNT] = { .type = NLA_U64 },
	[MEMHP_A_BLOCKS_STATE] = { .type = NLA_U32 },
	[MEMHP_A_BLOCKS_ZONE] = { .type = NLA_U32 },
	[MEMHP_A_BLOCKS_NODE] = { .type = NLA_S32 },
	[MEMHP_A_BLOCKS_OWNER] = { .type = NLA_U32 },
	[MEMHP_A_BLOCKS_FLAGS] = { .type = NLA_U32 },
	[MEMHP_A_BLOCKS_SIZE] = { .type = NLA_U64 },
	[MEMHP_A_BLOCKS_GROUP] = { .type = NLA_STRING },
	[MEMHP_A_BLOCKS_HELD] = { .type = NLA_U64 },
	[MEMHP_A_BLOCKS_SEQ] = { .type = NLA_U64 },
};

/* To libnl, unlike the kernel, NLA_STRING is one that must end in a NUL. */
static const struct nla_policy feature_policy[MEMHP_A_FEATURE_MAX + 1] = {
	[MEMHP_A_FEATURE_INDEX] = { .type = NLA_U32 },
	[MEMHP_A_FEATURE_NAME] = { .type = NLA_STRING },
	[MEMHP_A_FEATURE_ABOUT] = { .type = NLA_STRING },
	[MEMHP_A_FEATURE_AVAILABLE] = { .type = NLA_U8 },
	[MEMHP_A_FEATURE_REASON] = { .type = NLA_STRING },
};

static uint32_t u32_or(struct nlattr *attr, uint32_t otherwise)
{
	return attr ? nla_get_u32(attr) : otherwise;
}

int memhp_nl_alike(struct nlmsghdr *message, struct memhp_alike *alike)
{
	struct nlattr *attrs[MEMHP_A_BLOCKS_MAX + 1];

	if (genlmsg_parse(message, 0, attrs, MEMHP_A_BLOCKS_MAX, blocks_policy) < 0 ||
	    !attrs[MEMHP_A_BLOCKS_FIRST] || !attrs[MEMHP_A_BLOCKS_COUNT] ||
	    !attrs[MEMHP_A_BLOCKS_STATE] || !attrs[MEMHP_A_BLOCKS_SIZE])
		return -EBADMSG;
	*alike = (struct memhp_alike) {
		.first = nla_get_u64(attrs[MEMHP_A_BLOCKS_FIRST]),
		.count = nla_get_u64(attrs[MEMHP_A_BLOCKS_COUNT]),
		.state = nla_get_u32(attrs[MEMHP_A_BLOCKS_STATE]),
		.zone = u32_or(attrs[MEMHP_A_BLOCKS_ZONE], MEMHP_ZONE_NONE),
		.node = (int32_t)u32_or(attrs[MEMHP_A_BLOCKS_NODE], (uint32_t)-1),
		.owner = u32_or(attrs[MEMHP_A_BLOCKS_OWNER], MEMHP_OWNER_UNKNOWN),
		.flags = u32_or(attrs[MEMHP_A_BLOCKS_FLAGS], 0),
		.size = nla_get_u64(attrs[MEMHP_A_BLOCKS_SIZE]),
	};
	if (attrs[MEMHP_A_BLOCKS_HELD])
		alike->held = nla_get_u64(attrs[MEMHP_A_BLOCKS_HELD]);
	if (attrs[MEMHP_A_BLOCKS_SEQ])
		alike->seq = nla_get_u64(attrs[MEMHP_A_BLOCKS_SEQ]);
	if (attrs[MEMHP_A_BLOCKS_GROUP])
		snprintf(alike->group, sizeof(alike->group), "%s",
			 nla_get_string(attrs[MEMHP_A_BLOCKS_GROUP]));
	return 0;
}

static char *copy(struct nlattr *attr)
{
	return strdup(attr ? nla_get_string(attr) : "");
}

int memhp_nl_feature(struct nlmsghdr *message, struct memhp_feature_row *row)
{
	struct nlattr *attrs[MEMHP_A_FEATURE_MAX + 1];
	bool ok;

	memset(row, 0, sizeof(*row));
	if (genlmsg_parse(message, 0, attrs, MEMHP_A_FEATURE_MAX, feature_policy) < 0 ||
	    !attrs[MEMHP_A_FEATURE_INDEX] || !attrs[MEMHP_A_FEATURE_NAME])
		return -EBADMSG;
	row->index = nla_get_u32(attrs[MEMHP_A_FEATURE_INDEX]);
	if (attrs[MEMHP_A_FEATURE_AVAILABLE])
		row->available = nla_get_u8(attrs[MEMHP_A_FEATURE_AVAILABLE]);
	row->name = copy(attrs[MEMHP_A_FEATURE_NAME]);
	row->about = copy(attrs[MEMHP_A_FEATURE_ABOUT]);
	if (!row->available)
		row->reason = copy(attrs[MEMHP_A_FEATURE_REASON]);
	ok = row->name && row->about && (row->available || row->reason);
	if (ok)
		return 0;
	free(row->name);
	free(row->about);
	free(row->reason);
	return -ENOMEM;
}

/* Room for one more of @size in an array; the array, moved maybe, or NULL. */
static void *grown(void *at, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return at;
	*room = *room ? *room * 2 : 64;
	return reallocarray(at, *room, size);
}

static int take_blocks(struct nlmsghdr *message, void *data)
{
	struct memhp_alikes *alikes = data;
	void *at;

	at = grown(alikes->at, alikes->count, &alikes->room, sizeof(*alikes->at));
	if (!at)
		return -ENOMEM;
	alikes->at = at;
	if (memhp_nl_alike(message, &alikes->at[alikes->count]))
		return -EBADMSG;
	alikes->count++;
	return 0;
}

static void restart_blocks(void *data)
{
	struct memhp_alikes *alikes = data;

	alikes->count = 0;
}

static int take_feature(struct nlmsghdr *message, void *data)
{
	struct memhp_feature_rows *rows = data;
	void *at;
	int err;

	at = grown(rows->at, rows->count, &rows->room, sizeof(*rows->at));
	if (!at)
		return -ENOMEM;
	rows->at = at;
	err = memhp_nl_feature(message, &rows->at[rows->count]);
	if (!err)
		rows->count++;
	return err;
}

static void restart_features(void *data)
{
	memhp_feature_rows_free(data);
}

static int append(struct memhp_records *records, struct nlattr *attr)
{
	size_t size = (size_t)nla_len(attr);
	void *at;

	at = grown(records->at, records->count, &records->room, records->size);
	if (!at)
		return -ENOMEM;
	records->at = at;
	at = (char *)at + records->count++ * records->size;
	memset(at, 0, records->size);
	memcpy(at, nla_data(attr), size < records->size ? size : records->size);
	return 0;
}

/* Of what there may be several in a message, all are taken, in their order. */
int memhp_nl_record(struct nlmsghdr *message, struct memhp_records *records, size_t nr)
{
	struct genlmsghdr *header = nlmsg_data(message);
	struct nlattr *attr;
	int left, err = 0;
	size_t i;

	if (!genlmsg_valid_hdr(message, 0))
		return -EBADMSG;
	nla_for_each_attr(attr, genlmsg_attrdata(header, 0), genlmsg_attrlen(header, 0), left)
		for (i = 0; !err && i < nr; i++)
			if (nla_type(attr) == (int)records[i].attribute)
				err = append(&records[i], attr);
	return err;
}

int memhp_nl_sheet(struct nlmsghdr *message, struct memhp_sheets *sheets)
{
	const size_t pages = sheets->records[0].count;
	size_t *ends;
	int err;

	ends = grown(sheets->ends, pages, &sheets->room, sizeof(*ends));
	if (!ends)
		return -ENOMEM;
	sheets->ends = ends;
	err = memhp_nl_record(message, sheets->records, 2);
	if (err)
		return err;
	if (sheets->records[0].count != pages + 1)
		return -EBADMSG;
	ends[pages] = sheets->records[1].count;
	return 0;
}

struct wanted {
	struct memhp_records *records;
	size_t nr;
};

static int take_records(struct nlmsghdr *message, void *data)
{
	struct wanted *wanted = data;

	return memhp_nl_record(message, wanted->records, wanted->nr);
}

static void restart_records(void *data)
{
	struct wanted *wanted = data;
	size_t i;

	for (i = 0; i < wanted->nr; i++)
		wanted->records[i].count = 0;
}

static int take_sheet(struct nlmsghdr *message, void *data)
{
	return memhp_nl_sheet(message, data);
}

static void restart_sheets(void *data)
{
	struct memhp_sheets *sheets = data;

	sheets->records[0].count = sheets->records[1].count = 0;
}

static int on_message(struct nl_msg *message, void *data)
{
	struct dump *dump = data;

	dump->err = dump->take(nlmsg_hdr(message), dump->data);
	return dump->err ? NL_STOP : NL_OK;
}

/* The last message carries what ended the dump, which libnl passes over. */
static int on_finish(struct nl_msg *message, void *data)
{
	struct nlmsghdr *header = nlmsg_hdr(message);
	struct dump *dump = data;
	int err = 0;

	if (nlmsg_datalen(header) >= (int)sizeof(err))
		memcpy(&err, nlmsg_data(header), sizeof(err));
	if (err < 0)
		dump->err = err;
	return NL_STOP;
}

/* libnl replaces errno by codes of its own; keep the kernel's. */
static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *data)
{
	struct dump *dump = data;

	(void)from;
	dump->err = error->error ? error->error : -EIO;
	return NL_STOP;
}

static int errno_of(int nl_error)
{
	switch (nl_error < 0 ? -nl_error : nl_error) {
	case NLE_SUCCESS:
		return 0;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_INTR:
		return -EINTR;
	default:
		return -EIO;
	}
}

static struct nl_sock *connected(struct memhp *ctx, int *err)
{
	struct nl_sock *sock = nl_socket_alloc();
	int ret;

	if (!sock) {
		*err = memhp_no_memory(ctx);
		return NULL;
	}
	nl_socket_disable_auto_ack(sock);
	nl_socket_disable_msg_peek(sock);
	ret = nl_socket_set_msg_buf_size(sock, BUFFER_SIZE);
	if (!ret)
		ret = genl_connect(sock);
	if (!ret)
		return sock;
	nl_socket_free(sock);
	*err = memhp_fail(ctx, -errno_of(ret), "no generic netlink (%s)", nl_geterror(ret));
	return NULL;
}

static int find_family(struct memhp *ctx, struct nl_sock *sock)
{
	int family = genl_ctrl_resolve(sock, MEMHP_GENL_NAME);

	if (family >= 0)
		return family;
	if (family == -NLE_OBJ_NOTFOUND)
		return memhp_fail(ctx, ENOENT, "the memhp module is not loaded (no "
				  "netlink family " MEMHP_GENL_NAME "): %s",
				  memhp_module_try());
	return memhp_fail(ctx, -errno_of(family), "looking for the netlink family "
			  MEMHP_GENL_NAME " failed (%s)", nl_geterror(family));
}

static int send_request(struct nl_sock *sock, int family, const struct dump *dump)
{
	struct nl_msg *message = nlmsg_alloc();
	int ret = -NLE_NOMEM;
	size_t i;

	if (message && genlmsg_put(message, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0,
				   NLM_F_DUMP, (uint8_t)dump->command, MEMHP_GENL_VERSION))
		ret = 0;
	for (i = 0; !ret && i < dump->nr_about; i++)
		ret = nla_put_u64(message, dump->about[i].attribute, dump->about[i].number);
	if (!ret)
		ret = nl_send_auto(sock, message);
	nlmsg_free(message);
	return ret < 0 ? ret : 0;
}

/* Ask until memory holds still during the dump, or we have asked enough. */
static int ask(struct dump *dump, struct nl_sock *sock, int family)
{
	int ret, tries = INTR_TRIES;

	do {
		dump->restart(dump->data);
		dump->err = 0;
		ret = send_request(sock, family, dump);
		if (!ret)
			ret = nl_recvmsgs_default(sock);
		if (dump->err == -EAGAIN)
			return memhp_fail(dump->ctx, EAGAIN, "somebody is changing it just "
					  "now; try again");
		if (dump->err)
			return memhp_fail(dump->ctx, -dump->err, "a netlink dump of memhp "
					  "failed (%s)", memhp_errno_name(-dump->err));
	} while (ret == -NLE_DUMP_INTR && --tries);
	dump->torn = ret == -NLE_DUMP_INTR;
	if (dump->torn)
		memhp_debug(dump->ctx, "memory kept changing during %d dumps", INTR_TRIES);
	else if (ret < 0)
		return memhp_fail(dump->ctx, -errno_of(ret), "a netlink dump of memhp "
				  "failed (%s)", nl_geterror(ret));
	return 0;
}

void memhp_nl_close(struct memhp *ctx)
{
	nl_socket_free(ctx->nl_sock);
	ctx->nl_sock = NULL;
}

/* A socket is kept for the dumps to come, and the number of the family. */
static int open_once(struct memhp *ctx)
{
	int err = 0;

	if (ctx->nl_sock)
		return 0;
	ctx->nl_sock = connected(ctx, &err);
	if (!ctx->nl_sock)
		return err;
	ctx->nl_family = find_family(ctx, ctx->nl_sock);
	if (ctx->nl_family >= 0)
		return 0;
	memhp_nl_close(ctx);
	return ctx->nl_family;
}

static int run_once(struct dump *dump)
{
	struct memhp *ctx = dump->ctx;
	int err = open_once(ctx);

	if (err)
		return err;
	nl_socket_modify_cb(ctx->nl_sock, NL_CB_VALID, NL_CB_CUSTOM, on_message, dump);
	nl_socket_modify_cb(ctx->nl_sock, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, dump);
	nl_socket_modify_err_cb(ctx->nl_sock, NL_CB_CUSTOM, on_error, dump);
	err = ask(dump, ctx->nl_sock, ctx->nl_family);
	nl_socket_modify_cb(ctx->nl_sock, NL_CB_VALID, NL_CB_DEFAULT, NULL, NULL);
	nl_socket_modify_cb(ctx->nl_sock, NL_CB_FINISH, NL_CB_DEFAULT, NULL, NULL);
	nl_socket_modify_err_cb(ctx->nl_sock, NL_CB_DEFAULT, NULL, NULL);
	/* What is left of a dump that was broken off must not be read as another. */
	if (err)
		memhp_nl_close(ctx);
	return err;
}

static int run(struct dump *dump)
{
	bool kept = dump->ctx->nl_sock;
	int err = run_once(dump);

	/* These may mean that the module was loaded anew meanwhile: the family has
	 * another number by now, and the old one is nobody's, or somebody else's. */
	if (!kept || (err != -ENOENT && err != -EOPNOTSUPP && err != -EIO))
		return err;
	dump->ctx->error[0] = '\0';
	return run_once(dump);
}

int memhp_nl_blocks(struct memhp *ctx, struct memhp_alikes *alikes)
{
	struct dump dump = {
		.ctx = ctx,
		.command = MEMHP_CMD_BLOCKS,
		.take = take_blocks,
		.restart = restart_blocks,
		.data = alikes,
	};
	int err = run(&dump);

	alikes->torn = dump.torn;
	return err;
}

int memhp_nl_features(struct memhp *ctx, struct memhp_feature_rows *rows)
{
	struct dump dump = {
		.ctx = ctx,
		.command = MEMHP_CMD_FEATURES,
		.take = take_feature,
		.restart = restart_features,
		.data = rows,
	};

	return run(&dump);
}

/* The kernel's errno, in the words of what was asked for. */
static int refused(struct memhp *ctx, int err, const char *what)
{
	switch (-err) {
	case EOPNOTSUPP:
		return memhp_fail(ctx, EOPNOTSUPP, "the memhp module that is loaded knows of no "
				  "%s: its features say why, if it is not an old one", what);
	case EPERM:
		return memhp_fail(ctx, EPERM, "what the module tells of pages needs root "
				  "(CAP_SYS_ADMIN)");
	default:
		return err;
	}
}

static int run_records(struct memhp *ctx, struct dump *dump, struct memhp_records *records,
		       size_t nr, const char *what)
{
	struct wanted wanted = { .records = records, .nr = nr };
	int err = memhp_module_used(ctx);

	if (err)
		return err;
	dump->ctx = ctx;
	dump->take = take_records;
	dump->restart = restart_records;
	dump->data = &wanted;
	err = refused(ctx, run(dump), what);
	dump->data = NULL;
	return err;
}

int memhp_nl_records(struct memhp *ctx, enum memhp_cmd command, const uint64_t *block,
		     struct memhp_records *records, size_t nr)
{
	struct dump dump = { .command = command };

	if (block)
		dump.about[dump.nr_about++] = (struct about){ MEMHP_A_POLICY_BLOCK, *block };
	return run_records(ctx, &dump, records, nr, "policy and no groups");
}

/* Which blocks a dump of pages is about. */
static void about_range(struct dump *dump, const struct memhp_range *range)
{
	dump->about[0] = (struct about){ MEMHP_A_PAGES_FIRST, range->first };
	dump->about[1] = (struct about){ MEMHP_A_PAGES_COUNT, range->count };
	dump->nr_about = 2;
}

int memhp_nl_troubles(struct memhp *ctx, const struct memhp_range *range,
		      struct memhp_records *records)
{
	struct dump dump = { .command = MEMHP_CMD_TROUBLE };

	if (range)
		about_range(&dump, range);
	return run_records(ctx, &dump, records, 1, "errors of blocks");
}

int memhp_nl_zones(struct memhp *ctx, struct memhp_records *records)
{
	struct dump dump = { .command = MEMHP_CMD_ZONES };

	return run_records(ctx, &dump, records, 1, "zones");
}

int memhp_nl_firmware(struct memhp *ctx, struct memhp_records records[2])
{
	struct dump dump = { .command = MEMHP_CMD_FIRMWARE };

	return run_records(ctx, &dump, records, 2, "table of the firmware");
}

int memhp_nl_sheets(struct memhp *ctx, const struct memhp_range *range,
		    struct memhp_sheets *sheets)
{
	struct dump dump = {
		.ctx = ctx,
		.command = MEMHP_CMD_PAGES,
		.take = take_sheet,
		.restart = restart_sheets,
		.data = sheets,
	};
	int err = memhp_module_used(ctx);

	if (err)
		return err;
	about_range(&dump, range);
	err = run(&dump);
	if (err == -EAGAIN)
		return memhp_fail(ctx, EAGAIN, "somebody else is changing memory and does not "
				  "come to an end: try again later");
	return refused(ctx, err, "pages of blocks");
}

int memhp_nl_stats(struct memhp *ctx, struct memhp_records *records)
{
	struct dump dump = { .command = MEMHP_CMD_STATS };

	return run_records(ctx, &dump, records, 1, "events here, in this network namespace");
}

/* ---- Events ---- */

/* Many events may come at once: what the limit for all allows, or, as root, this. */
#define LISTEN_ROOM	(1 << 20)

static int join(struct memhp *ctx, struct nl_sock *sock)
{
	int events = genl_ctrl_resolve_grp(sock, MEMHP_GENL_NAME, MEMHP_GENL_EVENTS);
	int families = genl_ctrl_resolve_grp(sock, "nlctrl", "notify");
	int room = LISTEN_ROOM, fd = nl_socket_get_fd(sock), ret;

	if (events < 0)
		return memhp_fail(ctx, EOPNOTSUPP, "the memhp module that is loaded tells no "
				  "events: load one of version %s", memhp_version());
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	/* That the module goes away is told to the other group. */
	ret = families < 0 ? 0 : nl_socket_add_memberships(sock, families, 0);
	if (!ret)
		ret = nl_socket_add_memberships(sock, events, 0);
	if (ret)
		return memhp_fail(ctx, -errno_of(ret), "listening to events failed (%s)",
				  nl_geterror(ret));
	return 0;
}

int memhp_nl_listen(struct memhp *ctx, struct nl_sock **sock, int *fd, int *family)
{
	int err = memhp_module_used(ctx);

	if (err)
		return err;
	*sock = connected(ctx, &err);
	if (!*sock)
		return err;
	/* As it is now: what the context knows may be of a module that was unloaded. */
	*family = find_family(ctx, *sock);
	if (*family < 0)
		return *family;
	*fd = nl_socket_get_fd(*sock);
	return join(ctx, *sock);
}

void memhp_nl_unlisten(struct nl_sock *sock)
{
	nl_socket_free(sock);
}

/* Is it the word that our family is no longer there? */
static bool is_farewell(struct nlmsghdr *message, int family)
{
	struct genlmsghdr *header = nlmsg_data(message);
	struct nlattr *id;

	if (message->nlmsg_type != GENL_ID_CTRL || header->cmd != CTRL_CMD_DELFAMILY)
		return false;
	id = nlmsg_find_attr(message, GENL_HDRLEN, CTRL_ATTR_FAMILY_ID);
	return id && nla_get_u16(id) == family;
}

int memhp_nl_event(struct memhp *ctx, int family, const char *data, size_t size,
		   struct memhp_event *event)
{
	struct nlmsghdr *message = (struct nlmsghdr *)data;
	struct genlmsghdr *header = nlmsg_data(message);
	struct nlattr *attr;
	size_t length;

	/* The kernel sends each event by itself. */
	if (!nlmsg_ok(message, (int)size) || !genlmsg_valid_hdr(message, 0))
		return 0;
	if (is_farewell(message, family))
		return memhp_fail(ctx, ENODEV, "the memhp module was unloaded");
	if (message->nlmsg_type != family || header->cmd != MEMHP_CMD_EVENT)
		return 0;
	attr = nlmsg_find_attr(message, GENL_HDRLEN, MEMHP_A_EVENTS_EVENT);
	if (!attr)
		return 0;
	length = (size_t)nla_len(attr);
	memset(event, 0, sizeof(*event));
	memcpy(event, nla_data(attr), length < sizeof(*event) ? length : sizeof(*event));
	memhp_text_clean(event->comm, sizeof(event->comm));
	memhp_text_clean(event->name, sizeof(event->name));
	return 1;
}
