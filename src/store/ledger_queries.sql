-- What ledger.c asks of the ledger.

-- LEDGER_ADD_OWNER: this process, unless it is known already.
INSERT INTO owners (pid, start_time, boot) VALUES (?1, ?2, ?3)
ON CONFLICT DO NOTHING;

-- LEDGER_FIND_OWNER: the number of this process.
SELECT owner FROM owners WHERE pid = ?1 AND start_time = ?2 AND boot = ?3;

-- LEDGER_OWNERS: everybody.
SELECT owner, pid, start_time, boot FROM owners;

-- LEDGER_FORGET_OWNERS: those who have nothing any more.
DELETE FROM owners
WHERE owner NOT IN (SELECT owner FROM instances) AND owner NOT IN (SELECT owner FROM intents);

-- LEDGER_INTEND: run ?1 of owner ?2 wants ?3 instances.
INSERT INTO intents (run, owner, wanted, since_ns) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (run, owner) DO UPDATE SET wanted = excluded.wanted, since_ns = excluded.since_ns;

-- LEDGER_FULFIL: one of those that run ?1 of owner ?2 wants has come.
UPDATE intents SET wanted = wanted - 1 WHERE run = ?1 AND owner = ?2;

-- LEDGER_FORGET_FULFILLED: nothing more is to come of these.
DELETE FROM intents WHERE wanted <= 0;

-- LEDGER_SETTLE: nothing more is to come for run ?1.
DELETE FROM intents WHERE run = ?1;

-- LEDGER_FORGET_INTENTS: owner ?1 asks for nothing any more.
DELETE FROM intents WHERE owner = ?1;

-- LEDGER_ADD: instance ?2 of run ?1 exists and is ?3's.
INSERT INTO instances (run, id, owner, state, since_ns) VALUES (?1, ?2, ?3, 0, ?4)
ON CONFLICT (run, id) DO UPDATE SET owner = excluded.owner, state = excluded.state;

-- LEDGER_SET_STATE: instance ?2 of run ?1 is now in state ?3.
UPDATE instances SET state = ?3 WHERE run = ?1 AND id = ?2;

-- LEDGER_STRIKE: instance ?2 of run ?1 is gone.
DELETE FROM instances WHERE run = ?1 AND id = ?2;

-- LEDGER_ENTRIES: all there is. State 3 is INSTANCE_WANTED.
SELECT run, id, state, 0 AS wanted, since_ns, owner, pid, start_time, boot
FROM instances JOIN owners USING (owner)
UNION ALL
SELECT run, NULL, 3, wanted, since_ns, owner, pid, start_time, boot
FROM intents JOIN owners USING (owner)
ORDER BY since_ns, run, id;

-- LEDGER_ENTRIES_OF: what owner ?1 has and has not kept on purpose.
SELECT run, id, state, 0 AS wanted, since_ns, owner, pid, start_time, boot
FROM instances JOIN owners USING (owner)
WHERE owner = ?1 AND state <> 2
UNION ALL
SELECT run, NULL, 3, wanted, since_ns, owner, pid, start_time, boot
FROM intents JOIN owners USING (owner)
WHERE owner = ?1
ORDER BY since_ns, run, id;

-- LEDGER_HAND_OVER: what ?1 has and has not kept on purpose is now ?2's, who disposes of it.
UPDATE instances SET owner = ?2, state = 0 WHERE owner = ?1 AND state <> 2;

-- LEDGER_FIND: instance ?2 of run ?1.
SELECT state, pid, start_time, boot FROM instances JOIN owners USING (owner)
WHERE run = ?1 AND id = ?2;

-- LEDGER_CLAIM: instance ?2 of run ?1 is now ?3's, who disposes of it.
UPDATE instances SET owner = ?3, state = 0 WHERE run = ?1 AND id = ?2;

-- LEDGER_SET_ENVIRONMENT: run ?1 has instances of ?2.
INSERT OR REPLACE INTO environments (run, environment) VALUES (?1, ?2);

-- LEDGER_ENVIRONMENT: what run ?1 has instances of.
SELECT environment FROM environments WHERE run = ?1;

-- LEDGER_FORGET_ENVIRONMENTS: of runs that have nothing any more.
DELETE FROM environments
WHERE run NOT IN (SELECT run FROM instances) AND run NOT IN (SELECT run FROM intents);
