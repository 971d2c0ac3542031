# What every built-in environment promises, tried on the real engine of $ENVIRONMENT; registered once
# for each of them. environment_NAME.bash says how its engine is set up, and what of it has to be
# clean; what is special of it is tested in environment-NAME.bats.

: "${ENVIRONMENT:?names the environment}"
load environment_contract
load environment_files
load environment_runs
load "environment_$ENVIRONMENT"

@test "ids are printed as instances become ready" { promise_ids_as_they_become_ready; }
@test "a provisioning that is TERMed cleans up" { promise_clean_up_when_terminated; }
@test "a provisioning that fails cleans up" { promise_clean_up_when_it_fails; }
@test "the next one cleans up after one that was killed" { promise_clean_up_after_a_killed_one; }
@test "the command's own status comes back" { promise_status; }
@test "only the loss of the instance is 255" { promise_loss; }
@test "words arrive whole" { promise_words_arrive_whole; }
@test "every byte passes through stdout" { promise_bytes; }
@test "much output flows" { promise_much_output; }
@test "stderr stays apart" { promise_stderr_apart; }
@test "stdin is empty" { promise_empty_input; }
@test "TERM reaches the command, which decides" { promise_term_reaches_the_command; }
@test "TERM ends the command" { promise_term_ends_the_command; }
@test "KILL of the callout ends the command" { promise_kill_ends_the_command; }
@test "a process left behind neither hangs the callout nor outlives it" {
  promise_nothing_left_behind
}
@test "an instance serves several executions" { promise_several_executions; }
@test "files are present with their content" { promise_files; }
@test "a file that is not there is no loss of the instance" { promise_missing_file_is_no_loss; }
@test "the project is there, without the repository" { promise_project; }
@test "a larger tree around the project is there with --tree" { promise_tree_around_the_project; }
@test "more files than an argument list holds, while others come and go, are there" {
  promise_large_and_lively_projects
}
@test "--env, --push and --pull" { promise_env_push_pull; }
@test "--pull takes patterns, of folders of any depth, too" { promise_pull_by_pattern; }
@test "--pull of what is not there is no error" { promise_pull_without_a_match; }
@test "what an execution left is not replaced by a later one's" { promise_pull_of_each_execution; }
@test "--pull keeps files, folders and links among them, and says so" { promise_pull_of_odd_files; }
@test "--pull-limit is told, and what comes later is fetched again" { promise_pull_limit; }
@test "hostile archives change nothing outside their folder" { promise_pull_of_hostile_archives; }
@test "disposing again succeeds" { promise_disposal_is_idempotent; }
@test "disposing ends what still runs" { promise_disposal_ends_executions; }
@test "testr instances check finds nothing that a run needs missing" { promise_checkup; }

@test "an instance that is lost in the middle of a run costs no test" { promise_loss_costs_no_test; }
@test "kill -9 of testr leaves nothing" { promise_nothing_left_of_a_killed_testr; }
@test "kill -9 of testr and its guardian leaves what the next run disposes of" {
  promise_nothing_left_of_a_killed_guardian
}
@test "signals, umask, limits, descriptors and terminal are those of a bare run" {
  promise_inheritance
}
@test "what was kept of a run under --environment can be used and disposed of later" {
  promise_kept_instances_are_known
}
