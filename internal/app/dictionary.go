package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/korean/morph"
)

// dictionaryFile is the users' own words, compounds and synonyms in the data
// folder; see docs/search.md for its form.
const dictionaryFile = "dictionary.txt"

// lookEvery is how often the file is looked at for a change.
const lookEvery = 3 * time.Second

// loadDictionary gives the users' words to the analyzer. It does nothing if
// there is no file. changed is the time at which the file was last changed.
func (p *Parts) loadDictionary() (changed time.Time, err error) {
	f, err := os.Open(p.dir.Path(dictionaryFile))
	if errors.Is(err, fs.ErrNotExist) {
		p.analyzer.SetUserDictionary(nil)
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("opening %s: %w", dictionaryFile, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return time.Time{}, fmt.Errorf("reading %s: %w", dictionaryFile, err)
	}
	words, err := morph.ParseUserDictionary(f)
	if err != nil {
		return info.ModTime(), fmt.Errorf("%s: %w", dictionaryFile, err)
	}
	p.analyzer.SetUserDictionary(words)
	return info.ModTime(), nil
}

// watchDictionary loads changes of the users' words while Mundap runs and then
// indexes all documents again. A malformed file is reported and changes
// nothing.
func (p *Parts) watchDictionary(ctx context.Context, known time.Time) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var changed time.Time
		if info, err := os.Stat(p.dir.Path(dictionaryFile)); err == nil {
			changed = info.ModTime()
		}
		if changed.Equal(known) {
			continue
		}
		known = changed
		if _, err := p.loadDictionary(); err != nil {
			p.options.Log.Error("the dictionary stays as it was", "error", err)
			continue
		}
		if err := p.reindex(ctx); err != nil && ctx.Err() == nil {
			p.options.Log.Error("indexing again with the changed dictionary", "error", err)
		}
	}
}

// reindex puts every ready document into the index again.
func (p *Parts) reindex(ctx context.Context) error {
	p.options.Log.Info("the dictionary changed: indexing all documents again")
	_, err := p.worker.Restock(ctx, p.index, ingest.Everything)
	return err
}
