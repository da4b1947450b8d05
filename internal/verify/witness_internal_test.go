package verify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/evidence"
	"github.com/mundap/mundap/internal/verify/signal"
)

// syllables encodes a word by its syllables.
type syllables struct{}

func (syllables) Words(_ context.Context, text string) ([][]float32, error) {
	var out [][]float32
	for word := range strings.FieldsSeq(text) {
		v := make([]float32, 64)
		for _, r := range word {
			v[r%64]++
		}
		out = append(out, v)
	}
	return out, nil
}

type broken struct{ error }

func (b broken) Words(context.Context, string) ([][]float32, error) { return nil, b.error }

func TestTheDecisionsKnowTheSignals(t *testing.T) {
	read := ReadPassage(Passage{"휴가 규정", "직원은 연차 15일을 쓸 수 있다."})
	if err := read.Encode(t.Context(), syllables{}); err != nil {
		t.Fatal(err)
	}
	p := Of(read)
	c := claim.Read("연차는 15일이에요.", "", nil)
	words, _ := syllables{}.Words(t.Context(), c.Text)
	for name, d := range map[string]struct {
		witness  *signal.Witness
		decision *decision.Decision
	}{"core": {nil, &decision.Learned.Core}, "encoder": {signal.NewWitness(p.set.List, words), &decision.Learned.Encoder}} {
		views, opinions := evidence.Compare(&p.set, c)
		got := signal.Of(&p.set, c, views, opinions, d.witness)[0]
		if !slices.Equal(got.Names, d.decision.Signals) {
			t.Errorf("%s: run TestFit with -fit: the signals are %q", name, got.Names)
		}
		if len(got.Values) != len(got.Names) || len(d.decision.Trees) == 0 {
			t.Errorf("%s: %d values, %d trees", name, len(got.Values), len(d.decision.Trees))
		}
	}
}

func TestAnyEncodedSentenceGetsAVerdict(t *testing.T) {
	passages := []Passage{{"휴가 규정", "연차 | 일수\n정규직 | 15일"}, {"", ""}, {"표", "|\n연차는 15일이다."}}
	var shown []*Read
	for _, p := range passages {
		r := ReadPassage(p)
		if err := r.Encode(t.Context(), syllables{}); err != nil {
			t.Fatal(err)
		}
		shown = append(shown, r)
	}
	for _, s := range []string{"", "|", "연차는 15일이에요.", "\xff 연차", "연차는\u200b 15\u00a0일이에요 [1]",
		strings.Repeat("연차는 15일, ", 3_000), "| 정규직 | 15일 |"} {
		for _, list := range [][]*Read{shown, nil} {
			f, err := Of(list...).CheckWith(t.Context(), syllables{}, Sentence{Text: s})
			if err != nil || f.Verdict == Supported != (len(f.Citations) > 0) {
				t.Errorf("%.40q: %+v %v", s, f, err)
			}
		}
	}
	wrong := errors.New("no weights")
	if _, err := Of(shown...).CheckWith(t.Context(), broken{wrong}, Sentence{Text: "연차"}); !errors.Is(err, wrong) {
		t.Errorf("%v", err)
	}
	if err := shown[0].Encode(t.Context(), broken{wrong}); !errors.Is(err, wrong) {
		t.Errorf("%v", err)
	}
}
