package localindex

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// A passage is embedded whole, below a line that says what it belongs to, and
// also in parts of a few sentences. Without the line, documents that differ
// only in their titles would have the same vectors. The parts are needed
// because the vector of a long passage is only a little similar to a question
// about a detail. The vector of the part with the detail is very similar to it,
// and is not similar to a question that merely shares the passage's topic.
const (
	partLength = 75 // characters that a part has at most, but for long sentences
	mostParts  = 14 // of a passage; parts of long ones are longer
	// contextLength is how long the line above a passage is at most.
	contextLength = 60
)

// partsOf gives the texts that are embedded for a passage: the whole with its
// context, then its parts; one text alone if it is both.
func partsOf(title string, p *segment.Passage) []string {
	context, body := contextOf(title, p)
	whole := context + body
	size := max(partLength, utf8.RuneCountInString(body)/mostParts+1)
	parts := []string{whole}
	from, end := -1, 0
	for s := range korean.Sentences(body) {
		if from >= 0 && len(parts) < mostParts &&
			utf8.RuneCountInString(body[from:s.End]) > size {
			parts = append(parts, body[from:end])
			from = -1
		}
		if from < 0 {
			from = s.Start
		}
		end = s.End
	}
	if from < 0 || len(parts) == 1 && context == "" {
		return parts
	}
	return append(parts, body[from:end])
}

// contextOf gives the line that says what a passage belongs to, "" if nothing
// is known of that, and the text that it is a context of: the title and the
// innermost heading, or a line at the text's beginning that reads like a title.
func contextOf(title string, p *segment.Passage) (context, body string) {
	body = strings.TrimSpace(p.Text)
	var names []string
	if title != "" {
		names = append(names, title)
	}
	if n := len(p.Headings); n > 0 && p.Headings[n-1] != title {
		names = append(names, p.Headings[n-1])
	}
	first, rest, more := strings.Cut(body, "\n")
	first = strings.TrimSpace(first)
	if more && (slices.Contains(names, first) || len(names) == 0 && korean.ReadsLikeTitle(first)) {
		if body = strings.TrimSpace(rest); len(names) == 0 {
			names = append(names, first)
		}
	}
	if len(names) == 0 {
		return "", body
	}
	return korean.Truncate(strings.Join(names, " › "), contextLength) + "\n", body
}

// textWithContext is all that a passage's vectors depend on.
func textWithContext(title string, p *segment.Passage) string {
	return strings.Join(partsOf(title, p), "\x00")
}

func embeddedText(c *change, p *analysed) string {
	return textWithContext(c.document.Title, &p.Passage)
}

// embedPassages gives some of c's passages their vectors.
func (ix *Index) embedPassages(ctx context.Context, with *embedders, c *change,
	which []int) error {
	var texts []string
	ends := make([]int, len(which))
	for i, at := range which {
		texts = append(texts, partsOf(c.document.Title, &c.passages[at].Passage)...)
		ends[i] = len(texts)
	}
	// One call for the parts of all passages, because a service answers one request
	// sooner than many. ends tells whose vectors are whose.
	vectors, err := with.now.Embed(ctx, embed.Passage, texts)
	if err != nil {
		return err
	}
	if len(vectors) != len(texts) {
		return fault.Newf(fault.Internal, "the embedder gave %d vectors for %d texts", len(vectors),
			len(texts))
	}
	// A segment stores vectors one after the other without their lengths.
	for _, v := range vectors {
		if len(v) != len(vectors[0]) {
			return fault.Newf(fault.Internal, "the embedder gave vectors of %d and %d dimensions",
				len(vectors[0]), len(v))
		}
	}
	from := 0
	for i, at := range which {
		p := &c.passages[at]
		p.vector, p.parts = quantiseParts(vectors[from:ends[i]])
		from = ends[i]
		ix.tellDimensions(with, len(p.vector.Values))
	}
	return nil
}

// quantiseParts quantises the vectors of partsOf's texts. A whole that has no
// parts is its own part.
func quantiseParts(vectors [][]float32) (whole segment.Vector, parts []segment.Vector) {
	whole = quantise(vectors[0])
	for _, v := range vectors[min(1, len(vectors)-1):] {
		parts = append(parts, quantise(v))
	}
	return whole, parts
}

// quantise gives a vector without a direction the least scale: it is like
// nothing, but it is not to be made again.
func quantise(vector []float32) segment.Vector {
	v := segment.Quantise(vector)
	if v.Values == nil {
		return segment.Vector{Scale: math.SmallestNonzeroFloat32, Values: make([]int8, len(vector))}
	}
	return v
}
