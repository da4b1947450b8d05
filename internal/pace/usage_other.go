//go:build !linux

package pace

// processorTime knows nothing: only Linux tells what a single thread has used.
func processorTime() (usage, bool) { return usage{}, false }
