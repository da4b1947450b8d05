package dynamostore

import (
	"context"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

// usedHash is the hash key of what owners' documents use, in the documents'
// table. Each owner has an item with the bytes and the number of changes.
const usedHash = "used"

// Storage is the ingest.Storage of a Store. An owner's count is an item of its
// own, which is not written together with the records: the uploads of a folder
// would wait for each other. What a crash leaves too high is counted anew by
// Recount.
type Storage struct{ s *Store }

// Storage returns the store of what owners' documents use.
func (s *Store) Storage() Storage { return Storage{s} }

func (s Storage) table() string { return s.s.tables.Documents }

func usedKey(owner auth.Principal) item { return pair(usedHash, keyText(owner)) }

// add changes a count, on a condition. ok is false if it does not hold.
func (s Storage) add(ctx context.Context, owner auth.Principal, bytes int64, when string,
	values item) (ok bool, err error) {
	w := writing{table: s.table(), key: usedKey(owner), set: "ADD #bytes :bytes, #changes :one SET #owner = :owner",
		when: when, names: map[string]string{"#bytes": "bytes", "#changes": "changes", "#owner": "owner"},
		values: item{":bytes": num(bytes), ":one": num(1), ":owner": str(owner)}}
	for name, v := range values {
		w.values[name] = v
	}
	_, err = s.s.updateOne(ctx, w)
	if _, refused := refusedOne(err); refused {
		return false, nil
	}
	return err == nil, err
}

// Take implements ingest.Storage.
func (s Storage) Take(ctx context.Context, owner auth.Principal, bytes, most int64) (bool, error) {
	if bytes > most {
		return false, ctx.Err()
	}
	return s.add(ctx, owner, bytes, "attribute_not_exists(pk) OR #bytes <= :room",
		item{":room": num(most - bytes)})
}

// Give implements ingest.Storage.
func (s Storage) Give(ctx context.Context, owner auth.Principal, bytes int64) error {
	_, err := s.add(ctx, owner, -bytes, "", nil)
	return err
}

// Used implements ingest.Storage.
func (s Storage) Used(ctx context.Context, owner auth.Principal) (int64, error) {
	it, err := s.s.get(ctx, s.table(), usedKey(owner))
	return numberOf(it["bytes"]), err
}

// Recount implements ingest.Storage. Counts that change meanwhile stay as they
// are, until the next time.
func (s Storage) Recount(ctx context.Context) error {
	before := map[auth.Principal]item{}
	for it, err := range s.s.each(ctx, below(s.table(), usedHash)) {
		if err != nil {
			return err
		}
		before[auth.Principal(textOf(it["owner"]))] = it
	}
	used := map[auth.Principal]int64{}
	for owner := range before {
		used[owner] = 0
	}
	if err := s.s.Documents().Each(ctx, func(d document.Document) error {
		used[d.Owner] += d.Size
		return nil
	}); err != nil {
		return err
	}
	for owner, bytes := range used {
		it := before[owner]
		if it != nil && numberOf(it["bytes"]) == bytes || it == nil && bytes == 0 {
			continue
		}
		when, values := "attribute_not_exists(pk)", item{}
		if it != nil {
			when, values = "#changes = :changes", item{":changes": it["changes"]}
		}
		if _, err := s.add(ctx, owner, bytes-numberOf(it["bytes"]), when, values); err != nil {
			return err
		}
	}
	return nil
}
