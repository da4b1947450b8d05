package layout

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

// following gives the rows of a table that begins near the bottom of one page
// and goes on at the top of the next, as they are read on the second.
func following(first, second *drawing) (rows []string) {
	p, q := Arrange(&first.Sheet), Arrange(&second.Sheet)
	profile := Survey([]*Page{p, q})
	p.Follow(nil, q, profile)
	q.Follow([]*Page{p}, nil, profile)
	text, blocks, _ := q.Write(profile)
	for _, b := range blocks {
		if b.Kind == content.Table {
			for _, r := range b.Rows {
				rows = append(rows, text[r.Start:r.End])
			}
		}
	}
	return trimmed(rows)
}

func TestALabelGoesOnOverThePageBreak(t *testing.T) {
	header := []string{"부서", "성명", "연차"}
	first := func() *drawing {
		return columnsAt(600, header, []string{"총무팀", "이나래", "16"}, []string{"인사팀", "김민수", "15"},
			[]string{"연구소", "홍길동", "12"})
	}
	got := following(first(), columns([]string{"", "박서준", "11"}, []string{"영업팀", "최유진", "14"}))
	if want := []string{"부서 | 성명 | 연차", "연구소 | 박서준 | 11",
		"영업팀 | 최유진 | 14"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for name, second := range map[string]*drawing{
		"a total": columns([]string{"", "합계", "54"}),
		"labels that are missing elsewhere": columns([]string{"", "박서준", "11"},
			[]string{"", "최유진", "14"}),
	} {
		if got := following(first(), second); got[1][:2] != " |" {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestALabelOfSeveralRowsGoesOnOverThePageBreak(t *testing.T) {
	header := []string{"부서", "성명", "연차"}
	second := columns([]string{"", "박서준", "11"}, []string{"", "정하늘", "9"},
		[]string{"영업팀", "최유진", "14"})
	// The line below the first cell is missing: it spans two rows.
	second.Rules = slices.DeleteFunc(second.Rules, func(r Rule) bool {
		return r.Y0 == r.Y1 && r.Y0 > 110 && r.Y0 < 130
	})
	second.Rules = append(second.Rules, Rule{Box{220, 122, 460, 122}})
	got := following(columnsAt(600, header, []string{"총무팀", "이나래", "16"},
		[]string{"연구소", "홍길동", "12"}), second)
	if want := []string{"부서 | 성명 | 연차", "연구소 | 박서준 | 11", "연구소 | 정하늘 | 9",
		"영업팀 | 최유진 | 14"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestATableOfAnotherFormContinuesNone(t *testing.T) {
	first := columnsAt(600, []string{"성명", "소속", "연락처"}, []string{"이나래", "총무팀", "내선 12"})
	second := columnsAt(100, []string{"품명", "수량", "용도"}, []string{"노트", "3", "회의"})
	second.text(100, 60, "[별지 제2호 서식]")
	got := following(first, second)
	if want := []string{"품명 | 수량 | 용도", "노트 | 3 | 회의"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
