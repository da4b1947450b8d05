package dynamostore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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

func (h History) calls() string         { return h.s.tables.Calls }
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

const (
	// maxInline is the longest record that lies in its item: 400 KB less room
	// for the body and the other attributes.
	maxInline = 300 << 10
	// maxBody bounds a question, which lies in its item so that conversations can be searched.
	maxBody = 64 << 10
)

// callItem makes the item of a call. A record too long for it is put into a
// blob first, whose key is in the item.
func (h History) callItem(ctx context.Context, c history.Call) (item, error) {
	if len(c.Body) > maxBody || len(c.RequestTime) > maxText {
		return nil, fault.Newf(fault.TooLarge, "a question of %d bytes at a time of %d",
			len(c.Body), len(c.RequestTime))
	}
	it := callKey(c.User, c.RequestTime, c.RequestID)
	it["request_id"], it["body"] = str(keyText(c.RequestID)), str(c.Body)
	it["conversation"], it["memory"], it["outcome"] = str(c.Conversation), str(c.Memory),
		str(c.Outcome)
	it["server_time"] = num(nanos(c.ServerTime))
	it["conversation_time"] = str(conversationTime(c.Conversation, nanos(c.ServerTime),
		c.RequestID))
	if c.Replaced {
		it["replaced"] = yes(true)
	}
	it["share"] = str(c.Share)
	c.Body = ""
	record, err := encode(c)
	if err != nil {
		return nil, err
	}
	text := textOf(record)
	if len(text) <= maxInline {
		it["record"] = record
		return it, nil
	}
	key := fmt.Sprintf("history/%s/%s.json", digest(string(c.User)), token())
	if _, err := h.s.blobs.Put(ctx, key, bytes.NewReader([]byte(text)),
		blob.PutOptions{ContentType: "application/json"}); err != nil {
		return nil, fmt.Errorf("storing a long answer: %w", err)
	}
	it["blob"] = str(key)
	return it, nil
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
	return c, err
}

// Append implements history.Store.
func (h History) Append(ctx context.Context, c history.Call) (bool, error) {
	known, err := h.s.get(ctx, h.conversations(), requestKey(c.User, c.RequestID))
	if err != nil || known != nil {
		return false, err
	}
	it, err := h.callItem(ctx, c)
	if err != nil {
		return false, err
	}
	appended, err := h.append(ctx, c, it)
	if key := textOf(it["blob"]); key != "" && err == nil && !appended {
		err = h.s.blobs.Delete(ctx, key)
	}
	return appended, err
}

// The items of an Append's transaction.
const (
	appendRequest = iota
	appendCall
	appendConversation
	appendReplaced
)

// append writes a call with all that changes with it. The conversation's newest
// time has no maximum in DynamoDB's language: the update says that this call is
// the newest, and if that is not so, the other update says that it is not.
func (h History) append(ctx context.Context, c history.Call, it item) (bool, error) {
	newest := true
	replaces := c.Replaces != "" && c.Replaces != c.RequestID
	for range tries {
		writes, err := h.appending(ctx, c, it, newest, replaces)
		if err != nil {
			return false, err
		}
		err = h.s.transact(ctx, writes...)
		if err == nil {
			return true, nil
		}
		if _, known := refused(err, appendRequest); known {
			return false, nil
		}
		_, older := refused(err, appendConversation)
		_, gone := refused(err, appendReplaced)
		if !older && !gone {
			return false, err
		}
		if older {
			newest = !newest
		}
		// A replaced call that is gone is looked up again.
	}
	return false, fault.Newf(fault.Overloaded, "conversation %q changes too fast", c.Conversation)
}

func (h History) appending(ctx context.Context, c history.Call, it item, newest,
	replaces bool) ([]types.TransactWriteItem, error) {
	request := requestKey(c.User, c.RequestID)
	request["request_time"], request["server_time"], request["user"] = it["request_time"],
		it["server_time"], it["user_id"]
	title, cut := c.Title()
	conversation := writing{
		table: h.conversations(), key: conversationKey(c.User, c.Conversation),
		set: `SET id = :id, #user = :user, title = if_not_exists(title, :title), cut = if_not_exists(cut, :cut),
			created = if_not_exists(created, :at), updated = :at ADD calls :one`,
		when:  "attribute_not_exists(updated) OR updated <= :at",
		names: map[string]string{"#user": "user"},
		values: item{
			":id": str(c.Conversation), ":user": str(c.User), ":title": str(title), ":cut": num(0),
			":at": it["server_time"], ":one": num(1),
		},
	}
	if cut {
		conversation.values[":cut"] = it["server_time"]
	}
	if !newest {
		conversation.set, conversation.when, conversation.names = "ADD calls :one", "updated > :at",
			nil
		conversation.values = item{":at": it["server_time"], ":one": num(1)}
	}
	writes := []types.TransactWriteItem{
		appendRequest: writing{table: h.conversations(), item: request,
			when: "attribute_not_exists(pk)"}.put(),
		appendCall: writing{table: h.calls(), item: it,
			when: "attribute_not_exists(user_id)"}.put(),
		appendConversation: conversation.update(),
	}
	if !replaces {
		return writes, nil
	}
	old, err := h.s.get(ctx, h.conversations(), requestKey(c.User, c.Replaces))
	if err != nil || old == nil {
		return writes, err
	}
	return append(writes, writing{
		table: h.calls(), key: item{"user_id": it["user_id"], "request_time": old["request_time"]},
		set: "SET replaced = :yes", when: "attribute_exists(user_id)",
		values: item{":yes": yes(true)},
	}.update()), nil
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
	entries, err := h.s.collect(ctx, below(h.conversations(), "r#"+keyText(requestID)))
	if err != nil {
		return history.Call{}, err
	}
	slices.SortFunc(entries, func(a, b item) int { // newest first
		return int(min(max(numberOf(b["server_time"])-numberOf(a["server_time"]), -1), 1))
	})
	for _, entry := range entries {
		if c, found, err := h.byEntry(ctx, entry); err != nil || found {
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
// which one begins with another and goes on with a character before '#'.
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
	entry, err := h.s.get(ctx, h.conversations(), requestKey(user, requestID))
	if err != nil {
		return err
	}
	if entry == nil {
		return notFound("no call %q of %q", requestID, user)
	}
	_, err = h.s.updateOne(ctx, writing{
		table: h.calls(), key: item{"user_id": str(keyText(user)), "request_time": entry["request_time"]},
		set: "SET #share = :secret", when: "attribute_exists(user_id)",
		names:  map[string]string{"#share": "share"}, // a reserved word
		values: item{":secret": str(secret)},
	})
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

func clearedKey(user history.User) item { return pair(userKey(user), "cleared") }

// ClearMemory implements history.Store.
func (h History) ClearMemory(ctx context.Context, user history.User, now time.Time) error {
	it := clearedKey(user)
	it["at"] = num(nanos(now))
	return h.s.putOne(ctx, h.conversations(), it)
}

// deleteCalls removes the calls that q selects, each with its entry, and their blobs.
func (h History) deleteCalls(ctx context.Context, q query) error {
	q.table = h.calls()
	q.project, q.names = "user_id, request_time, request_id, #blob",
		map[string]string{"#blob": "blob"}
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
		for _, it := range batch {
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
	}
	return nil
}

// DeleteUser implements history.Store.
func (h History) DeleteUser(ctx context.Context, user history.User) error {
	if err := h.deleteCalls(ctx, query{where: "user_id = :user",
		values: item{":user": str(keyText(user))}}); err != nil {
		return err
	}
	rest, err := h.s.collect(ctx, below(h.conversations(), userKey(user)))
	if err != nil {
		return err
	}
	return h.s.deleteAll(ctx, h.conversations(), pairs(rest))
}
