package split_test

import (
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/split"
)

// page builds a page of blocks whose texts stand below one another.
type page struct {
	content.Page
	text strings.Builder
}

func newPage(index, number int) *page {
	return &page{Page: content.Page{Index: index,
		Number: number}}
}

func (p *page) add(b content.Block, text string) *page {
	if p.text.Len() > 0 {
		p.text.WriteString("\n\n")
	}
	b.Start = p.text.Len()
	p.text.WriteString(text)
	b.End = p.text.Len()
	p.Blocks = append(p.Blocks, b)
	p.Text = p.text.String()
	return p
}

func (p *page) heading(level int, text string) *page {
	return p.add(content.Block{Kind: content.Heading, Level: level}, text)
}
func (p *page) paragraph(text string) *page {
	return p.add(content.Block{Kind: content.Paragraph}, text)
}

func (p *page) note(text string) *page { return p.add(content.Block{Kind: content.Note}, text) }

// table adds a table with one header row; each row is one line.
func (p *page) table(rows ...string) *page {
	start := p.text.Len()
	if start > 0 {
		start += 2
	}
	b := content.Block{Kind: content.Table, Header: 1}
	for _, r := range rows {
		b.Rows = append(b.Rows, content.Row{Start: start, End: start + len(r)})
		start += len(r) + 1
	}
	return p.add(b, strings.Join(rows, "\n"))
}

func pagesOf(pages ...*page) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		for _, p := range pages {
			if !yield(p.Page, nil) {
				return
			}
		}
	}
}

func mustSplit(t *testing.T, s split.Splitter, pages ...*page) document.Contents {
	t.Helper()
	c, err := s.Split("docs/a.txt", "01", pagesOf(pages...))
	if err != nil {
		t.Fatal(err)
	}
	check(t, c)
	return c
}

// check holds for every splitting: ordinals, ids, ranges on characters, and
// texts that the ranges reproduce.
func check(t *testing.T, c document.Contents) {
	t.Helper()
	for i, k := range c.Chunks {
		if k.Ordinal != i || k.ID != document.NewChunkID(c.Document, c.Version, i) {
			t.Errorf("chunk %d has ordinal %d and id %s", i, k.Ordinal, k.ID)
		}
		if k.Start < 0 || k.End > len(c.Text) || k.Start >= k.End {
			t.Fatalf("chunk %d: range %d–%d of %d", i, k.Start, k.End, len(c.Text))
		}
		text := c.Text[k.Start:k.End]
		if !utf8.ValidString(text) || strings.TrimSpace(text) == "" {
			t.Errorf("chunk %d: %q", i, text)
		}
		if k.Text != text && (k.Kind != document.Table || !strings.HasSuffix(k.Text, "\n"+text)) {
			t.Errorf("chunk %d: %q is not its range %q", i, k.Text, text)
		}
	}
}

func texts(c document.Contents) (all []string) {
	for _, k := range c.Chunks {
		all = append(all, k.Text)
	}
	return all
}

func sentences(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("이것은 %03d번째 문장입니다.", i))
	}
	return strings.Join(all, " ")
}

func TestProseIsCutBetweenSentencesWithOverlap(t *testing.T) {
	c := mustSplit(t, split.Splitter{Size: 100, Overlap: 20},
		newPage(0, 1).paragraph(sentences(40)))
	if len(c.Chunks) < 7 {
		t.Fatalf("%d chunks", len(c.Chunks))
	}
	for i, k := range c.Chunks {
		if n := korean.Length(k.Text); n > 120 {
			t.Errorf("chunk %d has %d characters", i, n)
		}
		if !strings.HasPrefix(k.Text, "이것은") || !strings.HasSuffix(k.Text, "문장입니다.") {
			t.Errorf("chunk %d cuts a sentence: %q", i, k.Text)
		}
		if i > 0 && k.Start >= c.Chunks[i-1].End {
			t.Errorf("chunk %d repeats nothing of the one before", i)
		}
	}
	if first, last := c.Chunks[0], c.Chunks[len(c.Chunks)-1]; first.Start != 0 ||
		last.End != len(c.Text) {
		t.Errorf("the ends are missing: %d–%d of %d", first.Start, last.End, len(c.Text))
	}
}

func TestOverlapCanBeTurnedOff(t *testing.T) {
	c := mustSplit(t, split.Splitter{Size: 100, Overlap: 0}, newPage(0, 1).paragraph(sentences(40)))
	for i := 1; i < len(c.Chunks); i++ {
		if c.Chunks[i].Start < c.Chunks[i-1].End {
			t.Errorf("chunk %d overlaps the one before", i)
		}
	}
}

func TestASentenceLongerThanAChunkIsCutAtBlanks(t *testing.T) {
	c := mustSplit(t, split.Splitter{Size: 50},
		newPage(0, 0).paragraph(strings.Repeat("아주긴낱말 ", 60)))
	for i, k := range c.Chunks {
		if n := korean.Length(k.Text); n > 60 || !strings.HasPrefix(k.Text, "아주긴") {
			t.Errorf("chunk %d: %d characters, %q", i, n, k.Text)
		}
	}
}

func TestHeadingsStandAboveTheirChunks(t *testing.T) {
	body := sentences(12)
	c := mustSplit(t, split.Splitter{}, newPage(0, 1).
		heading(1, "제1장 총칙").heading(2, "제1절 목적").paragraph(body).heading(2,
		"제2절 정의").paragraph(body).
		heading(1, "제2장 보칙").paragraph(body))
	want := [][]string{{"제1장 총칙", "제1절 목적"}, {"제1장 총칙", "제2절 정의"}, {"제2장 보칙"}}
	for i, k := range c.Chunks {
		if !slices.Equal(k.Headings, want[i]) || k.Text != body {
			t.Errorf("chunk %d: %q %q", i, k.Headings, k.Text)
		}
	}
	if len(c.Chunks) != 3 {
		t.Errorf("%d chunks", len(c.Chunks))
	}
}

func TestShortSectionsShareAChunkWithTheirHeadings(t *testing.T) {
	c := mustSplit(t, split.Splitter{}, newPage(0, 1).
		heading(1, "안내").heading(2, "가격").paragraph("만 원입니다.").heading(2,
		"시간").paragraph("아홉 시부터입니다."))
	want := []string{"가격\n\n만 원입니다.\n\n시간\n\n아홉 시부터입니다."}
	if got := texts(c); !slices.Equal(got, want) || !slices.Equal(c.Chunks[0].Headings,
		[]string{"안내"}) {
		t.Errorf("got %q below %q", got, c.Chunks[0].Headings)
	}
}

func TestAShortIntroductionStaysWithTheShortSectionsBelowIt(t *testing.T) {
	c := mustSplit(t, split.Splitter{}, newPage(0, 1).
		heading(1, "문답").heading(2, "안내").paragraph("다음과 같습니다.").heading(3,
		"가격").paragraph("만 원입니다.").
		heading(1, "부록").paragraph("끝입니다."))
	want := []string{"안내\n\n다음과 같습니다.\n\n가격\n\n만 원입니다.", "끝입니다."}
	if got := texts(c); !slices.Equal(got, want) || !slices.Equal(c.Chunks[0].Headings,
		[]string{"문답"}) {
		t.Errorf("got %q below %q", got, c.Chunks[0].Headings)
	}
}

func TestAShortSectionAloneHasItsHeadingInThePath(t *testing.T) {
	c := mustSplit(t, split.Splitter{}, newPage(0, 1).heading(1, "가격").paragraph("만 원입니다."))
	if k := c.Chunks[0]; k.Text != "만 원입니다." || !slices.Equal(k.Headings, []string{"가격"}) {
		t.Errorf("got %+v", k)
	}
}

func TestAHeadingWithoutTextIsNotLost(t *testing.T) {
	c := mustSplit(t, split.Splitter{}, newPage(0, 1).heading(1, "고객센터 1588-0000"))
	if got := texts(c); !slices.Equal(got, []string{"고객센터 1588-0000"}) {
		t.Errorf("got %q", got)
	}
}

func TestEachFormIsAChunkOfItsOwn(t *testing.T) {
	c := mustSplit(t, split.Splitter{}, newPage(0, 0).
		heading(1, "부칙").paragraph("공포한 날부터 시행한다.").
		heading(1, "[별지 제1호 서식] 휴가 신청서").paragraph("성명: 소속:").heading(2, "확인").paragraph("담당자:").
		heading(1, "[별지 제2호 서식] 출장 신청서").paragraph("성명: 소속:").
		heading(1, "문의").paragraph("총무팀"))
	want := []string{"공포한 날부터 시행한다.", "[별지 제1호 서식] 휴가 신청서\n\n성명: 소속:\n\n확인\n\n담당자:",
		"성명: 소속:", "총무팀"}
	if got := texts(c); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestShortSectionsOfTwoPagesShareNoChunk(t *testing.T) {
	c := mustSplit(t, split.Splitter{}, newPage(0, 1).heading(1, "휴가 신청서").paragraph("성명:").
		heading(1, "확인").paragraph("담당자:"),
		newPage(1, 2).heading(1, "출장 신청서").paragraph("성명:"))
	want := []string{"휴가 신청서\n\n성명:\n\n확인\n\n담당자:", "성명:"}
	if got := texts(c); !slices.Equal(got, want) || c.Chunks[1].Page != 2 {
		t.Errorf("got %q, the last on page %d", got, c.Chunks[len(c.Chunks)-1].Page)
	}
}

func TestTablesAreCutBetweenRowsUnderTheirHeader(t *testing.T) {
	rows := []string{"지역 | 요금"}
	for i := range 20 {
		rows = append(rows, fmt.Sprintf("지역%02d | %d원", i, 1000+i))
	}
	c := mustSplit(t, split.Splitter{Size: 60},
		newPage(0, 3).heading(1, "요금표").paragraph("지역별 요금입니다.").table(rows...))
	var seen []string
	for i, k := range c.Chunks {
		if k.Kind != document.Table || k.Page != 3 || !slices.Equal(k.Headings, []string{"요금표"}) {
			t.Errorf("chunk %d: %+v", i, k)
		}
		lines := strings.Split(k.Text, "\n")
		if lines[0] != "지역별 요금입니다." || lines[1] != "" {
			t.Errorf("chunk %d lacks the caption: %q", i, k.Text)
		}
		if lines = lines[2:]; lines[0] != rows[0] {
			t.Errorf("chunk %d begins with %q", i, lines[0])
		}
		seen = append(seen, lines[1:]...)
	}
	if !slices.Equal(seen, rows[1:]) {
		t.Errorf("rows %q", seen)
	}
}

func TestARecordIsAChunk(t *testing.T) {
	p := newPage(0, 0)
	for i := range 3 {
		p.add(content.Block{Kind: content.Record, Line: i + 2},
			fmt.Sprintf("질문: 무엇 %d?\n답변: 이것 %d.", i, i))
	}
	c := mustSplit(t, split.Splitter{}, p)
	for i, k := range c.Chunks {
		if k.Kind != document.Row || k.Line != i+2 ||
			k.Text != fmt.Sprintf("질문: 무엇 %d?\n답변: 이것 %d.", i, i) {
			t.Errorf("chunk %d: %+v", i, k)
		}
	}
}

func TestCodeIsCutByFunctionAndLongOnesBetweenLines(t *testing.T) {
	long := strings.TrimSuffix(strings.Repeat("    call()\n", 60), "\n")
	p := newPage(0, 0).
		add(content.Block{Kind: content.Code, Language: "python", Name: "short", Line: 1},
			"def short():\n    pass").
		add(content.Block{Kind: content.Code, Language: "python", Name: "long", Line: 4},
			"def long():\n"+long)
	c := mustSplit(t, split.Splitter{Size: 100}, p)
	if k := c.Chunks[0]; k.Kind != document.Code || k.Language != "python" || k.Line != 1 ||
		!slices.Equal(k.Headings, []string{"short"}) {
		t.Errorf("got %+v", k)
	}
	line := 4
	for _, k := range c.Chunks[1:] {
		if k.Line != line || korean.Length(k.Text) > 200 {
			t.Errorf("line %d, want %d: %q", k.Line, line, k.Text)
		}
		line += strings.Count(k.Text, "\n") + 1
	}
	if line != 4+61 {
		t.Errorf("the chunks end at line %d", line)
	}
}

func TestAnExampleStaysInItsProse(t *testing.T) {
	c := mustSplit(t, split.Splitter{}, newPage(0, 0).heading(1, "설치").paragraph("이렇게 설치합니다.").
		add(content.Block{Kind: content.Code}, "make run").paragraph("그다음 여세요."))
	if got := texts(c); !slices.Equal(got, []string{"이렇게 설치합니다.\n\nmake run\n\n그다음 여세요."}) {
		t.Errorf("got %q", got)
	}
}

func TestPagesBeginWhereTheirTextDoes(t *testing.T) {
	c := mustSplit(t, split.Splitter{Size: 40, Overlap: 0},
		newPage(0, 1).paragraph(sentences(3)), newPage(1, 2),
		newPage(2, 3).paragraph("셋째 쪽입니다. "+sentences(3)))
	if len(c.Pages) != 3 || !strings.HasPrefix(c.Text[c.Pages[2]:], "셋째") || c.Pages[0] != 0 {
		t.Fatalf("pages %v of %q", c.Pages, c.Text)
	}
	for _, k := range c.Chunks {
		want := 1
		if k.Start >= c.Pages[2] {
			want = 3
		}
		if k.Page != want {
			t.Errorf("page %d, want %d: %q", k.Page, want, k.Text)
		}
	}
}

func TestLanguageOfChunks(t *testing.T) {
	c := mustSplit(t, split.Splitter{}, newPage(0, 0).heading(1, "안내").paragraph("한국어 문장입니다."),
		newPage(1, 0).
			heading(1, "Fees").table("Region | Fee", "Seoul | ten").paragraph("Only English here."))
	var got []string
	for _, k := range c.Chunks {
		got = append(got, k.Language)
	}
	if len(got) < 2 || got[len(got)-1] != "en" {
		t.Errorf("got %q", got)
	}
}

func TestAnErrorOfThePagesIsReturned(t *testing.T) {
	broken := errors.New("broken")
	_, err := split.Splitter{}.Split("docs/a", "1", func(yield func(content.Page, error) bool) {
		yield(newPage(0, 1).paragraph("하나").Page, nil)
		yield(content.Page{}, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// FuzzSplit makes documents of arbitrary lines: "# " a heading, "| " a row of a
// table, "` " code, anything else prose.
func FuzzSplit(f *testing.F) {
	f.Add("# 제목\n본문입니다. 또 있다.\n| a | b\n| c | d\n` x = 1\n# 끝", uint8(20), uint8(5))
	f.Add("## b\n# a\n### c\n\n문장이다.다음이다.", uint8(1), uint8(200))
	f.Add(strings.Repeat("가나다 ", 100), uint8(7), uint8(0))
	f.Fuzz(func(t *testing.T, lines string, size, overlap uint8) {
		lines = korean.Normalise(lines)
		p := newPage(0, 1)
		for l := range strings.SplitSeq(lines, "\n") {
			l = strings.TrimSpace(l)
			bare := strings.TrimSpace(strings.TrimLeft(l, "#"))
			switch {
			case l == "" || bare == "":
			case l[0] == '#':
				p.heading(len(l)-len(strings.TrimLeft(l, "#")), bare)
			case l[0] == '|':
				p.table(l, "둘째 줄", l)
			case l[0] == '`':
				p.add(content.Block{Kind: content.Code, Line: 1}, l)
			default:
				p.paragraph(l)
			}
		}
		s := split.Splitter{Size: int(size), Overlap: int(overlap)}
		c := mustSplit(t, s, p)
		again := mustSplit(t, s, p)
		if !reflect.DeepEqual(c, again) {
			t.Fatal("splitting again gave something else")
		}
		covered := make([]bool, len(c.Text))
		for _, k := range c.Chunks {
			for i := k.Start; i < k.End; i++ {
				covered[i] = true
			}
		}
		for i, b := range p.Blocks {
			if b.Kind == content.Heading {
				continue // in a path or a chunk
			}
			for j := b.Start; j < b.End; j++ {
				if !covered[j] && strings.TrimSpace(c.Text[j:j+1]) != "" {
					t.Fatalf("block %d (%s) is missing at %d: %q", i, b.Kind, j, b.Text(p.Page))
				}
			}
		}
	})
}

func BenchmarkSplit(b *testing.B) {
	p := newPage(0, 1)
	for range 500 {
		p.paragraph(sentences(40))
	}
	b.SetBytes(int64(len(p.Text)))
	for b.Loop() {
		if _, err := (split.Splitter{}).Split("docs/a", "1", pagesOf(p)); err != nil {
			b.Fatal(err)
		}
	}
}

func TestShortPiecesStandWithWhatTheyBelongTo(t *testing.T) {
	long := strings.Repeat("긴 문장이 이어진다. ", 30)
	c := mustSplit(t, split.Splitter{}, newPage(0, 0).
		heading(1, "요금").paragraph("표 1 시설 사용료").paragraph("(단위: 천 원)").table("시설 | 평일", "강당 | 30").paragraph("※ 부가세 별도").
		heading(1, "절차").paragraph(long).table("단계 | 기한", "접수 | 3일").paragraph("끝.").
		heading(1, "문의").paragraph("총무팀 02-123-4567"))
	var got []string
	for _, k := range c.Chunks {
		got = append(got, strings.Join(k.Headings, "/")+": "+strings.ReplaceAll(k.Text, "\n", "⏎"))
	}
	want := []string{
		"요금: 표 1 시설 사용료⏎⏎(단위: 천 원)⏎⏎시설 | 평일⏎강당 | 30⏎⏎※ 부가세 별도",
		"절차: " + strings.TrimSpace(long),
		"절차: 단계 | 기한⏎접수 | 3일⏎⏎끝.",
		"문의: 총무팀 02-123-4567",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for i, k := range c.Chunks {
		if k.Ordinal != i {
			t.Errorf("chunk %d has the ordinal %d", i, k.Ordinal)
		}
	}
}

// A few words below a heading that has sections of its own go with the first.
func TestAShortBeginningGoesWithTheSectionInsideIt(t *testing.T) {
	long := strings.Repeat("관람객의 편의를 위한 시설을 배치도에 표기합니다. ", 20)
	p := newPage(0, 1).heading(1, "조성").paragraph("장소: 국립묘지").heading(2, "세부").paragraph(long).
		heading(1, "기타").paragraph(long)
	chunks := mustSplit(t, split.Splitter{}, p).Chunks
	if len(chunks) != 2 || !strings.HasPrefix(chunks[0].Text, "장소: 국립묘지\n\n세부\n\n관람객의") ||
		!slices.Equal(chunks[0].Headings, []string{"조성"}) {
		t.Errorf("got %d chunks, the first below %q: %.40q", len(chunks), chunks[0].Headings, chunks[0].Text)
	}
}

func TestARowComesAfterTheProseAboveIt(t *testing.T) {
	p := newPage(0, 0).paragraph("아래는 전화번호예요.").add(content.Block{Kind: content.Record, Line: 2},
		"이름: 김하나\n전화: 02-123-4567").paragraph("위는 전화번호예요.")
	c := mustSplit(t, split.Splitter{}, p)
	var kinds []document.ChunkKind
	for _, k := range c.Chunks {
		kinds = append(kinds, k.Kind)
	}
	if want := []document.ChunkKind{document.Prose, document.Row, document.Prose}; !slices.Equal(kinds, want) {
		t.Errorf("chunks %v in %+v", kinds, c.Chunks)
	}
}

func TestNotesOfATableMayBeItemsOfAListButNotHeadings(t *testing.T) {
	table := func() *page { return newPage(0, 0).table("부서 | 인원", "총무 | 3", "영업 | 7") }
	c := mustSplit(t, split.Splitter{}, table().add(content.Block{Kind: content.ListItem, Level: 1}, "※ 2026년 1월 기준"))
	if len(c.Chunks) != 1 || !strings.Contains(c.Chunks[0].Text, "2026년 1월 기준") {
		t.Errorf("an item: %+v", c.Chunks)
	}
	c = mustSplit(t, split.Splitter{}, table().heading(1, "비고: 부서의 이름").paragraph("총무는 회사의 살림을 맡는다."))
	if len(c.Chunks) != 2 || strings.Contains(c.Chunks[0].Text, "비고") {
		t.Errorf("a heading: %+v", c.Chunks)
	}
}
