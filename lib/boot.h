/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A machine as its kernel finds it when it boots.
 *
 * - boot.c	made, freed, and its options
 * - boot-live.c	from this machine or a saved tree
 * - boot-text.c	from a description and to one
 * - memblock.c	the kernel's early allocator
 * - bootplan.c	what the kernel asks of it, in order, and where that lands
 * - bootplan-zones.c	where the movable zones begin
 * - bootplan-advice.c	which options would reach what is wanted
 */
#ifndef MEMHP_BOOT_H
#define MEMHP_BOOT_H

#include "memblock.h"
#include "private.h"

#define MEMHP_BOOT_NODES	1024	/* no kernel is built for more */
/* Where nothing is told: of 6.1 in Debian */
#define MEMHP_BOOT_LOG		(128ULL << 10)
#define MEMHP_BOOT_LOG_INFO	88
#define MEMHP_BOOT_NODE_DATA	(172ULL << 10)

/**
 * struct memhp_boot - all that the model is told; addresses and sizes in bytes
 * @ram:	that the firmware calls usable
 * @nodes:	its ranges of nodes; empty: node 0 is all there is
 * @kernel:	the image, with its bss
 * @initrd:	empty: none
 * @cpus:	how many each node has
 * @log_buffer:	the log buffer in the image
 * @log_info:	the kernel's struct printk_info
 * @node_data:	its pg_data_t
 * @gigabyte_pages:	the processor maps memory by them
 * @options:	the command line
 */
struct memhp_boot {
	struct memhp *ctx;
	struct memhp_extents ram;
	struct memhp_extents nodes;
	struct memhp_extent kernel;
	struct memhp_extent initrd;
	unsigned int cpus[MEMHP_BOOT_NODES];
	uint64_t log_buffer;
	uint64_t log_info;
	uint64_t node_data;
	bool gigabyte_pages;
	char *options;
};

int memhp_boot_new(struct memhp *ctx, struct memhp_boot **out);
/* Ranges in order, and nothing missing: 0, or -EINVAL with the text of the error set. */
int memhp_boot_check(struct memhp_boot *boot);
/* Read a description into @boot; @name: of the text, NULL: none. 0 or -EINVAL, -ENOMEM with
 * the text of the error set. */
int memhp_boot_parse(struct memhp_boot *boot, const char *name, const char *text, size_t length);

/* What is behind "NAME=" in the options, the last time it is there, up to a space: its
 * length, in @value; -1: it is not there. A NAME alone has length 0. */
int memhp_boot_option(const struct memhp_boot *boot, const char *name, const char **value);
/* Whether the options say that there are no nodes. */
bool memhp_boot_numa_off(const struct memhp_boot *boot);
/* A value as bytes, as the kernel's memparse() reads it, 0: it is no number.
 * @end: what is behind it. */
uint64_t memhp_boot_bytes(const char *value, const char **end);

/* ---- bootplan-zones.c ---- */

/* Where the movable zone of each node begins, 0: it has none, with the nodes' memory in
 * @memory: find_zone_movable_pfns_for_nodes() of the kernel. */
void memhp_boot_zones(const struct memhp_boot *boot, const struct memhp_extents *memory,
		      uint64_t begin[MEMHP_BOOT_NODES]);

#endif
