package format

import (
	"cmp"
	"time"
)

// Limits bound what one file may cost. A zero field takes its default.
type Limits struct {
	// Text is how many bytes of UTF-8 a file may yield. Default 200 MB: a 100
	// MB file in CP949 has 150.
	Text int64 `json:"text"`
	// Blocks is how many paragraphs, rows and other blocks a file may have: each
	// takes time, and room on the disk, however short it is. Default 6,000,000: rows
	// of 16 bytes in a file of 100 MB.
	Blocks int `json:"blocks"`
	// Unpacked is how many bytes the parts of a zip may unpack to. Default 1 GB.
	Unpacked int64 `json:"unpacked"`
	// Memory is how much a worker process may hold. Default 1 GB, of which PDFium can take 128 MB.
	Memory int64 `json:"memory"`
	// PageTime is the working time between two pages, and Time that for a whole
	// file: the processor time of the worker, where the system tells it. A worker
	// that hangs is given up after sixty times that long. Waiting for the consumer
	// does not count. Defaults 1 minute and 15 minutes.
	PageTime time.Duration `json:"page_time"`
	Time     time.Duration `json:"time"`
}

func (l Limits) WithDefaults() Limits {
	return Limits{
		Text:     cmp.Or(l.Text, 200<<20),
		Blocks:   cmp.Or(l.Blocks, 6_000_000),
		Unpacked: cmp.Or(l.Unpacked, 1<<30),
		Memory:   cmp.Or(l.Memory, 1<<30),
		PageTime: cmp.Or(l.PageTime, time.Minute),
		Time:     cmp.Or(l.Time, 15*time.Minute),
	}
}
