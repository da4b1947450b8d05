//go:build !nodict

package lambdafn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/retrieve"
)

// upkeep does what a program that always runs does at its start. The stack's
// schedule asks for it once a day, and people may after an update or a restore:
//
//	aws lambda invoke --function-name mundap-document-manager:live --payload '{"mundapUpkeep":true}' out.json
//
// All of it may be repeated, and broken off: the next one goes on.
type upkeep struct {
	parts   *parts
	worker  *ingest.Worker
	service *ingest.Service
	indexes []retrieve.Index
}

// upkeepSlack is the part of the function's time that is reserved for its
// answer.
const upkeepSlack = 10 * time.Second

// withSlack ends a context so early that the function can still answer.
func withSlack(ctx context.Context) (context.Context, context.CancelFunc) {
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(ctx, deadline.Add(-upkeepSlack))
	}
	return context.WithCancel(ctx)
}

// isUpkeep reports whether an event requests the upkeep and is not a batch of
// messages.
func isUpkeep(raw json.RawMessage) bool {
	var e struct {
		Upkeep bool `json:"mundapUpkeep"`
	}
	return json.Unmarshal(raw, &e) == nil && e.Upkeep
}

// done is the answer.
type done struct {
	DeletedAgain        int `json:"deletedAgain"`        // documents that a restore brought back
	AnswersDeletedAgain int `json:"answersDeletedAgain"` // of conversations that a restore brought back
	Reread              int `json:"reread"`              // documents that an older version had read
}

func (u upkeep) do(ctx context.Context) (d done, err error) {
	ctx, cancel := withSlack(ctx)
	defer cancel()
	if d.DeletedAgain, err = u.parts.store.Receipts().DeleteAgain(ctx); err != nil {
		return d, fmt.Errorf("deleting again what a restore brought back: %w", err)
	}
	err = u.forgetAgain(ctx, &d)
	if u.parts.config.UserBytes > 0 {
		err = errors.Join(err, u.parts.store.Storage().Recount(ctx))
	}
	err = errors.Join(err, u.service.Recover(ctx), u.worker.Finish(ctx))
	n, rereadErr := u.service.RereadOutdated(ctx, auth.LocalScope())
	d.Reread, err = n, errors.Join(err, rereadErr, u.measure(ctx))
	for _, x := range u.indexes {
		switch x := x.(type) {
		case shardedIndex:
			err = errors.Join(err, x.tidy(ctx))
		case *opensearch.Store:
			err = errors.Join(err, u.goOn(ctx, x), x.Sweep(ctx, time.Now()))
		}
	}
	u.parts.log.Info("upkeep is done", "deleted again", d.DeletedAgain,
		"answers deleted again", d.AnswersDeletedAgain, "read again", d.Reread, "error", err)
	return d, err
}

// forgetAgain deletes again what people deleted of their conversations, and a
// restore brought back.
func (u upkeep) forgetAgain(ctx context.Context, d *done) error {
	log := u.parts.store.History()
	var deleted []history.Deletion
	err := log.EachDeletion(ctx, func(one history.Deletion) error {
		deleted = append(deleted, one)
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading what people deleted: %w", err)
	}
	traces := chat.Traces{Turns: u.parts.store.Turns(), Blobs: u.parts.blobs}
	d.AnswersDeletedAgain, err = traces.DeleteAgain(ctx, log, deleted)
	return err
}
