package citation_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/wire"
)

const twoPages = "병가는 60일이에요.\n\n연차는 15일이에요."

// passage stores a document of one chunk, whose second sentence stands on page 143, and
// returns a reference to the chunk.
func (s *shelf) passage(c document.Chunk) history.SourceRef {
	s.Helper()
	key := document.ID(document.Prefix + "two.pdf")
	pages := make([]int, 143)
	pages[142] = strings.Index(twoPages, "연차")
	c.ID, c.Page = document.NewChunkID(key, "01", 0), 142
	s.store(document.Contents{Document: key, Version: "01", Text: twoPages, Pages: pages,
		Chunks: []document.Chunk{c}}, auth.Everyone)
	return history.SourceRef{Number: 1, Store: "local", Document: key, Version: "01", Chunk: c.ID,
		Start: c.Start, End: c.End, Page: c.Page}
}

func supported(sentences ...history.Evidence) []history.Verdict {
	all := []history.Verdict{{Support: history.Unsupported}}
	for _, e := range sentences {
		all = append(all, history.Verdict{Support: history.Supported,
			Evidence: []history.Evidence{{Source: 2, End: 9}, e}})
	}
	return all
}

func TestASourceHasThePageOfItsEvidence(t *testing.T) {
	s := newShelf(t)
	ref := s.passage(document.Chunk{Text: twoPages, End: len(twoPages)})
	second := strings.Index(twoPages, "연차")
	for name, test := range map[string]struct {
		verdicts []history.Verdict
		page     int
	}{
		"no verdicts":     {nil, 142},
		"the second page": {supported(history.Evidence{Source: 1, Start: second, End: len(twoPages)}), 143},
		"the first page":  {supported(history.Evidence{Source: 1, Start: 0, End: second - 2}), 142},
		"a sentence without support": {append([]history.Verdict{{Support: history.Unsupported,
			Evidence: []history.Evidence{{Source: 1, Start: second, End: len(twoPages)}}}},
			supported(history.Evidence{Source: 1, Start: 0, End: second - 2})...), 142},
		"the first of both": {supported(history.Evidence{Source: 1, Start: second, End: len(twoPages)}, history.Evidence{Source: 1}), 143},
	} {
		sources := []wire.Source{s.one(kim, ref)}
		citation.Locate(sources, test.verdicts)
		if got := sources[0]; got.Page != test.page || len(got.Pages) != 2 ||
			got.Pages[1] != (wire.PageStart{Number: 143, Start: second}) {
			t.Errorf("%s: %d of %v", name, got.Page, got.Pages)
		}
	}
}

func TestAPassageOnOnePageNamesNoOthers(t *testing.T) {
	s := newShelf(t)
	start := strings.Index(twoPages, "연차")
	ref := s.passage(document.Chunk{Text: twoPages[start:], Start: start, End: len(twoPages)})
	if got := s.one(kim, ref); got.Pages != nil {
		t.Errorf("%+v", got.Pages)
	}
}

func TestAnExcerptSaysHowMuchOfItIsRepeated(t *testing.T) {
	const header = "구분 | 요금\n"
	s := newShelf(t)
	start := strings.Index(twoPages, "연차")
	ref := s.passage(document.Chunk{Kind: document.Table, Text: header + twoPages[start:], Start: start, End: len(twoPages)})
	if got := s.one(kim, ref); got.Lead != len(header) || got.Excerpt[got.Lead:] != twoPages[start:] {
		t.Errorf("%d of %q", got.Lead, got.Excerpt)
	}
}

func TestNothingOfASummaryIsRepeated(t *testing.T) {
	s := newShelf(t)
	ref := s.passage(document.Chunk{Kind: document.Code, Text: "요약이에요.", Original: twoPages, End: len(twoPages)})
	if got := s.one(kim, ref); got.Lead != 0 {
		t.Errorf("%d of %q", got.Lead, got.Excerpt)
	}
}

func TestAnExcerptIsShortHoweverLongThePassage(t *testing.T) {
	s := newShelf(t)
	long := strings.Repeat("긴 문단이에요. ", citation.MaxExcerpt)
	ref := s.passage(document.Chunk{Text: long, End: len(twoPages)})
	if got := s.one(kim, ref); utf8.RuneCountInString(got.Excerpt) > citation.MaxExcerpt+1 {
		t.Errorf("%d characters", utf8.RuneCountInString(got.Excerpt))
	}
}

// A range that another reader's version has left need not begin with a character.
func TestAnExcerptBeginsAndEndsWithWholeCharacters(t *testing.T) {
	s := newShelf(t)
	ref := s.passage(document.Chunk{Text: twoPages, End: len(twoPages)})
	at := strings.Index(twoPages, "연차는")
	ref.Chunk, ref.Start, ref.End = "", at+1, at+len("연차")-1
	if got := s.one(kim, ref); got.Excerpt != "연차" {
		t.Errorf("%q", got.Excerpt)
	}
}
