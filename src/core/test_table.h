/*
 * The table of tests: who has each, how often it was handed out and lost, and its answer.
 *
 * A test is undecided until it is answered. While undecided it is either pending (no execution
 * has it; the scheduler does) or handed out, and then it may have been started. Those that are
 * started and undecided are linked in a queue of their execution, oldest first.
 *
 * A test whose answer is a failure may be due to be run again. Then it counts as undecided in the
 * tally, and once its execution has ended it is pending again. What it is answered next makes it
 * flaky if that is a pass; or else its failure stands.
 */
#ifndef TESTR_CORE_TEST_TABLE_H
#define TESTR_CORE_TEST_TABLE_H

#include <glib.h>

#include "core/protocol.h"

#define TEST_NONE UINT32_MAX
#define EXECUTION_NONE (-1)

struct test {
	const char *id; /* NULL: repeats an earlier test, and is none */
	int64_t started_us;
	int64_t started_clock_us; /* by the execution's own clock; -1: unknown */
	int execution;            /* the one that has it, or had it last */
	uint32_t older, newer;    /* started before and after it; TEST_NONE at the ends */
	uint32_t series;          /* of suspects that it is in (sched/suspects.h), or SERIES_NONE */
	uint32_t retries;         /* how often it was run again because it had failed */
	uint16_t attempts;        /* how often it was handed out */
	uint8_t losses;           /* how many instances were lost while it ran */
	uint8_t stalls;           /* how many executions had it and got nowhere */
	uint8_t outcome;          /* enum outcome: the answer of the present attempt */
	uint8_t derived;          /* enum outcome: the worst under ids derived from its own */
	uint8_t failure;          /* that of the failed attempts before; UNDECIDED: none failed */
	bool is_pending;
	bool is_started;
	bool is_due;            /* to be run again, once the execution that has it has ended */
	bool is_retry;          /* pending because it failed */
	bool has_stray_failure; /* an execution that does not have it says that it failed */
};

/* Tests that are running, in the order in which they were started. */
struct running {
	uint32_t oldest, newest; /* TEST_NONE when there are none */
};

#define RUNNING_NONE ((struct running){TEST_NONE, TEST_NONE})

struct test_table {
	GArray *all; /* of struct test */
	GStringChunk *ids;
	GHashTable *by_id; /* id to index */
	GString *key;      /* for looking up what is not terminated */
	size_t listed;     /* all without the repeated */
	size_t undecided;
	size_t handed_out_again; /* because an execution or its instance was lost */
	size_t retried;          /* because they had failed */
	struct tally tally;
};

void test_table_init(struct test_table *tests);

/* Enters `count` tests of a listing, as pending. Call at most once. */
void test_table_load(struct test_table *tests, const struct planned_test *listed, size_t count);

/* Enters a test that only showed itself by running, in `execution`. Returns its index. */
uint32_t test_table_adopt(struct test_table *tests, struct text id, int execution);

/* `id` as a string that lives as long as the table does. */
const char *test_table_keep(struct test_table *tests, struct text id);

/* The index of `id`, or TEST_NONE. */
uint32_t test_table_find(struct test_table *tests, struct text id);

/* The test with this index, which must exist. Valid until the next test is entered. */
struct test *test_table_get(const struct test_table *tests, size_t index);

/* A pending test is handed out to `execution`. */
void test_table_hand_out(struct test_table *tests, size_t index, int execution);

/* A test that was handed out and is undecided is pending again, and no suspect. It must not be
 * running. */
void test_table_take_back(struct test_table *tests, size_t index);

/*
 * A test has started at `now_us`, which is `clock_us` by its execution's own clock (-1: unknown).
 * Nothing happens if it has started before.
 */
void test_table_start(struct test_table *tests, struct running *running, uint32_t index,
		      int64_t now_us, int64_t clock_us);

/* `test` runs no longer; nothing happens if it did not. */
void test_table_stop(struct test_table *tests, struct running *running, uint32_t index);

/* Answers a test. Of two answers in one attempt the worse one stands (outcome_worse). */
void test_table_answer(struct test_table *tests, size_t index, enum outcome outcome);

/* The answer of a test that takes its failed attempts into account, even if it is to be run again.
 */
enum outcome test_table_outcome(const struct test *test);

/* An answered test is due, or is not. */
void test_table_set_due(struct test_table *tests, size_t index, bool is_due);

/* A test that is due is pending from now on. */
void test_table_retry(struct test_table *tests, size_t index);

void test_table_clear(struct test_table *tests);

#endif
