#include "report/display.h"

#define ERASE_LINE "\r\033[K"

struct display {
	display_write_fn write;
	void *data;
	bool is_live;
	char *line;         /* the live line; NULL: none is wanted */
	bool is_drawn;      /* and it is on the screen */
	bool is_line_begun; /* text has been written that no newline has ended */
};

struct display *display_new(display_write_fn write, void *data, bool is_live)
{
	struct display *display = g_new0(struct display, 1);

	display->write = write;
	display->data = data;
	display->is_live = is_live;
	return display;
}

bool display_is_live(const struct display *display)
{
	return display->is_live;
}

static void write_aside(struct display *display, const char *string)
{
	struct bytes bytes = {(const uint8_t *)string, strlen(string)};

	display->write(display->data, CHANNEL_ASIDE, bytes);
}

static void erase_live_line(struct display *display)
{
	if (display->is_drawn)
		write_aside(display, ERASE_LINE);
	display->is_drawn = false;
}

/* Leaves the cursor after the line, so that what others write there would follow it, not hide. */
static void draw_live_line(struct display *display)
{
	if (!display->line || display->is_line_begun)
		return;
	g_autofree char *drawing = g_strconcat(ERASE_LINE, display->line, NULL);
	write_aside(display, drawing);
	display->is_drawn = true;
}

void display_print(struct display *display, enum channel channel, struct bytes bytes)
{
	if (bytes.length == 0)
		return;
	erase_live_line(display);
	display->write(display->data, channel, bytes);
	display->is_line_begun = bytes.data[bytes.length - 1] != '\n';
	draw_live_line(display);
}

void display_live(struct display *display, const char *line)
{
	if (!display->is_live || g_strcmp0(display->line, line) == 0)
		return;
	g_free(display->line);
	display->line = g_strdup(line);
	draw_live_line(display);
}

void display_settle(struct display *display)
{
	erase_live_line(display);
	g_clear_pointer(&display->line, g_free);
}

void display_free(struct display *display)
{
	if (!display)
		return;
	display_settle(display);
	g_free(display);
}
