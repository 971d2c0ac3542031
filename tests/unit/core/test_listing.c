/* One instance that is lost, or said to be, is no reason not to list the tests. */
#include "drive.h"

static struct drive *start_listing(int concurrency, int replacements)
{
	struct coordinator_options options = drive_in_instances(concurrency);
	options.instances.replacements = replacements;
	struct drive *drive = drive_start(&options);

	for (int i = 0; i < concurrency; i++)
		drive_instance(drive, (const char *[]){"i", "j", "k"}[i]);
	drive_provisioned(drive, 0);
	drive_skip(drive);
	return drive;
}

static void a_listing_whose_instance_is_lost_is_tried_in_another(void)
{
	scoped(drive) drive = start_listing(2, 0);

	drive_listing_exited(drive, 99);
	drive_expect(drive, "probe i\n");
	drive_probed(drive, 0, false);
	drive_expect(drive, "dispose 0: i (lost)\nlist in j\n");
	drive_listed(drive, "a");
	drive_expect(drive, "execute 0 on worker-1 in j: everything\n");
}

static void the_only_instance_is_replaced_to_list_in(void)
{
	scoped(drive) drive = start_listing(1, 1);

	drive_listing_exited(drive, 255);
	drive_probed(drive, 0, false);
	drive_expect(drive, "probe i\ndispose 0: i (lost)\nprovision 1\n");
	drive_instance(drive, "j");
	drive_expect(drive, "list in j\n");
	drive_provisioned(drive, 0);
	drive_listing_exited(drive, 255);
	drive_probed(drive, 1, false);
	drive_expect(drive, "probe j\ndispose 1: j (lost)\n");
	drive_disposed(drive, 0, 0);
	drive_disposed(drive, 1, 0);
	drive_expect(drive, "finish: listing failed\n");
}

static void status_255_of_an_instance_that_lives_is_tried_in_another(void)
{
	scoped(drive) drive = start_listing(2, 1);

	drive_listing_exited(drive, 255);
	drive_probed(drive, 0, true);
	drive_expect(drive, "probe i\nlist in j\n");
	drive_listing_exited(drive, 255);
	drive_probed(drive, 1, true);
	drive_expect(drive, "probe j\ndispose 0: i j\n");
	drive_disposed(drive, 0, 0);
	drive_expect(drive, "finish: listing failed\n");
}

static void another_status_of_an_instance_that_lives_is_final(void)
{
	scoped(drive) drive = start_listing(2, 1);

	drive_listing_exited(drive, 1);
	drive_probed(drive, 0, true);
	drive_expect(drive, "probe i\ndispose 0: i j\n");
}

static void nothing_is_listed_once_more_after_an_interrupt(void)
{
	scoped(drive) drive = start_listing(2, 1);

	drive_listing_exited(drive, 255);
	drive_interrupted(drive);
	drive_skip(drive);
	drive_probed(drive, 0, false);
	drive_expect(drive, "dispose 0: i j\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/a listing whose instance is lost is tried in another",
			a_listing_whose_instance_is_lost_is_tried_in_another);
	g_test_add_func("/the only instance is replaced to list in",
			the_only_instance_is_replaced_to_list_in);
	g_test_add_func("/status 255 of an instance that lives is tried in another",
			status_255_of_an_instance_that_lives_is_tried_in_another);
	g_test_add_func("/another status of an instance that lives is final",
			another_status_of_an_instance_that_lives_is_final);
	g_test_add_func("/nothing is listed once more after an interrupt",
			nothing_is_listed_once_more_after_an_interrupt);
	return g_test_run();
}
