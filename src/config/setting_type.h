/* What the types of settings know: how to read a value, what to call it, and to show a default. */
#ifndef TESTR_CONFIG_SETTING_TYPE_H
#define TESTR_CONFIG_SETTING_TYPE_H

#include "config/settings.h"

/*
 * Sets `field`, which is of the setting's type and holds a value or zeros, to what `value` says;
 * a list gets one more. False, leaving it, if that is no value for the setting.
 */
bool setting_parse(const struct setting *setting, const char *value, void *field);

/* Frees what `field` holds. */
void setting_clear(const struct setting *setting, void *field);

/* What a value has to be, for "must be ..." and "is not ...". Owned by the caller. */
char *setting_expected(const struct setting *setting);

/* What help calls the value ("TIME"); NULL for a flag. Owned by the caller. */
char *setting_argument(const struct setting *setting);

/* The default in words ("5m", "no limit"); NULL if there is none to tell. Static. */
const char *setting_default(const struct setting *setting);

/* Its help, and what its default is. Owned by the caller. */
char *setting_describe(const struct setting *setting);

#endif
