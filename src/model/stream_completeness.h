/* How complete the stream of results is that a test runner wrote. */
#ifndef TESTR_MODEL_STREAM_COMPLETENESS_H
#define TESTR_MODEL_STREAM_COMPLETENESS_H

/* Only the first is complete; all the others are an early end, whatever the exit status says. */
enum stream_completeness {
	STREAM_COMPLETE,     /* the format's own end mark was there, and what it promised; formats
				that have none, as subunit, are complete unless they are cut */
	STREAM_CUT,          /* it ends within a packet, a line or a report */
	STREAM_REFUSED,      /* it is not well-formed, and nothing behind that place was read */
	STREAM_TEST_OPEN,    /* it ends while a test is in progress */
	STREAM_TESTS_LOST,   /* tests that it announced are missing */
	STREAM_END_MISSING,  /* the end mark never came */
	STREAM_UNRECOGNIZED, /* nothing of this format was in it; it may have been empty */
};

#endif
