package dynamostore

import (
	"bytes"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

const (
	// maxInline is the longest record that is stored in its item: 400 KB less room
	// for the body and the other attributes.
	maxInline = 300 << 10
	// maxBody bounds a question, which is stored in its item so that conversations can be searched.
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
	if documents := documentsOf(c); len(documents) > 0 {
		it[noted] = &types.AttributeValueMemberSS{Value: documents}
	}
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
	if err := h.s.putAll(ctx, h.conversations(), notesOf(c)); err != nil {
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
