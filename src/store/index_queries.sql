-- What is asked of the index.

-- INDEX_ADD_RUN:
INSERT INTO runs (number, is_partial, is_interrupted, is_full, started_ns, ended_ns, work_us,
                  concurrency, command, test_order, flaky_fails, first_result, end_result,
                  success, flaky, skip, xfail, uxsuccess, fail, lost, not_run)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- INDEX_TEST_NAME: of test ?1.
SELECT name FROM tests WHERE id = ?1;

-- INDEX_ADD_TEST: number ?1, called ?2.
INSERT INTO tests (id, name) VALUES (?1, ?2);

-- The rows FROM digests are the results of a run, in the order of the numbers of their tests.

-- INDEX_KNOWN_TESTS: the tests with the numbers of results, by the places of these.
SELECT digests.rowid, tests.name <> digests.name, tests.duration_us
FROM digests(?1) CROSS JOIN tests ON id = test;

-- INDEX_ADD_TESTS: those that are not there yet.
INSERT INTO tests (id, name, duration_us)
SELECT test, name, measured_us FROM digests(?1) WHERE NOT is_known;

-- INDEX_END_OF_RESULTS: the id that the next result gets.
SELECT ifnull(max(id), 0) + 1 FROM results;

-- INDEX_ADD_RESULTS: of run ?2.
INSERT INTO results (run, test, outcome, duration_us, worker, execution, position, length)
SELECT ?2, test, outcome, duration_us, worker, execution, position, length FROM digests(?1);

-- INDEX_SET_DURATION: of test ?1.
UPDATE tests SET duration_us = ?2 WHERE id = ?1;

-- INDEX_ADD_EXECUTION: the last word of a run about one of its executions.
INSERT OR REPLACE INTO executions (run, execution, worker, attempt, instance)
VALUES (?1, ?2, ?3, ?4, ?5);

-- INDEX_FAILING: all.
SELECT test, run FROM failing;

-- INDEX_SET_FAILING: test ?1 has failed last in run ?2, with result ?3.
INSERT OR REPLACE INTO failing (test, run, result) VALUES (?1, ?2, ?3);

-- INDEX_UNSET_FAILING: test ?1 has not failed when it ran last.
DELETE FROM failing WHERE test = ?1;

-- INDEX_FORGET_FAILING: no test that full run ?1 lacks is failing.
DELETE FROM failing WHERE run < ?1;

-- INDEX_HAS_FULL_RUN_AFTER: 1 if there is a full run after run ?1.
SELECT EXISTS (SELECT 1 FROM runs WHERE number > ?1 AND is_full);

-- INDEX_ANSWERED_AFTER: the tests of which runs after ?1 say something.
SELECT test FROM runs CROSS JOIN results ON id >= first_result AND id < end_result
WHERE number > ?1 AND outcome <> 'not-run';

-- INDEX_FAILING_BEFORE: those that failed in runs before ?1.
SELECT test, name FROM failing JOIN tests ON id = test WHERE run < ?1;

-- INDEX_NAMES_AFTER: of the tests that ran in runs after ?1.
SELECT name FROM runs CROSS JOIN results ON results.id >= first_result AND results.id < end_result
     JOIN tests ON tests.id = test
WHERE number > ?1 AND outcome NOT IN ('not-run', 'lost');

-- INDEX_LAST_RUN: the highest number of a run, NULL if there is none.
SELECT max(number) FROM runs;

-- INDEX_RUN_COUNT:
SELECT count(*) FROM runs;

-- INDEX_HAS_RUN: 1 if run ?1 is there.
SELECT EXISTS (SELECT 1 FROM runs WHERE number = ?1);

-- INDEX_RUN_NUMBERS:
SELECT number FROM runs ORDER BY number;

-- INDEX_RUN_BEFORE: the last run with a number of ?1 or less.
SELECT number, is_partial, is_interrupted, flaky_fails, started_ns, ended_ns, work_us,
       success, flaky, skip, xfail, uxsuccess, fail, lost, not_run
FROM runs WHERE number <= ?1 ORDER BY number DESC LIMIT 1;

-- INDEX_FAILING_IDS: for people, in the order of their names.
SELECT name FROM failing JOIN tests ON id = test ORDER BY name;

-- INDEX_FAILING_RESULTS: where in which stream each failing test has failed last.
SELECT failing.run, name, position, length
FROM failing JOIN tests ON tests.id = failing.test JOIN results ON results.id = result
ORDER BY failing.run, position;

-- INDEX_SLOWEST: the ?2 tests of run ?1 that took longest; all if ?2 is negative.
SELECT name, results.duration_us
FROM runs CROSS JOIN results ON results.id >= first_result AND results.id < end_result
     JOIN tests ON tests.id = test
WHERE number = ?1 AND results.duration_us IS NOT NULL
ORDER BY results.duration_us DESC, name LIMIT ?2;

-- INDEX_PLACES: the tests of run ?1, and where each was run.
SELECT name, outcome, results.duration_us, results.worker, results.execution, attempt, instance
FROM runs CROSS JOIN results ON results.id >= first_result AND results.id < end_result
     JOIN tests ON tests.id = test
     LEFT JOIN executions
     ON executions.run = results.run AND executions.execution = results.execution
WHERE number = ?1 ORDER BY name;

-- INDEX_DURATIONS: of all tests.
SELECT name, duration_us FROM tests WHERE duration_us IS NOT NULL;

-- INDEX_INTEGRITY: "ok", or what is wrong with the file.
PRAGMA integrity_check(10);

-- What follows compares two indexes: the one that is open, made anew from the streams, and `kept`,
-- the one that the repository has. Numbers of tests differ between them, so names are compared.

-- VERIFY_ATTACH:
ATTACH ?1 AS kept;

-- VERIFY_DETACH:
DETACH kept;

-- VERIFY_RUN_COUNT:
SELECT count(*) FROM kept.runs;

-- VERIFY_RUNS: the runs that are not the same in both.
SELECT number FROM (
  SELECT number, is_partial, is_interrupted, is_full, started_ns, ended_ns, work_us, concurrency,
         command, test_order, flaky_fails, end_result - first_result,
         success, flaky, skip, xfail, uxsuccess, fail, lost, not_run FROM kept.runs
  EXCEPT
  SELECT number, is_partial, is_interrupted, is_full, started_ns, ended_ns, work_us, concurrency,
         command, test_order, flaky_fails, end_result - first_result,
         success, flaky, skip, xfail, uxsuccess, fail, lost, not_run FROM main.runs)
WHERE number IN (SELECT number FROM main.runs) ORDER BY number;

-- VERIFY_RESULTS: how many results of which runs only one of the two has.
WITH
  kept_results AS (
    SELECT number, run, name, outcome, r.duration_us, worker, execution, position, length
    FROM kept.runs CROSS JOIN kept.results AS r ON r.id >= first_result AND r.id < end_result
         JOIN kept.tests AS t ON t.id = test
    WHERE number IN (SELECT number FROM main.runs)),
  main_results AS (
    SELECT number, run, name, outcome, r.duration_us, worker, execution, position, length
    FROM main.runs CROSS JOIN main.results AS r ON r.id >= first_result AND r.id < end_result
         JOIN main.tests AS t ON t.id = test)
SELECT number, count(DISTINCT name)
FROM (SELECT * FROM (SELECT * FROM kept_results EXCEPT SELECT * FROM main_results)
      UNION ALL
      SELECT * FROM (SELECT * FROM main_results EXCEPT SELECT * FROM kept_results))
GROUP BY number ORDER BY number;

-- VERIFY_EXECUTIONS: the runs whose executions are not the same in both.
SELECT DISTINCT run
FROM (SELECT * FROM (SELECT * FROM kept.executions EXCEPT SELECT * FROM main.executions)
      UNION ALL
      SELECT * FROM (SELECT * FROM main.executions EXCEPT SELECT * FROM kept.executions))
WHERE run IN (SELECT number FROM main.runs) ORDER BY run;

-- VERIFY_MISPLACED_FAILURES: tests whose failure is not where the index says that it is.
SELECT name FROM kept.failing AS f JOIN kept.tests AS t ON t.id = f.test
LEFT JOIN kept.results AS r ON r.id = f.result
WHERE r.run IS NOT f.run OR r.test IS NOT f.test ORDER BY name;

-- VERIFY_WRONGLY_FAILING: tests that are failing in the index and not by the streams.
SELECT name FROM kept.failing JOIN kept.tests ON id = test
EXCEPT SELECT name FROM main.failing JOIN main.tests ON id = test ORDER BY name;

-- VERIFY_WRONGLY_PASSING: tests that are failing by the streams and not in the index.
SELECT name FROM main.failing JOIN main.tests ON id = test
EXCEPT SELECT name FROM kept.failing JOIN kept.tests ON id = test ORDER BY name;
