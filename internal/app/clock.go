package app

import "time"

// ascending is a clock that never shows a time before one that was recorded. If
// the machine's clock was set back across a restart, it continues from the
// recorded time, so that the answers of a conversation stay in order.
func ascending(recorded time.Time, now func() time.Time) func() time.Time {
	begun := now()
	if behind := recorded.Sub(begun); behind >= 0 {
		return func() time.Time {
			t := now()
			return recorded.Add(t.Sub(begun)).Add(time.Nanosecond)
		}
	}
	return now
}
