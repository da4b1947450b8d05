//go:build !nodict

package lambdafn

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/queue"
)

const (
	// renewAtOnce is how many documents are queued to be indexed again after
	// one change to the index.
	renewAtOnce = 100
	// renewEvery is after how many changes those are looked for that are left
	// then: most of the ones before are done.
	renewEvery = 80
)

// renewal has documents indexed again that the index lacks because a part of it
// was damaged, or has from another version of the analyzer, as after an update
// of Mundap. There is no program that always runs and could see to it: the
// function that writes the index does, a portion at a time, as long as
// something is left. Tasks that are sent twice change nothing.
type renewal struct {
	documents document.Store
	tasks     queue.Sender
	log       *slog.Logger
	mine      func(document.ID) bool // documents of the shard; nil means all

	mu     sync.Mutex
	wait   int  // changes until the next look
	done   bool // nothing is left
	damage int  // parts that were told to be damaged
	whole  bool // nothing was missing at the last look
}

// damaged is called for a part of the index that can no longer be read.
func (r *renewal) damaged(_ context.Context, d localindex.Damage) {
	r.log.Error("a part of the index is damaged and is built anew", "segment", d.Segment,
		"documents", d.Documents, "error", d.Err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wait, r.done = 0, false
	r.damage++
}

// due reports whether it is time to look, and how much damage is known.
func (r *renewal) due() (damage int, due bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.done {
		return r.damage, false
	}
	r.wait--
	return r.damage, r.wait < 0
}

// next says when to look again, unless more damage has been found meanwhile.
func (r *renewal) next(damage, wait int, done bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.damage == damage {
		r.wait, r.done = wait, done
	}
}

// complete reports whether nothing was missing at the last look.
func (r *renewal) complete() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.whole
}

// again makes the next change look again.
func (r *renewal) again() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wait, r.done = 0, false
}

var errEnough = errors.New("enough documents for now")

// look returns the next documents to be indexed again.
func (r *renewal) look(ctx context.Context, ix *localindex.Index) []document.Document {
	ix.Stats() // an index tells of the damage that Open found when it is used
	damage, due := r.due()
	if !due {
		return nil
	}
	var list []document.Document
	err := r.documents.Each(ctx, func(d document.Document) error {
		if d.State != document.Ready || r.mine != nil && !r.mine(d.ID) {
			return ctx.Err()
		}
		current, err := ix.Current(ctx, d.ID, d.Version)
		if err != nil || current {
			return err
		}
		if len(list) == renewAtOnce {
			return errEnough
		}
		list = append(list, d)
		return nil
	})
	r.mu.Lock()
	r.whole = err == nil && len(list) == 0
	r.mu.Unlock()
	switch {
	case errors.Is(err, errEnough):
		r.next(damage, renewEvery, false)
	case err != nil:
		r.log.Warn("looking for documents to be indexed again", "error", err)
		r.next(damage, 0, false)
	default:
		r.next(damage, 0, true)
	}
	return list
}

// queue sends the tasks of documents to be indexed again.
func (r *renewal) queue(ctx context.Context, list []document.Document) error {
	for _, d := range list {
		m, err := ingest.Task{Action: ingest.Reindex, ID: d.ID, Version: d.Version,
			Generation: d.Generation, Nonce: d.Revision, Owner: d.Owner, Size: d.Size}.Message()
		if err == nil {
			err = r.tasks.Send(ctx, m)
		}
		if err != nil {
			r.again()
			return fmt.Errorf("queueing %s to be indexed again: %w", d.ID, err)
		}
	}
	if len(list) > 0 {
		r.log.Info("documents are indexed again", "queued", len(list))
	}
	return nil
}
