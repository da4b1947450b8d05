//go:build !linux

package localindex

// lowerPriority does nothing: only Linux has priorities of threads that Go can
// set.
func lowerPriority() {}
