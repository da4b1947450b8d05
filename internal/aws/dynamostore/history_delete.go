package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/history"
)

func clearedKey(user history.User) item { return pair(userKey(user), "cleared") }

// ClearMemory implements history.Store.
func (h History) ClearMemory(ctx context.Context, user history.User, now time.Time) error {
	if err := h.noteDeletion(ctx, history.Deletion{User: user, Memory: true,
		Through: now}); err != nil {
		return err
	}
	// The clock of another function may be ahead: what was cleared stays so.
	_, err := h.s.updateOne(ctx, writing{table: h.conversations(), key: clearedKey(user),
		set: "SET #at = :at", when: "attribute_not_exists(#at) OR #at < :at",
		names: map[string]string{"#at": "at"}, values: item{":at": num(nanos(now))}})
	if _, later := refusedOne(err); later {
		return nil
	}
	return err
}

// deleteCalls removes the calls that q selects, each with its entry, and their blobs.
func (h History) deleteCalls(ctx context.Context, q query) error {
	q.table = h.calls()
	q.project, q.names = "user_id, request_time, request_id, #blob, #noted",
		map[string]string{"#blob": "blob", "#noted": noted}
	calls, err := h.s.collect(ctx, q)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(calls, transactionItems/2) {
		var writes []types.TransactWriteItem
		for _, it := range batch {
			entry := pair("r#"+textOf(it["request_id"]), "u#"+textOf(it["user_id"]))
			writes = append(writes, writing{table: h.conversations(), key: entry}.delete(),
				writing{table: h.calls(), key: item{"user_id": it["user_id"],
					"request_time": it["request_time"]}}.delete())
		}
		// Blobs first: when this breaks off, the calls are still there to be deleted again.
		var errs []error
		var notes []item
		for _, it := range batch {
			notes = append(notes, noteKeys(it)...)
			if key := textOf(it["blob"]); key != "" {
				errs = append(errs, h.s.blobs.Delete(ctx, key))
			}
		}
		if err := errors.Join(errs...); err != nil {
			return fmt.Errorf("deleting long answers: %w", err)
		}
		if err := h.s.transact(ctx, writes...); err != nil {
			return err
		}
		if err := h.s.deleteAll(ctx, h.conversations(), notes); err != nil {
			return err
		}
	}
	return nil
}

// DeleteUser implements history.Store.
func (h History) DeleteUser(ctx context.Context, user history.User) error {
	rest, err := h.s.collect(ctx, below(h.conversations(), userKey(user)))
	if err != nil {
		return err
	}
	if err := h.noteDeletion(ctx, history.Deletion{User: user, Through: through(rest...)}); err != nil {
		return err
	}
	if err := h.deleteCalls(ctx, query{where: "user_id = :user",
		values: item{":user": str(keyText(user))}}); err != nil {
		return err
	}
	return h.s.deleteAll(ctx, h.conversations(), pairs(rest))
}
