package opensearch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// abandoned is the age at which an attempt without an end counts as dead: a
// Lambda function lives 15 minutes at most.
const abandoned = 20 * time.Minute

// maxSwaps bounds how often a compare-and-swap is tried again.
const maxSwaps = 50

// record is what the store knows about a document apart from its chunks.
type record struct {
	Document  document.ID      `json:"document"`
	Version   document.Version `json:"version"`   // the newest that was put whole; "" if there is none
	Forgotten document.Version `json:"forgotten"` // versions up to this one never come back
	Current   string           `json:"current"`   // the attempt whose chunks are the document's; "" if there is none
	Attempts  []attempt        `json:"attempts"`  // all whose chunks may lie in the index
}

// attempt is one Put's chunks.
type attempt struct {
	ID      string           `json:"id"`
	Version document.Version `json:"version"`
	Chunks  int              `json:"chunks"`
	Started time.Time        `json:"started"`
	Ended   bool             `json:"ended"` // its writer writes no more
}

// refuses reports whether a version arrives too late.
func (r *record) refuses(v document.Version) bool {
	return v.Compare(r.Version) < 0 || r.Forgotten != "" && v.Compare(r.Forgotten) <= 0
}

// find returns an attempt, or nil if there is none.
func (r *record) find(id string) *attempt {
	i := slices.IndexFunc(r.Attempts, func(a attempt) bool { return a.ID == id })
	if i < 0 {
		return nil
	}
	return &r.Attempts[i]
}

// over reports whether no more chunks of an attempt can arrive.
func (a attempt) over() bool { return a.Ended || time.Since(a.Started) > abandoned }

// superfluous reports whether an attempt's chunks can go: those of a writer at
// work may still become current.
func (r *record) superfluous(a attempt) bool {
	return a.ID != r.Current && (a.over() || r.refuses(a.Version))
}

// held is a record with what compare-and-swap needs. Its zero Term is a record
// that is not stored yet.
type held struct {
	record
	Seq  int64
	Term int64
}

type storedRecord struct {
	Seq    int64 `json:"_seq_no"`
	Term   int64 `json:"_primary_term"`
	Source struct {
		Record record `json:"record"`
	} `json:"_source"`
}

// prefix is what the ids of all of a document's entries begin with.
func prefix(key document.ID) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}

func (s *Store) recordPath(key document.ID) string {
	return "/" + s.options.Alias + "/_doc/" + prefix(key)
}

// read gets a document's record as it is at this moment, whatever the refresh.
func (s *Store) read(ctx context.Context, key document.ID) (held, error) {
	var reply storedRecord
	err := s.call(ctx, http.MethodGet, s.recordPath(key), nil, nil, &reply)
	if fault.Is(err, fault.NotFound) {
		return held{record: record{Document: key}}, nil
	}
	return held{record: reply.Source.Record, Seq: reply.Seq, Term: reply.Term}, err
}

// Contains reports whether a version was put completely and not forgotten.
func (s *Store) Contains(ctx context.Context, key document.ID, v document.Version) (bool, error) {
	h, err := s.read(ctx, key)
	if is(err, "index_not_found_exception") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for %s: %w", key, err)
	}
	return h.Current != "" && h.Version.Compare(v) == 0, nil
}

// write stores h if nobody has changed it since it was read. Otherwise the
// error is fault.Conflict.
func (s *Store) write(ctx context.Context, h *held) error {
	query := url.Values{"require_alias": {"true"}}
	if h.Term == 0 {
		query.Set("op_type", "create")
	} else {
		query.Set("if_seq_no", strconv.FormatInt(h.Seq, 10))
		query.Set("if_primary_term", strconv.FormatInt(h.Term, 10))
	}
	body := struct {
		Record record `json:"record"`
	}{h.record}
	var reply storedRecord
	if err := s.call(ctx, http.MethodPut, s.recordPath(h.Document), query, body,
		&reply); err != nil {
		return err
	}
	h.Seq, h.Term = reply.Seq, reply.Term
	return nil
}

// update changes h. If others were faster, it reads h again and repeats. change
// reports whether there is anything to write; it is called for each try.
func (s *Store) update(ctx context.Context, h *held, change func(*record) bool) error {
	for range maxSwaps {
		if !change(&h.record) {
			return nil
		}
		err := s.write(ctx, h)
		if !fault.Is(err, fault.Conflict) {
			return err
		}
		if *h, err = s.read(ctx, h.Document); err != nil {
			return err
		}
	}
	return fault.Newf(fault.Overloaded, "opensearch: %s changes faster than it can be written",
		h.Document)
}
