/* What comes of messages for TeamCity; the corpus has whole outputs. */
#include "reading.h"

static void test_ids_come_from_the_place_or_the_suite(void)
{
	const struct format_options options = {0};

	reading_check_with("teamcity", &options,
			   "##teamcity[testSuiteStarted name='S' flowId='1']\n"
			   "##teamcity[testStarted name='a' locationHint='php_qn:///x.php::\\C::a' "
			   "flowId='1']\n"
			   "##teamcity[testFinished name='a' duration='500' flowId='1']\n"
			   "##teamcity[testStarted name='b |'q|' |[|]' flowId='1']\n"
			   "##teamcity[testFailed name='b |'q|' |[|]' message='one|ntwo' "
			   "details='|0x00e9' flowId='1']\n"
			   "##teamcity[testFinished name='b |'q|' |[|]' flowId='1']\n"
			   "##teamcity[testSuiteFinished name='S' flowId='1']\n",
			   &(struct ending){ENDING_EXITED, 1}, INT64_C(10000000000),
			   "C::a: inprogress, at 10.000000000\n"
			   "C::a: inprogress, at 9.500000000\n"
			   "C::a: success, at 10.000000000\n"
			   "S.b 'q' []: inprogress, at 10.000000000\n"
			   "S.b 'q' []: , file message \"one\\ntwo\\n\"\n"
			   "S.b 'q' []: , file traceback \"\\xc3\\xa9\\n\"\n"
			   "S.b 'q' []: fail, at 10.000000000\n"
			   "complete\n");
}

static void test_messages_without_the_flow_were_printed_by_a_test(void)
{
	reading_check("teamcity",
		      "##teamcity[testSuiteStarted name='S' flowId='1']\n"
		      "##teamcity[testStarted name='a' flowId='1']\n"
		      "##teamcity[testFailed name='a']\n"
		      "no newline##teamcity[testIgnored name='a' message='why' flowId='1']\n"
		      "##teamcity[testFinished name='a' flowId='1']\n"
		      "##teamcity[testSuiteFinished name='S' flowId='1']\n",
		      "S.a: inprogress\n"
		      "S.a: , file stdout \"##teamcity[testFailed name='a']\\nno newline\"\n"
		      "S.a: , file reason \"why\"\n"
		      "S.a: skip\n"
		      "complete\n");
}

static void test_a_suite_that_never_ended_is_missed(void)
{
	reading_check("teamcity", "##teamcity[testSuiteStarted name='S']\n",
		      "end-missing: a suite began and never ended\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/teamcity/ids-come-from-the-place-or-the-suite",
			test_ids_come_from_the_place_or_the_suite);
	g_test_add_func("/teamcity/messages-without-the-flow-were-printed-by-a-test",
			test_messages_without_the_flow_were_printed_by_a_test);
	g_test_add_func("/teamcity/a-suite-that-never-ended-is-missed",
			test_a_suite_that_never_ended_is_missed);
	return g_test_run();
}
