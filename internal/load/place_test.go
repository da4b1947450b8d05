package load

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

// inParts reads a file as one who may read only some pages at a time: with each opening, most of them, and what is known
// goes through JSON in between.
func inParts(t *testing.T, l *Loader, s Source, most int) (pages []Page, at Place, openings int, err error) {
	t.Helper()
	for {
		openings++
		f, err := l.Open(t.Context(), s)
		if err != nil {
			return pages, at, openings, err
		}
		n := 0
		more := false
		for p, pageErr := range f.Resume(t.Context(), at) {
			if err = pageErr; err != nil {
				break
			}
			pages = append(pages, p)
			if n++; n == most {
				more = true
				break
			}
		}
		kept, encodeErr := json.Marshal(f.Place())
		if err := errors.Join(encodeErr, f.Close(), json.Unmarshal(kept, &at)); err != nil {
			t.Fatal(err)
		}
		if !more || err != nil {
			return pages, at, openings, err
		}
	}
}

func slidesTo(n int) []string {
	var slides []string
	for i := range n {
		slides = slices.Insert(slides, 0, shape(`<p:ph type="title"/>`, slidePara("", fmt.Sprintf("%d번째 쪽", i+1))))
	}
	return slides
}

func TestAFileReadInPartsIsTheSameAsOneReadAtOnce(t *testing.T) {
	s := source("a.pptx", pptx(slidesTo(10)))
	whole, info, err := read(t, inside(t), s)
	if err != nil {
		t.Fatal(err)
	}
	pages, at, openings, err := inParts(t, inside(t), s, 3)
	if err != nil || openings != 4 {
		t.Fatalf("%d openings, %v", openings, err)
	}
	if !slices.Equal(outline(pages), outline(whole)) || at.Page != 10 || at.Info.Title != info.Title || at.Info.Total != 10 {
		t.Errorf("%q, known %+v; at once %q, known %+v", outline(pages), at, outline(whole), info)
	}
}

func TestLimitsAndEmptinessHoldForAFileReadInParts(t *testing.T) {
	l := New(Options{Limits: Limits{Text: 40}})
	t.Cleanup(func() { l.Close() })
	if _, _, openings, err := inParts(t, l, source("a.pptx", pptx(slidesTo(10))), 1); !errors.Is(err, ErrTooLarge) || openings != 4 {
		t.Errorf("too much text in parts: %v after %d openings", err, openings)
	}
	if _, _, _, err := inParts(t, inside(t), source("a.pptx", pptx(make([]string, 5))), 2); !errors.Is(err, ErrEmpty) {
		t.Errorf("no text in any part: %v", err)
	}
	last := append([]string{shape("", slidePara("", "글"))}, make([]string, 4)...) // shown last
	if pages, _, _, err := inParts(t, inside(t), source("a.pptx", pptx(last)), 2); err != nil || len(pages) != 5 {
		t.Errorf("text in the last part alone: %d pages, %v", len(pages), err)
	}
	first := append(make([]string, 4), shape("", slidePara("", "글")))
	if pages, _, _, err := inParts(t, inside(t), source("a.pptx", pptx(first)), 2); err != nil || len(pages) != 5 {
		t.Errorf("text in the first part alone: %d pages, %v", len(pages), err)
	}
}

func TestWorkingTimeOfEarlierPartsCounts(t *testing.T) {
	l := outside(t, Limits{Time: time.Hour})
	s := source("a.pptx", pptx(slidesTo(3)))
	f, err := l.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, err := range f.Resume(t.Context(), Place{Page: 1, Bytes: 1, Took: time.Hour}) {
		if !errors.Is(err, ErrTooSlow) {
			t.Errorf("an hour was used up before: %v", err)
		}
		break
	}
}
