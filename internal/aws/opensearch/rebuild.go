package opensearch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
)

// A rebuild fills a second index, the successor, which has an alias of its own.
// As long as the successor exists, every store writes to both indexes, so that no
// change is lost, and searches use the first one. Then the alias moves to the
// successor in one step. The first index is kept for a while for searches that
// began earlier and for stores that have not noticed the change yet.

const (
	successorMark = "-vnext" // of the successor's alias
	retiredMark   = "-vold-" // before the time at which an index was replaced, in Unix seconds
)

// KeepRetired is how long a replaced index is kept.
const KeepRetired = 24 * time.Hour

// Fill puts into a successor every document that it lacks, according to its
// Contains, and returns how many there were.
type Fill func(ctx context.Context, next *Store) (int, error)

// Rebuild makes an index with the layout, shards and replicas that the options
// require, and calls fill until it finds nothing more to put. Then the new index
// replaces the old one. If Rebuild is interrupted or fill fails, the next Rebuild
// continues from there. Until then, searches use the old index, and writes go to
// both. Only one process at a time may rebuild.
func (s *Store) Rebuild(ctx context.Context, fill Fill) error {
	if err := s.rebuild(ctx, fill); err != nil {
		return fmt.Errorf("rebuilding the index behind %s: %w", s.options.Alias, err)
	}
	return nil
}

func (s *Store) rebuild(ctx context.Context, fill Fill) error {
	next, err := s.prepare(ctx)
	for n := 1; err == nil && n > 0; {
		n, err = fill(ctx, next)
	}
	if err != nil {
		return err
	}
	return s.move(ctx)
}

// Rebuilding reports whether a rebuild has begun and not ended.
func (s *Store) Rebuilding(ctx context.Context) (bool, error) {
	next, err := s.successor(ctx)
	return next != nil, err
}

// Outdated reports whether Rebuild has something to do: the index differs from
// what the options require, or a rebuild was interrupted. If there is no index,
// there is nothing to rebuild.
func (s *Store) Outdated(ctx context.Context) (bool, error) {
	l, err := s.found(ctx)
	if err != nil || l == nil {
		return false, err
	}
	want, err := s.wanted(ctx)
	if err != nil || *l != want {
		s.reask()
		return err == nil, err
	}
	if shards, err := s.shards(ctx); err != nil || shards != s.options.Shards {
		return err == nil, err
	}
	return s.Rebuilding(ctx)
}

// shards is the number of shards of the index.
func (s *Store) shards(ctx context.Context) (int, error) {
	var found map[string]struct {
		Settings struct {
			Index struct {
				Shards string `json:"number_of_shards"`
			} `json:"index"`
		} `json:"settings"`
	}
	err := s.call(ctx, http.MethodGet, "/"+s.options.Alias+"/_settings", nil, nil, &found)
	if err != nil {
		return 0, err
	}
	for _, index := range found {
		n, err := strconv.Atoi(index.Settings.Index.Shards)
		if err != nil {
			return 0, fault.Newf(fault.Unavailable, "opensearch: the number of shards: %w", err)
		}
		return n, nil
	}
	return 0, nil
}

// prepare makes the successor, or finds the one of an interrupted rebuild. If
// that one does not have the layout that the options require now, it is replaced.
func (s *Store) prepare(ctx context.Context) (*Store, error) {
	want, err := s.wanted(ctx)
	if err != nil {
		return nil, err
	}
	next, err := s.successor(ctx)
	if err != nil || next != nil && *next.layout == want {
		return next, err
	}
	if next != nil {
		if err := s.drop(ctx, next.options.Alias); err != nil {
			return nil, err
		}
	}
	alias := s.options.Alias + successorMark
	body := indexBody{Settings: s.settings(want), Mappings: mapping(want),
		Aliases: map[string]aliasBody{alias: {IsWriteIndex: true}}}
	name := want.index(s.options.Alias) + "-" + strings.ToLower(rand.Text()[:8])
	if err := noNori(s.call(ctx, http.MethodPut, "/"+name, nil, body, nil)); err != nil {
		return nil, err
	}
	next, err = s.successor(ctx)
	if err == nil && next == nil {
		err = fault.Newf(fault.Unavailable, "opensearch: %s was made and is not there", name)
	}
	return next, err
}

// successor is the store of a rebuild in progress; nil if none is in progress.
func (s *Store) successor(ctx context.Context) (*Store, error) {
	next := &Store{options: s.options, base: s.base, follows: true}
	next.options.Alias += successorMark
	l, err := next.found(ctx)
	if err != nil || l == nil {
		return nil, err
	}
	return next, nil
}

// drop deletes the indices behind an alias.
func (s *Store) drop(ctx context.Context, alias string) error {
	names, err := s.behind(ctx, alias)
	if err != nil {
		return err
	}
	for name := range names {
		if err := s.delete(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) delete(ctx context.Context, index string) error {
	err := s.call(ctx, http.MethodDelete, "/"+index, nil, nil, nil)
	if is(err, "index_not_found_exception") {
		return nil
	}
	return err
}

type (
	// aliasChange is one of the changes of an _aliases request, all of which happen at once.
	aliasChange struct {
		Add    *aliasTarget `json:"add,omitempty"`
		Remove *aliasTarget `json:"remove,omitempty"`
	}
	aliasTarget struct {
		Index string `json:"index"`
		Alias string `json:"alias"`
		Write bool   `json:"is_write_index,omitempty"`
	}
	// indexAliases are the aliases of an index.
	indexAliases struct {
		Aliases map[string]struct{} `json:"aliases"`
	}
)

// behind returns the indices that have a given alias, or an alias that matches a
// pattern.
func (s *Store) behind(ctx context.Context, alias string) (map[string]indexAliases, error) {
	var found map[string]indexAliases
	err := s.call(ctx, http.MethodGet, "/_alias/"+alias, nil, nil, &found)
	if fault.Is(err, fault.NotFound) || is(err, "index_not_found_exception") {
		return nil, nil
	}
	return found, err
}

// move moves the alias to the successor, and marks the replaced index with the
// time.
func (s *Store) move(ctx context.Context) error {
	alias, temporary := s.options.Alias, s.options.Alias+successorMark
	next, err := s.behind(ctx, temporary)
	if err != nil {
		return err
	}
	old, err := s.behind(ctx, alias)
	if err != nil {
		return err
	}
	var changes []aliasChange
	for name := range next {
		changes = append(changes,
			aliasChange{Add: &aliasTarget{Index: name, Alias: alias, Write: true}},
			aliasChange{Remove: &aliasTarget{Index: name, Alias: temporary}})
	}
	retired := alias + retiredMark + strconv.FormatInt(time.Now().Unix(), 10)
	for name := range old {
		changes = append(changes,
			aliasChange{Remove: &aliasTarget{Index: name, Alias: alias}},
			aliasChange{Add: &aliasTarget{Index: name, Alias: retired}})
	}
	err = s.call(ctx, http.MethodPost, "/_aliases", nil, struct {
		Actions []aliasChange `json:"actions"`
	}{changes}, nil)
	s.reask()
	return err
}

// retired are the replaced indices that still exist, with the times at which they
// were replaced.
func (s *Store) retired(ctx context.Context) (map[string]time.Time, error) {
	mark := s.options.Alias + retiredMark
	found, err := s.behind(ctx, mark+"*")
	list := map[string]time.Time{}
	for name, of := range found {
		for alias := range of.Aliases {
			seconds, err := strconv.ParseInt(strings.TrimPrefix(alias, mark), 10, 64)
			if err == nil && strings.HasPrefix(alias, mark) {
				list[name] = time.Unix(seconds, 0)
			}
		}
	}
	return list, err
}

// Sweep deletes indices that were replaced more than KeepRetired before now.
func (s *Store) Sweep(ctx context.Context, now time.Time) error {
	list, err := s.retired(ctx)
	for name, at := range list {
		if now.Sub(at) > KeepRetired {
			err = errors.Join(err, s.delete(ctx, name))
		}
	}
	return err
}

// Kept implements forgetting.Keeper: a replaced index keeps what it held.
func (s *Store) Kept(ctx context.Context) ([]forgetting.Copy, error) {
	list, err := s.retired(ctx)
	var copies []forgetting.Copy
	for name, at := range list {
		copies = append(copies, forgetting.Copy{Where: "the replaced index " + name + " of OpenSearch",
			Made: at, Until: at.Add(KeepRetired)})
	}
	return copies, err
}
