package main

import (
	"fmt"
	"strings"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

func parseTag(name string) (sejong.Tag, error) {
	t, ok := sejong.Parse(name)
	if !ok {
		return 0, fmt.Errorf("unknown part of speech %q", name)
	}
	return t, nil
}

// takeApart returns the parts of a compound or an inflected word. Particles and
// endings are counted, not kept.
func takeApart(e entry) (dictfile.Template, error) {
	var t dictfile.Template
	if e.kind == "*" || e.parts == "*" {
		return t, nil
	}
	surface := []rune(e.surface)
	texts, tags := splitParts(e.parts)
	if !plausible(e.surface, texts) && e.kind != "Inflect" {
		return t, nil
	}
	from := 0
	for i, text := range texts {
		n := len([]rune(text))
		p := dictfile.Piece{Ordinal: uint8(i), Text: text}
		if from+n <= len(surface) && string(surface[from:from+n]) == text {
			p.From, p.Len, p.Text = uint8(from), uint8(n), ""
		}
		from += n
		pos, err := parseTag(tags[i])
		if err != nil {
			return t, fmt.Errorf("%q: %w", e.surface, err)
		}
		p.POS = uint8(pos)
		if pos.IsContent() {
			t.Pieces = append(t.Pieces, p)
		}
	}
	t.Parts = uint8(len(texts))
	return t, nil
}

// splitParts reads text/tag/meaning joined by plus signs.
func splitParts(parts string) (texts, tags []string) {
	for part := range strings.SplitSeq(parts, "+") {
		fields := strings.Split(part, "/")
		if len(fields) < 2 || fields[0] == "" {
			continue
		}
		texts = append(texts, fields[0])
		tags = append(tags, fields[1])
	}
	return texts, tags
}

// plausible reports whether a compound consists of its parts, but for a sound
// between them (고춧값 is 고추 and 값). A dozen entries of the source name parts of
// another word.
func plausible(surface string, parts []string) bool {
	whole, joined := []rune(surface), []rune(strings.Join(parts, ""))
	if len(whole) != len(joined) {
		return false
	}
	different := 0
	for i, r := range whole {
		if joined[i] != r {
			different++
		}
	}
	return different == 0 || different == 1 && whole[0] == joined[0] && len(parts) > 1
}
