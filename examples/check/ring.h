/* A queue of at most RING_MAX numbers. Zeroed memory is an empty one. */
#ifndef RING_H
#define RING_H

#include <stdbool.h>

#define RING_MAX 4

struct ring {
	int values[RING_MAX];
	int first;
	int count;
};

/* Appends `value`; false if the ring is full. */
bool ring_put(struct ring *ring, int value);

/* Takes the oldest value into `value`; false if the ring is empty. */
bool ring_take(struct ring *ring, int *value);

#endif
