package hwp

import (
	"bytes"
	"compress/flate"
	"crypto/aes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// record writes a record of a HWP stream.
func record(tag, level int, data string) string {
	if len(data) >= 0xfff {
		return string(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil,
			uint32(tag|level<<10|0xfff<<20)), uint32(len(data)))) + data
	}
	return string(binary.LittleEndian.AppendUint32(nil, uint32(tag|level<<10|len(data)<<20))) + data
}

func sized(s string) string {
	return formattest.U16s(len(utf16.Encode([]rune(s)))) + formattest.Wide(s)
}

// mark is a control's place in a text: 8 units.
func mark(code int) string { return formattest.U16s(code, 0, 0, 0, 0, 0, 0, code) }

// hwpPara writes a paragraph with its text and the controls below it.
func hwpPara(level, shape, style int, text string, controls ...string) string {
	head := formattest.U16s(0, 0, 0, 0, shape) + string([]byte{byte(style), 0}) +
		strings.Repeat("\x00", 12)
	return record(hwpTagParagraph, level, head) + record(hwpTagText, level+1,
		text+formattest.U16s(13)) + strings.Join(controls, "")
}

// control writes a control with its letters; rest follows them, below it stand
// the records of below.
func control(level int, id, rest string, below ...string) string {
	return record(hwpTagControl, level, string([]byte{id[3], id[2], id[1], id[0]})+rest) +
		strings.Join(below, "")
}

func hwpCell(level, column, row, columns, rows int, text string) string {
	return record(hwpTagListHeader, level, formattest.U16s(1, 0, 0, 0, column, row, columns,
		rows)) + hwpPara(level, 0, 0, formattest.Wide(text))
}

func hwpTestInfo() string {
	shape := func(kind, level, id int) string {
		return record(hwpTagParaShape, 0,
			string(binary.LittleEndian.AppendUint32(nil, uint32(kind<<23|level<<25)))+
				strings.Repeat("\x00", 26)+formattest.U16s(id))
	}
	level := func(format int, text string) string {
		return formattest.U16s(format<<5, 0, 0, 0, 0,
			0) + sized(text)
	}
	numbering := level(2, "^1.") + level(8, "^2.") + level(0, "^3)") + strings.Repeat(level(0, ""),
		4) + formattest.U16s(0)
	return shape(0, 0, 0) + shape(1, 0, 0) + shape(1, 1, 0) + shape(2, 2, 1) + shape(3, 0, 1) +
		record(hwpTagNumbering, 0, numbering) + record(hwpTagBullet, 0, strings.Repeat("\x00", 12)+
		formattest.Wide("■")) +
		record(hwpTagStyle, 0, sized("바탕글")+sized("Normal")+strings.Repeat("\x00", 8)) +
		record(hwpTagStyle, 0, sized("개요 3")+sized("Outline 3")+strings.Repeat("\x00", 8))
}

func deflated(s string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestSpeed)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func hwpHeader(properties int) string {
	return "HWP Document File" + strings.Repeat("\x00", 15) + "\x00\x00\x05\x05" +
		formattest.U16s(properties, 0)
}

func hwp(section string, more ...string) []byte {
	return formattest.Compound(append([]string{"FileHeader", hwpHeader(hwpPacked), "DocInfo",
		deflated(hwpTestInfo()),
		"BodyText/Section0", deflated(section)}, more...)...)
}

func hwpTestSection() string {
	return hwpPara(0, 1, 0, mark(2)+formattest.Wide("총칙"),
		control(1, "secd", strings.Repeat("\x00", 14)+formattest.U16s(1))) +
		hwpPara(0, 2, 0, formattest.Wide("목적")) + hwpPara(0, 2, 0, formattest.Wide("정의")) +
		hwpPara(0, 3, 0, formattest.Wide("항목")) + hwpPara(0, 4, 0, formattest.Wide("점")) +
		hwpPara(0, 0, 1, formattest.Wide("개요 모양")) + hwpPara(0, 0, 0,
		formattest.Wide("제1조(목적) 이 규칙은 다음을 정한다.")) +
		hwpPara(0, 0, 0, formattest.Wide("앞")+mark(9)+formattest.Wide("뒤")+formattest.U16s(10)+
			formattest.Wide("다음")+mark(17)+formattest.U16s(31)+mark(23)+formattest.Wide(" 끝"),
			control(1, "fn  ", "", record(hwpTagListHeader, 2, formattest.U16s(1, 0, 0, 0)),
				hwpPara(2, 0, 0, formattest.Wide("각주입니다."))),
			control(1, "tdut", sized("본말")+sized("덧말"))) +
		hwpPara(0, 0, 0, mark(11), control(1, "tbl ", "",
			record(hwpTagListHeader, 2, formattest.U16s(1, 0, 0, 0)),
			hwpPara(2, 0, 0, formattest.Wide("표 1")),
			record(hwpTagTable, 2, formattest.U16s(0, 0, 3, 3)),
			hwpCell(2, 0, 0, 1, 1, "지역"), hwpCell(2, 1, 0, 1, 1, "구분"),
			hwpCell(2, 2, 0, 1, 1, "요금"),
			hwpCell(2, 0, 1, 1, 2, "서울"), hwpCell(2, 1, 1, 1, 1, "낮"),
			hwpCell(2, 2, 1, 1, 1, "100"),
			hwpCell(2, 1, 2, 1, 1, "밤"), hwpCell(2, 2, 2, 1, 1, "200"))) +
		hwpPara(0, 0, 0, mark(11)+formattest.Wide("그림"), control(1, "gso ", "", record(0x4c, 2, ""),
			record(hwpTagListHeader, 3, formattest.U16s(1, 0, 0, 0)),
			hwpPara(3, 0, 0, formattest.Wide("글상자")))) +
		hwpPara(0, 0, 0, mark(16), control(1, "head", "", record(hwpTagListHeader, 2, ""),
			hwpPara(2, 0, 0, formattest.Wide("머리글")))) +
		hwpPara(0, 0, 0, mark(11), control(1, "eqed", "",
			record(hwpTagEquation, 2, formattest.U16s(0, 0)+sized("a over b"))))
}

var hwpTestOutline = []string{"h1 I. 총칙", "h2 가. 목적", "h2 나. 정의", "li3 1) 항목", "li1 ■ 점",
	"h3 개요 모양",
	"h1 제1조(목적)", "p 이 규칙은 다음을 정한다.", "p 앞\t뒤 ⏎ 다음 본말(덧말) 끝", "note 각주입니다.",
	"p 표 1", "table 지역 | 구분 | 요금 ⏎ 서울 | 낮 | 100 ⏎ 서울 | 밤 | 200", "p 그림", "p 글상자", "p 머리글",
	"p a over b"}

func TestHwp(t *testing.T) {
	summary := make([]byte, 48)
	binary.LittleEndian.PutUint32(summary[44:], 48)
	title := string(summary) + formattest.U16s(0, 0, 1, 0, 2, 0, 16, 0, 0x1f, 0, 5, 0) +
		formattest.Wide("시행 규칙")
	_, info := expect(t, formattest.Source("규칙.hwp",
		hwp(hwpTestSection(), "\x05HwpSummaryInformation", title)), hwpTestOutline...)
	if info.Title != "시행 규칙" || info.Format != "hwp" {
		t.Errorf("%+v", info)
	}
}

func TestHwpDistributionDocumentsAreRead(t *testing.T) {
	key := []byte("0123456789abcdef")
	const seed = 0x12345
	lock := make([]byte, 256)
	binary.LittleEndian.PutUint32(lock, seed)
	copy(lock[4+seed&15:], key)
	hideHwp(lock, seed)
	body := []byte(deflated(hwpTestSection()))
	body = append(body, make([]byte, aes.BlockSize-len(body)%aes.BlockSize)...)
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(body); i += aes.BlockSize {
		block.Encrypt(body[i:], body[i:])
	}
	expect(t, formattest.Source("배포용.hwp", formattest.Compound("FileHeader",
		hwpHeader(hwpPacked|hwpDistribution), "DocInfo", deflated(hwpTestInfo()),
		"ViewText/Section0", record(hwpTagLock, 0, string(lock))+string(body))), hwpTestOutline...)
}

func TestHwpWithoutCompressionAndWithSeveralSections(t *testing.T) {
	expect(t, formattest.Source("a.hwp", formattest.Compound("FileHeader", hwpHeader(0), "DocInfo",
		hwpTestInfo(),
		"BodyText/Section0", hwpPara(0, 0, 0, formattest.Wide("하나")), "BodyText/Section1",
		hwpPara(0, 0, 0, formattest.Wide(strings.Repeat("둘 ", 3000))))),
		"p 하나", "p "+strings.TrimSpace(strings.Repeat("둘 ", 3000)))
}

func TestHwpThatCannotBeRead(t *testing.T) {
	deep := ""
	for i := range 900 {
		deep += hwpPara(min(i, 1000), 0, 0, mark(11), control(min(i+1, 1001), "gso ", ""))
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"password": {formattest.Compound("FileHeader", hwpHeader(hwpPassword), "DocInfo", "",
			"BodyText/Section0", "x"), format.ErrEncrypted},
		"signature": {formattest.Compound("FileHeader", "no such thing", "DocInfo", ""),
			format.ErrDamaged},
		"no section": {formattest.Compound("FileHeader", hwpHeader(hwpPacked), "DocInfo",
			deflated("")), format.ErrEmpty},
		"not packed": {formattest.Compound("FileHeader", hwpHeader(hwpPacked), "DocInfo",
			deflated(""), "BodyText/Section0", "\xff\xff\xff"), format.ErrDamaged},
		"bomb": {hwp(strings.Repeat("\x00", 8<<20)), format.ErrTooLarge},
		"deep": {hwp(deep), format.ErrEmpty},
	} {
		l := limited(format.Limits{Unpacked: 4 << 20})
		if _, _, err := read(t, l, formattest.Source("a.hwp", c.data)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// boxed is a table of one row.
func boxed(cells ...string) string {
	below := []string{record(hwpTagTable, 2, formattest.U16s(0, 0, 1, len(cells)))}
	for i, text := range cells {
		below = append(below, hwpCell(2, i, 0, 1, 1, text))
	}
	return hwpPara(0, 0, 0, mark(11), control(1, "tbl ", "", below...))
}

func plain(lines ...string) (all string) {
	for _, l := range lines {
		all += hwpPara(0, 0, 0, formattest.Wide(l))
	}
	return all
}

func TestHwpTitlesInBoxesAndTypedMarksAreHeadings(t *testing.T) {
	section := boxed("Ⅱ. 사업계획서") + plain("본문이다.") +
		boxed("1", "", "선제적·통합적 대국민 서비스 혁신") +
		plain("□ 추진 배경", "○ 민원 처리 지연", "- 평균 12일이 걸린다.", "○ 신청 기간: 3. 1. ~ 3. 31.", "- 온라인으로 접수한다.",
			"□ 과일", "□ 채소", "Ⅳ. 기타") +
		boxed("성명", "홍길동") + boxed("※ 안내 문구이다.") + boxed("신청서를 제출하여야 한다.") +
		plain("1. 사과", "2. 배", "Ⅲ. 행정 사항", "가. 예산", "500만 원이다.")
	expect(t, formattest.Source("a.hwp", hwp(section)),
		"h1 Ⅱ. 사업계획서", "p 본문이다.", "h2 1 선제적·통합적 대국민 서비스 혁신",
		"h3 □ 추진 배경", "li1 ○ 민원 처리 지연", "li1 - 평균 12일이 걸린다.", "li1 ○ 신청 기간: 3. 1. ~ 3. 31.",
		"li1 - 온라인으로 접수한다.",
		"h3 □ 과일", "h3 □ 채소", "h1 Ⅳ. 기타", "table 성명 | 홍길동", "p ※ 안내 문구이다.", "p 신청서를 제출하여야 한다.",
		"li1 1. 사과", "li1 2. 배", "h1 Ⅲ. 행정 사항", "h2 가. 예산", "p 500만 원이다.")
}

func TestHwpCaptionsKeepTheirNumbersAndTheirBoxes(t *testing.T) {
	number := func(kind, n int) string {
		return control(3, "atno", string(binary.LittleEndian.AppendUint32(nil, uint32(kind)))+
			formattest.U16s(n, 0, 0, 0))
	}
	caption := hwpPara(2, 0, 0, formattest.Wide("그림 ")+mark(18)+formattest.Wide(" 배치도"),
		number(3, 7))
	section := hwpPara(0, 0, 0, mark(11),
		control(1, "gso ", "", record(hwpTagListHeader, 2, formattest.U16s(1, 0, 0, 0)), caption,
			record(0x4c, 2, ""), record(hwpTagListHeader, 3, formattest.U16s(1, 0, 0, 0)),
			hwpPara(3, 0, 0, formattest.Wide("상자 안의 글"))))
	expect(t, formattest.Source("a.hwp", hwp(section)), "p 그림 7 배치도", "p 상자 안의 글")
}

func TestHwpSectionsWithAnOutlineOfTheirOwnCountFromOne(t *testing.T) {
	begin := func(numbering int, text string) string {
		return hwpPara(0, 1, 0, mark(2)+formattest.Wide(text),
			control(1, "secd", strings.Repeat("\x00", 14)+formattest.U16s(numbering)))
	}
	level := func(format int, text string) string {
		return formattest.U16s(format<<5, 0, 0, 0, 0,
			0) + sized(text)
	}
	other := record(hwpTagNumbering, 0, level(0, "제^1장")+strings.Repeat(level(0, ""), 6)+
		formattest.U16s(0))
	more := hwpPara(0, 1, 0, formattest.Wide("이어짐"))
	expect(t, formattest.Source("a.hwp", formattest.Compound("FileHeader", hwpHeader(0), "DocInfo",
		hwpTestInfo()+other,
		"BodyText/Section0", begin(1, "하나")+more, "BodyText/Section1", begin(2, "둘")+more,
		"BodyText/Section2", begin(1, "셋"))),
		"h1 I. 하나", "h1 II. 이어짐", "h1 제1장 둘", "h1 제2장 이어짐", "h1 III. 셋")
}

func TestHwpHeadersAndFootersStandOnceASection(t *testing.T) {
	section := func(text, head, foot string) string {
		return hwpPara(0, 0, 0, mark(16)+mark(16)+formattest.Wide(text),
			control(1, "head", "", hwpPara(2, 0, 0, formattest.Wide(head))),
			control(1, "foot", "", hwpPara(2, 0, 0, formattest.Wide(foot)))) + plain(text+" 끝")
	}
	expect(t, formattest.Source("a.hwp", formattest.Compound("FileHeader", hwpHeader(0), "DocInfo",
		hwpTestInfo(),
		"BodyText/Section0", section("첫째", "문서번호 총무-417", "대외비"), "BodyText/Section1",
		section("둘째", "문서번호 총무-417", "담당 홍길동"))),
		"p 문서번호 총무-417", "p 첫째", "p 첫째 끝", "p 대외비", "p 둘째", "p 둘째 끝", "p 담당 홍길동")
}

func TestHwpRecordsEndWhereTheDataDoes(t *testing.T) {
	long := strings.Repeat("x", 5000)
	data := record(0x11, 2, "ab") + record(0x13, 4, long) + record(0x15, 6, "cut")[:5]
	var got []string
	records, whole := hwpRecords([]byte(data))
	if whole {
		t.Error("the last record is cut")
	}
	for _, r := range records {
		got = append(got, fmt.Sprint(r.tag, r.level, len(r.Bytes)))
	}
	if want := []string{"17 2 2", "19 4 5000"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestZerosBehindRecordsAreMissingText(t *testing.T) {
	paragraph := func(flags int) string {
		return record(hwpTagParagraph, 0, formattest.U16s(0, flags)+strings.Repeat("\x00", 18)) +
			record(hwpTagText, 1, formattest.Wide("글"))
	}
	const last = 1 << 15
	for data, whole := range map[string]bool{
		paragraph(0) + strings.Repeat("\x00", 16):            true, // padding of the cipher
		paragraph(0) + strings.Repeat("\x00", 4000):          false,
		paragraph(last) + strings.Repeat("\x00", 4000):       true,
		record(0x11, 0, "ab") + strings.Repeat("\x00", 4000): true,
	} {
		if _, got := hwpRecords([]byte(data)); got != whole {
			t.Errorf("%d bytes: whole is %v", len(data), got)
		}
	}
}

func FuzzHwp(f *testing.F) {
	f.Add([]byte(hwpTestSection()), []byte(hwpTestInfo()))
	f.Add([]byte(hwpPara(0, 9, 9, mark(11), control(1, "tbl ", "", record(hwpTagTable, 2, ""),
		hwpCell(2, 9, 65535, 65535, 65535, "x")))), []byte{})
	f.Fuzz(func(t *testing.T, section, info []byte) {
		data := formattest.Compound("FileHeader", hwpHeader(0), "DocInfo", string(info),
			"BodyText/Section0", string(section))
		if r, err := hwpFormat().Open(t.Context(), formattest.Source("a.hwp", data),
			format.Env{Limits: format.Limits{Unpacked: 8 << 20}.WithDefaults()}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}
