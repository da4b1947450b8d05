package verify

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/jsonl"
)

// example is a sentence of eval/verify with its label.
type example struct {
	ID        string   `json:"id"`
	Question  string   `json:"question"`
	Shown     []string `json:"shown"`
	Sentence  string   `json:"sentence"`
	Cites     []int    `json:"cites"`
	Half      string   `json:"half"`
	Verdict   Verdict  `json:"verdict"`
	Kind      string   `json:"kind"`
	Citations [][]int  `json:"citations"`
}

type text struct{ ID, Title, Text string }

const folder = "../../eval/verify"

func readLines[T any](t testing.TB, name string) []T {
	t.Helper()
	list, err := jsonl.Read[T](filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func examples(t testing.TB) ([]example, map[string]Passage) {
	passages := map[string]Passage{}
	for _, p := range readLines[text](t, "passages.jsonl") {
		passages[p.ID] = Passage{p.Title, p.Text}
	}
	list := readLines[example](t, "answers.jsonl")
	for i, l := range readLines[example](t, "labels.jsonl") {
		if l.ID != list[i].ID {
			t.Fatalf("label %s for sentence %s", l.ID, list[i].ID)
		}
		list[i].Half, list[i].Verdict, list[i].Kind, list[i].Citations = l.Half, l.Verdict, l.Kind,
			l.Citations
	}
	return list, passages
}

// tally counts what became of the sentences of one kind.
type tally struct{ right, all int }

// figures are the judgements of a half of eval/verify by kind, and its citations.
type figures struct {
	kinds         map[string]tally
	given         tally // citations, of all sentences
	ofTrue        tally // citations, of the supported sentences alone
	exact, recall tally // supported sentences with exactly the right ones; passages that are cited
}

func (f *figures) add(e example, got Finding) {
	kind := strings.TrimSpace(string(e.Verdict) + " " + e.Kind)
	for _, k := range [...]string{string(e.Verdict), kind} {
		n := f.kinds[k]
		n.add(got.Verdict == e.Verdict)
		f.kinds[k] = n
		if k == kind && kind == string(e.Verdict) {
			break
		}
	}
	for _, c := range got.Citations {
		good := slices.ContainsFunc(e.Citations, func(s []int) bool { return slices.Contains(s, c) })
		f.given.add(good)
		if e.Verdict == Supported {
			f.ofTrue.add(good)
		}
	}
	if e.Verdict == Supported {
		f.exact.add(slices.ContainsFunc(e.Citations,
			func(s []int) bool { return sameSet(s, got.Citations) }))
		for _, c := range nearestSet(e.Citations, got.Citations) {
			f.recall.add(slices.Contains(got.Citations, c))
		}
	}
}

func (t *tally) add(right bool) {
	t.all++
	if right {
		t.right++
	}
}

func (t tally) String() string {
	return fmt.Sprintf("%3d of %3d %.3f", t.right, t.all, float64(t.right)/float64(max(1, t.all)))
}

// nearestSet is the right set of citations of which most are given.
func nearestSet(sets [][]int, given []int) []int {
	var best []int
	most := -1.0
	for _, s := range sets {
		n := 0.0
		for _, c := range s {
			if slices.Contains(given, c) {
				n++
			}
		}
		if n /= float64(len(s)); n > most {
			best, most = s, n
		}
	}
	return best
}

func sameSet(a, b []int) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func (f *figures) String() string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(f.kinds)) {
		fmt.Fprintf(&b, "%-24s %s\n", k, f.kinds[k])
	}
	fmt.Fprintf(&b, "citations that are right      %s\n", f.given)
	fmt.Fprintf(&b, "  of supported sentences      %s\n", f.ofTrue)
	fmt.Fprintf(&b, "  passages that are cited     %s\n", f.recall)
	fmt.Fprintf(&b, "  exactly the right citations %s\n", f.exact)
	return b.String()
}

// judgeAll judges the sentences of a half. What is judged wrong comes as one line each.
func judgeAll(list []example, read map[string]*Read, half string) (*figures, string) {
	f := &figures{kinds: map[string]tally{}}
	var wrong strings.Builder
	for _, e := range list {
		if e.Half != half {
			continue
		}
		var shown []*Read
		for _, id := range e.Shown {
			shown = append(shown, read[id])
		}
		got := Of(shown...).Check(Sentence{Text: e.Sentence, Question: e.Question, Cites: e.Cites})
		f.add(e, got)
		if got.Verdict != e.Verdict {
			fmt.Fprintf(&wrong, "%s %s %s: %s %s\n", e.ID, e.Verdict, e.Kind, got.Verdict,
				got.Reason)
		}
	}
	return f, wrong.String()
}

// unread are the halves of which only the figures are looked at.
var unread = []string{"held", "last", "b13", "b15", "b22", "b26", "b28", "b30"}

var update = flag.Bool("update", false, "write the golden file anew")

// TestGolden compares the figures by kind and what is judged wrong with what
// they were. A change for the better is written down by -update and reviewed as
// any other.
func TestGolden(t *testing.T) {
	list, passages := examples(t)
	read := map[string]*Read{}
	for id, p := range passages {
		read[id] = ReadPassage(p)
	}
	halves := [...]string{"tune", "held", "later", "last", "b7", "b8", "b9", "b10", "b11", "b12",
		"b13", "b14", "b15", "b16", "b17", "b18", "b19", "b20", "b21", "b22", "b23", "b24", "b25", "b26",
		"b27", "b28", "b29", "b30"}
	var texts [len(halves)]string
	var all sync.WaitGroup
	for i, half := range halves {
		all.Go(func() {
			f, wrong := judgeAll(list, read, half)
			texts[i] = fmt.Sprintf("# %s\n%s", half, f)
			if !slices.Contains(unread, half) {
				texts[i] += "\n" + wrong + "\n"
			}
		})
	}
	all.Wait()
	got := strings.Join(texts[:], "")
	file := filepath.Join("testdata", "golden.txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the judgements changed; if for the better, run with -update.\n%s", got)
	}
}

func BenchmarkSentenceAgainstFourPassages(b *testing.B) {
	list, passages := examples(b)
	for i := 0; b.Loop(); i++ {
		e := list[i%len(list)]
		var shown []Passage
		for _, id := range e.Shown {
			shown = append(shown, passages[id])
		}
		Prepare(shown).Check(Sentence{Text: e.Sentence, Question: e.Question, Cites: e.Cites})
	}
}

// A sentence with as many numbers as a long list has.
func BenchmarkAListOfNumbers(b *testing.B) {
	passage := Passage{"안내서", "보일러 3번 기종의 오류 코드 E-033은 3번 센서의 이상을 뜻합니다. " +
		"전원을 끄고 8분 뒤에 다시 켜십시오. 점검 주기는 4개월이며 기록을 남겨야 합니다."}
	shown := Prepare([]Passage{passage, passage, passage, passage})
	var list strings.Builder
	for n := range 200 {
		fmt.Fprintf(&list, "토큰%d ", n)
	}
	for b.Loop() {
		shown.Check(Sentence{Text: list.String(), Question: "오류 코드 E-033은 무슨 뜻인가요?"})
	}
}

func TestAnySentenceGetsAVerdict(t *testing.T) {
	p := Prepare([]Passage{{"휴가 규정", "연차 | 일수\n정규직 | 15일"}, {"", ""}, {"", "|"}})
	for _, s := range []string{
		"", " ", ".", "[99]", "[1][2][3]", "|", "||", "| |", "|---|", strings.Repeat("가", 10_000),
		strings.Repeat("연차는 15일, ", 3_000),
		"<b>연차</b>는 15일이에요 [99].", "근거: [1] 휴가 규정 [2] 없는 문서", "| 정규직 | 15일 |", "- ", "1.", "9",
		"９９９", "\xff\xfe", "연차는 15", "2026.", "제", "오후", "단,", "[[[[", "3분의", "1/",
	} {
		for _, q := range []string{"", "연차는?", "\xff"} {
			f := p.Check(Sentence{Text: s, Question: q, Cites: []int{-1, 99}})
			if f.Verdict == Supported && len(f.Citations) == 0 || f.Verdict != Supported &&
				len(f.Citations) > 0 {
				t.Errorf("%.40q: %+v", s, f)
			}
			if f.Claim.Start < 0 || f.Claim.End > len(s) || f.Claim.Start > f.Claim.End {
				t.Errorf("%.40q: %+v", s, f)
			}
		}
	}
	if f := (&Passages{}).Check(Sentence{Text: "연차는 15일이에요."}); f.Verdict != Unsupported ||
		f.Reason != NoSources {
		t.Errorf("%+v", f)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("휴가", "연차 | 일수\n정규직 | 15일(반차 4시간)\n다만, 수습은 제외한다.", "연차는 며칠인가요?",
		"정규직 연차는 2026. 3. 1.부터 15일, 3분의 2예요.")
	f.Add("", "A396: 온도 센서", "", "| A396 | 통신 이상 |")
	f.Fuzz(func(t *testing.T, title, text, question, sentence string) {
		got := Prepare([]Passage{{title, text}, {text, title}}).Check(Sentence{Text: sentence,
			Question: question, Cites: []int{0}})
		for _, r := range got.Evidence {
			if whole := [...]string{text, title}[r.Passage]; r.Start < 0 || r.Start > r.End ||
				r.End > len(whole) {
				t.Errorf("%+v", got)
			}
		}
		if got.Claim.Start < 0 || got.Claim.Start > got.Claim.End || got.Claim.End > len(sentence) {
			t.Errorf("%+v", got)
		}
		for rest, i := sentence, 0; ; i++ {
			p, ok := NextPiece(rest, true)
			if !ok {
				break
			}
			if p.End <= p.Start || p.End > len(rest) || i > len(sentence) {
				t.Fatalf("%+v of %q", p, rest)
			}
			rest = rest[p.End:]
		}
	})
}
