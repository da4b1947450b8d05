package localstore

import (
	"context"
	"fmt"
)

// LimitPages makes the file as full as a full disk does, or not; 0.
func (d *DB) LimitPages(n int) error {
	return d.write(context.Background(), func(t *tx) error {
		if n == 0 {
			n = 1 << 30
		}
		return t.script(fmt.Sprintf("PRAGMA max_page_count = %d", n))
	})
}
