package split_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/split"
)

func TestATableThatContinuesOnTheNextPageKeepsItsCaption(t *testing.T) {
	c := mustSplit(t, split.Splitter{},
		newPage(0, 1).paragraph("끝.").paragraph("[표 3] 지역별 요금").table("지역 | 요금", "서울 | 10"),
		newPage(1, 2).table("지역 | 요금", "부산 | 20"), newPage(2, 3).table("부서 | 인원", "총무 | 3"),
		newPage(3, 4).table("지역 | 요금", "대전 | 40"),
		newPage(4, 5).paragraph("다른 표의 제목").table("지역 | 요금", "부산 | 30"))
	want := []string{"끝.⏎⏎[표 3] 지역별 요금⏎⏎지역 | 요금⏎서울 | 10",
		"[표 3] 지역별 요금⏎⏎지역 | 요금⏎부산 | 20", "부서 | 인원⏎총무 | 3", "지역 | 요금⏎대전 | 40",
		"다른 표의 제목⏎⏎지역 | 요금⏎부산 | 30"}
	got := texts(c)
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], "\n", "⏎")
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestTablesKeepTheirCaptionTheirUnitAndTheirNotes(t *testing.T) {
	long := sentences(12)
	p := newPage(0, 1).heading(1, "요금").paragraph(long).paragraph("[표 2] 시설 사용료").
		paragraph("(단위: 천 원)").table("시설 | 평일", "강당 | 30").paragraph("※ 부가세 별도").
		paragraph("자료: 총무팀, 2026.").paragraph(long).
		table("시설 | 휴일", "강당 | 50").paragraph("자료: 총무팀").paragraph("※ 다음은 2단계의 금액").
		table("시설 | 야간", "강당 | 60").paragraph("* 잠정치")
	c := mustSplit(t, split.Splitter{}, p)
	check(t, c)
	var tables []string
	for _, k := range c.Chunks {
		if k.Kind == document.Table {
			tables = append(tables, strings.ReplaceAll(k.Text, "\n", "⏎"))
		} else if strings.Contains(k.Text, "부가세") || strings.Contains(k.Text, "자료:") {
			t.Errorf("a note stands alone: %q", k.Text)
		}
	}
	want := []string{
		"[표 2] 시설 사용료⏎⏎(단위: 천 원)⏎⏎시설 | 평일⏎강당 | 30⏎⏎※ 부가세 별도⏎⏎자료: 총무팀, 2026.",
		"시설 | 휴일⏎강당 | 50⏎⏎자료: 총무팀",
		"※ 다음은 2단계의 금액⏎⏎시설 | 야간⏎강당 | 60⏎⏎* 잠정치",
	}
	if !slices.Equal(tables, want) {
		t.Errorf("got %q\nwant %q", tables, want)
	}
}

// A form is found by its title, which must not end the form above it.
func TestTheTitleOfTheNextFormGoesWithIt(t *testing.T) {
	p := newPage(0, 1).heading(1, "서식").paragraph("【서식 1】").paragraph("접수증").
		table("접수 번호 | ", "접수처 | 구청").
		paragraph("【서식 2】").paragraph("입찰 참가 신청서").table("상호 | ", "주소 | ")
	var got []string
	for _, k := range mustSplit(t, split.Splitter{}, p).Chunks {
		got = append(got, k.Text)
	}
	want := []string{"【서식 1】\n\n접수증\n\n접수 번호 | \n접수처 | 구청",
		"【서식 2】\n\n입찰 참가 신청서\n\n상호 | \n주소 | "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestATableWithoutHeaderContinuesIfThePageBeginsWithItsFirstRow(t *testing.T) {
	table := func(p *page, rows ...string) *page {
		p.table(rows...)
		p.Blocks[len(p.Blocks)-1].Header = 0
		return p
	}
	c := mustSplit(t, split.Splitter{},
		table(table(newPage(0, 1).paragraph("(7) 순위"), "순번 | ", "1 | 서울"), "순번 | ", "1 | 총무팀"),
		table(newPage(1, 2), "순번 | ", "2 | 영업팀"), table(newPage(2, 3).paragraph("(8) 끝"), "순번 | ", "1 | 부산"),
		table(newPage(3, 4), "순번 | ", "2 | 대전"))
	for i, caption := range []string{"(7) 순위", "순번", "순번", "(8) 끝", "(8) 끝"} {
		if !strings.HasPrefix(c.Chunks[i].Text, caption) {
			t.Errorf("chunk %d: %q", i, c.Chunks[i].Text)
		}
	}
}

// A comment or a footnote speaks of what stands above it.
func TestANoteIsNoCaptionOfTheTableBelow(t *testing.T) {
	c := mustSplit(t, split.Splitter{}, newPage(0, 1).paragraph(sentences(12)).
		note("메모: 담당자를 모두 쓸 것").table("지역 | 요금", "서울 | 10"))
	if got := c.Chunks[len(c.Chunks)-1].Text; got != "지역 | 요금\n서울 | 10" {
		t.Errorf("got %q", got)
	}
}

func TestNotesInASeriesStayTogether(t *testing.T) {
	for _, c := range []struct {
		below []string
		want  []string // chunks
	}{
		{[]string{"주 1) 퇴직 후 3개월 이내에 한한다.", "2) 조화는 별도로 지급한다.", "3) (삭제)", "4. 다른 일"},
			[]string{"사유 | 금액⏎결혼 | 30⏎⏎주 1) 퇴직 후 3개월 이내에 한한다.⏎⏎2) 조화는 별도로 지급한다.⏎⏎3) (삭제)⏎⏎4. 다른 일"}},
		{[]string{"자료: 총무팀", "주 1) 항공권", "가. 임원: 일반석을 이용한다." + sentences(2), "2) 집행간부는 임원에 준한다."},
			[]string{"사유 | 금액⏎결혼 | 30⏎⏎자료: 총무팀",
				"주 1) 항공권⏎⏎가. 임원: 일반석을 이용한다." + sentences(2) + "⏎⏎2) 집행간부는 임원에 준한다."}},
	} {
		p := newPage(0, 1).heading(1, "별표").table("사유 | 금액", "결혼 | 30")
		for _, line := range c.below {
			p = p.paragraph(line)
		}
		got := texts(mustSplit(t, split.Splitter{}, p))
		for i := range got {
			got[i] = strings.ReplaceAll(got[i], "\n", "⏎")
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
