/*
 * The order in which a user wants tests to run.
 *
 *	listed         in listing order within each batch
 *	slowest        the slowest first within each batch
 *	failed-first   those that are known to fail come first
 *	random[:SEED]  in an order that follows from the seed alone
 */
#ifndef TESTR_BASE_ORDER_H
#define TESTR_BASE_ORDER_H

#include <stdbool.h>
#include <stdint.h>

enum order_kind {
	ORDER_LISTED,
	ORDER_SLOWEST,
	ORDER_FAILED_FIRST,
	ORDER_RANDOM,
};

struct order {
	enum order_kind kind;
	bool has_seed; /* ORDER_RANDOM: false if any will do */
	uint64_t seed;
};

/* Reads `text`, a word of the above. False, leaving `order`, if it is none. */
bool order_parse(const char *text, struct order *order);

/* The word that order_parse() reads as `order`. Owned by the caller. */
char *order_format(const struct order *order);

#endif
