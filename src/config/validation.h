/* Validation: what a config must satisfy beyond the type of each value. */
#ifndef TESTR_CONFIG_VALIDATION_H
#define TESTR_CONFIG_VALIDATION_H

#include <stdbool.h>

#include "config/config.h"
#include "config/ini.h"

/* The section of the file that counts. */
#define CONFIG_SECTION "DEFAULT"

/*
 * Validates `config`, whose values came from `ini`. What Python's testr refuses, or what cannot
 * work, is CONFIG_ERROR_INVALID; what it accepts although it has no effect is added to
 * `config->warnings`.
 */
bool config_validate(struct config *config, const struct ini *ini, GError **error);

#endif
