/* SPDX-License-Identifier: GPL-2.0 */
/* The commands, each in the file of its first word; all return an exit code. */
#ifndef MEMHPCTL_COMMANDS_H
#define MEMHPCTL_COMMANDS_H

struct args;

int cmd_list(struct args *args);
int cmd_show(struct args *args);
int cmd_online(struct args *args);
int cmd_offline(struct args *args);
int cmd_shift(struct args *args);
int cmd_populate(struct args *args);
int cmd_depopulate(struct args *args);
int cmd_balance(struct args *args);
int cmd_explain(struct args *args);
int cmd_policy_show(struct args *args);
int cmd_policy_set(struct args *args);
int cmd_policy_load(struct args *args);
int cmd_policy_check(struct args *args);
int cmd_policy_simulate(struct args *args);
int cmd_group_list(struct args *args);
int cmd_group_show(struct args *args);
int cmd_group_create(struct args *args);
int cmd_group_delete(struct args *args);
int cmd_group_add(struct args *args);
int cmd_group_remove(struct args *args);
int cmd_firmware(struct args *args);
int cmd_bootplan(struct args *args);
int cmd_map(struct args *args);
int cmd_metrics(struct args *args);
int cmd_monitor(struct args *args);
int cmd_status(struct args *args);
int cmd_probe(struct args *args);
int cmd_remove(struct args *args);

/* The words that name blocks, for the help of the commands that take them. */
#define BLOCK_HELP \
"  A BLOCK is memory42, 42, 42-57, 0x140000000-0x17fffffff (first and last\n" \
"  address, whole blocks), node1 or group:NAME. All are checked before anything\n" \
"  is done.\n"

#define EXIT_HELP \
"  Exit: 0 all done or so already, 1 failed and nothing changed, 2 usage,\n" \
"  3 not permitted, 4 module or feature missing, 64 done in part.\n"

#endif
