package localstore

import (
	"context"
	"sync"
	"time"
)

// probeEvery bounds how often Writable writes: anybody may ask whether the
// server is ready.
const probeEvery = time.Second

// probe is how the last probing write ended.
type probe struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

// Writable writes something, at most once a second, and tells why that is not
// possible: the disk is full, or the file can't be written.
func (d *DB) Writable(ctx context.Context) error {
	d.probe.mu.Lock()
	defer d.probe.mu.Unlock()
	if time.Since(d.probe.at) < probeEvery {
		return d.probe.err
	}
	err := d.write(ctx, func(t *tx) error {
		_, err := t.next("probe")
		return err
	})
	if ctx.Err() == nil {
		d.probe.at, d.probe.err = time.Now(), err
	}
	return err
}
