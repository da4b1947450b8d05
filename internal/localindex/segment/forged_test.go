package segment

import (
	"bytes"
	"hash/crc32"
	"math/rand/v2"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/simd"
)

// forge makes a changed segment's checksums right again: damage that no
// checksum tells, or an attacker's work.
func forge(data []byte) {
	n := len(data) - trailerSize
	at := le.Uint64(data[n:])
	dir := data[at:n]
	for p := 0; p*pageSize < int(at); p++ {
		sum := crc32.Checksum(data[p*pageSize:min((p+1)*pageSize, int(at))], castagnoli)
		le.PutUint32(dir[16*numSections+4*p:], sum)
	}
	le.PutUint32(data[n+16:], crc32.Checksum(dir, castagnoli))
	le.PutUint32(data[n+20:], crc32.Checksum(data[n:n+20], castagnoli))
}

func TestForgedPostingsAreAnErrorOrStayInside(t *testing.T) {
	b := NewBuilder("m", 8)
	rng := rand.New(rand.NewPCG(1, 1))
	v := Vector{Scale: 1, Values: make([]int8, 8)}
	for i := range 600 {
		b.AddDocument(Document{Key: string(rune('a' + i%20)), Version: "1"}, 1)
		terms := []Term{{Text: "늘"}, {Text: string(rune('가' + i%7))}, {Text: string(rune('가' + i))}}
		if err := b.AddPassage(&Passage{ID: "x", Text: "본문"}, counts(terms), v, v, v); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	for range 800 {
		data := bytes.Clone(out.Bytes())
		for range 1 + rng.IntN(3) {
			data[len(magic)+rng.IntN(int(le.Uint64(data[len(data)-trailerSize:]))-len(magic))] ^= byte(1 + rng.IntN(255))
		}
		forge(data)
		readAll(t, data)
	}
}

// Without their codes, all vectors of a large index are read for each question.
func TestVectorsHaveCodes(t *testing.T) {
	b := NewBuilder("m", 16)
	for i := range 3 {
		v := Vector{Scale: 1, Values: make([]int8, 16)}
		v.Values[i], v.Values[8] = 1, -1
		b.AddDocument(Document{Key: string(rune('a' + i)), Version: "1"}, 1)
		if err := b.AddPassage(&Passage{ID: "x"}, counts(nil), v); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	r, err := Open(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	codes, err := r.Codes("m", 16, 0, 1)
	if err != nil || len(codes) != 2*simd.CodesPerBlock || codes[0] != 1 || codes[1] != 2 ||
		codes[2] != 4 || codes[simd.CodesPerBlock] != 0 {
		t.Errorf("the codes are %v, %v", codes, err)
	}
	if codes, err := r.Codes("other", 16, 0, 1); err != nil || codes != nil {
		t.Errorf("of another model: %v, %v", codes, err)
	}
}

// The dictionary is written in blocks of terms. A number of terms that fills its
// blocks leaves no empty one behind, in which the last terms would be looked for.
func TestTermsThatFillTheirBlocksAreFound(t *testing.T) {
	for _, n := range []int{dictBlock - 1, dictBlock, dictBlock + 1, 3 * dictBlock} {
		b := NewBuilder("", 0)
		for i := range n {
			b.AddDocument(Document{Key: string(rune('a' + i)), Version: "1"}, 1)
			if err := b.AddPassage(&Passage{ID: "x"}, counts([]Term{{Text: string(rune('가' + i))}}),
				Vector{}); err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if err := b.Write(&out); err != nil {
			t.Fatal(err)
		}
		r, err := Open(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if want := (n + dictBlock - 1) / dictBlock; r.Blocks[0] != want {
			t.Errorf("%d terms are in %d blocks, want %d", n, r.Blocks[0], want)
		}
		for i := range n {
			if list, _, err := r.Lookup(0, string(rune('가'+i))); err != nil || list.Len() != 1 {
				t.Errorf("term %d of %d: %d passages, %v", i, n, list.Len(), err)
			}
		}
	}
}

func readAll(t *testing.T, data []byte) {
	t.Helper()
	r, err := Open(data)
	if err != nil {
		return
	}
	check := func(err error) {
		if err != nil && !fault.Is(err, fault.Damaged) {
			t.Fatal(err)
		}
	}
	for d := range uint32(min(600, r.Documents())) {
		_, _, _, err := r.Document(d)
		check(err)
	}
	for p := range uint32(min(600, r.Passages())) {
		_, err := r.Passage(p)
		check(err)
		_, err = r.Tokens(p)
		check(err)
		parts, err := r.Parts(p)
		check(err)
		parts.Clone()
	}
	for f := range NumFields {
		for terms := r.Iterate(f); ; {
			ok, err := terms.Next()
			if check(err); err != nil || !ok {
				break
			}
			list, err := terms.List()
			if check(err); err != nil {
				continue
			}
			docs, _, err := list.Decode(nil, nil)
			check(err)
			for _, d := range docs {
				if err == nil && int(d) >= r.Passages() {
					t.Fatalf("passage %d of %d", d, r.Passages())
				}
			}
		}
	}
}

func counts(terms []Term) *Counts {
	var c Counter
	var n Counts
	c.Count(&n, terms)
	return &n
}
