package dynamostore

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
)

// deletionHash is the hash key of what the store remembers of deletions, in the
// conversations' table. A restore of that table must leave these items alone.
const deletionHash = "deletion"

// noteDeletion remembers a deletion, before it is carried out.
func (h History) noteDeletion(ctx context.Context, d history.Deletion) error {
	kind := "c#"
	if d.Memory {
		kind = "m#"
	}
	_, err := h.s.updateOne(ctx, writing{
		table: h.conversations(),
		key:   pair(deletionHash, kind+digest(string(d.User), d.Conversation)),
		set:   "SET #user = :user, #conversation = :conversation, #memory = :memory, #through = :through",
		when:  "attribute_not_exists(pk) OR #through < :through",
		names: map[string]string{"#user": "user", "#conversation": "conversation",
			"#memory": "memory", "#through": "through"},
		values: item{":user": str(d.User), ":conversation": str(d.Conversation),
			":memory": yes(d.Memory), ":through": num(nanos(d.Through))},
	})
	if _, later := refusedOne(err); later {
		return nil
	}
	return err
}

// through is a time that no call of the given conversations comes after.
func through(conversations ...item) time.Time {
	latest := nanos(time.Now())
	for _, v := range conversations {
		latest = max(latest, numberOf(v["updated"]))
	}
	return moment(latest)
}

// EachDeletion implements history.Store.
func (h History) EachDeletion(ctx context.Context, f func(history.Deletion) error) error {
	for it, err := range h.s.each(ctx, below(h.conversations(), deletionHash)) {
		if err != nil {
			return err
		}
		if err := f(history.Deletion{User: history.User(textOf(it["user"])),
			Conversation: textOf(it["conversation"]), Memory: isYes(it["memory"]),
			Through: moment(numberOf(it["through"]))}); err != nil {
			return err
		}
	}
	return nil
}

// DeleteAgain implements history.Store.
func (h History) DeleteAgain(ctx context.Context, d history.Deletion) ([]string, error) {
	if d.Memory {
		return nil, h.clearAgain(ctx, d)
	}
	if err := h.noteDeletion(ctx, d); err != nil {
		return nil, err
	}
	calls, err := h.s.collect(ctx, h.deleted(d))
	if err != nil {
		return nil, err
	}
	var requests []string
	for _, it := range calls {
		c, err := h.callOf(ctx, it)
		if fault.Is(err, fault.NotFound) { // its blob went with the deletion
			c.RequestID, err = textOf(it["request_id"]), nil
		}
		if err == nil {
			err = h.s.Answers().drop(ctx, forgetting.Answer{User: d.User, RequestID: c.RequestID})
		}
		if err != nil {
			return requests, err
		}
		requests = append(requests, c.RequestID)
	}
	return requests, h.dropEmpty(ctx, d)
}

// deleted finds the calls that a deletion concerns. The index has no server
// times beside its key, and can't be filtered by them.
func (h History) deleted(d history.Deletion) query {
	q := query{table: h.calls(), where: "user_id = :user",
		project: "request_id, #record, #blob",
		names:   map[string]string{"#record": "record", "#blob": "blob"},
		values:  item{":user": str(keyText(d.User))}}
	if d.Conversation == "" {
		q.filter, q.values[":through"] = "server_time <= :through", num(nanos(d.Through))
		return q
	}
	q.index = schema.ByConversation
	q.where += " AND conversation_time BETWEEN :from AND :to"
	q.values[":from"] = str(d.Conversation + "#")
	q.values[":to"] = str(d.Conversation + "#" + sortable(nanos(d.Through)) + "$") // '$' follows '#'
	return q
}

// clearAgain clears memories that a restore brought back.
func (h History) clearAgain(ctx context.Context, d history.Deletion) error {
	cleared, err := h.s.get(ctx, h.conversations(), clearedKey(d.User))
	if err != nil || numberOf(cleared["at"]) >= nanos(d.Through) {
		return err
	}
	return h.ClearMemory(ctx, d.User, d.Through)
}

// dropEmpty removes deleted conversations that came back without their calls.
func (h History) dropEmpty(ctx context.Context, d history.Deletion) error {
	var gone []item
	for it, err := range h.s.each(ctx, below(h.conversations(), userKey(d.User)).beginning("c#")) {
		if err != nil {
			return err
		}
		if numberOf(it["updated"]) <= nanos(d.Through) &&
			(d.Conversation == "" || d.Conversation == digest(textOf(it["id"]))) {
			gone = append(gone, it)
		}
	}
	return h.s.deleteAll(ctx, h.conversations(), pairs(gone))
}
