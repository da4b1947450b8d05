package localindex

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
	"github.com/mundap/mundap/internal/retrieve"
)

func TestPassagesAreEmbeddedWholeAndInPartsBelowTheirTitle(t *testing.T) {
	p := &segment.Passage{Headings: []string{"이용", "요금"},
		Text: "월 이용료는 어른 5만 5천 원, 청소년 4만 원이다. 사물함은 한 달에 5천 원이며 열쇠를 잃어버리면 1만 원을 낸다. " +
			"매월 둘째 월요일은 쉰다. 수영장은 깊이 1.2미터이고 레인이 여섯 개다."}
	got := partsOf("동편 체육센터", p)
	const context = "동편 체육센터 › 요금\n"
	if len(got) < 3 || got[0] != context+p.Text {
		t.Fatalf("%q", got)
	}
	var joined []string
	for _, part := range got[1:] {
		if utf8.RuneCountInString(part) > partLength {
			t.Errorf("part %q", part)
		}
		joined = append(joined, part)
	}
	if all := strings.Join(joined, " "); all != p.Text {
		t.Errorf("the parts are %q together", all)
	}
}

func TestAPassageWithoutATitleTakesItsFirstLine(t *testing.T) {
	const rule, gift = "경조금 지급 기준", "본인 결혼에 50만 원을 준다."
	for text, want := range map[string][]string{
		rule + "\n" + gift:  {rule + "\n" + gift, gift},
		gift + "\n부모상에 준다.": {gift + "\n부모상에 준다."},
		"한 줄":               {"한 줄"},
		"":                  {""},
	} {
		if got := partsOf("", &segment.Passage{Text: text}); !slices.Equal(got, want) {
			t.Errorf("%q is embedded as %q", text, got)
		}
	}
	got := partsOf("기준", &segment.Passage{Text: "기준\n본문이다."})
	if !slices.Equal(got, []string{"기준\n본문이다.", "본문이다."}) {
		t.Errorf("a title is repeated: %q", got)
	}
}

func TestALongPassageHasNoMorePartsThanThere(t *testing.T) {
	p := &segment.Passage{Text: strings.Repeat("도서관은 아홉 시에 연다. ", 400)}
	if got := partsOf("", p); len(got) > 1+mostParts {
		t.Errorf("%d texts", len(got))
	}
}

// Documents that differ in nothing but their titles have the same text.
func TestATitleTellsNearDuplicatesApartByMeaning(t *testing.T) {
	ix := openLater(t, emptyDisk(), &embed.Fake{})
	for _, name := range []string{"서편", "동편", "남편"} {
		id := document.ID("docs/" + name)
		err := ix.Put(t.Context(), retrieve.Source{Document: id, Version: "1",
			Title: name + " 체육센터", Readers: []auth.Principal{auth.Everyone}},
			[]document.Chunk{{ID: document.NewChunkID(id, "1", 0), Kind: document.Prose,
				Text: "매월 둘째 월요일은 쉰다."}})
		if err != nil {
			t.Fatal(err)
		}
	}
	caughtUp(t, ix, 3)
	for _, name := range []string{"서편", "동편", "남편"} {
		if found := find(t, ix, name+" 체육센터 쉬는 날", retrieve.Vector); found[0].Document != document.ID("docs/"+name) {
			t.Errorf("%s: %+v", name, found[0])
		}
	}
}

// wholeOnly gives an index's passages vectors as they were made before there
// were parts.
func wholeOnly(t *testing.T, ix *Index, key, text string, made func()) {
	t.Helper()
	id := document.ID(key)
	c := &change{document: segment.Document{Key: key, Version: "1", Readers: []string{"*"}}}
	err := ix.analyse(t.Context(), c, retrieve.Source{}, []document.Chunk{{
		ID: document.NewChunkID(id, "1", 0), Kind: document.Prose, Text: text}})
	if err != nil {
		t.Fatal(err)
	}
	vectors, err := ix.embedders.Load().now.Embed(t.Context(), embed.Passage, []string{text})
	if err != nil {
		t.Fatal(err)
	}
	made()
	c.passages[0].vector, c.model = segment.Quantise(vectors[0]), ix.embedders.Load().model()
	if err := ix.submit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

func TestOldVectorsServeUntilTheyAreMadeAnew(t *testing.T) {
	release := make(chan struct{})
	var old atomic.Bool // vectors are being made as they were once
	old.Store(true)
	fake := &embed.Fake{Err: func(kind embed.Kind, texts []string) error {
		if kind == embed.Passage && !old.Load() {
			<-release
		}
		return nil
	}}
	ix := openLater(t, emptyDisk(), fake)
	wholeOnly(t, ix, "docs/a", "연차 규정\n휴가는 보름이다.", func() { old.Store(false) })
	if found := find(t, ix, "휴가는 보름", retrieve.Vector); len(found) != 1 {
		t.Errorf("found %+v by the old vectors", found)
	}
	if s := ix.Embedding(); s.Missing != 1 {
		t.Errorf("%+v, want one to be made anew", s)
	}
	close(release)
	caughtUp(t, ix, 1)
	calls, _ := fake.Calls()
	caughtUp(t, ix, 1)
	if again, _ := fake.Calls(); again != calls {
		t.Errorf("%d calls more for vectors that are there", again-calls)
	}
}

func TestThePassagesNearestInMeaningAreAmongTheFirstFour(t *testing.T) {
	var hits []rank.Hit
	meaning := map[place]float64{}
	for i := range 8 {
		hits = append(hits, rank.Hit{Passage: uint32(i), Score: float64(10 - i)})
		meaning[place{passage: uint32(i)}] = float64(i) / 10
	}
	got := withNearest(hits, meaning)
	var order []uint32
	for i, h := range got {
		order = append(order, h.Passage)
		if i > 0 && h.Score > got[i-1].Score {
			t.Errorf("scores rise: %+v", got)
		}
	}
	if want := []uint32{0, 1, 7, 6, 2, 3, 4, 5}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
	if got := withNearest(nil, meaning); len(got) != 0 {
		t.Errorf("of nothing %v", got)
	}
	if got := withNearest(hits[:2], meaning); len(got) != 2 || got[0].Passage != 0 {
		t.Errorf("of two %v", got)
	}
}

// uneven gives vectors of different lengths in one call.
type uneven struct{ embed.Fake }

func (u *uneven) Embed(ctx context.Context, k embed.Kind, texts []string) ([][]float32, error) {
	vectors, err := u.Fake.Embed(ctx, k, texts)
	if len(vectors) > 1 {
		vectors[1] = vectors[1][:3]
	}
	return vectors, err
}

func TestVectorsOfDifferentLengthsAreAnError(t *testing.T) {
	ix := openLater(t, emptyDisk(), &embed.Fake{})
	c := &change{passages: []analysed{{Passage: segment.Passage{
		Text: strings.Repeat("도서관은 아홉 시에 연다. ", 20)}}}}
	if err := ix.embedPassages(t.Context(), &embedders{now: &uneven{}}, c, []int{0}); err == nil {
		t.Error("no error")
	}
}
