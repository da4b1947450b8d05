package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestPDF(t *testing.T) {
	first := append(formattest.LinesAt(780, 24, "보일러 안내"), formattest.LinesAt(700, 10,
		"보일러에서 소리가 나면 먼저 전원을 끄고 급수 밸브를 확인하십시오. 오류",
		"코드는 아래에 있습니다.",
		"● E-01은 점화 실패를 뜻합니다.",
		"● E-02는 과열을 뜻합니다.")...)
	data := formattest.PDF("보일러 안내문", "", first,
		formattest.LinesAt(780, 10, "둘째 쪽의 글입니다. 여기까지 읽었습니다."))
	pages, info := expect(t, formattest.Source("보일러.pdf", data),
		"h1 보일러 안내",
		"p 보일러에서 소리가 나면 먼저 전원을 끄고 급수 밸브를 확인하십시오. 오류 코드는 아래에 있습니다.",
		"li1 ● E-01은 점화 실패를 뜻합니다.",
		"li1 ● E-02는 과열을 뜻합니다.",
		"p 둘째 쪽의 글입니다. 여기까지 읽었습니다.")
	if info.Title != "보일러 안내문" || info.Total != 2 || info.Unit != content.PageUnit {
		t.Errorf("info %+v", info)
	}
	if pages[0].Number != 1 || pages[1].Number != 2 || pages[1].Done != 2 {
		t.Errorf("pages %d and %d, done %d", pages[0].Number, pages[1].Number, pages[1].Done)
	}
}

func TestAPDFTitleThatCannotBeReadIsNone(t *testing.T) {
	// 서 has the byte AD in CP949
	data := formattest.PDF("설명서", "", formattest.LinesAt(700, 10, "글이 있습니다."))
	if _, info := expect(t, formattest.Source("a.pdf", data), "p 글이 있습니다."); info.Title != "" {
		t.Errorf("title %q", info.Title)
	}
}

func TestRunningHeadsStandOnceAndPageNumbersNowhere(t *testing.T) {
	var pages [][]formattest.PDFPiece
	want := []string{"p 문답 사용 설명서"}
	for i := range 4 {
		body := fmt.Sprintf("본문 %d에는 서로 다른 이야기가 적혀 있습니다.", i)
		page := append([]formattest.PDFPiece{formattest.At(60, 810, 8, "문답 사용 설명서")},
			formattest.LinesAt(700, 10, body, "그리고 이어지는 이야기도 있습니다.")...)
		pages = append(pages, append(page, formattest.At(280, 30, 8, fmt.Sprintf("- %d -", i+1))))
		want = append(want, "p "+body, "p 그리고 이어지는 이야기도 있습니다.")
	}
	expect(t, formattest.Source("설명서.pdf", formattest.PDF("", "", pages...)), want...)
}

func TestWhatMerelyResemblesARunningHeadStays(t *testing.T) {
	var pages [][]formattest.PDFPiece
	var want []string
	for i := range 6 {
		chapter, form := fmt.Sprintf("제%d장 총칙", i+1), fmt.Sprintf("[별지 제%d호 서식]", i+1)
		body := fmt.Sprintf("본문 %d에는 서로 다른 이야기가 적혀 있습니다.", i)
		page := append(formattest.LinesAt(800, 10, chapter), formattest.LinesAt(700, 10, body)...)
		page = append(page, formattest.LinesAt(650, 10, "성명: 소속: 신청일:")...)
		pages = append(pages, append(page, formattest.LinesAt(40, 10, form)...))
		want = append(want, "h3 "+chapter, "p "+body, "p 성명: 소속: 신청일:", "p "+form)
	}
	expect(t, formattest.Source("서식.pdf", formattest.PDF("", "", pages...)), want...)
}

func TestPDFThatCannotBeRead(t *testing.T) {
	text := formattest.LinesAt(700, 10, "글이 있습니다.")
	for name, c := range map[string]struct {
		data []byte
		want error
		kind fault.Kind
	}{
		"locked": {formattest.PDF("", formattest.Locked, text), format.ErrEncrypted,
			fault.Unsupported},
		"scanned": {formattest.PDF("", "", nil, nil), format.ErrScanned, fault.Unsupported},
		"empty": {formattest.PDF("", "",
			[]formattest.PDFPiece{formattest.At(60, 700, 10, " ")}), format.ErrEmpty,
			fault.Invalid},
		"damaged":   {[]byte("%PDF-1.4\nnothing of it is left"), format.ErrDamaged, fault.Damaged},
		"not a PDF": {[]byte("그냥 글이에요."), format.ErrDamaged, fault.Damaged},
	} {
		_, _, err := read(t, inside(t), formattest.Source("a.pdf", c.data))
		if !errors.Is(err, c.want) || fault.KindOf(err) != c.kind {
			t.Errorf("%s: %v (%v)", name, err, fault.KindOf(err))
		}
		if m := fault.MessageOf(err); m.Ko == "" || m.En == "" {
			t.Errorf("%s: nothing for the user to read: %+v", name, m)
		}
	}
}

func TestPDFWithSomePagesScannedIsReadWithAWarning(t *testing.T) {
	data := formattest.PDF("", "", formattest.LinesAt(700, 10, "글이 있습니다."), nil)
	pages, info := expect(t, formattest.Source("a.pdf", data), "p 글이 있습니다.")
	if len(pages) != 2 || !info.Warned(document.NoTextPages) {
		t.Errorf("%d pages, %+v", len(pages), info)
	}
}

func TestAPageThatCrashesPDFiumCostsOnlyItself(t *testing.T) {
	// The page draws a form that draws itself twice, which no stack is deep enough for.
	data := string(formattest.PDF("", "", formattest.LinesAt(700, 10, "첫 쪽입니다."), nil,
		formattest.LinesAt(700, 10, "셋째 쪽입니다.")))
	stream := "0 0 300 300 re f\n"
	if !strings.Contains(data, stream) {
		t.Fatal("the fixture has changed")
	}
	data = strings.Replace(data, stream, "/X Do /X Do     \n", 1)
	data = strings.ReplaceAll(data, "/Font << /F1 3 0 R >> >> >>",
		"/Font << /F1 3 0 R >> /XObject << /X 9 0 R >> >> >>")
	data = strings.Replace(data, "9 0 obj\n<< /Length 17 >>",
		"9 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 9 0 R >> >> /Length 17 >>", 1)
	pages, info := expect(t, formattest.Source("a.pdf", data), "p 첫 쪽입니다.", "p 셋째 쪽입니다.")
	if len(pages) != 3 || !info.Warned(document.PagesLeftOut) {
		t.Errorf("%d pages, %+v", len(pages), info)
	}
}

func TestPDFResumesAtAPage(t *testing.T) {
	var all [][]formattest.PDFPiece
	for i := range 5 {
		all = append(all, formattest.LinesAt(700, 10, fmt.Sprintf("쪽 %d의 글입니다.", i+1)))
	}
	f, err := inside(t).Open(t.Context(),
		formattest.Source("a.pdf", formattest.PDF("", "", all...)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, from := range []int{0, 3, 1} {
		next := from
		for p, err := range f.Pages(t.Context(), from) {
			if err != nil {
				t.Fatal(err)
			}
			if p.Index != next || p.Text != fmt.Sprintf("쪽 %d의 글입니다.", next+1) {
				t.Errorf("from %d: page %d is %q", from, p.Index, p.Text)
			}
			next++
		}
		if next != 5 {
			t.Errorf("from %d: ended at %d", from, next)
		}
	}
}

func TestTitlesThatSayNothingAreNone(t *testing.T) {
	for in, want := range map[string]string{
		" 이용 약관\n(개정)": "이용 약관 (개정)", "Microsoft Word - 초안.doc": "", "제목 없음": "", "Untitled-1": "",
		"??": "", "2009": "", "210mm": "", "■ 3월": "", "2026 사업 계획": "2026 사업 계획",
		"PowerPoint 프레젠테이션": "", "report.docx": "", strings.Repeat("가", 400): strings.Repeat("가",
			300),
	} {
		if got := content.GoodTitle(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestADamagedPDFSaysWhatItLost(t *testing.T) {
	lines := formattest.LinesAt(700, 10, "첫 줄입니다.", "둘째 줄입니다.")
	whole := formattest.Packed(formattest.PDF("", "", lines, lines, lines))
	at := bytes.LastIndex(whole, []byte("stream\nx")) + len("stream\n") + 12
	flipped := bytes.Clone(whole)
	for i := range 8 {
		flipped[at+i] ^= 0xff
	}
	for name, c := range map[string]struct {
		data []byte
		want []document.WarningCode
	}{
		"whole":   {whole, nil},
		"flipped": {flipped, []document.WarningCode{document.PagesDamaged}},
	} {
		_, info, err := read(t, inside(t), formattest.Source("a.pdf", c.data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, code := range c.want {
			if !info.Warned(code) {
				t.Errorf("%s: no warning %s: %+v", name, code, info.Warnings)
			}
		}
		if c.want == nil && len(info.Warnings) > 0 {
			t.Errorf("%s: %+v", name, info.Warnings)
		}
	}
}

func TestPagesWithoutTextAreCounted(t *testing.T) {
	data := formattest.PDF("", "", formattest.LinesAt(700, 10, "글이 있습니다."), nil, nil)
	_, info, err := read(t, inside(t), formattest.Source("a.pdf", data))
	want := document.Warning{Code: document.NoTextPages, Pages: 2, Of: 3}
	if err != nil || len(info.Warnings) != 1 || info.Warnings[0] != want {
		t.Errorf("got %+v, %v", info.Warnings, err)
	}
}

func TestASentenceThatGoesOnBehindNotesFollowsThem(t *testing.T) {
	first := append(formattest.LinesAt(700, 10, "여비는 출장을 다녀온 뒤에 지급한다.",
		"다만 출장이 한 달을 넘는 경우에는 총무팀의 승인을 받아 나누어 받을 수 있으며 그 금액은"),
		formattest.LinesAt(80, 7, "1) 국외 출장은 따로 정한 규정을 따른다.")...)
	data := formattest.PDF("", "", first,
		formattest.LinesAt(700, 10, "이미 쓴 비용을 넘지 못한다. 남은 금액은 돌려준다."))
	expect(t, formattest.Source("a.pdf", data), "p 여비는 출장을 다녀온 뒤에 지급한다.",
		"note 1) 국외 출장은 따로 정한 규정을 따른다.",
		"p 다만 출장이 한 달을 넘는 경우에는 총무팀의 승인을 받아 나누어 받을 수 있으며 그 금액은",
		"p 이미 쓴 비용을 넘지 못한다. 남은 금액은 돌려준다.")
}
