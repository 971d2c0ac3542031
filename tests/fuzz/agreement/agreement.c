/*
 * Do all who tell how a run went agree? For wild streams, each from a seed:
 *
 *	agreement FIRST-LAST    judge the seeds; the first that fails ends it, and is named
 *	agreement --show SEED   write the stream of a seed to stdout, for the program itself
 *
 * A stream goes the way of `testr load`, or, cut into executions that take turns, that of
 * `testr run`: through reader, tagger, the store's recorder and the printer of failures. Then what
 * was stored is asked. Holds whatever the stream is:
 *
 * - the tests that are failing are those of which the oracle says so;
 * - the run has failed, for `last`, `load` and `run` alike, exactly if a test is failing, was not
 *   run, or the run was interrupted; and its summary counts failures exactly if a test is failing;
 * - failures are shown exactly if a test is failing;
 * - the stored stream, read again, says the same, and so does an index made from it anew.
 */
#include <stdio.h>

#include "../../unit/store/fixture.h"
#include "engine/event_tagger.h"
#include "model/answers.h"
#include "oracle.h"
#include "report/results.h"
#include "store/repository.h"
#include "store/verification.h"
#include "subunit/fitting.h"
#include "subunit/reader.h"
#include "wild_stream.h"

#define EXECUTIONS 3

/* Each so manieth seed is verified as `testr fsck` does it. */
#define VERIFIED_SEEDS 16

/* One seed on its way. */
struct judgement {
	struct dice dice;
	uint64_t seed;
	bool was_interrupted;
	bool shows_failures; /* a block was shown that does not say FLAKY */
	struct oracle oracle;
	struct repository *repository;
};

static void expect(const struct judgement *judgement, bool holds, const char *what)
{
	if (!holds)
		g_error("seed %" G_GUINT64_FORMAT ": %s", judgement->seed, what);
}

/* ---- the ways of a stream ---- */

static void take_block(void *data, struct text block)
{
	struct judgement *judgement = data;
	g_autofree char *text = g_strndup(block.data, block.length);

	if (!strstr(text, "\nFLAKY: "))
		judgement->shows_failures = true;
}

static void feed_whole(struct judgement *judgement, struct sink *sink)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	cleared(event_tagger) tagger = {0};

	wild_stream_append(&judgement->dice, stream);
	event_tagger_init_loaded(&tagger, 0, sink);
	scoped(reader) reader = reader_new(READER_RESULTS, &tagger.sink);
	expect(judgement, reader_feed(reader, stream->data, stream->len, NULL), "feeding failed");
	expect(judgement, reader_end(reader, NULL), "ending failed");
}

/* An execution that speaks. */
struct speaker {
	GByteArray *stream;
	size_t at; /* what comes next of it */
	bool is_done;
	struct event_tagger tagger;
	struct reader *reader;
};

static void announce_speaker(int number, struct sink *sink)
{
	const struct execution_announcement execution = {number, number % 2, 1, {0}};
	g_autofree char *content = execution_announcement_format(&execution);
	g_autofree char *route = g_strdup_printf("%d", number);
	struct event event = EVENT_INIT;

	event.route_code = text_of(route);
	event.file_name = text_of(EXECUTION_FILE_NAME);
	event.file = (struct bytes){(const uint8_t *)content, strlen(content)};
	sink_event(sink, &event, NULL);
}

static void speaker_init(struct speaker *speaker, struct dice *dice, int number, struct sink *sink)
{
	announce_speaker(number, sink);
	speaker->stream = g_byte_array_new();
	wild_stream_append(dice, speaker->stream);
	event_tagger_init(&speaker->tagger, number, number % 2, sink);
	speaker->reader = reader_new(READER_RESULTS, &speaker->tagger.sink);
}

static void speaker_go_on(struct speaker *speaker, struct dice *dice)
{
	size_t left = speaker->stream->len - speaker->at;
	size_t most = 1 + (size_t)dice_throw(dice, 200);
	size_t piece = MIN(left, most);

	if (speaker->is_done)
		return;
	if (piece > 0)
		reader_feed(speaker->reader, speaker->stream->data + speaker->at, piece, NULL);
	speaker->at += piece;
	speaker->is_done = piece == left;
	if (speaker->is_done)
		reader_end(speaker->reader, NULL);
}

static void speaker_clear(struct speaker *speaker)
{
	reader_free(speaker->reader);
	event_tagger_clear(&speaker->tagger);
	g_byte_array_unref(speaker->stream);
}

static void feed_executions(struct judgement *judgement, struct sink *sink)
{
	struct speaker speakers[EXECUTIONS] = {0};
	int done = 0;

	for (int i = 0; i < EXECUTIONS; i++)
		speaker_init(&speakers[i], &judgement->dice, i, sink);
	while (done < EXECUTIONS) {
		speaker_go_on(&speakers[dice_throw(&judgement->dice, EXECUTIONS)],
			      &judgement->dice);
		done = 0;
		for (int i = 0; i < EXECUTIONS; i++)
			done += speakers[i].is_done;
	}
	for (int i = 0; i < EXECUTIONS; i++)
		speaker_clear(&speakers[i]);
}

/* ---- what is stored ---- */

static struct run record_stream(struct judgement *judgement)
{
	const struct results_options options = {.show = take_block, .data = judgement};
	const struct run_start start = {.is_partial = dice_chance(&judgement->dice, 30)};
	scoped(results) results = results_new(&options);
	struct run run;

	struct run_recorder *recorder = repository_record(judgement->repository, &start, NULL);
	struct sink *sinks[] = {run_recorder_sink(recorder), results_sink(results),
				&judgement->oracle.sink};
	struct tee tee;
	struct fitting fitting;
	tee_init(&tee, sinks, G_N_ELEMENTS(sinks));
	fitting_init(&fitting, &tee.sink);
	if (dice_chance(&judgement->dice, 50))
		feed_whole(judgement, &fitting.sink);
	else
		feed_executions(judgement, &fitting.sink);
	judgement->was_interrupted = dice_chance(&judgement->dice, 15);
	results_end(results, judgement->was_interrupted);
	expect(judgement,
	       run_recorder_finish(recorder,
				   judgement->was_interrupted ? RUN_INTERRUPTED : RUN_ENDED, NULL),
	       "storing failed");
	expect(judgement, repository_last(judgement->repository, &run, NULL), "no run is there");
	return run;
}

/* ---- judging ---- */

/* A sink between a stored stream and answers. */
struct reading {
	struct sink sink;
	struct answers *answers;
};

static bool read_answer_event(struct sink *sink, const struct event *event, GError **error)
{
	(void)error;
	answers_add(((struct reading *)sink)->answers, event, 0, 0);
	return true;
}

static void judge_stored_stream(const struct judgement *judgement, const struct run *run)
{
	scoped(answers) answers = answers_new();
	struct reading reading = {{read_answer_event}, answers};

	expect(judgement, repository_read(judgement->repository, run->number, &reading.sink, NULL),
	       "the stream cannot be read");
	answers_end(answers, judgement->was_interrupted);
	expect(judgement, memcmp(&answers->tally, &run->tally, sizeof run->tally) == 0,
	       "the stream that was stored says something else than the index");
}

static void judge_failing_tests(const struct judgement *judgement, const struct run *run)
{
	g_autofree char *right = oracle_failing(&judgement->oracle, judgement->was_interrupted);
	g_autoptr(GPtrArray) failing = repository_failing(judgement->repository, NULL);

	bool has_failing = failing->len > 0;
	g_ptr_array_add(failing, NULL);
	g_autofree char *said = g_strjoinv("\n", (char **)failing->pdata);
	if (strcmp(said, right) != 0)
		g_error("seed %" G_GUINT64_FORMAT ": failing are\n%s\nand should be\n%s",
			judgement->seed, said, right);
	expect(judgement, (tally_failures(&run->tally) > 0) == has_failing,
	       "the summary counts failures, and no test is failing, or the other way round");
	expect(judgement, judgement->shows_failures == has_failing,
	       "failures are shown, and no test is failing, or the other way round");
	expect(judgement,
	       run_has_failed(run) == (has_failing || run->tally.count[OUTCOME_NOT_RUN] > 0 ||
				       judgement->was_interrupted),
	       "the status is not that of the tests");
}

static void judge_index(const struct judgement *judgement)
{
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

	expect(judgement, repository_verify(judgement->repository, problems, NULL),
	       "verifying failed");
	expect(judgement, problems->len == 0, "an index made anew is another");
}

static void judge_seed(uint64_t seed)
{
	scoped_project folder = make_project();
	struct judgement judgement = {.dice = dice_of_seed(seed), .seed = seed};

	oracle_init(&judgement.oracle);
	expect(&judgement, repository_create(folder, NULL), "making the repository failed");
	judgement.repository = repository_open(folder, NULL, NULL);
	const struct run run = record_stream(&judgement);
	judge_failing_tests(&judgement, &run);
	judge_stored_stream(&judgement, &run);
	if (seed % VERIFIED_SEEDS == 0)
		judge_index(&judgement);
	repository_close(judgement.repository);
	oracle_clear(&judgement.oracle);
}

static void show_seed(uint64_t seed)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	struct dice dice = dice_of_seed(seed);

	wild_stream_append(&dice, stream);
	fwrite(stream->data, 1, stream->len, stdout);
}

int main(int argc, char **argv)
{
	g_auto(GStrv) range = g_strsplit(argc > 1 ? argv[argc - 1] : "", "-", 2);

	if (argc == 3 && strcmp(argv[1], "--show") == 0) {
		show_seed(g_ascii_strtoull(argv[2], NULL, 10));
		return 0;
	}
	if (argc != 2 || g_strv_length(range) != 2) {
		fprintf(stderr, "usage: agreement FIRST-LAST | --show SEED\n");
		return 2;
	}
	uint64_t last = g_ascii_strtoull(range[1], NULL, 10);
	for (uint64_t seed = g_ascii_strtoull(range[0], NULL, 10); seed <= last; seed++)
		judge_seed(seed);
	printf("ok 1 - all agree on the streams of seeds %s\n1..1\n", argv[1]);
	return 0;
}
