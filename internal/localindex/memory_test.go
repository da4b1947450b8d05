package localindex_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
)

// TestASearchInUsedMemoryFindsWhatAFreshOneFinds asks an index one question after
// another, and each of them an index that was just opened.
func TestASearchInUsedMemoryFindsWhatAFreshOneFinds(t *testing.T) {
	dir := t.TempDir()
	begin := func() *localindex.Index {
		return open(t, localindex.Options{Storage: folder(t, dir), Analyzer: &morph.Analyzer{}})
	}
	ix := begin()
	put(t, ix, "leave", "1", "연차 휴가는 15일이며 미리 신청합니다.", "반차는 오전과 오후로 나뉩니다.")
	put(t, ix, "trip", "1", "등기부등본은 출장 전에 제출합니다.", "숙박비 한도는 1박에 7만 원입니다.")
	put(t, ix, "boiler", "1", "보일러 과열 센서는 3월 2일에 점검합니다.")
	questions := []string{"연차 휴가는 며칠인가요?", "등 기부 등본은 언제 내나요?", "보일라 과열 센서", "3월 2일에 무엇을 점검하나요?",
		"숙박비한도가얼마인가요", "휴가", strings.Repeat("출장 숙박비 한도 ", 100), "연차"}
	want := make([][]retrieve.Passage, len(questions))
	for i, q := range questions {
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
		ix = begin()
		want[i] = passages(t, ix, q)
	}
	for range 2 {
		for i, q := range questions {
			if got := passages(t, ix, q); !reflect.DeepEqual(got, want[i]) {
				t.Errorf("%q: found %v, want %v", q, got, want[i])
			}
		}
	}
}

func passages(t *testing.T, ix *localindex.Index, question string) []retrieve.Passage {
	t.Helper()
	found, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: question})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
