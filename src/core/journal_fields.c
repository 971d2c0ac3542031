/* The codec of journals: options, inputs and actions, field by field. */
#include "core/journal.h"
#include "core/journal_codec.h"

/* A value of an enum whose last one is `last`. */
static int code_choice(struct journal_codec *codec, int value, int last)
{
	journal_codec_int(codec, &value);
	if (!codec->out && (value < 0 || value > last)) {
		codec->is_cut = true;
		return 0;
	}
	return value;
}

static void code_order(struct journal_codec *codec, struct order *order)
{
	order->kind = (enum order_kind)code_choice(codec, (int)order->kind, ORDER_RANDOM);
	journal_codec_bool(codec, &order->has_seed);
	journal_codec_unsigned(codec, &order->seed);
}

static void code_scheduling(struct journal_codec *codec, struct scheduling *scheduling)
{
	scheduling->schedule =
		(enum schedule)code_choice(codec, (int)scheduling->schedule, SCHEDULE_STATIC);
	journal_codec_bool(codec, &scheduling->is_isolated);
	code_order(codec, &scheduling->order);
}

static void code_policies(struct journal_codec *codec, struct coordinator_options *options)
{
	struct failure_policy *failures = &options->failures;
	struct instance_policy *instances = &options->instances;

	journal_codec_int(codec, &failures->retries);
	failures->flaky = (enum flaky_effect)code_choice(codec, (int)failures->flaky, FLAKY_FAILS);
	failures->unreported = (enum unreported_outcome)code_choice(
		codec, (int)failures->unreported, UNREPORTED_SKIPS);
	journal_codec_int(codec, &failures->max_failures);
	journal_codec_int(codec, &instances->provision_retries);
	journal_codec_int(codec, &instances->replacements);
	instances->keep =
		(enum keep_instances)code_choice(codec, (int)instances->keep, KEEP_ALWAYS);
}

void journal_codec_options(struct journal_codec *codec, struct coordinator_options *options)
{
	struct time_limits *limits = &options->limits;
	int64_t *const times[] = {
		&limits->test_timeout_us,    &limits->no_output_timeout_us,
		&limits->execute_timeout_us, &limits->provision_timeout_us,
		&limits->dispose_timeout_us, &limits->run_timeout_us,
		&limits->kill_grace_us,      &options->probe_timeout_us,
	};

	journal_codec_int(codec, &options->concurrency);
	journal_codec_bool(codec, &options->uses_instances);
	journal_codec_bool(codec, &options->can_choose);
	code_scheduling(codec, &options->scheduling);
	code_policies(codec, options);
	for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
		journal_codec_signed(codec, times[i]);
}

/* ---- inputs ---- */

void journal_codec_input(struct journal_codec *codec, struct input *input)
{
	switch (input->kind) {
	case INPUT_INSTANCE:
		journal_codec_string(codec, &input->instance_id);
		return;
	case INPUT_PROVISIONING_ENDED:
	case INPUT_LISTING_FAILED:
		journal_codec_ending(codec, &input->ending);
		return;
	case INPUT_OUTPUT:
		journal_codec_int(codec, &input->execution);
		return;
	case INPUT_EXECUTION_ENDED:
		journal_codec_int(codec, &input->execution);
		journal_codec_ending(codec, &input->ending);
		input->completeness = (enum stream_completeness)code_choice(
			codec, (int)input->completeness, STREAM_UNRECOGNIZED);
		return;
	case INPUT_PROBED:
		journal_codec_int(codec, &input->instance);
		journal_codec_bool(codec, &input->is_alive);
		return;
	case INPUT_DISPOSED:
		journal_codec_int(codec, &input->disposal);
		journal_codec_ending(codec, &input->ending);
		return;
	case INPUT_LISTED:
	case INPUT_TEST_STARTED:
	case INPUT_TEST_ENDED:
	case INPUT_TIME:
	case INPUT_INTERRUPTED:
	case INPUT_FAILED:
		return;
	}
}

/* ---- actions ---- */

static void code_place(struct journal_codec *codec, struct action *action)
{
	journal_codec_int(codec, &action->instance);
	journal_codec_string(codec, &action->instance_id);
}

static void code_execution(struct journal_codec *codec, struct action *action)
{
	journal_codec_int(codec, &action->execution);
	journal_codec_int(codec, &action->worker);
	code_place(codec, action);
}

static void code_batch(struct journal_codec *codec, struct action *action, GArray *batch)
{
	journal_codec_size(codec, &action->test_count);
	codec->last_test = 0;
	for (size_t i = 0; i < action->test_count && !codec->is_cut; i++) {
		size_t test = codec->out ? action->tests[i] : 0;
		journal_codec_test(codec, &test);
		if (!codec->out)
			g_array_append_val(batch, test);
	}
	if (codec->out)
		return;
	action->tests = (const size_t *)(const void *)batch->data;
	action->test_count = batch->len;
}

static void code_execute(struct journal_codec *codec, struct action *action, GArray *batch)
{
	code_execution(codec, action);
	journal_codec_bool(codec, &action->is_everything);
	journal_codec_int(codec, &action->attempt);
	action->batch = (enum batch_kind)code_choice(codec, (int)action->batch, BATCH_FULL);
	code_batch(codec, action, batch);
}

static void code_instances(struct journal_codec *codec, struct action *action)
{
	const char *id = NULL;

	journal_codec_int(codec, &action->disposal);
	journal_codec_bool(codec, &action->is_loss);
	if (codec->out) {
		for (const char *const *each = action->instances; *each; each++) {
			id = *each;
			journal_codec_string(codec, &id);
		}
		id = NULL;
		journal_codec_string(codec, &id);
		return;
	}
	g_clear_pointer(&codec->ids, g_ptr_array_unref);
	codec->ids = g_ptr_array_new();
	do {
		journal_codec_string(codec, &id);
		g_ptr_array_add(codec->ids, (char *)id);
	} while (id);
	action->instances = (const char *const *)codec->ids->pdata;
}

static void code_reason(struct journal_codec *codec, struct action *action)
{
	action->reason = (enum reason)code_choice(codec, (int)action->reason, REASON_NO_ROOM);
	code_execution(codec, action);
	journal_codec_ending(codec, &action->ending);
}

static void code_answer(struct journal_codec *codec, struct action *action)
{
	journal_codec_test(codec, &action->test);
	journal_codec_int(codec, &action->attempt);
	action->outcome = (enum outcome)code_choice(codec, (int)action->outcome, OUTCOME_COUNT - 1);
	journal_codec_bool(codec, &action->is_to_be_retried);
	code_reason(codec, action);
	journal_codec_string(codec, &action->fixture);
	if (!journal_is_reported(action))
		journal_codec_string(codec, &action->test_id);
}

static void code_note(struct journal_codec *codec, struct action *action)
{
	journal_codec_test(codec, &action->test);
	action->decision =
		(enum decision)code_choice(codec, (int)action->decision, DECISION_STANDS);
	code_reason(codec, action);
}

static void code_provision(struct journal_codec *codec, struct action *action)
{
	journal_codec_int(codec, &action->count);
	action->ask = (enum ask)code_choice(codec, (int)action->ask, ASK_REPLACEMENTS);
	journal_codec_int(codec, &action->attempt);
}

void journal_codec_action(struct journal_codec *codec, struct action *action, GArray *batch)
{
	switch (action->kind) {
	case ACTION_PROVISION:
		code_provision(codec, action);
		return;
	case ACTION_STOP_PROVISIONING:
	case ACTION_STOP_LISTING:
	case ACTION_STOP_EXECUTION:
	case ACTION_STOP_DISPOSING:
	case ACTION_STOP_PROBE:
		journal_codec_int(codec, &action->signal);
		journal_codec_int(codec, &action->execution);
		journal_codec_int(codec, &action->disposal);
		code_place(codec, action);
		return;
	case ACTION_LIST:
	case ACTION_PROBE:
		code_place(codec, action);
		return;
	case ACTION_EXECUTE:
		code_execute(codec, action, batch);
		return;
	case ACTION_DISPOSE:
	case ACTION_KEEP:
	case ACTION_UNDISPOSED:
		code_instances(codec, action);
		return;
	case ACTION_ANSWER:
		code_answer(codec, action);
		return;
	case ACTION_RETURNCODE:
		code_reason(codec, action);
		return;
	case ACTION_NOTE:
		code_note(codec, action);
		return;
	case ACTION_FINISH:
		action->verdict =
			(enum verdict)code_choice(codec, (int)action->verdict, VERDICT_PASSED);
		return;
	}
}
