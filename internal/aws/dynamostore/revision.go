package dynamostore

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
)

// tombstone is how long the revision of a deleted record is remembered: longer
// than anything that could still hold the old one.
const tombstone = 400 * 24 * time.Hour

// versioned is a record with compare-and-swap: attributes record (JSON),
// revision, writer (of the last write), and what the record is filtered by.
type versioned struct {
	table string
	key   item
	extra item // nil values: the attribute is removed
}

// swap writes record if the stored revision is revision (0 if there must be
// none) and returns the new one. ok is false if the stored revision differs.
func (s *Store) swap(ctx context.Context, v versioned, record any, revision int64) (next int64,
	ok bool, err error) {
	writer := token()
	w, err := s.swapping(v, record, revision, writer)
	if err != nil {
		return 0, false, err
	}
	stored, err := s.updateOne(ctx, w)
	if old, failed := refusedOne(err); failed {
		if textOf(old["writer"]) != writer {
			return 0, false, nil
		}
		stored, err = old, nil // it was written, only the answer was lost
	}
	return numberOf(stored["revision"]), err == nil, err
}

// swapping is the write of swap.
func (s *Store) swapping(v versioned, record any, revision int64, writer string) (writing, error) {
	encoded, err := encode(record)
	if err != nil {
		return writing{}, err
	}
	w := writing{
		table: v.table, key: v.key, when: "attribute_not_exists(#record)",
		names:  map[string]string{"#record": "record", "#expires": "expires"},
		values: item{":record": encoded, ":writer": str(writer), ":zero": num(0), ":one": num(1)},
	}
	if revision != 0 {
		w.when = "attribute_exists(#record) AND revision = :revision"
		w.values[":revision"] = num(revision)
	}
	set := []string{"#record = :record", "writer = :writer",
		"revision = if_not_exists(revision, :zero) + :one"}
	remove := []string{"#expires"}
	for _, name := range slices.Sorted(maps.Keys(v.extra)) {
		w.names["#"+name] = name
		if v.extra[name] == nil {
			remove = append(remove, "#"+name)
			continue
		}
		set = append(set, "#"+name+" = :"+name)
		w.values[":"+name] = v.extra[name]
	}
	w.set = "SET " + strings.Join(set, ", ") + " REMOVE " + strings.Join(remove, ", ")
	return w, nil
}

// erase removes a record; its revision stays behind for a time. revision 0:
// whatever it is. old is what lies there when there is nothing to erase or the
// revision is another one; if nil, nothing ever did.
func (s *Store) erase(ctx context.Context, v versioned, revision int64) (old item, ok bool,
	err error) {
	writer := token()
	_, err = s.updateOne(ctx, erasing(v, revision, writer))
	if old, failed := refusedOne(err); failed {
		return old, textOf(old["writer"]) == writer, nil
	}
	return nil, err == nil, err
}

// erasing is the write of erase.
func erasing(v versioned, revision int64, writer string) writing {
	w := writing{
		table: v.table, key: v.key, when: "attribute_exists(#record)",
		names:  map[string]string{"#record": "record", "#expires": "expires"},
		values: item{":writer": str(writer), ":expires": unix(time.Now().Add(tombstone))},
	}
	if revision != 0 {
		w.when += " AND revision = :revision"
		w.values[":revision"] = num(revision)
	}
	remove := []string{"#record"}
	for _, name := range slices.Sorted(maps.Keys(v.extra)) {
		w.names["#"+name] = name
		remove = append(remove, "#"+name)
	}
	w.set = "SET writer = :writer, #expires = :expires REMOVE " + strings.Join(remove, ", ")
	return w
}
