/* The listing of go: what `go test -json -list .` prints, to ids PACKAGE.TEST. */
#ifndef TESTR_FORMATS_GOTEST_LISTING_H
#define TESTR_FORMATS_GOTEST_LISTING_H

#include "formats/format.h"

/* A reader of it; the options are not heeded. Owned by the caller. */
struct listing_reader *gotest_listing_new(const struct format_options *options);

#endif
