#include "subunit/scanner.h"

#include "subunit/v1_directive.h"

/* Text is passed on in pieces of at most this size, and is not looked at beyond that. */
#define TEXT_PIECE_MAX ((size_t)64 << 10)
#define TEXT_PIECE_MIN ((size_t)256)

/* Where so many parts of v1 details turned out to be none, no more are looked for. */
#define FALSE_PARTS_MAX 16

enum scan_step { SCAN_DONE, SCAN_WAIT, SCAN_FAILED };

void scanner_init(struct scanner *scanner, bool reads_v1, struct sink *sink)
{
	*scanner = (struct scanner){
		.sink = sink,
		.plain = {.sink = sink},
		.piece_max = TEXT_PIECE_MAX,
	};
	if (reads_v1)
		scanner->v1 = v1_new(sink, &scanner->plain);
	damage_init(&scanner->damage, sink);
	checksums_init(&scanner->checksums);
	scanner->tags = g_array_new(false, false, sizeof(struct text));
}

void scanner_clear(struct scanner *scanner)
{
	v1_free(scanner->v1);
	damage_clear(&scanner->damage);
	checksums_clear(&scanner->checksums);
	g_array_unref(scanner->tags);
}

/* ---- packets ---- */

/* What has been found where a signature stands. */
struct packet_finding {
	enum packet_fault fault;
	size_t length; /* bytes that are settled: the packet, or what is certainly no part of one */
	size_t extent; /* bytes that a damaged packet claims */
	struct event event;
};

static void judge_incomplete(struct scanner *scanner, const struct window *window,
			     const struct packet_header *header, struct packet_finding *finding)
{
	const uint8_t *data = window->bytes.data + window->at;
	size_t available = window->bytes.length - window->at;
	enum packet_fault fault = packet_survey(data, available, header, &finding->extent);

	/* Looking again each time the bytes have doubled finds a lie early and costs little. */
	scanner->needed = fault ? MIN(header->length, 2 * available) : header->length;
	finding->fault = fault == FAULT_FIELDS ? FAULT_FIELDS : FAULT_INCOMPLETE;
}

static void judge_whole(struct scanner *scanner, const struct window *window,
			const struct packet_header *header, struct packet_finding *finding)
{
	const uint8_t *data = window->bytes.data + window->at;
	size_t checksum_at = window->at + header->length - PACKET_CHECKSUM_SIZE;
	bool is_right = checksums_of(&scanner->checksums, window->bytes, window->at, checksum_at) ==
			packet_stored_checksum(data, header);

	finding->fault = FAULT_CHECKSUM;
	if (is_right)
		finding->fault = packet_decode(data, header, scanner->tags, &finding->event);
	/* The checksum vouches for the length: whatever is wrong, all of it is this packet. */
	if (is_right)
		finding->length = header->length;
	if (!finding->fault)
		return;
	scanner->checksums.expects_overlap = true;
	/* What a survey can find is found whether or not all bytes were there at once. */
	if (packet_survey(data, header->length, header, &finding->extent) == FAULT_FIELDS) {
		finding->fault = FAULT_FIELDS;
		finding->length = 1;
	}
}

static void judge_signature(struct scanner *scanner, const struct window *window,
			    struct packet_finding *finding)
{
	const uint8_t *data = window->bytes.data + window->at;
	size_t available = window->bytes.length - window->at;
	struct packet_header header;

	finding->length = 1;
	finding->extent = 1;
	finding->fault = packet_read_header(data, available, &header);
	if (finding->fault)
		scanner->needed = available + 1;
	else if (available < header.length)
		judge_incomplete(scanner, window, &header, finding);
	else
		judge_whole(scanner, window, &header, finding);
}

/* ---- text ---- */

/* True if no text has `byte` in it: neither UTF-8 nor, for control bytes, any other. */
static bool is_binary(uint8_t byte)
{
	static const uint32_t used_in_text = 1U << '\a' | 1U << '\b' | 1U << '\t' | 1U << '\n' |
					     1U << '\v' | 1U << '\f' | 1U << '\r' | 1U << '\x1b';

	if (byte < ' ')
		return !(used_in_text >> byte & 1);
	return byte == 0xC0 || byte == 0xC1 || byte > 0xF4;
}

static void note_binary(struct scanner *scanner, struct bytes text)
{
	for (size_t i = 0; i < text.length && !scanner->is_doubtful; i++)
		scanner->is_doubtful = is_binary(text.data[i]);
}

/* The last bytes of text, for telling what is inside a character. */
static void remember_text(struct scanner *scanner, struct bytes text)
{
	size_t length = MIN(text.length, sizeof scanner->before);
	size_t kept = MIN(scanner->before_length, sizeof scanner->before - length);

	memmove(scanner->before, scanner->before + scanner->before_length - kept, kept);
	memcpy(scanner->before + kept, text.data + text.length - length, length);
	scanner->before_length = kept + length;
}

static void forget_text(struct scanner *scanner)
{
	scanner->before_length = 0;
	scanner->is_doubtful = false;
}

/* Leaves the next `length` bytes behind: they have been dealt with. */
static void advance_window(struct scanner *scanner, struct window *window, size_t length)
{
	window->at += length;
	scanner->position += length;
	scanner->claimed -= MIN(length, scanner->claimed);
}

/* Gives up the next `length` bytes. */
static void give_up_bytes(struct scanner *scanner, struct window *window, size_t length)
{
	damage_add(&scanner->damage, (struct bytes){window->bytes.data + window->at, length});
	advance_window(scanner, window, length);
}

/* Passes on `text`, which comes next, as far as it is text and not part of v1 details. */
static enum scan_step pass_text(struct scanner *scanner, struct window *window, struct bytes text,
				GError **error)
{
	size_t used = text.length;

	if (!damage_flush(&scanner->damage, error))
		return SCAN_FAILED;
	if (!(scanner->v1 ? v1_text(scanner->v1, text, &used, error)
			  : plain_add(&scanner->plain, text, error)))
		return SCAN_FAILED;
	text.length = used;
	/* What is not taken will be looked at again, so that is kept small beside what is. */
	scanner->piece_max = CLAMP(2 * used, TEXT_PIECE_MIN, TEXT_PIECE_MAX);
	remember_text(scanner, text);
	advance_window(scanner, window, used);
	return SCAN_DONE;
}

/* Something that is no text comes next. */
static bool end_text(struct scanner *scanner, GError **error)
{
	forget_text(scanner);
	return (!scanner->v1 || v1_break(scanner->v1, error)) &&
	       plain_flush(&scanner->plain, error);
}

static bool speaks_v1(const struct scanner *scanner)
{
	return scanner->v1 && v1_is_spoken(scanner->v1);
}

/* True if the window's byte `at`, up to which all is text, is inside a character of it. */
static bool is_inside_character(const struct scanner *scanner, const struct window *window,
				size_t at)
{
	uint8_t context[2 * (UTF8_CHARACTER_MAX - 1)];
	size_t near = MIN(at - window->at, UTF8_CHARACTER_MAX - 1);

	if (scanner->claimed > 0 || scanner->before_length + near == 0)
		return false;
	memcpy(context, scanner->before, scanner->before_length);
	memcpy(context + scanner->before_length, window->bytes.data + at - near, near);
	return utf8_continues((struct bytes){context, scanner->before_length + near},
			      window->bytes.data[at]);
}

/* True if the window's byte `at`, up to which all is text, has to be judged as a packet. */
static bool is_signature(const struct scanner *scanner, const struct window *window, size_t at)
{
	const uint8_t *data = window->bytes.data + at;
	struct packet_header header;

	if (*data != PACKET_SIGNATURE)
		return false;
	bool is_inside = is_inside_character(scanner, window, at);
	if (is_inside && !scanner->is_doubtful)
		return false;
	if (!is_inside && !speaks_v1(scanner))
		return true;
	/* Text is likelier, so it need not wait for what cannot be a packet. */
	enum packet_fault fault = packet_read_header(data, window->bytes.length - at, &header);
	return fault == FAULT_NONE || fault == FAULT_INCOMPLETE;
}

/* The bytes up to the next signature, or as many as are passed on at once. */
static struct bytes next_text(struct scanner *scanner, const struct window *window)
{
	const uint8_t *text = window->bytes.data + window->at;
	size_t limit = MIN(window->bytes.length - window->at, scanner->piece_max);
	size_t length = 0;
	bool has_ended = false;

	if (scanner->claimed > 0)
		limit = MIN(limit, scanner->claimed);
	while (!has_ended) {
		const uint8_t *found = memchr(text + length, PACKET_SIGNATURE, limit - length);
		size_t end = found ? (size_t)(found - text) : limit;

		note_binary(scanner, (struct bytes){text + length, end - length});
		has_ended = !found || is_signature(scanner, window, window->at + end);
		length = has_ended ? end : end + 1;
	}
	scanner->work += length;
	return (struct bytes){text, length};
}

/* Gives up `text`, which a damaged packet claims, unless v1 goes on in it. */
static enum scan_step give_up_text(struct scanner *scanner, struct window *window,
				   struct bytes text)
{
	bool is_cut = text.length == scanner->piece_max ||
		      (window->at + text.length == window->bytes.length && !window->is_last);
	bool is_found = false;
	size_t length = scanner->v1 ? directive_find_test(text, &is_found) : text.length;

	if (!is_found && !is_cut)
		length = text.length;
	if (length == 0) {
		scanner->needed = window->bytes.length - window->at + 1;
		return SCAN_WAIT;
	}
	give_up_bytes(scanner, window, length);
	if (is_found)
		scanner->claimed = 0;
	return SCAN_DONE;
}

static enum scan_step read_text(struct scanner *scanner, struct window *window, GError **error)
{
	struct bytes text = next_text(scanner, window);

	if (scanner->claimed > 0 && scanner->damage.is_open)
		return give_up_text(scanner, window, text);
	return pass_text(scanner, window, text, error);
}

/* Of parts that are none each may claim all that the one before it has claimed. */
static bool distrusts_parts(struct scanner *scanner)
{
	if (scanner->position >= scanner->false_parts_end)
		scanner->false_parts = 0;
	return scanner->false_parts >= FALSE_PARTS_MAX;
}

static enum scan_step read_details_part(struct scanner *scanner, struct window *window,
					GError **error)
{
	struct bytes rest = {window->bytes.data + window->at, window->bytes.length - window->at};
	size_t used;

	if (distrusts_parts(scanner)) {
		v1_distrust_parts(scanner->v1);
		return SCAN_DONE;
	}
	enum part_reading part = v1_part(scanner->v1, rest, window->is_last, &used, error);

	if (part == PART_FAILED)
		return SCAN_FAILED;
	if (part == PART_INCOMPLETE) {
		scanner->needed = used;
		return SCAN_WAIT;
	}
	forget_text(scanner);
	scanner->work += used;
	if (part == PART_MALFORMED) {
		scanner->false_parts++;
		scanner->false_parts_end = MAX(scanner->false_parts_end, scanner->position + used);
	} else {
		advance_window(scanner, window, used);
	}
	return SCAN_DONE;
}

/* ---- from signature to packet ---- */

/* A signature that begins no whole packet; but a right checksum makes it one, if a bad one. */
static enum scan_step read_damage(struct scanner *scanner, struct window *window,
				  const struct packet_finding *finding, GError **error)
{
	bool is_packet = finding->length > 1;
	bool is_inside = is_inside_character(scanner, window, window->at);

	if (scanner->claimed == 0 && !is_inside)
		scanner->claimed = finding->extent;
	if (!is_packet && (is_inside || speaks_v1(scanner)))
		return pass_text(scanner, window,
				 (struct bytes){window->bytes.data + window->at, 1}, error);
	if (!scanner->damage.is_open && !end_text(scanner, error))
		return SCAN_FAILED;
	damage_begin(&scanner->damage, finding->fault);
	scanner->is_doubtful = true;
	give_up_bytes(scanner, window, finding->length);
	return SCAN_DONE;
}

/* A packet has come. If no directive has come before it, the stream is of version 2, and none will:
 * version 1's words are the program's own from now on. */
static bool settle_version(struct scanner *scanner, GError **error)
{
	if (!scanner->v1)
		return true;
	v1_forget(scanner->v1);
	if (v1_was_spoken(scanner->v1))
		return true;
	bool is_ended = v1_end(scanner->v1, error);
	v1_free(g_steal_pointer(&scanner->v1));
	return is_ended;
}

static enum scan_step read_packet(struct scanner *scanner, struct window *window, GError **error)
{
	struct packet_finding finding;

	judge_signature(scanner, window, &finding);
	if (finding.fault == FAULT_INCOMPLETE && !window->is_last)
		return SCAN_WAIT;
	if (finding.fault)
		return read_damage(scanner, window, &finding, error);
	if (!end_text(scanner, error) || !damage_flush(&scanner->damage, error))
		return SCAN_FAILED;
	scanner->packet_length = finding.length;
	if (!sink_event(scanner->sink, &finding.event, error))
		return SCAN_FAILED;
	if (!settle_version(scanner, error))
		return SCAN_FAILED;
	scanner->claimed = 0;
	advance_window(scanner, window, finding.length);
	scanner->packet_length = 0;
	return SCAN_DONE;
}

static enum scan_step read_next(struct scanner *scanner, struct window *window, GError **error)
{
	if (scanner->v1 && v1_wants_part(scanner->v1))
		return read_details_part(scanner, window, error);
	if (is_signature(scanner, window, window->at))
		return read_packet(scanner, window, error);
	return read_text(scanner, window, error);
}

bool scanner_read(struct scanner *scanner, struct window *window, GError **error)
{
	enum scan_step step = SCAN_DONE;

	while (step == SCAN_DONE && window->at < window->bytes.length)
		step = read_next(scanner, window, error);
	return step != SCAN_FAILED;
}

bool scanner_end(struct scanner *scanner, GError **error)
{
	return (!scanner->v1 || v1_end(scanner->v1, error)) &&
	       plain_flush(&scanner->plain, error) && damage_end(&scanner->damage, error);
}
