package document

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Find finds a passage that a search service extracted from the document's file
// in its own way. It ignores white space, a heading above or below the passage,
// and what the service inserted into it. It returns where the passage begins in
// the text, in bytes, and the text as it is there, or "" if it is not found.
// near is where it is most likely to be; 0 is as good as any.
func (r *ContentsReader) Find(ctx context.Context, passage string, near int) (start int,
	text string, err error) {
	variants := variantsOf(passage)
	if len(variants) == 0 {
		return 0, "", nil
	}
	reach := 3 * len(passage)
	near = max(0, min(near, r.index.Bytes))
	start, text, err = r.find(ctx, variants, near, r.index.Bytes, reach)
	if err == nil && text == "" && near > 0 {
		start, text, err = r.find(ctx, variants, 0, min(near+reach, r.index.Bytes), reach)
	}
	return start, text, err
}

// find looks between two places, block by block, for the best match. The last
// reach bytes of each block are looked through again with the next one.
func (r *ContentsReader) find(ctx context.Context, variants []variant, from, to,
	reach int) (start int, text string, err error) {
	carried, best := "", 2*len(variants)
	for n, place := range r.index.Blocks {
		if place.End <= from || place.Start >= to {
			continue
		}
		b, err := r.block(ctx, n)
		if err != nil {
			return 0, "", err
		}
		window := carried + b.Text[max(0, from-b.Start):]
		if at, end, rank := locate(squeeze(window), variants); rank < best {
			start, text, best = b.End()-len(window)+at, window[at:end], rank
		}
		if best == 0 {
			break
		}
		carried = window[max(0, len(window)-reach):]
	}
	return start, text, nil
}

// squeezed is a text without its white space.
type squeezed struct {
	text string
	from string // the text with it
}

func squeeze(s string) squeezed {
	var b strings.Builder
	b.Grow(len(s))
	for at, size := 0, 0; at < len(s); at += size {
		var c rune
		if c, size = utf8.DecodeRuneInString(s[at:]); !unicode.IsSpace(c) {
			b.WriteString(s[at : at+size])
		}
	}
	return squeezed{b.String(), s}
}

// spread converts a range of the squeezed text to one of the text with its white
// space.
func (s squeezed) spread(start, end int) (from, to int) {
	seen := 0
	for at, size := 0, 0; at < len(s.from) && seen < end; at += size {
		var c rune
		if c, size = utf8.DecodeRuneInString(s.from[at:]); unicode.IsSpace(c) {
			continue
		}
		if seen == start {
			from = at
		}
		seen, to = seen+size, at+size
	}
	return from, to
}

// variant is a passage, squeezed, perhaps without its first or last lines.
type variant struct {
	text       string
	head, tail string // its ends, long enough to be nowhere else; "" if it is too short for that
}

// anchor is how many characters the head and the tail of a variant have.
const anchor = 24

// variantsOf returns a passage, followed by versions of it that lack up to two lines
// at the start and one at the end. A version that has less than half of the text is
// left out. The longest comes first.
func variantsOf(passage string) []variant {
	lines := strings.FieldsFunc(undotted(passage), func(c rune) bool { return c == '\n' || c == '\r' })
	all := squeeze(strings.Join(lines, "")).text
	var found []variant
	for _, cut := range [][2]int{{0, 0}, {1, 0}, {0, 1}, {2, 0}, {1, 1}, {2, 1}} {
		if cut[0]+cut[1] >= max(len(lines), 1) {
			continue
		}
		rest := squeeze(strings.Join(lines[cut[0]:len(lines)-cut[1]], "")).text
		if rest != "" && 2*len(rest) >= len(all) {
			found = append(found, newVariant(rest))
		}
	}
	return found
}

// undotted is a passage without the dots that stand for what was left out around
// it.
func undotted(passage string) string {
	passage = strings.TrimSpace(passage)
	for _, dots := range []string{"...", "…"} {
		passage = strings.TrimSuffix(strings.TrimPrefix(passage, dots), dots)
	}
	return passage
}

func newVariant(text string) variant {
	v := variant{text: text}
	if utf8.RuneCountInString(text) < 3*anchor {
		return v
	}
	start, end := 0, len(text)
	for range anchor {
		_, size := utf8.DecodeRuneInString(text[start:])
		start += size
		_, size = utf8.DecodeLastRuneInString(text[:end])
		end -= size
	}
	v.head, v.tail = text[:start], text[end:]
	return v
}

// locate returns the range of a text in which the passage stands, by the first
// variant that does, and the rank of the match: 0 is the best, 2×len(variants)
// is none.
func locate(in squeezed, variants []variant) (start, end, rank int) {
	for i, v := range variants {
		if at := strings.Index(in.text, v.text); at >= 0 {
			start, end = in.spread(at, at+len(v.text))
			return start, end, 2 * i
		}
		if at, length := v.ends(in.text); length > 0 {
			start, end = in.spread(at, at+length)
			return start, end, 2*i + 1
		}
	}
	return 0, 0, 2 * len(variants)
}

// ends returns where the head of the variant occurs in a text with its tail at
// about the right distance.
func (v variant) ends(text string) (at, length int) {
	for from := 0; v.head != ""; {
		at := strings.Index(text[from:], v.head)
		if at < 0 {
			break
		}
		at += from
		near := text[at:min(len(text), at+2*len(v.text))]
		if tail := strings.Index(near, v.tail); tail+len(v.tail) >= len(v.text)/2 {
			return at, tail + len(v.tail)
		}
		from = at + len(v.head)
	}
	return 0, 0
}
