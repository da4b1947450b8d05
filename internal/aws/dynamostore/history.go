package dynamostore

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// History is the history.Store of a Store.
//
// A call is one item of the call log: user_id, request_time (time#id),
// conversation_time (the local index), what it is filtered by, and the record.
// Beside it the conversations' table holds, under its request id, which user's
// call that is: that entry makes a request unique per user and is what
// ByRequest and Find go by.
type History struct{ s *Store }

var _ history.Store = History{}

// History returns the store of the call log and of conversations.
func (s *Store) History() History { return History{s} }

func (h History) calls() string { return h.s.tables.Calls }

func (h History) conversations() string { return h.s.tables.Conversations }

// callKey is the primary key of a call. Texts with a time over maxText are refused by Append.
func callKey(user history.User, requestTime, requestID string) item {
	return item{"user_id": str(keyText(user)),
		"request_time": str(requestTime + "#" + keyText(requestID))}
}

// requestKey is the key of the entry of a user's request id.
func requestKey(user history.User, requestID string) item {
	return pair("r#"+keyText(requestID), userKey(user))
}

// conversationTime orders the calls of a user by conversation and server time.
func conversationTime(conversation string, at int64, requestID string) string {
	return conversationAt(conversation, at) + "#" + keyText(requestID)
}

func conversationAt(conversation string, at int64) string {
	return digest(conversation) + "#" + sortable(at)
}

// callOf reads a call from its item, and from its blob if it has one.
func (h History) callOf(ctx context.Context, it item) (c history.Call, err error) {
	record := it["record"]
	if key := textOf(it["blob"]); key != "" {
		r, _, err := h.s.blobs.Get(ctx, key, blob.Range{})
		if err != nil {
			return c, fmt.Errorf("reading a long answer: %w", err)
		}
		defer r.Close()
		text, err := io.ReadAll(r)
		if err != nil {
			return c, fmt.Errorf("reading a long answer: %w", err)
		}
		record = str(string(text))
	}
	err = decode(record, &c)
	c.Body = textOf(it["body"])
	c.Replaced, c.Share = isYes(it["replaced"]), textOf(it["share"])
	if err == nil {
		c.Notes, err = withLate(c.Notes, it[lateNotes])
	}
	if amended, ok := it[amendment]; ok && err == nil {
		var a history.Amendment
		if err = decode(amended, &a); err == nil {
			c = c.Amended(a)
		}
	}
	return c, err
}

// amendment is the attribute of a call with what was changed after it was written,
// as lateNotes is.
const amendment = "amendment"

// maxAmendment bounds it: with the record and the body, it has to fit into an item.
const maxAmendment = 24 << 10

// lateNotes is the attribute of a call with the notes that were added to it after
// it was written: its record may be in a blob, which is never written again.
const lateNotes = "late_notes"

func withLate(notes []history.Note, late value) ([]history.Note, error) {
	list, ok := late.(*types.AttributeValueMemberL)
	if !ok {
		return notes, nil
	}
	for _, v := range list.Value {
		var n history.Note
		if err := decode(v, &n); err != nil {
			return notes, err
		}
		notes = history.WithNote(notes, n)
	}
	return notes, nil
}

// byEntry reads the call to which an entry of the conversations' table points.
// found is false if the call is gone.
func (h History) byEntry(ctx context.Context, entry item) (c history.Call, found bool, err error) {
	it, err := h.s.get(ctx, h.calls(), item{"user_id": entry["user"],
		"request_time": entry["request_time"]})
	if err != nil || it == nil {
		return c, false, err
	}
	c, err = h.callOf(ctx, it)
	if fault.Is(err, fault.NotFound) { // its blob was deleted with it, a moment ago
		return c, false, nil
	}
	return c, true, err
}

// ByRequest implements history.Store.
func (h History) ByRequest(ctx context.Context, user history.User, requestID string) (history.Call,
	error) {
	entry, err := h.s.get(ctx, h.conversations(), requestKey(user, requestID))
	if err != nil {
		return history.Call{}, err
	}
	if entry != nil {
		if c, found, err := h.byEntry(ctx, entry); err != nil || found {
			return c, err
		}
	}
	return history.Call{}, notFound("no call %q of %q", requestID, user)
}

// Find implements history.Store.
func (h History) Find(ctx context.Context, requestID string) (history.Call, error) {
	return h.newestOf(ctx, requestID, func(history.Call) bool { return true })
}

// Linked implements history.Store.
func (h History) Linked(ctx context.Context, requestID, secret string) (history.Call, error) {
	return h.newestOf(ctx, requestID, func(c history.Call) bool { return c.OpenedBy(secret) })
}

// newestOf gives the newest call with a request id, of any user, that is wanted.
func (h History) newestOf(ctx context.Context, requestID string,
	wanted func(history.Call) bool) (history.Call, error) {
	entries, err := h.s.collect(ctx, below(h.conversations(), "r#"+keyText(requestID)))
	if err != nil {
		return history.Call{}, err
	}
	slices.SortFunc(entries, func(a, b item) int { // newest first
		return int(min(max(numberOf(b["server_time"])-numberOf(a["server_time"]), -1), 1))
	})
	for _, entry := range entries {
		if c, found, err := h.byEntry(ctx, entry); err != nil || found && wanted(c) {
			return c, err
		}
	}
	return history.Call{}, notFound("no call %q", requestID)
}

// afterPage is how many calls After looks at in one call, so that a long log is
// not read whole for its newest part.
const afterPage = 200

// After implements history.Store. The newest ones are those with the greatest
// keys time#id, which differ from the order by (time, id) only among times of
// which one begins with another and continues with a character before '#'.
func (h History) After(ctx context.Context, user history.User, requestTime string,
	maxBytes int) ([]history.Call, error) {
	q := query{
		table: h.calls(), where: "user_id = :user", values: item{":user": str(keyText(user))},
		backwards: true, page: afterPage,
	}
	if requestTime != "" {
		q.where += " AND request_time > :after"
		// What is cut comes earlier: more is read, and left out below.
		q.values[":after"] = str(strings.ToValidUTF8(requestTime[:min(len(requestTime), maxText)],
			""))
	}
	var found []history.Call
	left := maxBytes
	for c, err := range h.read(ctx, q) {
		if err != nil {
			return nil, err
		}
		if c.RequestTime <= requestTime {
			continue
		}
		if maxBytes > 0 {
			encoded, err := json.Marshal(c)
			if err != nil {
				return nil, fmt.Errorf("measuring a call: %w", err)
			}
			if left -= len(encoded); left < 0 && len(found) > 0 {
				break
			}
		}
		found = append(found, c)
	}
	slices.SortFunc(found, history.ByRequestTime)
	return found, nil
}

// read yields the calls of a query. It skips a call whose blob is gone, because
// that call has just been deleted. It stops after the first error.
func (h History) read(ctx context.Context, q query) iter.Seq2[history.Call, error] {
	return func(yield func(history.Call, error) bool) {
		for it, err := range h.s.each(ctx, q) {
			var c history.Call
			if err == nil {
				c, err = h.callOf(ctx, it)
			}
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

func limited(limit int) int { return min(max(limit, 1), history.MaxLimit) }

// Share implements history.Store.
func (h History) Share(ctx context.Context, user history.User, requestID, secret string) error {
	return h.changeCall(ctx, user, requestID, writing{
		set:    "SET #share = :secret",
		names:  map[string]string{"#share": "share"}, // a reserved word
		values: item{":secret": str(secret)},
	})
}

// AddNote implements history.Store.
func (h History) AddNote(ctx context.Context, user history.User, requestID string,
	n history.Note) error {
	note, err := encode(n)
	if err != nil {
		return err
	}
	return h.changeCall(ctx, user, requestID, writing{
		set: "SET " + lateNotes + " = list_append(if_not_exists(" + lateNotes + ", :none), :note)",
		values: item{":none": &types.AttributeValueMemberL{},
			":note": &types.AttributeValueMemberL{Value: []value{note}}},
	})
}

// Amend implements history.Store.
func (h History) Amend(ctx context.Context, user history.User, requestID string,
	a history.Amendment) error {
	amended, err := encode(a)
	if err != nil {
		return err
	}
	if n := len(textOf(amended)); n > maxAmendment {
		return fault.Newf(fault.TooLarge, "an amendment of %d bytes to %q", n, requestID)
	}
	return h.changeCall(ctx, user, requestID, writing{
		set: "SET " + amendment + " = :amended", values: item{":amended": amended},
	})
}

// changeCall updates the item of a call. Errors are fault.NotFound, if there is none,
// and the table's.
func (h History) changeCall(ctx context.Context, user history.User, requestID string, w writing) error {
	entry, err := h.s.get(ctx, h.conversations(), requestKey(user, requestID))
	if err != nil {
		return err
	}
	if entry == nil {
		return notFound("no call %q of %q", requestID, user)
	}
	w.table, w.when = h.calls(), "attribute_exists(user_id)"
	w.key = item{"user_id": str(keyText(user)), "request_time": entry["request_time"]}
	_, err = h.s.updateOne(ctx, w)
	if _, missing := refusedOne(err); missing {
		return notFound("no call %q of %q", requestID, user)
	}
	return err
}

// newest reads the newest limit calls of a conversation that q selects, oldest first.
func (h History) newest(ctx context.Context, q query, limit int) ([]history.Call, error) {
	q.table, q.index, q.backwards, q.page = h.calls(), schema.ByConversation, true,
		int32(limited(limit))
	var found []history.Call
	for c, err := range h.read(ctx, q) {
		if err != nil {
			return nil, err
		}
		if found = append(found, c); len(found) == limited(limit) {
			break
		}
	}
	slices.Reverse(found)
	return found, nil
}

// Recent implements history.Store.
func (h History) Recent(ctx context.Context, q history.RecentQuery) ([]history.Call, error) {
	cleared, err := h.s.get(ctx, h.conversations(), clearedKey(q.User))
	if err != nil {
		return nil, err
	}
	since := nanos(q.Since)
	if cleared != nil {
		since = max(since, numberOf(cleared["at"]))
	}
	filter := "memory = :memory AND outcome IN (:completed, :stopped)"
	if !q.Replaced {
		filter += " AND attribute_not_exists(replaced)"
	}
	return h.newest(ctx, query{
		// '$' follows '#': what happened at since itself is left out. ':' follows the digits.
		where:  "user_id = :user AND conversation_time BETWEEN :from AND :to",
		filter: filter,
		values: item{
			":user": str(keyText(q.User)),
			":from": str(conversationAt(q.Conversation, since) + "$"),
			":to":   str(digest(q.Conversation) + "#:"), ":memory": str(q.Memory),
			":completed": str(history.Completed), ":stopped": str(history.Stopped),
		},
	}, q.Limit)
}

// Calls implements history.Store.
func (h History) Calls(ctx context.Context, user history.User, conversation string,
	before time.Time, limit int) ([]history.Call, error) {
	to := digest(conversation) + "#:"
	if !before.IsZero() {
		to = conversationAt(conversation, nanos(before))
	}
	return h.newest(ctx, query{
		where: "user_id = :user AND conversation_time BETWEEN :from AND :to",
		values: item{
			":user": str(keyText(user)), ":from": str(digest(conversation) + "#"), ":to": str(to),
		},
	}, limit)
}
