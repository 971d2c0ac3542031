/*
 * Shows ini files as testr reads them, for compare-ini: for each file a line `file`, and then
 * either a line `refused` or a line `SECTION KEY VALUE` for each key of each section, DEFAULT
 * first, all three in hexadecimal; VALUE is `refused` when it cannot be interpolated.
 *
 * usage: show-ini FILE...
 */
#include <stdio.h>
#include <string.h>

#include "config/ini.h"

static void print_hexadecimal(const char *text)
{
	putchar('x');
	for (; *text; text++)
		printf("%02x", (unsigned char)*text);
}

static void show_section(const struct ini *ini, const char *section)
{
	g_auto(GStrv) keys = ini_keys(ini, section);

	for (size_t i = 0; keys[i]; i++) {
		g_autofree char *value = ini_get(ini, section, keys[i], NULL);
		print_hexadecimal(section);
		putchar(' ');
		print_hexadecimal(keys[i]);
		putchar(' ');
		if (value)
			print_hexadecimal(value);
		else
			printf("refused");
		putchar('\n');
	}
}

static void show(const char *path)
{
	g_autofree char *content = NULL;
	size_t length = 0;

	printf("file\n");
	g_assert_true(g_file_get_contents(path, &content, &length, NULL));
	scoped(ini) ini = ini_parse(path, content, length, NULL);
	if (!ini) {
		printf("refused\n");
		return;
	}
	g_auto(GStrv) sections = ini_sections(ini);
	show_section(ini, "DEFAULT");
	for (size_t i = 0; sections[i]; i++)
		show_section(ini, sections[i]);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		show(argv[i]);
	return 0;
}
