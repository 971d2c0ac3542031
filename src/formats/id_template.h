/* Ids that are put together from the fields of a report. */
#ifndef TESTR_FORMATS_ID_TEMPLATE_H
#define TESTR_FORMATS_ID_TEMPLATE_H

/*
 * `template` with each `{FIELD}` replaced by what `fields` (name, value, ..., NULL) has for it; by
 * nothing if it has none. Owned by the caller.
 */
char *id_template_fill(const char *template, const char **fields);

#endif
