/* The codec of journals: numbers and strings. journal_fields.c has what consists of these. */
#include "core/journal_codec.h"

struct journal_codec journal_codec_to(GByteArray *out)
{
	return (struct journal_codec){.out = out};
}

struct journal_codec journal_codec_from(struct bytes in, GStringChunk *strings)
{
	return (struct journal_codec){.in = in, .strings = strings};
}

void journal_codec_clear(struct journal_codec *codec)
{
	g_clear_pointer(&codec->ids, g_ptr_array_unref);
}

/* Ends the reading: nothing that follows can be trusted. */
static void cut_codec(struct journal_codec *codec)
{
	codec->is_cut = true;
	codec->in = (struct bytes){0};
}

void journal_codec_byte(struct journal_codec *codec, uint8_t *value)
{
	if (codec->out) {
		g_byte_array_append(codec->out, value, 1);
		return;
	}
	*value = 0;
	if (codec->in.length == 0) {
		cut_codec(codec);
		return;
	}
	*value = codec->in.data[0];
	codec->in.data++;
	codec->in.length--;
}

/* Seven bits a byte, the lowest first; the high bit tells that more follow. */
void journal_codec_unsigned(struct journal_codec *codec, uint64_t *value)
{
	uint64_t left = *value;
	uint64_t read = 0;
	uint8_t byte = 0x80;

	for (int shift = 0; byte & 0x80; shift += 7) {
		if (codec->out)
			byte = (uint8_t)((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
		journal_codec_byte(codec, &byte);
		left >>= 7;
		if (shift > 63) {
			cut_codec(codec);
			byte = 0;
		} else {
			read |= (uint64_t)(byte & 0x7f) << shift;
		}
	}
	if (!codec->out)
		*value = codec->is_cut ? 0 : read;
}

/* Small numbers are short whatever their sign. */
void journal_codec_signed(struct journal_codec *codec, int64_t *value)
{
	uint64_t folded = ((uint64_t)*value << 1) ^ (*value < 0 ? UINT64_MAX : 0);

	journal_codec_unsigned(codec, &folded);
	if (!codec->out)
		*value = (int64_t)(folded >> 1) ^ -(int64_t)(folded & 1);
}

void journal_codec_int(struct journal_codec *codec, int *value)
{
	int64_t wide = *value;

	journal_codec_signed(codec, &wide);
	if (codec->out)
		return;
	if (wide < INT_MIN || wide > INT_MAX) {
		cut_codec(codec);
		wide = 0;
	}
	*value = (int)wide;
}

void journal_codec_size(struct journal_codec *codec, size_t *value)
{
	uint64_t wide = *value;

	journal_codec_unsigned(codec, &wide);
	if (!codec->out)
		*value = (size_t)wide;
}

void journal_codec_bool(struct journal_codec *codec, bool *value)
{
	uint8_t byte = *value;

	journal_codec_byte(codec, &byte);
	if (!codec->out)
		*value = byte != 0;
}

void journal_codec_string(struct journal_codec *codec, const char **value)
{
	size_t coded = codec->out && *value ? strlen(*value) + 1 : 0;

	journal_codec_size(codec, &coded);
	if (codec->out) {
		if (*value)
			g_byte_array_append(codec->out, (const uint8_t *)*value,
					    (guint)(coded - 1));
		return;
	}
	*value = NULL;
	if (coded == 0)
		return;
	if (coded - 1 > codec->in.length) {
		cut_codec(codec);
		return;
	}
	*value = g_string_chunk_insert_len(codec->strings, (const char *)codec->in.data,
					   (gssize)(coded - 1));
	codec->in.data += coded - 1;
	codec->in.length -= coded - 1;
}

void journal_codec_ending(struct journal_codec *codec, struct ending *value)
{
	int kind = (int)value->kind;

	journal_codec_int(codec, &kind);
	journal_codec_int(codec, &value->code);
	if (codec->out)
		return;
	if (kind < ENDING_EXITED || kind > ENDING_TIMED_OUT) {
		cut_codec(codec);
		kind = ENDING_EXITED;
	}
	value->kind = (enum ending_kind)kind;
}

void journal_codec_test(struct journal_codec *codec, size_t *value)
{
	int64_t step = (int64_t)(*value - codec->last_test);

	journal_codec_signed(codec, &step);
	if (!codec->out)
		*value = codec->last_test + (size_t)step;
	codec->last_test = *value;
}
