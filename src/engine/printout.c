#include "engine/printout.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#define WORD_BYTES (INSTANCE_ID_BYTES_MAX + 1)

struct word {
	size_t length;
	char bytes[WORD_BYTES];
};

/* What `state` is made of. */
enum {
	STATE_SECOND = 1,  /* the second word counts, not the first */
	STATE_SETTLED = 2, /* what is in the buffer does not count */
};

struct printout {
	_Atomic int state;
	struct word words[2];
	/* Zeros after what has been read: how much that is need not be known. (A NUL at its end is
	 * taken for one of them. Callouts print none.) */
	char buffer[PRINTOUT_BYTES];
};

struct printout *printout_new(GError **error)
{
	void *printout = mmap(NULL, sizeof(struct printout), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (printout != MAP_FAILED)
		return printout;
	g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
		    "cannot get memory: %s", g_strerror(errno));
	return NULL;
}

void printout_free(struct printout *printout)
{
	if (printout)
		(void)munmap(printout, sizeof(struct printout));
}

char *printout_buffer(struct printout *printout)
{
	return printout->buffer;
}

void printout_settle(struct printout *printout, struct bytes word)
{
	int state = (atomic_load(&printout->state) ^ STATE_SECOND) & STATE_SECOND;
	struct word *kept = &printout->words[state];

	kept->length = MIN(word.length, WORD_BYTES);
	if (kept->length > 0)
		memcpy(kept->bytes, word.data, kept->length);
	atomic_store(&printout->state, state | STATE_SETTLED);
	atomic_thread_fence(memory_order_seq_cst);
	memset(printout->buffer, 0, PRINTOUT_BYTES);
	atomic_store(&printout->state, state);
}

void printout_tell(const struct printout *printout, struct ids *ids)
{
	int state = atomic_load(&printout->state);
	const struct word *word = &printout->words[state & STATE_SECOND];
	size_t length = PRINTOUT_BYTES;

	(void)ids_feed(ids, (struct bytes){(const uint8_t *)word->bytes, word->length});
	while (length > 0 && printout->buffer[length - 1] == '\0')
		length--;
	if (!(state & STATE_SETTLED))
		(void)ids_feed(ids, (struct bytes){(const uint8_t *)printout->buffer, length});
}
