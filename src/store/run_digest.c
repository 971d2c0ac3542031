#include "store/run_digest.h"

#include "subunit/damage.h"

struct run_digest *run_digest_new(void)
{
	struct run_digest *digest = g_new0(struct run_digest, 1);

	digest->answers = answers_new();
	return digest;
}

void run_digest_add(struct run_digest *digest, const struct event *event, uint64_t begin,
		    uint64_t end)
{
	if (run_markers_are_in(event))
		run_markers_take(&digest->markers, event);
	else
		answers_add(digest->answers, event, begin, end);
	if (event->status == STATUS_FAIL && text_is(event->test_id, DAMAGE_TEST_ID))
		digest->is_damaged = true;
}

void run_digest_end(struct run_digest *digest)
{
	answers_end(digest->answers, !run_digest_has_ended(digest));
}

bool run_digest_has_ended(const struct run_digest *digest)
{
	return digest->markers.has_end && !digest->markers.is_interrupted;
}

bool run_digest_is_full(const struct run_digest *digest)
{
	const struct run_markers *markers = &digest->markers;

	return run_digest_has_ended(digest) && !markers->is_cut_short && markers->has_start &&
	       !markers->is_partial && !digest->is_damaged &&
	       tally_total(&digest->answers->tally) > 0;
}

void run_digest_free(struct run_digest *digest)
{
	if (!digest)
		return;
	run_markers_clear(&digest->markers);
	answers_free(digest->answers);
	g_free(digest);
}
