// SPDX-License-Identifier: GPL-2.0
/*
 * waysin GID FIRST LAST: every request that changes something or tells of pages, by each
 * way in that must not do. Blocks FIRST to LAST are offline; those that may change them
 * put them back. GID is a group that the device is given for a while. Prints "ok DESC",
 * "skip DESC: ..." or "not ok DESC: ..." a line.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ask.h"

#define DEVICE "/dev/" MEMHP_DEVICE_NAME

static uint64_t first, last;

static void point(const char *way, const char *what, int got, int wanted)
{
	if (got == wanted)
		printf("ok %s: %s\n", way, what);
	else
		printf("not ok %s: %s: errno %d, not %d\n", way, what, got, wanted);
	fflush(stdout);
}

/* ---- Requests ---- */

static struct memhp_range all;
static struct memhp_result results[1024];

static struct memhp_change change_of(uint32_t op, uint32_t choice)
{
	all = (struct memhp_range){ first, last - first + 1 };
	return (struct memhp_change){
		.size = sizeof(struct memhp_change), .op = op, .choice = choice,
		.ranges = (uintptr_t)&all, .results = (uintptr_t)results, .nr_ranges = 1,
		.nr_results = all.count, .result_size = sizeof(results[0]),
	};
}

static int call(int fd, unsigned int cmd, void *argument)
{
	return ioctl(fd, cmd, argument) ? errno : 0;
}

static int change(int fd, uint32_t op, uint32_t choice)
{
	struct memhp_change c = change_of(op, choice);

	return call(fd, MEMHP_IOC_CHANGE, &c);
}

/* All that changes something; each has to end with @wanted. */
static void changes(const char *way, int fd, int wanted)
{
	struct memhp_rule rule = { .action = MEMHP_ACTION_MOVABLE };
	struct memhp_policy policy = { .size = sizeof(policy), .rules = (uintptr_t)&rule,
				       .nr_rules = 1, .rule_size = sizeof(rule),
				       .options = MEMHP_POLICY_AUTO_ONLINE };
	struct memhp_group group = { .size = sizeof(group), .op = MEMHP_GROUP_OP_CREATE,
				     .type = MEMHP_GROUP_STATIC, .name = "intruder" };
	struct memhp_fill fill = { .size = sizeof(fill), .op = MEMHP_FILL_POPULATE,
				   .block = first, .start = ~0ULL };
	struct memhp_memory memory = { .size = sizeof(memory), .op = MEMHP_MEMORY_REMOVE,
				       .start = first << 27, .length = 1 << 27, .node = -1 };
	struct memhp_agent agent = { .size = sizeof(agent), .delay_ns = 1000 };

	point(way, "change", change(fd, MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE), wanted);
	point(way, "policy", call(fd, MEMHP_IOC_POLICY, &policy), wanted);
	point(way, "group", call(fd, MEMHP_IOC_GROUP, &group), wanted);
	point(way, "fill", call(fd, MEMHP_IOC_FILL, &fill), wanted);
	point(way, "memory", call(fd, MEMHP_IOC_MEMORY, &memory), wanted);
	point(way, "agent", call(fd, MEMHP_IOC_AGENT, &agent), wanted);
}

static void dumps(const char *way, int sock, int wanted)
{
	point(way, "pages", ask(sock, MEMHP_CMD_PAGES, first, 1, NULL), wanted);
	point(way, "errors of blocks", ask(sock, MEMHP_CMD_TROUBLE, first, 1, NULL), wanted);
}

static int info(int fd)
{
	struct memhp_info info = { .size = sizeof(info) };

	return call(fd, MEMHP_IOC_INFO, &info);
}

static int opened(int flags)
{
	int fd = open(DEVICE, flags | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* ---- Who ---- */

static void fail(const char *what)
{
	printf("not ok %s: %s\n", what, strerror(errno));
	exit(1);
}

static void drop_capability(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2];

	if (syscall(SYS_capget, &head, sets))
		fail("capget");
	sets[0].effective &= ~(1U << CAP_SYS_ADMIN);
	sets[0].permitted &= ~(1U << CAP_SYS_ADMIN);
	sets[0].inheritable &= ~(1U << CAP_SYS_ADMIN);
	if (prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN) || syscall(SYS_capset, &head, sets))
		fail("capset");
}

static void become(gid_t group)
{
	if (setgroups(!!group, &group) || setresgid(65534, 65534, 65534) ||
	    setresuid(65534, 65534, 65534))
		fail("setresuid");
}

static int become_root_of_namespace(void)
{
	static const char map[] = "0 0 1";
	int fd;

	if (unshare(CLONE_NEWUSER))
		return errno;
	fd = open("/proc/self/uid_map", O_WRONLY);
	if (fd < 0 || write(fd, map, strlen(map)) < 0 || close(fd))
		fail("uid_map");
	return 0;
}

/* In a process of its own, whose exit status is returned. */
static int status_of(void (*run)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		run();
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return status;
}

/* One that dies on its way has said nothing of the rest. */
static void in_child(void (*run)(void))
{
	int status = status_of(run);

	if (status)
		printf("not ok the process gets to its end: status %#x\n", status);
}

/* ---- Ways ---- */

static void no_capability(void)
{
	int fd;

	drop_capability();
	fd = opened(O_RDWR);
	point("no capability", "opens for writing", fd < 0 ? -fd : 0, 0);
	point("no capability", "info", info(fd), 0);
	changes("no capability", fd, EPERM);
	dumps("no capability", ask_socket(), EPERM);
}

static void root_of_namespace(void)
{
	const char *way = "root of a user namespace";
	int error = become_root_of_namespace();
	int fd;

	if (error == EINVAL || error == ENOSYS) {
		printf("skip %s: the kernel has no user namespaces\n", way);
		return;
	}
	fd = opened(O_RDWR);
	point(way, "opens for writing", fd < 0 ? -fd : 0, 0);
	changes(way, fd, EPERM);
	dumps(way, ask_socket(), EPERM);
}

static void reads_only(void)
{
	int fd = opened(O_RDONLY);

	point("a descriptor for reading", "info", info(fd), 0);
	changes("a descriptor for reading", fd, EBADF);
	dumps("a descriptor for reading", ask_socket(), 0);
}

static void nobody(void)
{
	become(0);
	point("nobody", "does not open for writing", -opened(O_RDWR), EACCES);
	changes("nobody", opened(O_RDONLY), EBADF);
	dumps("nobody", ask_socket(), EPERM);
}

static gid_t members;

/* As packaging/udev/60-memhp.rules has it. */
static void member(void)
{
	int fd;

	become(members);
	point("a member of the group", "does not open for writing", -opened(O_RDWR), EACCES);
	fd = opened(O_RDONLY);
	point("a member of the group", "info", info(fd), 0);
	changes("a member of the group", fd, EBADF);
	dumps("a member of the group", ask_socket(), EPERM);
}

static void no_member(void)
{
	become(0);
	point("not a member", "does not open", -opened(O_RDONLY), EACCES);
}

static void dropped_later(void)
{
	int fd = opened(O_RDWR), sock = ask_socket();

	become(0);
	point("opened by root, who became nobody", "info", info(fd), 0);
	changes("opened by root, who became nobody", fd, EPERM);
	dumps("opened by root, who became nobody", sock, EPERM);
}

/* ---- Descriptors that are passed ---- */

static void pass(int to, const int fds[2])
{
	union { char space[CMSG_SPACE(2 * sizeof(int))]; struct cmsghdr align; } control = { 0 };
	char byte = 0;
	struct iovec data = { &byte, 1 };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1,
				  .msg_control = &control, .msg_controllen = sizeof(control) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(head), fds, 2 * sizeof(int));
	if (sendmsg(to, &message, 0) < 0)
		fail("sendmsg");
}

static void take(int from, int fds[2])
{
	union { char space[CMSG_SPACE(2 * sizeof(int))]; struct cmsghdr align; } control;
	char byte;
	struct iovec data = { &byte, 1 };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1,
				  .msg_control = &control, .msg_controllen = sizeof(control) };

	if (recvmsg(from, &message, 0) < 0 || !CMSG_FIRSTHDR(&message))
		fail("recvmsg");
	memcpy(fds, CMSG_DATA(CMSG_FIRSTHDR(&message)), 2 * sizeof(int));
}

/* The device and a netlink socket, opened on one side and used on the other: @down: by
 * root, for nobody. */
static void passed(bool down)
{
	const char *way = down ? "passed by root to nobody" : "passed by nobody to root";
	int pair[2], fds[2], status;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		fail("socketpair");
	pid = fork();
	if (!pid) {
		if (!down)
			become(0);
		fds[0] = opened(down ? O_RDWR : O_RDONLY);
		fds[1] = ask_socket();
		pass(pair[0], fds);
		_exit(0);
	}
	take(pair[1], fds);
	waitpid(pid, &status, 0);
	if (down)
		become(0);
	point(way, "info", info(fds[0]), 0);
	changes(way, fds[0], down ? EPERM : EBADF);
	dumps(way, fds[1], EPERM);
}

static void passed_down(void)
{
	passed(true);
}

static void passed_up(void)
{
	passed(false);
}

/* Nobody with an agent's descriptor says no, until told to end. */
static void answers(int fd)
{
	struct memhp_answer answer = { .size = sizeof(answer), .answer = MEMHP_ANSWER_OBJECT };
	int said = 0;

	become(0);
	while (!said) {
		answer.ask = answer.ask % 1000 + 1;
		said = !ioctl(fd, MEMHP_IOC_ANSWER, &answer);
		if (!said && errno != ENOENT)
			break;
	}
	point("an agent's descriptor, passed on", "answers", said ? 0 : errno, 0);
	_exit(0);
}

/* Being asked is the right of the open file: an agent may give up its privileges. */
static void agents_descriptor(void)
{
	struct memhp_agent agent = { .size = sizeof(agent), .delay_ns = 5000000000 };
	int fd = opened(O_RDWR), own;
	pid_t agents = fork(), pid;

	if (!agents) {	/* nobody is asked about what it does itself */
		if (call(fd, MEMHP_IOC_AGENT, &agent))
			fail("agent");
		pid = fork();
		if (!pid)
			answers(fd);
		waitpid(pid, NULL, 0);
		_exit(0);
	}
	close(fd);
	own = opened(O_RDWR);
	change(own, MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE);
	last = first;
	usleep(300000);
	change(own, MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE);
	point("an agent's descriptor, passed on", "the answer counts", results[0].reason,
	      MEMHP_REASON_AGENT);
	waitpid(agents, NULL, 0);
}

/* ---- Seccomp ---- */

/* From now on this thread may only ioctl() and write; all else kills the process. */
static void confine(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_read, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		fail("seccomp");
}

static void confined(void)
{
	int fd = opened(O_RDWR);

	confine();
	point("only ioctl and read allowed", "info", info(fd), 0);
	point("only ioctl and read allowed", "what was online goes offline",
	      change(fd, MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE), 0);
	point("only ioctl and read allowed", "online",
	      change(fd, MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE), 0);
	point("only ioctl and read allowed", "what came of it", results[0].outcome,
	      MEMHP_OUTCOME_DONE);
	point("only ioctl and read allowed", "offline",
	      change(fd, MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE), 0);
}

static struct memhp_change under_way;

/* As soon as some blocks are done, this thread does what it may not. */
static void *forbidden(void *arg)
{
	const volatile uint32_t *done = &under_way.done;

	confine();
	while (!*done)
		;
	syscall(SYS_getppid);
	return arg;
}

static void killed(void)
{
	int fd = opened(O_RDWR);
	pthread_t thread;

	under_way = change_of(MEMHP_OP_ONLINE, MEMHP_CHOICE_MOVABLE);
	if (pthread_create(&thread, NULL, forbidden, NULL))
		fail("thread");
	for (;;) {
		ioctl(fd, MEMHP_IOC_CHANGE, &under_way);
		change(fd, MEMHP_OP_OFFLINE, MEMHP_CHOICE_NONE);
	}
}

static void filtered(void)
{
	int status;

	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0) {
		printf("skip only ioctl and read allowed, killed by its filter: the kernel has no seccomp\n");
		return;
	}
	in_child(confined);
	status = status_of(killed);
	point("killed by its filter", "by SIGSYS", WIFSIGNALED(status) ? WTERMSIG(status) : 0,
	      SIGSYS);
}

/* ---- What is written ---- */

/* With @size bytes of a struct, and 0xa5 everywhere before. */
static void info_of(size_t size)
{
	unsigned char buffer[512];
	struct memhp_info *answer = (void *)buffer;
	size_t known = size < sizeof(*answer) ? size : sizeof(*answer), i = size;
	char desc[80];

	memset(buffer, 0xa5, sizeof(buffer));
	memset(buffer, 0, 8);
	answer->size = size;
	if (size > sizeof(*answer))
		memset(buffer + known, 0, size - known);
	snprintf(desc, sizeof(desc), "info of %zu bytes", size);
	point(desc, "is taken", call(opened(O_RDONLY), MEMHP_IOC_INFO, answer), 0);
	point(desc, "says how much it wrote", answer->size, known);
	while (i < sizeof(buffer) && buffer[i] == 0xa5)
		i++;
	point(desc, "writes no more", i, sizeof(buffer));
	point(desc, "texts have zeros behind", text_bad(answer->version, sizeof(answer->version)) ||
	      text_bad(answer->release, sizeof(answer->release)), 0);
	point(desc, "has no address of the kernel", !!has_pointer(buffer, known), 0);
}

static void dumps_clean(void)
{
	int sock = ask_socket();
	const char *bad;
	char desc[80];
	int command;

	for (command = 1; command < MEMHP_CMD_EVENT; command++) {
		bad = NULL;
		snprintf(desc, sizeof(desc), "dump %d", command);
		point(desc, "ends", ask(sock, command, first, 2, &bad), 0);
		if (bad)
			printf("not ok %s: %s\n", desc, bad);
		else
			printf("ok %s: no address, padding is zero\n", desc);
	}
}

int main(int argc, char **argv)
{
	/* Without a buffer of its own the first line asks what kind of file it goes to. */
	static char line[BUFSIZ];

	if (argc != 4)
		return 2;
	setvbuf(stdout, line, _IOLBF, sizeof(line));
	members = strtoul(argv[1], NULL, 0);
	first = strtoull(argv[2], NULL, 0);
	last = strtoull(argv[3], NULL, 0);
	in_child(no_capability);
	in_child(root_of_namespace);
	in_child(reads_only);
	in_child(nobody);
	if (chown(DEVICE, 0, members) || chmod(DEVICE, 0640))
		fail("chown");
	in_child(member);
	in_child(no_member);
	if (chown(DEVICE, 0, 0) || chmod(DEVICE, 0644))
		fail("chown");
	in_child(dropped_later);
	in_child(passed_down);
	in_child(passed_up);
	in_child(agents_descriptor);
	filtered();
	info_of(MEMHP_INFO_SIZE_V1);
	info_of(sizeof(struct memhp_info) - 3);
	info_of(sizeof(struct memhp_info));
	info_of(sizeof(struct memhp_info) + 40);
	dumps_clean();
	return 0;
}
