/* The table of settings as text for programs. */
#ifndef TESTR_CMD_SETTING_TABLE_H
#define TESTR_CMD_SETTING_TABLE_H

#include <glib.h>

/*
 * Appends a line for each setting: who takes it, key, option, argument, default and help, with a
 * tab between each; `-` stands for what it has not.
 */
void setting_table_append(GString *out);

#endif
