package citation

import (
	"context"
	"math"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/wire"
)

// mostPages is on how many pages after its first one a range is looked for:
// a passage reaches over two or three.
const mostPages = 8

// rectangles is where ranges of the text stand on printed pages: one rectangle
// for each line of words that follow one another.
func rectangles(ctx context.Context, c *document.ContentsReader, ranges []Range) ([]wire.PageRect,
	error) {
	var all []wire.PageRect
	pages := c.Pages()
	for _, r := range ranges {
		if len(pages) == 0 || r.End <= r.Start {
			continue
		}
		first := numberAt(pages, r.Start)
		for n := first; n <= min(numberAt(pages, r.End-1), first+mostPages); n++ {
			start := pages[n-1]
			b, err := c.Part(ctx, start, start+1)
			if err != nil {
				return nil, err
			}
			for _, rect := range lines(b.Sheets[n], r.Start-start, r.End-start) {
				rect.Page = n
				all = append(all, rect)
			}
		}
	}
	return all, nil
}

// lines are the rectangles of a page's words in a range of its text.
func lines(s document.Sheet, start, end int) (all []wire.PageRect) {
	if s.Width <= 0 || s.Height <= 0 {
		return nil
	}
	var line document.WordBox
	flush := func() {
		if line.X1 > line.X0 {
			all = append(all, share(line, s))
		}
	}
	for _, w := range s.Words {
		switch {
		case w.End <= start || w.Start >= end:
		case follows(line, w):
			line.X0, line.Y0 = min(line.X0, w.X0), min(line.Y0, w.Y0)
			line.X1, line.Y1 = max(line.X1, w.X1), max(line.Y1, w.Y1)
		default:
			flush()
			line = w
		}
	}
	flush()
	return all
}

// follows reports whether a word stands on a line, close to what is on it
// already: a gap is the next cell's.
func follows(line, w document.WordBox) bool {
	height := line.Y1 - line.Y0
	common := min(line.Y1, w.Y1) - max(line.Y0, w.Y0)
	gap := max(w.X0-line.X1, line.X0-w.X1)
	return line.X1 > line.X0 && common*2 > min(height, w.Y1-w.Y0) && gap < height*3/2
}

func share(w document.WordBox, s document.Sheet) wire.PageRect {
	width, height := float64(s.Width), float64(s.Height)
	return wire.PageRect{
		X: round(float64(w.X0) / width), Y: round(float64(w.Y0) / height),
		W: round(float64(w.X1-w.X0) / width), H: round(float64(w.Y1-w.Y0) / height),
	}
}

// round keeps five digits: a hundredth of a point on a page of A4.
func round(x float64) float64 { return math.Round(x*1e5) / 1e5 }
