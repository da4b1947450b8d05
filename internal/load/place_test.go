package load

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// inParts reads a file as one who may read only some pages at a time: with each
// opening, most of them, and what is known goes through JSON in between.
func inParts(t *testing.T, l formattest.Files, s format.Source, most int) (pages []content.Page,
	at format.Place, openings int, err error) {
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
		slides = slices.Insert(slides, 0, formattest.Shape(`<p:ph type="title"/>`, formattest.SlidePara("", fmt.Sprintf("%d번째 쪽", i+1))))
	}
	return slides
}

func TestAFileReadInPartsIsTheSameAsOneReadAtOnce(t *testing.T) {
	s := formattest.Source("a.pptx", formattest.Pptx(slidesTo(10)))
	whole, info, err := read(t, inside(t), s)
	if err != nil {
		t.Fatal(err)
	}
	pages, at, openings, err := inParts(t, inside(t), s, 3)
	if err != nil || openings != 4 {
		t.Fatalf("%d openings, %v", openings, err)
	}
	if !slices.Equal(formattest.Outline(pages), formattest.Outline(whole)) || at.Page != 10 ||
		at.Info.Title != info.Title || at.Info.Total != 10 {
		t.Errorf("%q, known %+v; at once %q, known %+v", formattest.Outline(pages), at,
			formattest.Outline(whole), info)
	}
}

func TestLimitsAndEmptinessHoldForAFileReadInParts(t *testing.T) {
	l := limited(t, format.Limits{Text: 40})
	if _, _, openings, err := inParts(t, l,
		formattest.Source("a.pptx", formattest.Pptx(slidesTo(10))), 1); !errors.Is(err,
		format.ErrTooLarge) || openings != 4 {
		t.Errorf("too much text in parts: %v after %d openings", err, openings)
	}
	if _, _, _, err := inParts(t, inside(t),
		formattest.Source("a.pptx", formattest.Pptx(make([]string, 5))), 2); !errors.Is(err,
		format.ErrEmpty) {
		t.Errorf("no text in any part: %v", err)
	}
	// shown last
	last := append([]string{formattest.Shape("", formattest.SlidePara("", "글"))},
		make([]string, 4)...)
	if pages, _, _, err := inParts(t, inside(t), formattest.Source("a.pptx", formattest.Pptx(last)),
		2); err != nil || len(pages) != 5 {
		t.Errorf("text in the last part alone: %d pages, %v", len(pages), err)
	}
	first := append(make([]string, 4), formattest.Shape("", formattest.SlidePara("", "글")))
	if pages, _, _, err := inParts(t, inside(t),
		formattest.Source("a.pptx", formattest.Pptx(first)), 2); err != nil || len(pages) != 5 {
		t.Errorf("text in the first part alone: %d pages, %v", len(pages), err)
	}
}

func TestWorkingTimeOfEarlierPartsCounts(t *testing.T) {
	l := outside(t, format.Limits{Time: time.Hour})
	s := formattest.Source("a.pptx", formattest.Pptx(slidesTo(3)))
	f, err := l.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, err := range f.Resume(t.Context(), format.Place{Page: 1, Bytes: 1, Took: time.Hour}) {
		if !errors.Is(err, format.ErrTooSlow) {
			t.Errorf("an hour was used up before: %v", err)
		}
		break
	}
}
