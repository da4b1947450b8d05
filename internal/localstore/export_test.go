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

// Rows counts the rows of a table.
func (d *DB) Rows(ctx context.Context, table string) (n int, err error) {
	n, _, err = one(ctx, d, func(s scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT count(*) FROM "+table)
	return n, err
}

// Run runs SQL, such as a trigger that makes a statement fail.
func (d *DB) Run(ctx context.Context, sql string) error {
	return d.write(ctx, func(t *tx) error { return t.script(sql) })
}
