package rank_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// TestADamagedListIsAnErrorOrNotNeeded makes the blocks of some posting lists
// unreadable, one after the other, after their pages were checked: a disk may
// lose them while the program runs. Hits that silently lack passages would look
// like all that the documents have.
func TestADamagedListIsAnErrorOrNotNeeded(t *testing.T) {
	for name, x := range map[string]struct {
		passages int
		late     float64
	}{
		"a large segment": {6000, 0},
		"a late term":     {6000, 0.5},
		"a small segment": {3000, 0}, // no guess at the threshold is made
	} {
		file := encode(t, threeWords(x.passages))
		q := rank.Query{LateFrom: 1, Terms: []rank.Term{{Text: "often", Weight: 1},
			{Text: "middling", Weight: 1}, {Text: "seldom", Weight: 1}}}
		q.Fields[0] = rank.Parameters{Boost: 1, K1: 1.2, B: 0.75, Delta: 0.3, Late: x.late}
		for _, k := range []int{1, 10, x.passages} {
			for _, term := range q.Terms {
				failed := damageEach(t, bytes.Clone(file), q, term.Text, k)
				if k == x.passages && failed == 0 {
					t.Errorf("%s, %s: no block was read", name, term.Text)
				}
			}
		}
	}
}

// threeWords makes passages of which nearly all hold a word, a third another and
// a twentieth a third one.
func threeWords(n int) []text {
	rng := rand.New(rand.NewPCG(5, 1))
	texts := make([]text, n)
	for i := range texts {
		texts[i].doc = i
		for f := range texts[i].terms {
			texts[i].terms[f] = map[string]int{"filler": 1 + rng.IntN(9)}
		}
		if i%50 != 0 {
			texts[i].terms[0]["often"] = 1 + rng.IntN(3)
		}
		if i%3 == 0 {
			texts[i].terms[0]["middling"] = 1 + rng.IntN(3)
		}
		if i%20 == 0 {
			texts[i].terms[0]["seldom"] = 1 + rng.IntN(3)
		}
	}
	return texts
}

// damageEach searches with each block of a term's list damaged in turn, and
// returns how many of the searches failed.
func damageEach(t *testing.T, data []byte, q rank.Query, term string, k int) (failed int) {
	t.Helper()
	r, err := segment.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Verify(); err != nil {
		t.Fatal(err)
	}
	sources := []rank.Source{{Reader: r}}
	want := search(t, q, sources, k)
	for _, at := range blocksOf(t, r, data, term) {
		width := data[at]
		data[at] = 0x7f // bits for each gap: 32 at most
		got, err := find(t, q, sources, k)
		switch {
		case fault.Is(err, fault.Damaged):
			failed++
		case err != nil:
			t.Fatal(err)
		case !slices.Equal(got, want):
			t.Fatalf("%s, %d asked for: %d hits with a damaged block, %d without", term, k,
				len(got), len(want))
		}
		data[at] = width
	}
	if got := search(t, q, sources, k); !slices.Equal(got, want) {
		t.Fatalf("%s: the failed searches left something to the next one", term)
	}
	return failed
}

func find(t *testing.T, q rank.Query, sources []rank.Source, k int) ([]rank.Hit, error) {
	t.Helper()
	plan, err := rank.Prepare(q, sources)
	if err != nil {
		return nil, err
	}
	return plan.Search(t.Context(), sources, k)
}

// blocksOf returns where the blocks of a term's long list begin in the file:
// the list's table of blocks lies before them, 16 bytes each, which begin with
// the block's last passage and its place.
func blocksOf(t *testing.T, r *segment.Reader, data []byte, term string) []int {
	t.Helper()
	list, _, err := r.Lookup(0, term)
	if err != nil || !list.Long() {
		t.Fatalf("%s: %d passages, %v", term, list.Len(), err)
	}
	const entry = 16
	table := -1
	for at := range len(data) - entry*list.Blocks() {
		same := 0
		for same < list.Blocks() &&
			binary.LittleEndian.Uint32(data[at+entry*same:]) == list.Last(same) {
			same++
		}
		if same == list.Blocks() {
			table = at
			break
		}
	}
	if table < 0 {
		t.Fatal("the list's table is not in the file")
	}
	var blocks []int
	for i := range list.Blocks() {
		place := binary.LittleEndian.Uint32(data[table+entry*i+4:])
		blocks = append(blocks, table+entry*list.Blocks()+int(place))
	}
	return blocks
}
