/* What the tests of the ledger share: projects that have one, and what they find in it. */
#ifndef TESTR_TESTS_STORE_LEDGERS_H
#define TESTR_TESTS_STORE_LEDGERS_H

#include "fixture.h"
#include "store/layout.h"
#include "store/ledger.h"

static const char *const one_id[] = {"one", NULL};

static inline char *make_project_with_repository(void)
{
	char *folder = make_project();
	g_autofree char *inner = g_build_filename(folder, LAYOUT_FOLDER, NULL);

	g_assert_cmpint(g_mkdir(inner, 0700), ==, 0);
	return folder;
}

static inline struct ledger *open_ledger(const char *folder)
{
	GError *error = NULL;
	struct ledger *ledger = ledger_open(folder, &error);

	g_assert_no_error(error);
	return ledger;
}

static inline GPtrArray *entries_of(struct ledger *ledger)
{
	GError *error = NULL;
	GPtrArray *entries = ledger_entries(ledger, &error);

	g_assert_no_error(error);
	return entries;
}

/* Makes ours what has no owner, and returns it. */
static inline GPtrArray *adopt_orphans(struct ledger *ledger)
{
	GError *error = NULL;
	GPtrArray *entries = ledger_adopt(ledger, 0, 0, &error);

	g_assert_no_error(error);
	return entries;
}

static inline const struct ledger_entry *entry(const GPtrArray *entries, guint index)
{
	g_assert_cmpuint(index, <, entries->len);
	return entries->pdata[index];
}

/* For a child: enters an intent of three and two instances, keeps one of them, and is killed. */
static inline int provision_keep_and_die(void *folder)
{
	struct ledger *ledger = open_ledger(folder);

	g_assert_true(ledger_intend(ledger, 7, 3, NULL));
	g_assert_true(ledger_add(ledger, 7, "one", NULL));
	g_assert_true(ledger_add(ledger, 7, "two", NULL));
	g_assert_true(ledger_set_state(ledger, 7, one_id, INSTANCE_KEPT, NULL));
	return die();
}

#endif
