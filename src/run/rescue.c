#include "run/rescue.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/instance_id.h"
#include "report/message.h"
#include "run/disposal.h"
#include "run/private_folder.h"
#include "store/repository.h"
#include "store/repository_file.h"

/* Larger ones are not added to. */
#define LOG_BYTES_MAX ((off_t)1 << 20)

/* ---- the log ---- */

/* Puts one that has grown large aside, in place of the one that was put aside before. */
static void rotate_log(const char *path)
{
	g_autofree char *aside = g_strconcat(path, ".1", NULL);
	struct stat status;

	if (stat(path, &status) == 0 && status.st_size >= LOG_BYTES_MAX)
		(void)rename(path, aside);
}

static void open_log(const struct rescue *rescue)
{
	g_autofree char *path = repository_guardian_log(rescue->folder);

	rotate_log(path);
	int log = repository_file_open(path, O_WRONLY | O_CREAT | O_APPEND, NULL);

	/* Without a repository nobody is told; the instances are disposed of all the same. */
	if (log < 0)
		return;
	(void)dup2(log, STDOUT_FILENO);
	(void)dup2(log, STDERR_FILENO);
	(void)close(log);
}

/* Says what is about to be disposed of. */
static void tell_rescued(const struct rescue *rescue)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	g_autofree char *time = g_date_time_format(now, "%F %T");
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < rescue->entries->len; i++) {
		const struct ledger_entry *entry = rescue->entries->pdata[i];
		if (entry->id && !instance_id_flaw(entry->id))
			g_string_append_printf(names, " %s", entry->id);
	}
	message("%s: process %d is gone; disposing of the instances that it left behind:%s", time,
		rescue->testr, names->str);
}

/* ---- the hooks ---- */

/* The ledger that testr used: where there is no repository, one in its private folder. NULL
 * without an error if it used none. */
static struct ledger *rescue_open_ledger(const struct rescue *rescue, GError **error)
{
	if (ledger_is_there(rescue->private_folder))
		return ledger_open(rescue->private_folder, error);
	if (ledger_is_there(rescue->folder))
		return ledger_open(rescue->folder, error);
	return NULL;
}

/* Adopting ends what is wanted; but until its callout has been heard to its end, it still is. */
static bool want_again(const struct rescue *rescue, GError **error)
{
	for (guint i = 0; i < rescue->entries->len; i++) {
		const struct ledger_entry *entry = rescue->entries->pdata[i];
		if (!entry->id &&
		    !ledger_intend(rescue->ledger, entry->run, (int)entry->wanted, error))
			return false;
	}
	return true;
}

static void rescue_take_over(void *self, int testr)
{
	struct rescue *rescue = self;
	g_autoptr(GError) error = NULL;

	rescue->testr = testr;
	open_log(rescue);
	rescue->ledger = rescue_open_ledger(rescue, &error);
	if (rescue->ledger)
		rescue->entries = ledger_adopt(rescue->ledger, testr, rescue->start_time, &error);
	if (!rescue->entries)
		rescue->entries = g_ptr_array_new();
	if (rescue->ledger && !error)
		(void)want_again(rescue, &error);
	if (error)
		message_error(error);
}

static bool has_entry(const struct rescue *rescue, int64_t run, const char *id)
{
	for (guint i = 0; i < rescue->entries->len; i++) {
		const struct ledger_entry *entry = rescue->entries->pdata[i];
		if (entry->run == run && g_strcmp0(entry->id, id) == 0)
			return true;
	}
	return false;
}

static void rescue_add(void *self, int64_t run, const char *id)
{
	struct rescue *rescue = self;
	g_autoptr(GError) error = NULL;
	/* As engine_session.c numbers a run that is not stored. */
	int64_t number = run < 0 ? -(int64_t)rescue->testr : run;

	if (has_entry(rescue, number, id))
		return;
	/* One that could not be entered exists all the same, and is to be disposed of. */
	if (rescue->ledger && !ledger_add(rescue->ledger, number, id, &error))
		message_error(error);
	struct ledger_entry *entry = g_new0(struct ledger_entry, 1);
	entry->run = number;
	entry->id = g_strdup(id);
	g_ptr_array_add(rescue->entries, entry);
}

/* Nothing more is to come for the runs of `entries`: drops from them what is wanted. */
static void drop_what_is_wanted(const struct rescue *rescue)
{
	for (guint i = rescue->entries->len; i-- > 0;) {
		const struct ledger_entry *entry = rescue->entries->pdata[i];
		g_autoptr(GError) error = NULL;

		if (entry->id)
			continue;
		if (!ledger_settle(rescue->ledger, entry->run, &error))
			message_error(error);
		g_ptr_array_remove_index(rescue->entries, i);
	}
}

static void rescue_dispose(void *self)
{
	struct rescue *rescue = self;

	drop_what_is_wanted(rescue);
	if (rescue->entries->len > 0) {
		/* A guardian has none itself. */
		const struct disposal_setup disposal = {
			.folder = rescue->folder,
			.config = rescue->config,
			.ledger = rescue->ledger,
		};
		tell_rescued(rescue);
		if (disposal_run(&disposal, rescue->entries))
			message("all instances disposed of");
	}
	ledger_free(rescue->ledger);
	private_folder_remove(g_strdup(rescue->private_folder));
}

struct guardian_hooks rescue_hooks(struct rescue *rescue)
{
	return (struct guardian_hooks){rescue, rescue_take_over, rescue_add, rescue_dispose};
}
