package pdf

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// Objects are found without a regular expression, which took a fortieth of the
// time of reading.
func TestBeginningsOfObjectsAreFoundAsTheExpressionFindsThem(t *testing.T) {
	pieces := []string{"1", "23", "456789012", "0", " ", "\n", "\r\n", "obj", "endobj", "[", "]",
		"R", "_", "<<", "7 0 obj\n", "8 0 R "}
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 20_000 {
		var data []byte
		for range 12 {
			data = append(data, pieces[random.IntN(len(pieces))]...)
		}
		var want, got []int
		for _, m := range objectStart.FindAllSubmatch(data, -1) {
			n, _ := strconv.Atoi(string(m[1]))
			want = append(want, n)
		}
		var refs references
		refs.readObjects(data)
		for n := range refs.objects {
			got = append(got, n)
		}
		slices.Sort(want)
		slices.Sort(got)
		if want = slices.Compact(want); !slices.Equal(got, want) {
			t.Fatalf("%q: objects %v, not %v", data, got, want)
		}
		found += len(got)
	}
	if found < 1_000 {
		t.Errorf("only %d objects", found)
	}
}

func TestArraysOfContentsAreFound(t *testing.T) {
	var refs references
	refs.read([]byte("3 0 obj\n[ 4 0 R 5 0 R ]\nendobj 6 0 obj << /Contents 7 0 R >> endobj " +
		"8 0 obj << /DescendantFonts [9 0 R] /ToUnicode 10 0 R >> endobj"))
	if len(refs.contents) != 2 || !slices.Equal(slices.Sorted(slices.Values(
		slices.Concat(refs.contents...))), []int{3, 4, 5, 7}) {
		t.Errorf("contents %v", refs.contents)
	}
	if slices.Sort(refs.fonts); !slices.Equal(refs.fonts, []int{9, 10}) {
		t.Errorf("parts of fonts %v", refs.fonts)
	}
}

func TestObjectsOfFontsThatAreNotWholeAreFound(t *testing.T) {
	for object, want := range map[string]int{
		"1 0 obj << /Type /Font /Widths [ 1 2 3 ] >> endobj":                        0,
		"1 0 obj << /Type /Font /W [ 1 -2.5 3 0 R true null ] >> endobj":            0,
		"1 0 obj << /Type /Font /Widths [ 1 2$3 4 ] >> endobj":                      1,
		"1 0 obj [225 292 0 0 750] endobj":                                          0,
		"1 0 obj [225 292 0$0 750] endobj":                                          1,
		"1 0 obj << /Type /Font /Name (a\\) [ \x01 >> (b)) /Id <0a> >> % [\nendobj": 0,
		"1 0 obj << /Type /Font /Widths [ 1 2 /FontFile 3 0 R >> endobj":            1,
		"1 0 obj << /Type /Font /Widths [ 1 \x01\x02\x03 ] >> endobj":               1,
		"1 0 obj << /Type /Font /Name (a >> endobj":                                 1,
		"1 0 obj << /Type /Font /Id <0a endobj":                                     1,
		"1 0 obj << /Type /Font 3 ] >> endobj":                                      1,
		"1 0 obj << /Type /Outlines /Kids [ 1 2 >> endobj":                          0,
		"1 0 obj << /Type /Font /Widths [ 1 2":                                      0,
	} {
		var refs references
		refs.read([]byte(object))
		if refs.torn != want || refs.lostFonts() < want {
			t.Errorf("%q: %d", object, refs.torn)
		}
	}
}
