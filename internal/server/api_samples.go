package server

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/wire"
)

// sampleNames returns the names of the sample documents that can be added.
func sampleNames(samples fs.FS) (names []string, err error) {
	if samples == nil {
		return nil, nil
	}
	err = fs.WalkDir(samples, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the samples: %w", err)
	}
	return names, nil
}

// ownAtOnce is how many of a user's documents are listed at once.
const ownAtOnce = 1000

// listSamples tells which sample documents the asker has, those of other versions
// of the program as well.
func (s *Server) listSamples(w http.ResponseWriter, r *http.Request, a asker) error {
	answer := wire.DocumentResult{Results: []wire.KeyResult{}}
	filter := document.Filter{Owner: a.Scope.User, Limit: ownAtOnce}
	for {
		page, err := s.Documents.List(r.Context(), a.Scope, filter)
		if err != nil {
			return fmt.Errorf("listing the samples: %w", err)
		}
		for _, d := range page.Documents {
			if d.Kind == document.Sample && d.State != document.Deleting {
				answer.Results = append(answer.Results, s.result(r, a, string(d.ID), d, nil))
			}
		}
		if filter.After = page.Next; filter.After == "" {
			return ok(w, r, answer)
		}
	}
}

// addSamples adds the sample documents that the asker does not have. Where there
// are accounts, only the asker can read them.
func (s *Server) addSamples(w http.ResponseWriter, r *http.Request, a asker) error {
	if s.Samples == nil {
		return fault.New(fault.NotConfigured, "이 서버에는 예시 문서가 없어요.",
			"This server has no sample documents.")
	}
	answer := wire.DocumentResult{Results: []wire.KeyResult{}}
	for _, name := range s.samples {
		d, err := s.addSample(r.Context(), a, name)
		answer.Results = append(answer.Results, s.result(r, a, name, d, err))
	}
	return ok(w, r, answer)
}

// sampleOf returns a sample document of the asker's by its name. The error is
// fault.NotFound if they have none, or another document of that name.
func (s *Server) sampleOf(ctx context.Context, a asker, name string) (document.Document, error) {
	d, err := s.Documents.Named(ctx, a.Scope.User, document.Default, name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return d, fmt.Errorf("looking for the sample %s: %w", name, err)
	}
	if err != nil || d.Kind != document.Sample || d.State == document.Deleting {
		return document.Document{}, fault.Newf(fault.NotFound, "no sample %q", name)
	}
	return d, nil
}

func (s *Server) addSample(ctx context.Context, a asker, name string) (document.Document, error) {
	d, err := s.sampleOf(ctx, a, name)
	if err == nil && d.State != document.Failed || err != nil && !fault.Is(err, fault.NotFound) {
		return d, err
	}
	f, err := s.Samples.Open(name)
	if err != nil {
		return document.Document{}, fmt.Errorf("opening the sample %s: %w", name, err)
	}
	defer f.Close()
	id, err := s.Ingest.Upload(ctx, a.Scope, ingest.Upload{Name: name, Sample: true,
		Private: a.Accounts}, f)
	if err != nil {
		return document.Document{}, fmt.Errorf("adding the sample %s: %w", name, err)
	}
	d, err = s.Documents.Get(ctx, id)
	if fault.Is(err, fault.NotFound) { // a bucket tells the server of the file some seconds later
		return document.Document{ID: id, Name: name, Owner: a.Scope.User, Kind: document.Sample,
			Collection: document.Default, State: document.Queued}, nil
	}
	return d, err
}
