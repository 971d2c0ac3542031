// Package add is here for its tests.
package add

// Add adds.
func Add(a, b int) int { return a + b }
