package main

import (
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
)

// bleveIndex is Bleve with its analyzer for Chinese, Japanese and Korean (pairs of characters).
type bleveIndex struct{ index bleve.Index }

func openBleve(dir string) (engine, error) {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = cjk.AnalyzerName
	index, err := bleve.New(filepath.Join(dir, "bleve"), mapping)
	return &bleveIndex{index}, err
}

func (b *bleveIndex) add(batch []passage) error {
	w := b.index.NewBatch()
	for _, p := range batch {
		if err := w.Index(p.ID, map[string]string{"text": p.Text}); err != nil {
			return err
		}
	}
	return b.index.Batch(w)
}

func (b *bleveIndex) search(text string) ([]string, error) {
	query := bleve.NewMatchQuery(text)
	query.SetField("text")
	found, err := b.index.Search(bleve.NewSearchRequestOptions(query, 10, 0, false))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, h := range found.Hits {
		ids = append(ids, h.ID)
	}
	return ids, nil
}

func (b *bleveIndex) close() error { return b.index.Close() }
