/*
 * Drives a coordinator by hand: inputs as calls, actions as lines of text, one for each action, as
 * sim/describe.h words them. Time stands still unless drive_pass lets it pass.
 */
#ifndef TESTR_TESTS_CORE_DRIVE_H
#define TESTR_TESTS_CORE_DRIVE_H

#include "core/coordinator.h"

#define SECOND_US INT64_C(1000000)

struct drive;

/* Options for `concurrency` workers: on this machine, or in instances; tests can be chosen. */
struct coordinator_options drive_local(int concurrency);
struct coordinator_options drive_in_instances(int concurrency);

struct drive *drive_start(const struct coordinator_options *options);
void drive_free(struct drive *drive);
SCOPED(drive)

/* The inputs. Executions, instances and disposals go by their numbers. */
void drive_instance(struct drive *drive, const char *id);
void drive_provisioned(struct drive *drive, int status);
void drive_listed(struct drive *drive, const char *ids); /* separated by blanks; "a/b": group a */
/* The same; an id takes as many bytes in a command as it has, and a batch may have `max_bytes`. */
void drive_listed_in(struct drive *drive, const char *ids, size_t max_bytes, bool all_are_free);
void drive_listed_open(struct drive *drive);
void drive_listing_failed(struct drive *drive); /* with status 2 */
void drive_listing_exited(struct drive *drive, int status);
void drive_output(struct drive *drive, int execution);
void drive_started(struct drive *drive, int execution, const char *test);
void drive_ended(struct drive *drive, int execution, const char *test, enum status status);
void drive_passed(struct drive *drive, int execution, const char *tests); /* some, by blanks */
void drive_exited(struct drive *drive, int execution, int status);
void drive_killed(struct drive *drive, int execution, int signal);
void drive_probed(struct drive *drive, int instance, bool is_alive);
void drive_disposed(struct drive *drive, int disposal, int status);
void drive_interrupted(struct drive *drive);
void drive_failed(struct drive *drive);

/* Lets time pass, firing what becomes due on the way. */
void drive_pass(struct drive *drive, int64_t duration_us);

/* What has been asked for since the last call is exactly `lines`. */
#define drive_expect(drive, lines) drive_expect_at(drive, lines, __FILE__, __LINE__)
void drive_expect_at(struct drive *drive, const char *lines, const char *file, int line);

/* Forgets what has been asked for. */
void drive_skip(struct drive *drive);

struct coordinator *drive_coordinator(struct drive *drive);
struct coordinator_summary drive_summary(const struct drive *drive);

#endif
