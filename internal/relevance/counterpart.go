package relevance

import (
	"context"
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/embed"
)

// Counterpart returns the word in whose place another thing is asked about: of
// 과장 출장 일비, 과장 if the thing is 부장, and 일비 if it is 숙박비. Spelling decides,
// else the embedder. It returns "" if no word is much nearer to the thing than the
// others; likely, which may be "", need only be the nearest.
func (x *Extractor) Counterpart(ctx context.Context, thing string, words []string,
	likely string) string {
	if len(words) == 1 {
		return words[0]
	}
	if old := ofOneKind(thing, words); old != "" {
		return old
	}
	if x.Embedder == nil || len(words) == 0 {
		return ""
	}
	vectors, err := x.centre(x.Embedder).Embed(ctx, embed.Query,
		append([]string{thing}, words...))
	if err != nil {
		return "" // without the embedder, no word is nearer
	}
	cosines := make([]float64, len(words))
	for i := range words {
		cosines[i] = cosine(vectors[0], vectors[i+1])
	}
	best := slices.Max(cosines)
	word := words[slices.Index(cosines, best)]
	slices.Sort(cosines)
	// Of 36 pairs of a thing and a question, 17 were beyond both, 14 of them rightly.
	const near, ahead = 0.45, 0.07
	if word == likely || best >= near && best-cosines[len(cosines)-2] >= ahead {
		return word
	}
	return ""
}

// codeName matches names of models, errors and forms: A396.
var codeName = regexp.MustCompile(`^[A-Za-z]{1,4}-?\d{1,5}$`)

// ofOneKind returns the only word that is a name of the same kind by its spelling: both
// are codes, or end in the same syllable, as 강남점 and 해운대점 do.
func ofOneKind(thing string, words []string) string {
	var found []string
	kind, _ := utf8.DecodeLastRuneInString(thing)
	for _, w := range words {
		last, _ := utf8.DecodeLastRuneInString(w)
		hangul := unicode.Is(unicode.Hangul, kind) && kind == last && utf8.RuneCountInString(w) > 1
		if hangul || codeName.MatchString(thing) && codeName.MatchString(w) {
			found = append(found, w)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}
