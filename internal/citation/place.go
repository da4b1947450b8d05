package citation

import (
	"context"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/wire"
)

// Locate sets the page of each source to that of the evidence for the first
// sentence of the answer that cites it. Sources that no sentence cites keep the
// page on which their passage begins.
func Locate(sources []wire.Source, verdicts []history.Verdict) {
	for i := range sources {
		if e, ok := firstEvidence(sources[i].Number, verdicts); ok {
			sources[i].Page = pageOf(sources[i], e.Start)
		}
	}
}

// firstEvidence returns the evidence from a source for the first sentence that
// cites it.
func firstEvidence(number int, verdicts []history.Verdict) (history.Evidence, bool) {
	for _, v := range verdicts {
		if v.Support != history.Supported {
			continue
		}
		for _, e := range v.Evidence {
			if e.Source == number {
				return e, true
			}
		}
	}
	return history.Evidence{}, false
}

// pageOf returns the page of a source that contains a position in the text, given
// in bytes.
func pageOf(s wire.Source, at int) int {
	page := s.Page
	for _, p := range s.Pages {
		if p.Start <= at {
			page = p.Number
		}
	}
	return page
}

// pagesOf returns the pages that a range of a version's text spans, or nil if it
// lies on a single page. start and end are bytes.
func (r *Resolver) pagesOf(ctx context.Context, of document.Content, start, end int) ([]wire.PageStart,
	error) {
	c, err := r.contents.open(ctx, of.Blob)
	if err != nil {
		return nil, err
	}
	pages := c.Pages()
	if len(pages) == 0 || end <= start {
		return nil, nil
	}
	first, last := numberAt(pages, start), numberAt(pages, end-1)
	if first == last {
		return nil, nil
	}
	var all []wire.PageStart
	for n := first; n <= last; n++ {
		all = append(all, wire.PageStart{Number: n, Start: pages[n-1]})
	}
	return all, nil
}

// leadOf returns how many bytes an excerpt has before the range of the text that
// it was cut from.
func leadOf(excerpt string, c document.Block, ref history.SourceRef) int {
	text := between(c.Text, ref.Start-c.Start, ref.End-c.Start)
	if before, ok := strings.CutSuffix(excerpt, text); ok && text != "" {
		return len(before)
	}
	return 0
}
