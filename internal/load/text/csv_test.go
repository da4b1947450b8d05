package text

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestCSV(t *testing.T) {
	const table = "지역,기본 요금(원),비고\n서울,\"12,000\",\"심야\n할증\"\n부산,\"11,500\",\n"
	want := []string{"rec 지역: 서울 ⏎ 기본 요금(원): 12,000 ⏎ 비고: 심야 ⏎ 할증", "rec 지역: 부산 ⏎ 기본 요금(원): 11,500"}
	for name, data := range map[string]string{
		"UTF-8":      table,
		"with mark":  "\ufeff" + table,
		"CP949":      formattest.CP949(table),
		"UTF-16LE":   formattest.UTF16(table, unicode.LittleEndian, unicode.UseBOM),
		"CRLF":       strings.ReplaceAll(table, "\n", "\r\n"),
		"tabs":       "지역\t기본 요금(원)\t비고\n서울\t12,000\t\"심야\n할증\"\n부산\t11,500\t\n",
		"semicolons": "지역;기본 요금(원);비고\n서울;12,000;\"심야\n할증\"\n부산;11,500;\n",
		"empty rows": "\n,,\n" + table + "\n,,\n",
	} {
		t.Run(name, func(t *testing.T) {
			pages, _ := expect(t, formattest.Source("요금.csv", data), want...)
			if row := pages[0].Blocks[0].Line; row != 2 && name != "empty rows" {
				t.Errorf("row %d", row)
			}
		})
	}
}

func TestCSVWithoutNamesNumbersItsColumns(t *testing.T) {
	expect(t, formattest.Source("a.csv", "1,서울\n2,부산\n"), "rec 열 1: 1 ⏎ 열 2: 서울",
		"rec 열 1: 2 ⏎ 열 2: 부산")
	expect(t, formattest.Source("b.csv", "지역,요금\n서울,100,남는 칸\n"),
		"rec 지역: 서울 ⏎ 요금: 100 ⏎ 열 3: 남는 칸")
	expect(t, formattest.Source("c.csv", "한 줄,뿐입니다\n"), "rec 열 1: 한 줄 ⏎ 열 2: 뿐입니다")
}

func TestATitleAboveTheTableIsNoName(t *testing.T) {
	expect(t, formattest.Source("a.csv", "2024년 요금표,,\n지역,요금\n서울,100\n"), "p 2024년 요금표",
		"rec 지역: 서울 ⏎ 요금: 100")
}

func TestMalformedCSVIsReadAsFarAsItGoes(t *testing.T) {
	pages, _, err := read(t, inside(t), formattest.Source("a.csv",
		"이름,값\n홍\"길동,1\n\"닫지 않은 따옴표,2\n다음,3\n"))
	if err != nil {
		t.Fatal(err)
	}
	formattest.CheckPages(t, pages)
	if got := strings.Join(formattest.Outline(pages), "\n"); !strings.Contains(got, `홍"길동`) || !strings.Contains(got, "다음,3") {
		t.Errorf("got %q", got)
	}
}

func TestAQuoteThatNobodyClosesDoesNotSwallowTheFile(t *testing.T) {
	data := "이름,값\n\"열린 따옴표,1\n" + strings.Repeat("홍길동,2\n", 300_000)
	pages, _, err := read(t, inside(t), formattest.Source("a.csv", data))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(formattest.Outline(pages)); n < 100_000 {
		t.Errorf("%d rows", n)
	}
}

func TestTooManyColumnsAreCut(t *testing.T) {
	row := strings.Repeat("1,", 3*content.MaxColumns)
	_, info, err := read(t, inside(t), formattest.Source("a.csv", row+"\n"+row+"\n"))
	if err != nil || !info.Warned(document.CellsLeftOut) {
		t.Errorf("%+v, %v", info, err)
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2", "\"a\nb\";c\n", "a\tb\r\n\"",
		formattest.CP949("가,나\n1,2"), ",,,\n\n\"\"\"", "a|b\n|"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := csvFormat().Open(t.Context(), formattest.Source("a.csv", data),
			format.Env{}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}

func TestACSVWithoutLineBreaksIsBounded(t *testing.T) {
	for name, data := range map[string]string{
		"a row":   "a,b\n" + strings.Repeat("x,", 2*maxField),
		"a field": "a,b\n\"" + strings.Repeat("가 ", maxField),
	} {
		pages, info, err := read(t, inside(t), formattest.Source("a.csv", data))
		if err != nil || !info.Warned(document.LongLines) || len(pages) == 0 {
			t.Errorf("%s: %d pages, %+v, %v", name, len(pages), info, err)
		}
	}
}

func TestMoreRowsThanAServerCanHoldAreRefused(t *testing.T) {
	_, _, err := read(t, limited(format.Limits{Blocks: 1000}),
		formattest.Source("a.csv", "a,b\n"+strings.Repeat("1,2\n", 2000)))
	if !errors.Is(err, format.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}
