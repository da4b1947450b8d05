package segment_test

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"github.com/mundap/mundap/internal/localindex/segment"
)

// testdata/former.seg has samples(5, 40), written by a program that wrote texts
// in UTF-8 and tokens in three bytes.
func former(t *testing.T) *segment.Reader {
	t.Helper()
	data, err := os.ReadFile("testdata/former.seg")
	if err != nil {
		t.Fatal(err)
	}
	r, err := segment.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestASegmentOfAnEarlierProgramIsRead(t *testing.T) {
	data, err := os.ReadFile("testdata/former.seg")
	if err != nil {
		t.Fatal(err)
	}
	got, err := dump(data)
	if err != nil {
		t.Fatal(err)
	}
	want, err := dump(write(t, samples(5, 40)))
	if err != nil {
		t.Fatal(err)
	}
	got.Tokens, want.Tokens = nil, nil // of other sizes; the merge compares them
	if !reflect.DeepEqual(got, want) {
		t.Error("it does not say what a segment of today does")
	}
}

func TestAMergeRewritesASegmentOfAnEarlierProgram(t *testing.T) {
	today, err := segment.Open(write(t, samples(6, 40)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	_, err = segment.Merge(t.Context(), &out, []segment.Input{{Reader: former(t)},
		{Reader: today}}, "m", 8)
	if err != nil {
		t.Fatal(err)
	}
	got, err := dump(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want, err := dump(write(t, append(samples(5, 40), samples(6, 40)...)))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("the merged segment differs from one that was written at once")
	}
}

func TestPassagesAreReadBack(t *testing.T) {
	for _, p := range []segment.Passage{
		{},
		{ID: "0123456789abcdef0123456789abcdef", Text: "제3조(연차휴가)\n15일", Ordinal: 7, End: 900},
		{ID: "0123456789ABCDEF", Headings: []string{"휴가", "漢字 😀"}, Original: "원문 \x00"},
		{ID: "abc", Text: string(bytes.Repeat([]byte("뷁"), 9000)), Language: "ko", Kind: "table"},
	} {
		b := segment.NewBuilder("", 0)
		b.AddDocument(segment.Document{Key: "a"}, 1)
		if err := b.AddPassage(&p, counts(nil), segment.Vector{}); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := b.Write(&out); err != nil {
			t.Fatal(err)
		}
		r, err := segment.Open(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := r.Passage(0); err != nil || !reflect.DeepEqual(got, p) {
			t.Errorf("passage %q came back changed: %v", p.ID, err)
		}
	}
}
