package summary

import (
	"cmp"
	"context"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

const (
	// nearest is how many chunks are looked at for an answer to a question, as
	// many as a search finds.
	nearest = retrieve.DefaultK
	// mostSearched is in how many chunks an answer is looked for.
	mostSearched = 200
)

// answered keeps the first questions that the document answers in its own words
// when it is asked: better none than one that leads nowhere. Of those that ask for
// the same it keeps the first. It stops early when ctx ends.
func answered(ctx context.Context, questions []string, chunks []document.Chunk) []string {
	chunks = chunks[:min(len(chunks), mostSearched)]
	var kept []string
	seen := map[string]bool{} // main words of the questions so far
	for _, q := range questions {
		runtime.Gosched() // other people's questions go first
		if len(kept) == guideQuestions || ctx.Err() != nil {
			break
		}
		words := strings.Join(relevance.MainWords(q), " ")
		if !seen[words] && answers(ctx, q, chunks) {
			seen[words] = true
			kept = append(kept, q)
		}
	}
	return kept
}

// longestSubject is the longest title, in characters, that stands before a question.
const longestSubject = 24

// subjectOf is what a document is about, by its title or else by its file's name.
func subjectOf(name, title string) string {
	if title == "" {
		base := path.Base(name)
		title = strings.TrimSuffix(base, path.Ext(base))
	}
	return strings.TrimSuffix(title, " 안내")
}

// specific puts what a document is about before questions that do not say it: 건강검진
// 기간은 어떻게 되나요? If the subject is too long for that, such questions are left out.
func specific(questions []string, subject string) []string {
	var all []string
	for _, q := range questions {
		if relevance.Unspecific(q) {
			if subject == "" || korean.Length(subject) > longestSubject || !korean.HasHangul(subject) {
				continue
			}
			q = subject + " " + q
		}
		all = append(all, q)
	}
	return all
}

// answers reports whether chunks answer a question in their own words.
func answers(ctx context.Context, question string, chunks []document.Chunk) bool {
	found := nearestTo(question, chunks)
	judged, err := new(relevance.Judge).Judge(ctx, relevance.Question{Text: question}, found)
	if err != nil {
		return false
	}
	return len(new(relevance.Extractor).Extract(ctx, question, judged.Answers(nearest), 1)) > 0
}

// nearestTo are the chunks that hold most of a question's words.
func nearestTo(question string, chunks []document.Chunk) []retrieve.Passage {
	words := relevance.MainWords(question)
	held := make([]int, len(chunks))
	order := make([]int, len(chunks))
	for i, c := range chunks {
		order[i] = i
		text := strings.ToLower(strings.Join(c.Headings, "\n") + "\n" + c.Text)
		for _, w := range words {
			if strings.Contains(text, w) {
				held[i]++
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(held[b], held[a]) })
	var found []retrieve.Passage
	for _, i := range order[:min(len(order), nearest)] {
		c := chunks[i]
		found = append(found, retrieve.Passage{Text: c.Text, Headings: c.Headings, Kind: c.Kind,
			End: len(c.Text)})
	}
	return found
}
