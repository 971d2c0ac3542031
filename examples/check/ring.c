#include "ring.h"

bool ring_put(struct ring *ring, int value)
{
	if (ring->count == RING_MAX)
		return false;
	ring->values[(ring->first + ring->count) % RING_MAX] = value;
	ring->count++;
	return true;
}

bool ring_take(struct ring *ring, int *value)
{
	if (ring->count == 0)
		return false;
	*value = ring->values[ring->first];
	ring->first = (ring->first + 1) % RING_MAX;
	ring->count--;
	return true;
}
