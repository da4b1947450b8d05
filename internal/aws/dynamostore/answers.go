package dynamostore

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Answers is the forgetting.Answers of a Store.
//
// Below each document that a call summarises or rests on, the conversations'
// table notes the call. Notes are written before the call, and removed after it.
// So one of them may name a call that is not there, but no call lacks its notes.
// Calls that were logged before there were notes are not found.
type Answers struct{ s *Store }

var _ forgetting.Answers = Answers{}

// Answers gives what forgetting a document does to calls and turns.
func (s *Store) Answers() Answers { return Answers{s} }

// noted is the attribute of a call with the documents that have notes of it.
const noted = "documents"

func noteHash(document string) string { return "d#" + document }

// noteKey is the key of a note. All three are texts of keys.
func noteKey(document, user, request string) item {
	return pair(noteHash(document), digest(user, request))
}

// noteKeys are those of the notes of a call, by its item.
func noteKeys(call item) (keys []item) {
	if set, ok := call[noted].(*types.AttributeValueMemberSS); ok {
		for _, d := range set.Value {
			keys = append(keys, noteKey(d, textOf(call["user_id"]), textOf(call["request_id"])))
		}
	}
	return keys
}

// documentsOf gives the documents that a call has to do with, as texts of keys.
func documentsOf(c history.Call) []string {
	var all []string
	for _, s := range c.Sources {
		if s.Document != "" {
			all = append(all, keyText(s.Document))
		}
	}
	if c.Summarised != "" {
		all = append(all, keyText(c.Summarised))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// notesOf makes the notes of a call.
func notesOf(c history.Call) (notes []item) {
	for _, d := range documentsOf(c) {
		it := noteKey(d, keyText(c.User), keyText(c.RequestID))
		it["user"], it["request"] = str(c.User), str(c.RequestID)
		it["summary"] = yes(c.Summarised != "" && d == keyText(c.Summarised))
		notes = append(notes, it)
	}
	return notes
}

// Of implements forgetting.Answers.
func (a Answers) Of(ctx context.Context, d document.Document) ([]forgetting.Answer, error) {
	notes, err := a.s.collect(ctx, below(a.s.tables.Conversations, noteHash(keyText(d.ID))))
	if err != nil {
		return nil, err
	}
	var found []forgetting.Answer
	for _, n := range notes {
		one := forgetting.Answer{User: history.User(textOf(n["user"])),
			RequestID: textOf(n["request"]), Summary: isYes(n["summary"])}
		entry, err := a.s.get(ctx, a.s.tables.Conversations, requestKey(one.User, one.RequestID))
		if err != nil {
			return nil, err
		}
		if entry != nil {
			found = append(found, one)
		}
	}
	return found, nil
}

// Drop implements forgetting.Answers.
func (a Answers) Drop(ctx context.Context, _ document.Document, calls []forgetting.Answer) error {
	for _, c := range calls {
		if err := a.drop(ctx, c); err != nil {
			return fmt.Errorf("removing the answer %q: %w", c.RequestID, err)
		}
	}
	return nil
}

func (a Answers) drop(ctx context.Context, one forgetting.Answer) error {
	if err := a.dropTurn(ctx, one); err != nil {
		return err
	}
	it, err := a.call(ctx, one)
	if err != nil || it == nil {
		return err
	}
	h := a.s.History()
	if key := textOf(it["blob"]); key != "" { // first, as History.deleteCalls does it
		if err := a.s.blobs.Delete(ctx, key); err != nil {
			return fmt.Errorf("deleting a long answer: %w", err)
		}
	}
	conversation := textOf(it["conversation"])
	err = a.s.transact(ctx,
		writing{table: h.calls(), key: item{"user_id": it["user_id"], "request_time": it["request_time"]},
			when: "attribute_exists(user_id)"}.delete(),
		writing{table: h.conversations(), key: requestKey(one.User, one.RequestID)}.delete(),
		writing{table: h.conversations(), key: conversationKey(one.User, conversation),
			set: "ADD calls :less", when: "attribute_exists(pk)", values: item{":less": num(-1)}}.update())
	if _, gone := refused(err, 0); gone {
		err = nil // somebody else has dropped it
	}
	if err != nil {
		return err
	}
	if err := a.s.deleteAll(ctx, h.conversations(), noteKeys(it)); err != nil {
		return err
	}
	return a.shrink(ctx, one.User, conversation, textOf(it["body"]))
}

// dropTurn removes what the turns have of a call.
func (a Answers) dropTurn(ctx context.Context, one forgetting.Answer) error {
	return a.s.Turns().Delete(ctx, turn.ID{User: one.User, Request: one.RequestID})
}

// call reads a call's item; if nil, it is gone.
func (a Answers) call(ctx context.Context, one forgetting.Answer) (item, error) {
	h := a.s.History()
	entry, err := a.s.get(ctx, h.conversations(), requestKey(one.User, one.RequestID))
	if err != nil || entry == nil {
		return nil, err
	}
	return a.s.get(ctx, h.calls(), item{"user_id": str(keyText(one.User)),
		"request_time": entry["request_time"]})
}

// shrink looks after a conversation that has lost a call: it goes with its last
// one, and loses a title that was the call's question.
func (a Answers) shrink(ctx context.Context, user history.User, id, body string) error {
	h := a.s.History()
	key := conversationKey(user, id)
	v, err := a.s.get(ctx, h.conversations(), key)
	if err != nil || v == nil {
		return err
	}
	if numberOf(v["calls"]) <= 0 {
		err := a.s.deleteOne(ctx, writing{table: h.conversations(), key: key,
			when: "calls <= :none", values: item{":none": num(0)}})
		if _, more := refusedOne(err); more {
			return nil
		}
		return err
	}
	title, _ := history.Title(body)
	if textOf(v["title"]) != title {
		return nil
	}
	first, err := a.first(ctx, user, id)
	if err != nil || first == nil {
		return err
	}
	title, cut := history.Title(textOf(first["body"]))
	at := num(0)
	if cut {
		at = num(numberOf(v["created"]))
	}
	return h.change(ctx, user, id, "SET title = :title, cut = :cut", item{":title": str(title), ":cut": at})
}

// first reads the first call of a conversation; if nil, it has none.
func (a Answers) first(ctx context.Context, user history.User, conversation string) (item, error) {
	h := a.s.History()
	for it, err := range a.s.each(ctx, query{table: h.calls(), index: schema.ByConversation,
		where:  "user_id = :user AND begins_with(conversation_time, :conversation)",
		values: item{":user": str(keyText(user)), ":conversation": str(digest(conversation) + "#")},
		page:   1,
	}) {
		if err != nil {
			return nil, err
		}
		return a.s.get(ctx, h.calls(), item{"user_id": it["user_id"], "request_time": it["request_time"]})
	}
	return nil, nil
}

// Unname implements forgetting.Answers.
func (a Answers) Unname(ctx context.Context, d document.Document, calls []forgetting.Answer) error {
	ref := document.ID(forgetting.Ref(d.ID))
	if ref == d.ID {
		return nil
	}
	for _, c := range calls {
		if err := a.unname(ctx, c, d.ID, ref); err != nil {
			return fmt.Errorf("taking the document's name out of the answer %q: %w", c.RequestID, err)
		}
	}
	return nil
}

func (a Answers) unname(ctx context.Context, one forgetting.Answer, id, ref document.ID) error {
	if err := a.dropTurn(ctx, one); err != nil {
		return err
	}
	it, err := a.call(ctx, one)
	if err != nil || it == nil {
		return err
	}
	h := a.s.History()
	c, err := h.callOf(ctx, it)
	if fault.Is(err, fault.NotFound) { // it is being deleted
		return nil
	}
	if err != nil {
		return err
	}
	c.Unname(id, ref)
	next, err := h.callItem(ctx, c)
	if err != nil {
		return err
	}
	if err := a.s.putOne(ctx, h.calls(), next); err != nil {
		return err
	}
	if key := textOf(it["blob"]); key != "" {
		if err := a.s.blobs.Delete(ctx, key); err != nil {
			return fmt.Errorf("deleting a long answer: %w", err)
		}
	}
	return a.s.deleteOne(ctx, writing{table: h.conversations(),
		key: noteKey(keyText(id), keyText(one.User), keyText(one.RequestID))})
}
