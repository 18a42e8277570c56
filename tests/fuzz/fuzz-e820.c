// SPDX-License-Identifier: GPL-2.0
/*
 * What the boot loader told the kernel of memory: the e820 table in struct boot_params,
 * beside files that are right. The input has the number of entries, where the initrd is,
 * in four bytes each, and the entries, of 20 bytes.
 */
#include "boot.h"
#include "place.h"

#define COUNT	0x1e8
#define ENTRIES	0x2d0
#define MOST	(128 * 20)

/* Where the fields of the initrd are. */
static const size_t initrd[] = { 0x218, 0x21c, 0xc0, 0xc4 };

static void put_params(const uint8_t *data, size_t size)
{
	uint8_t params[4096] = { 0 };
	size_t i;

	if (size) {
		params[COUNT] = *data++;
		size--;
	}
	for (i = 0; i < ARRAY_SIZE(initrd) && size >= 4; i++) {
		memcpy(params + initrd[i], data, 4);
		data += 4;
		size -= 4;
	}
	memcpy(params + ENTRIES, data, size < MOST ? size : MOST);
	must(!place_put("sys/kernel/boot_params/data", params, sizeof(params)));
}

static void put_text(const char *name, const char *text)
{
	must(!place_put(name, text, strlen(text)));
}

/* Here memory is from where there is none in the table, or too much. */
static void put_rest(void)
{
	put_text("proc/cmdline", "root=/dev/vda1 movable_node\n");
	put_text("proc/iomem", "00100000-7ffdffff : System RAM\n"
		 "  01000000-01e01e36 : Kernel code\n  02e00000-032c5fff : Kernel bss\n");
	put_text("sys/firmware/memmap/0/type", "System RAM\n");
	put_text("sys/firmware/memmap/0/start", "0x100000\n");
	put_text("sys/firmware/memmap/0/end", "0x7ffdffff\n");
}

static void check_ram(const struct memhp_boot *boot)
{
	const struct memhp_extent *at = boot->ram.at;
	size_t i;

	must(boot->ram.count && boot->ram.count < 128);
	for (i = 0; i < boot->ram.count; i++) {
		must(at[i].start < at[i].end && at[i].end <= 1ULL << 52);
		must(!i || at[i - 1].end <= at[i].start);
	}
}

static void check_text(const struct memhp_boot *boot)
{
	struct memhp_boot *again;
	char *text, *second;

	must(!memhp_boot_describe(boot, &text));
	must(!memhp_boot_new(boot->ctx, &again));
	must(!memhp_boot_parse(again, NULL, text, strlen(text)));
	must(!memhp_boot_check(again));
	must(!memhp_boot_describe(again, &second));
	must(!strcmp(text, second));
	memhp_boot_free(again);
	free(second);
	free(text);
}

static void check_plan(struct memhp *ctx, const struct memhp_boot *boot)
{
	struct memhp_bootplan *plan;

	if (fuzz_good(ctx, memhp_bootplan_get(boot, &plan)))
		memhp_bootplan_free(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memhp *ctx = place_open();
	struct memhp_boot *boot;

	put_params(data, size);
	put_rest();
	if (fuzz_good(ctx, memhp_boot_get(ctx, &boot))) {
		check_ram(boot);
		check_text(boot);
		check_plan(ctx, boot);
		memhp_boot_free(boot);
	}
	place_close(ctx);
	return 0;
}
