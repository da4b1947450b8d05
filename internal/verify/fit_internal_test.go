package verify

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/embed/e5"
)

var fit = flag.Bool("fit", false, "learn the decisions anew and write their file")

// learnedFrom are the halves whose sentences decisions are learned from. The
// rules were fitted to the others, or they are kept for testing.
var learnedFrom = []string{"held", "b7", "b8", "b9", "b10", "b11", "b12", "b14"}

// kept is the share of the true sentences that the bar should keep.
const kept = .87

// TestFit learns the decisions. For each half it tells how a decision fares that
// was learned from the others.
func TestFit(t *testing.T) {
	if !*fit {
		return
	}
	core, encoded := lessonsOf(t)
	var d decisions
	d.Core = fitted(t, "core", core)
	d.Encoder = fitted(t, "encoder", encoded)
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(b), `{"Signal"`, "\n"+`{"Signal"`) + "\n"
	if err := os.WriteFile("decisions.json", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// course are the lessons with the names of their signals.
type course struct {
	names   []string
	lessons []lesson
}

// sums gives the lessons of a half with the decision's sum as their only value.
func (c *course) sums(d *decision, half string) []lesson {
	out := c.of(func(l lesson) bool { return l.half == half })
	for i := range out {
		sum := math.Inf(-1)
		if !out[i].decided {
			sum = d.sum(&signals{values: out[i].values})
		}
		out[i].values = []float64{sum}
	}
	return out
}

func (c *course) of(keep func(lesson) bool) []lesson {
	var out []lesson
	for _, l := range c.lessons {
		if keep(l) {
			out = append(out, l)
		}
	}
	return out
}

func fitted(t *testing.T, name string, c course) decision {
	var sums []lesson // with the sum as their only signal
	for _, half := range learnedFrom {
		d := learn(c.names, c.of(func(l lesson) bool {
			return l.half != half && slices.Contains(learnedFrom, l.half) && !l.decided
		}))
		sums = append(sums, c.sums(&d, half)...)
	}
	for _, share := range []float64{.8, .85, .88, .9, .92, .95} {
		bar := barOf(sums, share)
		t.Logf("%s %.2f kept: bar %.2f, %s", name, share, bar, found(sums, bar, nil))
	}
	bar := barOf(sums, kept)
	fresh := []string{"held", "b11", "b12", "b14"}
	t.Logf("  fresh %s", found(sums, bar, func(l lesson) bool { return slices.Contains(fresh, l.half) }))
	for _, half := range learnedFrom {
		t.Logf("  %-5s %s", half, found(sums, bar, func(l lesson) bool { return l.half == half }))
	}
	d := learn(c.names, c.of(func(l lesson) bool {
		return slices.Contains(learnedFrom, l.half) && !l.decided
	}))
	d.Bar = bar
	for _, half := range []string{"b13", "last"} {
		t.Logf("  not learned from: %-5s %s", half, found(c.sums(&d, half), bar, nil))
	}
	return d
}

// barOf is the sum from which on a share of the true sentences is kept.
func barOf(sums []lesson, share float64) float64 {
	var of []float64
	for _, l := range sums {
		if l.verdict == Supported {
			of = append(of, l.values[0])
		}
	}
	slices.Sort(of)
	return round(of[int(float64(len(of))*(1-share))])
}

func found(sums []lesson, bar float64, keep func(lesson) bool) string {
	s, sn, u, un := 0, 0, 0, 0
	kinds := map[string][2]int{}
	for _, l := range sums {
		if keep != nil && !keep(l) {
			continue
		}
		if l.verdict == Supported {
			sn++
			if l.values[0] >= bar {
				s++
			}
			continue
		}
		un++
		k := kinds[l.kind]
		k[1]++
		if l.values[0] < bar {
			u++
			k[0]++
		}
		kinds[l.kind] = k
	}
	return fmt.Sprintf("kept %d of %d (%.3f), found %d of %d (%.3f) %v", s, sn,
		float64(s)/float64(sn), u, un, float64(u)/float64(un), kinds)
}

// lessonsOf reads the lessons of eval/verify, without and with the encoder.
func lessonsOf(t *testing.T) (core, encoded course) {
	list, passages := examples(t)
	e := e5.New()
	read := map[string]*Read{}
	for _, x := range list {
		for _, id := range x.Shown {
			if read[id] == nil {
				read[id] = ReadPassage(passages[id])
				if err := read[id].Encode(t.Context(), e); err != nil {
					t.Fatal(err)
				}
			}
		}
		c := readClaim(Sentence{Text: x.Sentence, Question: x.Question, Cites: x.Cites})
		if x.Verdict == NoClaim || c.empty() || c.cells != nil {
			continue
		}
		var shown []*Read
		for _, id := range x.Shown {
			shown = append(shown, read[id])
		}
		p := Of(shown...)
		words, err := e.Words(t.Context(), spaced(x.Sentence))
		if err != nil {
			t.Fatal(err)
		}
		core.add(x, p, c, nil)
		encoded.add(x, p, c, newWitness(p, words))
	}
	return core, encoded
}

func (c *course) add(x example, p *Passages, claim *claim, w *witness) {
	views, opinions := p.opinions(claim)
	chosen := likeliest(claim, opinions)
	s := p.signalsOf(claim, views, opinions, w)[chosen]
	c.names = s.names
	right := x.Verdict == Supported && slices.ContainsFunc(x.Citations,
		func(set []int) bool { return slices.Contains(set, chosen) })
	c.lessons = append(c.lessons, lesson{half: x.Half, values: s.values, right: right,
		decided: ruledOut(views[chosen], &opinions[chosen]), verdict: x.Verdict, kind: x.Kind})
}
