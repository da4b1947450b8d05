package dynamostore

import (
	"context"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/history"
)

func conversationKey(user history.User, id string) item {
	return pair(userKey(user),
		"c#"+keyText(id))
}

// conversationOf reads a conversation. Its "cut" is the time of the call whose
// question was cut for the title, or 0: a conversation of an earlier version
// gets it with a later call than the one that it is named after.
func conversationOf(it item) history.Conversation {
	cut := numberOf(it["cut"])
	return history.Conversation{
		Cut:   cut != 0 && cut == numberOf(it["created"]),
		Named: isYes(it["named"]), Pinned: isYes(it["pinned"]),
		ID: textOf(it["id"]), User: history.User(textOf(it["user"])), Title: textOf(it["title"]),
		Created: moment(numberOf(it["created"])), Updated: moment(numberOf(it["updated"])),
		Calls: int(numberOf(it["calls"])),
	}
}

// Conversations implements history.Store. It reads all conversations of the
// user, and with contains all questions: the order by their newest call changes
// with each, so that no key can hold it.
func (h History) Conversations(ctx context.Context, user history.User, contains string, after,
	limit int) ([]history.Conversation, error) {
	folded := history.Fold(contains)
	asked, err := h.asked(ctx, user, folded)
	if err != nil {
		return nil, err
	}
	var found []history.Conversation
	for it, err := range h.s.each(ctx, below(h.conversations(), userKey(user)).beginning("c#")) {
		if err != nil {
			return nil, err
		}
		if v := conversationOf(it); asked[v.ID] || strings.Contains(history.Fold(v.Title), folded) {
			found = append(found, v)
		}
	}
	slices.SortFunc(found, history.ByMatch(folded))
	from := min(max(after, 0), len(found))
	return found[from:min(len(found), from+limited(limit))], nil
}

// asked gives the conversations in which a question contains a text; none for no text.
func (h History) asked(ctx context.Context, user history.User, folded string) (map[string]bool,
	error) {
	found := map[string]bool{}
	if folded == "" {
		return found, nil
	}
	for it, err := range h.s.each(ctx, query{
		table: h.calls(), where: "user_id = :user", values: item{":user": str(keyText(user))},
		project: "body, #conversation", names: map[string]string{"#conversation": "conversation"},
	}) {
		if err != nil {
			return nil, err
		}
		if strings.Contains(history.Fold(textOf(it["body"])), folded) {
			found[textOf(it["conversation"])] = true
		}
	}
	return found, nil
}

// Conversation implements history.Store.
func (h History) Conversation(ctx context.Context, user history.User,
	id string) (history.Conversation, error) {
	it, err := h.s.get(ctx, h.conversations(), conversationKey(user, id))
	if err != nil {
		return history.Conversation{}, err
	}
	if it == nil {
		return history.Conversation{}, notFound("no conversation %q of %q", id, user)
	}
	return conversationOf(it), nil
}

// Rename implements history.Store.
func (h History) Rename(ctx context.Context, user history.User, id, title string) error {
	return h.change(ctx, user, id, "SET title = :title, cut = :no, named = :yes",
		item{":title": str(title), ":no": num(0), ":yes": yes(true)})
}

// Entitle implements history.Store.
func (h History) Entitle(ctx context.Context, user history.User, id, title string) error {
	_, err := h.s.updateOne(ctx, writing{
		table: h.conversations(), key: conversationKey(user, id),
		set:    "SET title = :title, cut = :no",
		when:   "attribute_exists(pk) AND attribute_not_exists(named)",
		values: item{":title": str(title), ":no": num(0)},
	})
	if _, refused := refusedOne(err); refused {
		return nil
	}
	return err
}

// Pin implements history.Store.
func (h History) Pin(ctx context.Context, user history.User, id string, pinned bool) error {
	return h.change(ctx, user, id, "SET pinned = :pinned", item{":pinned": yes(pinned)})
}

func (h History) change(ctx context.Context, user history.User, id, set string,
	values item) error {
	_, err := h.s.updateOne(ctx, writing{
		table: h.conversations(), key: conversationKey(user, id),
		set: set, when: "attribute_exists(pk)", values: values,
	})
	if _, missing := refusedOne(err); missing {
		return notFound("no conversation %q of %q", id, user)
	}
	return err
}

// DeleteConversation implements history.Store.
func (h History) DeleteConversation(ctx context.Context, user history.User, id string) error {
	key := conversationKey(user, id)
	v, err := h.s.get(ctx, h.conversations(), key)
	if err != nil {
		return err
	}
	if v != nil { // otherwise there is none, or it was remembered when its deletion began
		if err := h.noteDeletion(ctx, history.Deletion{User: user, Conversation: digest(id),
			Through: through(v)}); err != nil {
			return err
		}
	}
	if err := h.deleteCalls(ctx, query{
		index: schema.ByConversation, where: "user_id = :user AND begins_with(conversation_time, :conversation)",
		values: item{":user": str(keyText(user)), ":conversation": str(digest(id) + "#")},
	}); err != nil {
		return err
	}
	return h.s.deleteOne(ctx, writing{table: h.conversations(), key: key})
}
