-- The ledger, format 1: which instances exist, and whose they are.

-- A testr process that has asked for instances. It is gone when no process has this id and this
-- start time, or when the machine has been started anew since.
CREATE TABLE owners (
  owner      INTEGER PRIMARY KEY,
  pid        INTEGER NOT NULL,
  start_time INTEGER NOT NULL, -- in clock ticks since the machine started; 0: not known
  boot       TEXT NOT NULL,    -- what the machine called this start of it; '': not known
  UNIQUE (pid, start_time, boot)
);

-- What has been asked for and has not been printed yet. A row that outlives its owner tells that
-- there may be instances that nobody knows.
CREATE TABLE intents (
  run      INTEGER NOT NULL,
  owner    INTEGER NOT NULL REFERENCES owners,
  wanted   INTEGER NOT NULL,   -- how many instances are still to come
  since_ns INTEGER NOT NULL,   -- since 1970 UTC
  PRIMARY KEY (run, owner)
) WITHOUT ROWID;

-- An instance that exists, from the moment its id has been read until it is gone.
CREATE TABLE instances (
  run      INTEGER NOT NULL,
  id       TEXT NOT NULL,      -- as the provisioning callout printed it
  owner    INTEGER NOT NULL REFERENCES owners,
  state    INTEGER NOT NULL,   -- enum instance_state: 0 live, 1 undisposed, 2 kept
  since_ns INTEGER NOT NULL,   -- since 1970 UTC
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE INDEX instances_by_owner ON instances (owner);

-- The built-in environment that a run's instances are of, which disposes of them whatever
-- .testr.conf says by then; runs with callouts of their own have none. Ledgers that were made before
-- it was there get it when they are opened (ledger.c).
CREATE TABLE IF NOT EXISTS environments (
  run         INTEGER PRIMARY KEY,
  environment TEXT NOT NULL    -- its name and options, as the key `environment` has them
);

PRAGMA user_version = 1;
