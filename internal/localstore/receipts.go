package localstore

import (
	"context"

	"github.com/mundap/mundap/internal/forgetting"
)

// Receipts is the forgetting.Receipts of a DB.
type Receipts struct{ db *DB }

var _ forgetting.Receipts = Receipts{}

// Receipts gives the store of receipts of deletions.
func (d *DB) Receipts() Receipts { return Receipts{d} }

func scanReceipt(s scanner) (r forgetting.Receipt, err error) {
	var record []byte
	if err := s.Scan(&record); err != nil {
		return r, err
	}
	return r, decode(record, &r)
}

// PutReceipt implements forgetting.Receipts.
func (s Receipts) PutReceipt(ctx context.Context, r forgetting.Receipt) error {
	record, err := encode(r)
	if err != nil {
		return err
	}
	return s.db.write(ctx, func(t *tx) error {
		return t.run("INSERT OR REPLACE INTO receipt (ref, record) VALUES (?, ?)", r.Document,
			record)
	})
}

// Receipt implements forgetting.Receipts.
func (s Receipts) Receipt(ctx context.Context, ref string) (forgetting.Receipt, error) {
	r, found, err := one(ctx, s.db, scanReceipt, "SELECT record FROM receipt WHERE ref = ?", ref)
	if err == nil && !found {
		err = notFound("no receipt %s", ref)
	}
	return r, err
}

// EachReceipt implements forgetting.Receipts.
func (s Receipts) EachReceipt(ctx context.Context, f func(forgetting.Receipt) error) error {
	for after := ""; ; {
		page, err := all(ctx, s.db, scanReceipt,
			"SELECT record FROM receipt WHERE ref > ? ORDER BY ref LIMIT ?", after, eachPage)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := f(r); err != nil {
				return err
			}
			after = r.Document
		}
		if len(page) < eachPage {
			return nil
		}
	}
}
