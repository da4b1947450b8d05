package chat

import (
	"context"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

// excerptLength is how much of a passage from outside our documents is kept, in
// characters: all of it if it is no longer than the pieces that files and web
// pages are cut into.
const excerptLength = 1000

// citer names the sources of an answer.
type citer struct {
	rec       *record
	documents document.Records
	off       bool // the user wants answers without sources
}

func (t *work) citer() citer { return citer{t.rec, t.s.Documents, !t.switches.References} }

// cite numbers the passages as the sources of the answer, before its text
// begins. If no passage answers the question, the closest ones are named as
// related.
func (c citer) cite(ctx context.Context, s selection) {
	passages := s.kept
	if len(passages) == 0 {
		passages = s.related
	}
	if c.off || len(passages) == 0 {
		return
	}
	sources := make([]history.SourceRef, len(passages))
	for i, p := range passages {
		ref := history.SourceRef{
			Number: i + 1, Store: p.Store, Document: p.Document, Version: p.Version, Chunk: p.Chunk,
			Start: p.Start, End: p.End, Page: p.Page, Line: p.Line, Score: p.Score,
			Kind:    string(p.ScoreKind),
			Related: len(s.kept) == 0, Translation: p.Translation,
		}
		if p.Document == "" { // documents are read anew each time they are shown
			ref.URL, ref.Title = p.URL, p.Title
			ref.Excerpt = korean.Truncate(p.Text, excerptLength)
		}
		if p.Confidence != "" {
			ref.Extra = map[string]string{"confidence": p.Confidence}
		}
		sources[i] = ref
	}
	c.name(ctx, sources)
}

// file names a summarised file as the only source, provided that a version of
// it can be opened. length is how many bytes of its text were read.
func (c citer) file(ctx context.Context, d document.Document, length int) {
	if c.off || d.State != document.Ready {
		return
	}
	c.name(ctx, []history.SourceRef{{Number: 1, Store: "local", Document: d.ID,
		Version: d.Version, End: length, Score: 1, Kind: string(retrieve.Opaque)}})
}

func (c citer) name(ctx context.Context, sources []history.SourceRef) {
	c.rec.call.Sources = sources
	c.keep(ctx)
	c.rec.w.Sources(sources)
}

// keep marks the versions of the sources as cited, so that their text is kept
// for the log. This happens before the answer is made, because a document may
// be replaced in the meantime. A failure does not end the turn: the answer
// matters more than the text of its sources.
func (c citer) keep(ctx context.Context) {
	done := map[document.ID]bool{}
	for _, s := range c.rec.call.Sources {
		if s.Document == "" || done[s.Document] {
			continue
		}
		done[s.Document] = true
		if err := document.Cite(ctx, c.documents, s.Document, s.Version); err != nil {
			c.rec.logger.Warn("a source may lose its text when its document is replaced",
				"document", s.Document, "error", err)
		}
	}
}
