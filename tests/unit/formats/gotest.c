/* What comes of go test -json; the corpus has whole outputs. */
#include "reading.h"

static void test_a_skip_has_its_duration_and_the_line_before_as_reason(void)
{
	const struct format_options options = {0};

	reading_check_with(
		"gotest", &options,
		"{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"T\"}\n"
		"{\"Action\":\"output\",\"Package\":\"p\",\"Test\":\"T\",\"Output\":\"hi\\n\"}\n"
		"{\"Action\":\"skip\",\"Package\":\"p\",\"Test\":\"T\",\"Elapsed\":0.5}\n"
		"{\"Action\":\"pass\",\"Package\":\"p\"}\n",
		&ended_well, INT64_C(10000000000),
		"p.T: inprogress, at 10.000000000\n"
		"p.T: , file stdout \"hi\\n\"\n"
		"p.T: inprogress, at 9.500000000\n"
		"p.T: , file reason \"hi\"\n"
		"p.T: skip, at 10.000000000\n"
		"complete\n");
}

static void test_the_outcome_of_a_test_that_never_began_is_none(void)
{
	reading_check("gotest",
		      "{\"Action\":\"fail\",\"Package\":\"p\",\"Test\":\"Fake\"}\n"
		      "{\"Action\":\"pass\",\"Package\":\"p\"}\n",
		      "complete\n");
}

static void test_a_package_that_fails_without_a_failing_test_is_one(void)
{
	const struct format_options options = {0};

	reading_check_with("gotest", &options,
			   "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"panic: x\\n\"}\n"
			   "{\"Action\":\"fail\",\"Package\":\"p\"}\n"
			   "FAIL\tq [build failed]\n",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "p: , file traceback \"panic: x\\n\"\n"
			   "p: fail\n"
			   "q: fail\n"
			   "complete\n");
}

static void test_a_test_without_outcome_stays_open(void)
{
	const struct format_options options = {0};

	reading_check_with("gotest", &options,
			   "{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"T\"}\n"
			   "{\"Action\":\"fail\",\"Package\":\"p\"}\n",
			   &(struct ending){ENDING_EXITED, 1}, TIME_NONE,
			   "p.T: inprogress\n"
			   "open: it ends while a test is in progress\n");
}

static void test_a_package_without_outcome_is_missed_and_noise_is_output(void)
{
	reading_check("gotest",
		      "{\"Action\":\"start\",\"Package\":\"p\"}\n"
		      "not json\n",
		      "-: , file stdout \"not json\\n\"\n"
		      "end-missing: the outcome of a package is missing\n");
}

static void test_benchmarks_are_not_listed(void)
{
	g_autofree char *ids = reading_of_listing(
		"gotest", "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"TestA\\n\"}\n"
			  "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"BenchmarkB\\n\"}\n"
			  "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"ok  \\tp\\n\"}\n");

	g_assert_cmpstr(ids, ==, "p.TestA");
}

static void test_packages_that_cannot_be_listed_are_told_of(void)
{
	g_autofree char *unloadable = reading_of_unloadable(
		"gotest", "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"ok  \\tp\\n\"}\n"
			  "{\"Action\":\"pass\",\"Package\":\"p\"}\n"
			  "FAIL\tq [build failed]\n"
			  "FAIL\n"
			  "{\"Action\":\"output\",\"Package\":\"r\",\"Output\":\"panic: x\\n\"}\n"
			  "{\"Action\":\"fail\",\"Package\":\"r\"}\n");

	g_assert_cmpstr(unloadable, ==, "q: FAIL\tq [build failed]\n|r: panic: x\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/gotest/a-skip-has-its-duration-and-the-line-before-as-reason",
			test_a_skip_has_its_duration_and_the_line_before_as_reason);
	g_test_add_func("/gotest/the-outcome-of-a-test-that-never-began-is-none",
			test_the_outcome_of_a_test_that_never_began_is_none);
	g_test_add_func("/gotest/a-package-that-fails-without-a-failing-test-is-one",
			test_a_package_that_fails_without_a_failing_test_is_one);
	g_test_add_func("/gotest/a-test-without-outcome-stays-open",
			test_a_test_without_outcome_stays_open);
	g_test_add_func("/gotest/a-package-without-outcome-is-missed-and-noise-is-output",
			test_a_package_without_outcome_is_missed_and_noise_is_output);
	g_test_add_func("/gotest/benchmarks-are-not-listed", test_benchmarks_are_not_listed);
	g_test_add_func("/gotest/packages-that-cannot-be-listed-are-told-of",
			test_packages_that_cannot_be_listed_are_told_of);
	return g_test_run();
}
