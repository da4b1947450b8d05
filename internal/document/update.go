package document

import (
	"context"
	"errors"
	"fmt"

	"github.com/mundap/mundap/internal/fault"
)

// maxConflicts bounds how often a lost compare-and-swap is tried again.
const maxConflicts = 20

// Records is the part of a Store that Update needs.
type Records interface {
	Get(ctx context.Context, id ID) (Document, error)
	Put(ctx context.Context, d Document) (Document, error)
}

// Update reads a record, lets change modify it, and writes it. If another
// writer has changed the record in the meantime, Update starts again; it does
// not if the record's name is taken (ErrNameTaken). change
// returns false to leave the record as it is. If there is no record, change
// gets the zero Document with the id.
func Update(ctx context.Context, s Records, id ID,
	change func(*Document) (bool, error)) (Document, error) {
	for range maxConflicts {
		d, err := s.Get(ctx, id)
		if fault.Is(err, fault.NotFound) {
			d, err = Document{ID: id}, nil
		}
		if err != nil {
			return Document{}, fmt.Errorf("reading the record of %s: %w", id, err)
		}
		write, err := change(&d)
		if err != nil || !write {
			return d, err
		}
		d, err = s.Put(ctx, d)
		if err == nil || !fault.Is(err, fault.Conflict) || errors.Is(err, ErrNameTaken) {
			return d, err
		}
	}
	return Document{}, fault.Wrap(errors.New("the record of "+string(id)+
		" keeps changing"), fault.Conflict, "", "")
}
