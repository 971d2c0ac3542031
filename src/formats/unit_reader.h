/*
 * The reader of a program that is one test to testr, a unit, whatever format its output has: it
 * wraps the format's reader.
 *
 * - The unit is in progress from the first feed on. What the program prints is its `stdout`.
 * - Tests in the stream are named `UNIT > NAME`.
 * - At the end it fails if a test in it failed, if the stream is incomplete, if the runner said
 *   that something failed, or if the program ended otherwise than with status 0; `reason` tells.
 *   It is a skip if the runner skipped all of it, else a success.
 * - If the program ran out of time or never started the unit stays in progress: who ended the
 *   program knows more.
 */
#ifndef TESTR_FORMATS_UNIT_READER_H
#define TESTR_FORMATS_UNIT_READER_H

#include "formats/format.h"

/* What stands between the unit and a test in it. */
#define UNIT_SEPARATOR " > "

/* As format_results_new(), for `options` that have a unit. */
struct results_reader *unit_reader_new(const struct format *format,
				       const struct format_options *options, struct sink *sink);

#endif
