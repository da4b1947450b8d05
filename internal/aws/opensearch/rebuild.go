package opensearch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// Rebuild creates an index with the layout that the options require, and calls
// fill to put every document into it. Then it moves the alias and deletes the
// old index in one step. Until then, searches go to the old index. If fill
// fails, everything stays as it was. Whatever others write meanwhile goes to
// the old index and is lost: pause the queue, or repeat the writes afterwards.
func (s *Store) Rebuild(ctx context.Context,
	fill func(context.Context, retrieve.Index) error) error {
	if err := s.rebuild(ctx, fill); err != nil {
		return fmt.Errorf("rebuilding the index behind %s: %w", s.options.Alias, err)
	}
	return nil
}

func (s *Store) rebuild(ctx context.Context,
	fill func(context.Context, retrieve.Index) error) error {
	next := &Store{options: s.options, base: s.base}
	next.options.Alias += "-" + strings.ToLower(rand.Text()[:8])
	want, err := next.wanted(ctx)
	if err != nil {
		return err
	}
	name := want.index(next.options.Alias)
	err = next.ensure(ctx)
	if err == nil {
		err = fill(ctx, next)
	}
	if err == nil {
		err = s.move(ctx, next.options.Alias, name)
	}
	if err != nil {
		return errors.Join(err, next.remove(ctx, name))
	}
	s.reask()
	return nil
}

// remove deletes an unfinished index, even if the caller's time is over.
func (s *Store) remove(ctx context.Context, index string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	err := s.call(ctx, http.MethodDelete, "/"+index, nil, nil, nil)
	if is(err, "index_not_found_exception") {
		return nil
	}
	return err
}

type (
	// aliasChange is one of the changes of an _aliases request, all of which happen at once.
	aliasChange struct {
		Add         *aliasTarget `json:"add,omitempty"`
		Remove      *aliasTarget `json:"remove,omitempty"`
		RemoveIndex *aliasTarget `json:"remove_index,omitempty"`
	}
	aliasTarget struct {
		Index string `json:"index"`
		Alias string `json:"alias,omitempty"`
		Write bool   `json:"is_write_index,omitempty"`
	}
)

// move gives an index the alias, takes the temporary one from it, and deletes
// what was behind the alias.
func (s *Store) move(ctx context.Context, temporary, index string) error {
	var old map[string]struct{}
	err := s.call(ctx, http.MethodGet, "/_alias/"+s.options.Alias, nil, nil, &old)
	if err != nil && !fault.Is(err, fault.NotFound) && !is(err, "index_not_found_exception") {
		return err
	}
	changes := []aliasChange{
		{Add: &aliasTarget{Index: index, Alias: s.options.Alias, Write: true}},
		{Remove: &aliasTarget{Index: index, Alias: temporary}},
	}
	for name := range old {
		changes = append(changes, aliasChange{RemoveIndex: &aliasTarget{Index: name}})
	}
	return s.call(ctx, http.MethodPost, "/_aliases", nil, struct {
		Actions []aliasChange `json:"actions"`
	}{changes}, nil)
}
