-- The index, format 3: what the streams say, made quick to ask. It can be deleted: testr makes it
-- anew from the streams. Times are nanoseconds since 1970 UTC, durations are microseconds.

-- The runs that are finished.
CREATE TABLE runs (
  number         INTEGER PRIMARY KEY,
  is_partial     INTEGER NOT NULL, -- 1: filtered, listed, sharded or only what failed
  is_interrupted INTEGER NOT NULL, -- 1: it did not run to its end
  is_full        INTEGER NOT NULL, -- 1: a test that it lacks need not be remembered as failing
  started_ns     INTEGER NOT NULL, -- time of its first event about a test, or of its beginning
  ended_ns       INTEGER NOT NULL, -- time of its last event about a test
  work_us        INTEGER NOT NULL, -- sum of the tests' durations
  concurrency    INTEGER,          -- how many workers it was to have
  command        TEXT,             -- how testr was called
  test_order     TEXT,             -- of its tests, with the seed of a random one; NULL: as listed
  flaky_fails    INTEGER NOT NULL, -- 1: a flaky test fails it
  first_result   INTEGER NOT NULL, -- the ids of its results are this,
  end_result     INTEGER NOT NULL, -- and so on up to, not including, this
  -- How many results there are of each outcome; a test may have several.
  success        INTEGER NOT NULL,
  flaky          INTEGER NOT NULL,
  skip           INTEGER NOT NULL,
  xfail          INTEGER NOT NULL,
  uxsuccess      INTEGER NOT NULL,
  fail           INTEGER NOT NULL,
  lost           INTEGER NOT NULL,
  not_run        INTEGER NOT NULL
);

-- The tests that any run knows.
CREATE TABLE tests (
  id          INTEGER PRIMARY KEY, -- a hash of the name; if that is another's, the next free one
  name        TEXT NOT NULL,       -- the test id; each is there once
  duration_us INTEGER              -- a mean in which the latest runs weigh most; NULL: not known
);

-- The one answer of each test in each run. They are added at the end, which is quickest, and so
-- the id stands last (SQLite does not move the other columns about then); those of one run lie
-- together.
CREATE TABLE results (
  run         INTEGER NOT NULL REFERENCES runs,
  test        INTEGER NOT NULL REFERENCES tests,
  outcome     TEXT NOT NULL,    -- success, flaky, skip, xfail, uxsuccess, fail, lost, not-run
  duration_us INTEGER,          -- NULL: not known
  worker      INTEGER,          -- from 0; NULL: not known
  execution   INTEGER,          -- see executions; NULL: not known
  position    INTEGER NOT NULL, -- where its first event begins in the stream, in bytes
  length      INTEGER NOT NULL, -- bytes from there to the end of its last event
  id          INTEGER PRIMARY KEY -- see runs
);

-- The executions of each run: one test command, in one instance or on this machine.
CREATE TABLE executions (
  run       INTEGER NOT NULL REFERENCES runs,
  execution INTEGER NOT NULL, -- from 0
  worker    INTEGER NOT NULL, -- from 0
  attempt   INTEGER NOT NULL, -- how often its tests had been handed out, from 1
  instance  TEXT,             -- id; NULL: on this machine
  PRIMARY KEY (run, execution)
) WITHOUT ROWID;

-- The tests whose last outcome over all runs is a failure, and that no later full run lacks.
CREATE TABLE failing (
  test   INTEGER PRIMARY KEY REFERENCES tests,
  run    INTEGER NOT NULL REFERENCES runs,   -- in which it failed last
  result INTEGER NOT NULL REFERENCES results -- which it has there
);

PRAGMA user_version = 3;
