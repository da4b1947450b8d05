//go:build !linux

package load

import "time"

func processorTime(int) (time.Duration, bool) { return 0, false }
