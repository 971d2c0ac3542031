#include "engine/shared_output.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#define WORD_BYTES (INSTANCE_ID_BYTES_MAX + 1)

struct shared_word {
	size_t length;
	char bytes[WORD_BYTES];
};

/* What `state` is made of. */
enum {
	STATE_SECOND = 1,  /* the second word counts, not the first */
	STATE_SETTLED = 2, /* what is in the buffer does not count */
};

struct shared_output {
	_Atomic int state;
	struct shared_word words[2];
	/* Zeros after what has been read: how much that is need not be known. (A NUL at its end is
	 * taken for one of them. Callouts print none.) */
	char buffer[SHARED_OUTPUT_BYTES];
};

struct shared_output *shared_output_new(GError **error)
{
	void *output = mmap(NULL, sizeof(struct shared_output), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (output != MAP_FAILED)
		return output;
	g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
		    "cannot get memory: %s", g_strerror(errno));
	return NULL;
}

void shared_output_free(struct shared_output *output)
{
	if (output)
		(void)munmap(output, sizeof(struct shared_output));
}

char *shared_output_buffer(struct shared_output *output)
{
	return output->buffer;
}

void shared_output_settle(struct shared_output *output, struct bytes word)
{
	int state = (atomic_load(&output->state) ^ STATE_SECOND) & STATE_SECOND;
	struct shared_word *kept = &output->words[state];

	kept->length = MIN(word.length, WORD_BYTES);
	if (kept->length > 0)
		memcpy(kept->bytes, word.data, kept->length);
	atomic_store(&output->state, state | STATE_SETTLED);
	atomic_thread_fence(memory_order_seq_cst);
	memset(output->buffer, 0, SHARED_OUTPUT_BYTES);
	atomic_store(&output->state, state);
}

void shared_output_read(const struct shared_output *output, struct id_scanner *scanner)
{
	int state = atomic_load(&output->state);
	const struct shared_word *word = &output->words[state & STATE_SECOND];
	size_t length = SHARED_OUTPUT_BYTES;

	(void)id_scanner_feed(scanner, (struct bytes){(const uint8_t *)word->bytes, word->length});
	while (length > 0 && output->buffer[length - 1] == '\0')
		length--;
	if (!(state & STATE_SETTLED))
		(void)id_scanner_feed(scanner,
				      (struct bytes){(const uint8_t *)output->buffer, length});
}
