/*
 * The reader of TAP: lines to events, by way of a stack of documents, the innermost last. The rules
 * beyond the specification come from what runners print:
 *
 * - A number below the next or above the plan is noise; one above the next means that those between
 *   are missing, but for one result that stood behind other text on its line.
 * - A second plan begins a new document (cmocka: one for each group).
 * - SKIP makes a skip of `not ok`, too. TODO never fails.
 * - Subtests are announced by `# Subtest: NAME`, on the level of the parent or of the subtests, by
 *   ` {` at the end of the parent's result, or by a plan. Other indented results are noise.
 * - Text that follows a failure and is indented or a comment is about the failure.
 */
#ifndef TESTR_FORMATS_TAP_READER_H
#define TESTR_FORMATS_TAP_READER_H

#include "formats/format.h"
#include "formats/tap_line.h"

/* A reader of `dialect`, which is static, that emits into `sink`. */
struct results_reader *tap_reader_new(const struct tap_dialect *dialect, struct sink *sink);

#endif
