// SPDX-License-Identifier: GPL-2.0
#include <signal.h>
#include <stdio.h>

#include <memhp/libmemhp.h>

#include "answer.h"
#include "exits.h"
#include "json.h"
#include "output.h"

static const char *result_of(const struct answer *answer, const struct common *common)
{
	if (answer->error)
		return "failed";
	if (answer->unchanged)
		return "unchanged";
	return common->dry_run ? "planned" : "done";
}

static struct json_object *to_json(const struct answer *answer, const struct common *common)
{
	struct json_object *object = json_object_new_object();

	json_add_text(object, "object", answer->object);
	json_add_text(object, "name", answer->name);
	json_add_text(object, "change", answer->change);
	json_add_text(object, "result", result_of(answer, common));
	json_add_text(object, "errno", memhp_errno_name(-answer->error));
	json_add_text(object, "detail", answer->error ? answer->detail : NULL);
	return object;
}

static void print(const struct answer *answer, const struct common *common)
{
	printf("%s%s\n", answer->done, common->dry_run && !answer->unchanged ? "  planned" : "");
}

static int exit_of(const struct answer *answers, size_t count, const struct common *common,
		   bool unheard)
{
	int code = unheard ? EXIT_NOTHING : EXIT_DONE;
	bool done = false;
	size_t i;

	for (i = 0; i < count; i++) {
		if (answers[i].error && code == EXIT_DONE)
			code = exit_for(answers[i].error);
		done |= !answers[i].error && !answers[i].unchanged && !common->dry_run;
	}
	return code != EXIT_DONE && done ? EXIT_PART : code;
}

void answer_begin(void)
{
	signal(SIGPIPE, SIG_IGN);
}

int answer_give(const struct answer *answers, size_t count, const struct common *common)
{
	struct json_object *array = common->json ? json_object_new_array() : NULL;
	size_t i;

	for (i = 0; i < count; i++) {
		if (array)
			json_object_array_add(array, to_json(&answers[i], common));
		if (answers[i].error)
			complain("%s", answers[i].detail);
		else if (!array && !common->quiet)
			print(&answers[i], common);
	}
	if (array)
		json_print("changes", array);
	return exit_of(answers, count, common, output_flush());
}
