/* The closing lines of a stored run, with what differs from the run before. */
#ifndef TESTR_CMD_SUMMARY_H
#define TESTR_CMD_SUMMARY_H

#include "cmd/command.h"
#include "store/repository.h"

struct summary {
	struct repository *repository;
	int64_t run;
	const char *const *filter_tags; /* NULL-terminated */
	size_t filtered; /* results that filter_tags leaves out of the number of tests */
};

/* Writes the lines to the primary output, unless `-q`. False if the index cannot be read. */
bool summary_show(const struct context *context, const struct summary *summary, GError **error);

#endif
