/* The known key that an unknown one was probably meant to be. */
#ifndef TESTR_CONFIG_NEAREST_KEY_H
#define TESTR_CONFIG_NEAREST_KEY_H

/* The key that `name` most likely stands for: the one at the smallest edit distance. Static. */
const char *nearest_key(const char *name);

#endif
