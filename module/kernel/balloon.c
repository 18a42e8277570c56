// SPDX-License-Identifier: GPL-2.0
#include <linux/kallsyms.h>
#include <linux/memory_hotplug.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "balloon.h"
#include "symbols.h"

/* The slot of the callback; NULL: not found. */
static online_page_callback_t *slot;

/* Asked for each block of a listing, and names are slow to find. */
static struct {
	spinlock_t lock;	/* of the others */
	online_page_callback_t callback;
	bool is_balloon;
	char symbol[KSYM_SYMBOL_LEN];
} last = { .lock = __SPIN_LOCK_UNLOCKED(last.lock) };

void memhp_balloon_init(void)
{
	unsigned long addr = memhp_symbol_address("online_page_callback");

	if (memhp_symbol_size("online_page_callback", addr) >= sizeof(*slot))
		slot = (online_page_callback_t *)addr;
}

/* "hv_online_page [hv_balloon]"; built in, it has only its name. */
static bool is_balloon(const char *symbol)
{
	return strstr(symbol, "[hv_balloon]") || !strcmp(symbol, "hv_online_page");
}

bool memhp_balloon_is_there(void)
{
	online_page_callback_t callback;
	unsigned long flags;
	bool answer;

	if (!slot)
		return false;
	spin_lock_irqsave(&last.lock, flags);
	callback = READ_ONCE(*slot);
	if (callback != last.callback) {
		last.callback = callback;
		sprint_symbol_no_offset(last.symbol, (unsigned long)callback);
		last.is_balloon = is_balloon(last.symbol);
	}
	answer = last.is_balloon;
	spin_unlock_irqrestore(&last.lock, flags);
	return answer;
}
