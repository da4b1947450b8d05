package relevance_test

import (
	"encoding/json"
	"flag"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/e5"
	"github.com/mundap/mundap/internal/evaluate"
	"github.com/mundap/mundap/internal/jsonl"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

var update = flag.Bool("update", false, "write the sets' figures anew")

const (
	office   = "../../eval/office"
	district = "../../eval/district"
	company  = "../../eval/company"
	tables   = "../../eval/tables"
	staff    = "../../eval/staff"
	typed    = "../../eval/typed"
	desk     = "../../eval/frontdesk"
	lab      = "../../eval/institute"
	small    = "../../eval/small"
	depot    = "../../eval/logistics"
	golden   = "../../eval/golden"
)

// all takes a set as it is.
var all = selection{longest: math.MaxInt}

// selection is a part of a set.
type selection struct {
	longest int      // passage, in bytes
	classes []string // of questions; nil: all
}

// judged is what becomes of a class of questions, in per cent.
type judged struct {
	Asked   int     `json:"asked"`
	First   float64 `json:"first"`   // the right document comes first
	InFour  float64 `json:"in_four"` // or among the first four
	Refused float64 `json:"refused"` // the documents are said not to answer
}

// TestOfficeScores fails when a figure of the office set moves, up or down, by
// words alone: look at why, then run it with -update and commit the new figures
// with the change that moved them.
func TestOfficeScores(t *testing.T) {
	compare(t, filepath.Join(office, "scores.json"), judgeSet(t, office, nil, all), 0)
}

// TestScoresWithTheEncoder does the same with the encoder, for all sets. One
// question of a class may move: processors round differently. Of the golden set
// it asks what words alone don't find, without the passages that take long to
// embed; docs/search.md has the figures of the whole.
func TestScoresWithTheEncoder(t *testing.T) {
	encoder := e5.New()
	if encoder.Processor() == "portable" {
		t.Skip("the portable loops take minutes for it")
	}
	otherWords := selection{1000, []string{"words", "meaning", "en-ko", "ko-en"}}
	for set, part := range map[string]selection{
		office: all, district: all, company: all, tables: all, staff: all, typed: all,
		desk: all, lab: all, small: all, depot: all,
		golden: otherWords,
	} {
		scores := judgeSet(t, set, embed.Centre(encoder), part)
		compare(t, filepath.Join(set, "scores-encoder.json"), scores, 1)
	}
}

// compare fails if more than moved questions of a class moved from the figures
// in a file.
func compare(t *testing.T, path string, got map[string]judged, moved float64) {
	t.Helper()
	if *update {
		data, err := json.MarshalIndent(got, "", "  ")
		if err == nil {
			err = os.WriteFile(path, append(data, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var want map[string]judged
	raw, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(raw, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, class := range slices.Sorted(maps.Keys(want)) {
		g, w := got[class], want[class]
		most := moved*100/float64(w.Asked) + 0.1
		if g.Asked != w.Asked || math.Abs(g.First-w.First) > most ||
			math.Abs(g.InFour-w.InFour) > most || math.Abs(g.Refused-w.Refused) > most {
			t.Errorf("%s, %s: %+v, want %+v", filepath.Dir(path), class, g, w)
		}
	}
}

func judgeSet(t *testing.T, set string, e embed.Embedder, part selection) map[string]judged {
	t.Helper()
	ix, left := indexOf(t, set, e, part.longest)
	j := relevance.Judge{Embedder: e}
	sums, asked := map[string]judged{}, map[string]float64{}
	for _, q := range lines[evaluate.Question](t, set, "questions.jsonl") {
		if part.classes != nil && !slices.Contains(part.classes, q.Class) ||
			slices.ContainsFunc(q.Relevant, func(id string) bool { return left[id] }) {
			continue
		}
		found, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: q.Text})
		if err != nil {
			t.Fatal(err)
		}
		judgement, err := j.Judge(t.Context(), relevance.Question{Text: q.Text}, found)
		if err != nil {
			t.Fatal(err)
		}
		place := slices.IndexFunc(found, func(p retrieve.Passage) bool {
			return slices.Contains(q.Relevant, strings.TrimPrefix(string(p.Document),
				document.Prefix))
		})
		sum := sums[q.Class]
		sum.First += one(place == 0)
		sum.InFour += one(place >= 0)
		sum.Refused += one(len(judgement.Answers(1)) == 0)
		sums[q.Class] = sum
		asked[q.Class]++
	}
	for class, s := range sums {
		n := asked[class]
		sums[class] = judged{int(n), percent(s.First / n), percent(s.InFour / n),
			percent(s.Refused / n)}
	}
	return sums
}

// indexOf indexes the passages of a set, but for those that are longer than so
// many bytes, whose IDs it returns.
func indexOf(t testing.TB, set string, e embed.Embedder, longest int) (*localindex.Index,
	map[string]bool) {
	t.Helper()
	folder, err := storage.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ix, err := localindex.Open(t.Context(), localindex.Options{Storage: folder,
		Analyzer: &morph.Analyzer{}, Embedder: e})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	left := map[string]bool{}
	for _, p := range lines[passage](t, set, "passages.jsonl") {
		if len(p.Text) > longest {
			left[p.ID] = true
			continue
		}
		id := document.ID(document.Prefix + p.ID)
		s := retrieve.Source{Document: id, Version: "1", Title: p.Title,
			Readers: []auth.Principal{auth.Everyone}}
		chunk := document.Chunk{ID: document.NewChunkID(id, "1", 0), Kind: document.Prose,
			Headings: p.Headings, Text: korean.Normalise(p.Text)}
		if err := ix.Put(t.Context(), s, []document.Chunk{chunk}); err != nil {
			t.Fatal(err)
		}
	}
	return ix, left
}

// BenchmarkQuestion measures what a question of the office set costs by words:
// the search, the judgement of what it finds, and the sentences that answer.
func BenchmarkQuestion(b *testing.B) {
	ix, _ := indexOf(b, office, nil, math.MaxInt)
	questions := lines[evaluate.Question](b, office, "questions.jsonl")
	found := make([][]retrieve.Passage, len(questions))
	search := func(i int) {
		var err error
		if found[i], err = ix.Retrieve(b.Context(), auth.LocalScope(),
			retrieve.Query{Text: questions[i].Text}); err != nil {
			b.Fatal(err)
		}
	}
	for i := range questions {
		search(i)
	}
	j := relevance.Judge{}
	for name, step := range map[string]func(i int){
		"search": search,
		"judge": func(i int) {
			_, err := j.Judge(b.Context(), relevance.Question{Text: questions[i].Text}, found[i])
			if err != nil {
				b.Fatal(err)
			}
		},
		"extract": func(i int) { new(relevance.Extractor).Extract(b.Context(), questions[i].Text, found[i], 3) },
	} {
		b.Run(name, func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				step(n % len(questions))
			}
		})
	}
}

type passage struct {
	ID, Title, Text string
	Headings        []string
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func percent(x float64) float64 { return math.Round(x*1000) / 10 }

func lines[T any](t testing.TB, set, name string) []T {
	t.Helper()
	list, err := jsonl.Read[T](filepath.Join(set, name))
	if err != nil {
		t.Fatal(err)
	}
	return list
}
