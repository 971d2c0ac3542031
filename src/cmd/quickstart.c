/* `testr quickstart`: prints an introduction. */
#include "base/scoped.h"
#include "cmd/arguments.h"
#include "report/output.h"

static const char text[] =
	"testr\n"
	"+++++\n"
	"\n"
	"testr runs the tests of a project, in any language, and remembers every result. It\n"
	"can run them in parallel, and in environments (instances) that it provisions, uses\n"
	"and disposes of.\n"
	"\n"
	"Describe the project\n"
	"~~~~~~~~~~~~~~~~~~~~\n"
	"\n"
	"Write a file .testr.conf that says how the tests are run, chosen and listed::\n"
	"\n"
	"  [DEFAULT]\n"
	"  test_command=./run-tests $LISTOPT $IDOPTION\n"
	"  test_id_option=--load-list $IDFILE\n"
	"  test_list_option=--list\n"
	"\n"
	"The test command writes subunit to its standard output; for TAP, JUnit XML and others\n"
	"see testr.conf(5). For a Python project it may be::\n"
	"\n"
	"  test_command=python3 -m subunit.run discover . $LISTOPT $IDOPTION\n"
	"\n"
	"Run the tests\n"
	"~~~~~~~~~~~~~\n"
	"\n"
	"Create a repository for the results, then run the tests::\n"
	"\n"
	"  $ testr init\n"
	"  $ testr run\n"
	"  $ testr run --parallel\n"
	"\n"
	"Fix the failing tests, running only these, until none fails::\n"
	"\n"
	"  $ testr failing\n"
	"  $ testr run --failing\n"
	"\n"
	"Look at the results::\n"
	"\n"
	"  $ testr last\n"
	"  $ testr slowest\n"
	"  $ testr stats\n"
	"\n"
	"Results from elsewhere can be loaded::\n"
	"\n"
	"  $ testr load < stream\n"
	"\n"
	"Give each worker an environment of its own\n"
	"~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
	"\n"
	"One line in .testr.conf takes a built-in one; `testr environment` lists them::\n"
	"\n"
	"  environment=sandbox\n"
	"\n"
	"Or three commands make environments, run commands in them and dispose of\n"
	"them. Each can be a script of a few lines around containers, virtual machines, remote\n"
	"hosts or folders::\n"
	"\n"
	"  instance_provision=./provision $INSTANCE_COUNT\n"
	"  instance_execute=./execute $INSTANCE_ID $FILES -- $COMMAND\n"
	"  instance_dispose=./dispose $INSTANCE_IDS\n"
	"\n"
	"provision prints the ids of the environments that it made. From then on `testr run` is\n"
	"parallel. `testr instances check` tests them and tells you what to fix; `testr help\n"
	"run` explains every key.\n"
	"\n"
	"The repository is the folder .testrepository. To forget everything, delete it.\n";

static int cmd_quickstart(struct context *context, char **argv)
{
	cleared(arguments) arguments = {0};
	int status;

	if (!arguments_parse(context, NULL, argv, &arguments, &status))
		return status;
	output_string(context->output, text);
	return EXIT_PASSED;
}

const struct command command_quickstart = {
	.name = "quickstart",
	.summary = "Introductory documentation for testr.",
	.usage = "[options]",
	.description = "Show how to begin.",
	.run = cmd_quickstart,
};
