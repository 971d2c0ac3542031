#include "engine/event_tagger.h"

#include "support/transcript.h"

/* The transcript of `event` when `tagger` has added to it; `tagger` is cleared. */
static char *transcript_through(struct event_tagger *tagger, struct transcript *transcript,
				const struct event *event)
{
	g_assert_true(sink_event(&tagger->sink, event, NULL));
	char *text = g_strdup(transcript_text(transcript));
	event_tagger_clear(tagger);
	transcript_clear(transcript);
	return text;
}

/* The transcript of `event`, tagged for execution 3 of worker 1. */
static char *tagged(const struct event *event)
{
	struct transcript transcript;
	struct event_tagger tagger;

	transcript_init(&transcript);
	event_tagger_init(&tagger, 3, 1, &transcript.sink);
	return transcript_through(&tagger, &transcript, event);
}

/* The transcript of `event`, which was loaded in a stream that counts as worker 1's. */
static char *loaded(const struct event *event)
{
	struct transcript transcript;
	struct event_tagger tagger;

	transcript_init(&transcript);
	event_tagger_init_loaded(&tagger, 1, &transcript.sink);
	return transcript_through(&tagger, &transcript, event);
}

static void adds_route_and_worker(void)
{
	struct event event = {.test_id = text_of("a"), .status = STATUS_SUCCESS, .time_ns = 1};
	g_autofree char *text = tagged(&event);

	g_assert_cmpstr(text, ==, "a: success, at 0.000000001, tags worker-1, route 3\n");
}

static void keeps_the_runner_s_route_behind_its_own(void)
{
	struct event event = {.test_id = text_of("a"), .time_ns = 1, .route_code = text_of("0/x")};
	g_autofree char *text = tagged(&event);

	g_assert_nonnull(strstr(text, "route 3/0/x\n"));
}

static void tags_are_sorted_and_each_there_once(void)
{
	const struct text tags[] = {text_of("z"), text_of("a"), text_of("worker-1"), text_of("ab"),
				    text_of("z")};
	struct event event = {.test_id = text_of("a"),
			      .time_ns = 1,
			      .tags = tags,
			      .tag_count = G_N_ELEMENTS(tags)};
	g_autofree char *text = tagged(&event);

	g_assert_nonnull(strstr(text, "tags a ab worker-1 z,"));
}

static bool assert_recent(struct sink *sink, const struct event *event, GError **error)
{
	int64_t now_ns = g_get_real_time() * 1000;

	(void)sink;
	(void)error;
	g_assert_cmpint(ABS(now_ns - event->time_ns), <, INT64_C(3600000000000));
	return true;
}

static void what_has_no_time_gets_that_of_its_arrival(void)
{
	struct sink sink = {assert_recent};
	struct event event = EVENT_INIT;
	struct event_tagger tagger;

	event_tagger_init(&tagger, 0, 0, &sink);
	g_assert_true(sink_event(&tagger.sink, &event, NULL));
	g_assert_cmpint(event.time_ns, ==, TIME_NONE);
	event_tagger_clear(&tagger);
}

static void what_is_loaded_gets_a_worker_and_nothing_else(void)
{
	const struct text tag = text_of("z");
	struct event event = {.test_id = text_of("a"),
			      .status = STATUS_SUCCESS,
			      .time_ns = TIME_NONE,
			      .tags = &tag,
			      .tag_count = 1,
			      .route_code = text_of("0/x")};
	g_autofree char *text = loaded(&event);

	g_assert_cmpstr(text, ==, "a: success, tags worker-1 z, route 0/x\n");
}

static void what_is_loaded_keeps_the_worker_that_it_names(void)
{
	const struct text tags[] = {text_of("z"), text_of("worker-7"), text_of("b")};
	struct event event = {.test_id = text_of("a"), .time_ns = 1, .tags = tags, .tag_count = 3};
	g_autofree char *text = loaded(&event);

	g_assert_nonnull(strstr(text, "tags z worker-7 b\n"));
}

static void one_that_is_zeroed_can_be_cleared(void)
{
	struct event_tagger tagger = {0};

	event_tagger_clear(&tagger);
	g_assert_null(tagger.next);
}

#define ADD(test) g_test_add_func("/engine/event_tagger/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(adds_route_and_worker);
	ADD(keeps_the_runner_s_route_behind_its_own);
	ADD(tags_are_sorted_and_each_there_once);
	ADD(what_has_no_time_gets_that_of_its_arrival);
	ADD(what_is_loaded_gets_a_worker_and_nothing_else);
	ADD(what_is_loaded_keeps_the_worker_that_it_names);
	ADD(one_that_is_zeroed_can_be_cleared);
	return g_test_run();
}
