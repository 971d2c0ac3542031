/* Any bytes, read as a listing: the same ids or the same error in one piece and byte by byte. */
#include "subunit/listing.h"

#include "target.h"

static char *list(const uint8_t *data, size_t size, size_t piece)
{
	scoped(listing) listing = listing_new();
	g_autoptr(GError) error = NULL;

	for (size_t at = 0; at < size; at += piece)
		listing_feed(listing, data + at, MIN(piece, size - at));
	g_autoptr(GPtrArray) ids = listing_end(listing, &error);
	if (!ids)
		return g_strdup(error->message);
	for (unsigned i = 0; i < ids->len; i++)
		g_assert_true(g_utf8_validate(ids->pdata[i], -1, NULL));
	g_ptr_array_add(ids, NULL);
	return g_strjoinv("\n", (char **)ids->pdata);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *whole = list(data, size, MAX(size, 1));
	g_autofree char *split = list(data, size, 1);

	g_assert_cmpstr(split, ==, whole);
	return 0;
}
