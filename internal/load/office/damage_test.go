package office

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestNoDamagedFileLosesTextSilently(t *testing.T) {
	var body, rtf strings.Builder
	var slides []string
	var parts []wordPart
	rows := [][]any{{"품목", "금액"}}
	sheet := ""
	for i := range 300 {
		text := fmt.Sprintf("%d번째 문단이며 서로 다른 낱말 %x을 담고 있습니다.", i, i*2654435761)
		body.WriteString(para("", text))
		rtf.WriteString(rtfBytes(text) + `\par `)
		rows = append(rows, []any{text, i})
		if i%25 == 0 {
			parts = append(parts, wordPart{})
		}
		parts[len(parts)-1].text += text + "\r"
		sheet += xlsRec(xlsLabel, formattest.U16s(i, 0, 0), xlsWide(text)) + xlsRec(xlsNumber,
			formattest.U16s(i, 1, 0), float64s(float64(i)))
		if i%10 == 0 {
			slides = append(slides, shapeOf(text))
		}
	}
	var boxes []string
	for i := range 40 {
		boxes = append(boxes, pptShape(pptBox(pptBody, fmt.Sprintf("%d번째 쪽의 글이며 낱말 %x을 담고 있습니다.", i,
			i*2654435761))))
	}
	for name, data := range map[string][]byte{
		"a.docx": formattest.Docx(body.String()),
		"a.pptx": formattest.Pptx(slides),
		"a.xlsx": xlsx(t, "", map[string][][]any{"표": rows}, "표"),
		"a.xls":  xls("", "표", sheet),
		"a.doc":  word(0, "a\r", parts, "", ""),
		"a.ppt":  ppt("", "", boxes...),
		"a.rtf":  []byte(`{\rtf1\ansi\ansicpg949 ` + rtf.String() + "}"),
	} {
		t.Run(name, func(t *testing.T) { formattest.CheckDamage(t, inside(t), name, data) })
	}
}

// Disks lose blocks of 512 bytes, which then read as zeros. What is lost may be
// little: the numbers of a list, or where its paragraphs' properties are.
func TestZeroedBlocksOfWordAndExcelAreReported(t *testing.T) {
	var parts []wordPart
	cells, strs := "", []string{formattest.U32s(400, 400)} // in records of up to 8,224 bytes
	const texts = 400
	for i := range texts {
		text := fmt.Sprintf("%d번째 문단이며 서로 다른 낱말 %x을 담고 있습니다.", i, i*2654435761)
		if i%40 == 0 { // by turns headings and items of a list
			parts = append(parts, wordPart{"", 1, ""})
			if i%80 == 0 {
				parts[len(parts)-1] = wordPart{"", 0, "\x0b\x46" + formattest.U16s(1)}
			}
		}
		parts[len(parts)-1].text += text + "\r"
		if last := len(strs) - 1; len(strs[last]) < 8000 {
			strs[last] += xlsWide(text)
		} else {
			strs = append(strs, xlsWide(text))
		}
		cells += xlsRec(xlsText, formattest.U16s(i, 0, 0), formattest.U32s(i))
	}
	shared := xlsRec(xlsShared, strs[0])
	for _, more := range strs[1:] {
		shared += xlsRec(xlsContinue, more)
	}
	for name, data := range map[string][]byte{
		"a.doc": word(0, "a\r", parts, "", "", wordTestLists()...),
		"a.xls": xls(shared, "표", cells),
	} {
		pages, info, err := read(t, inside(t), formattest.Source(name, data))
		if err != nil || len(info.Warnings) > 0 {
			t.Fatalf("%s is damaged to begin with: %+v, %v", name, info.Warnings, err)
		}
		whole := formattest.Outline(pages)
		if len(whole) < texts {
			t.Fatalf("%s has %d blocks to begin with", name, len(whole))
		}
		for at := 512; at < len(data); at += 512 {
			damaged := slices.Clone(data)
			clear(damaged[at:min(at+512, len(data))])
			pages, info, err := read(t, inside(t), formattest.Source(name, damaged))
			if err == nil && len(info.Warnings) == 0 && !slices.Equal(formattest.Outline(pages), whole) {
				t.Errorf("%s without its block %d: %d of %d blocks, and no word about it", name, at/512,
					len(formattest.Outline(pages)), len(whole))
			}
		}
	}
}

// shapeOf is a shape of a slide with a text.
func shapeOf(text string) string { return formattest.Shape("", formattest.SlidePara("", text)) }

func TestACutZipIsReadAsFarAsItGoes(t *testing.T) {
	var body, sheet strings.Builder
	var slides []string
	for i := range 60 {
		text := fmt.Sprintf("%d번째 문단이며 서로 다른 낱말 %x을 담고 있습니다.", i, i*2654435761)
		body.WriteString(para("", text))
		fmt.Fprintf(&sheet, `<row r="%d"><c t="str"><v>%s</v></c></row>`, i+1, text)
		slides = append(slides, shapeOf(text))
	}
	for name, data := range map[string][]byte{
		"a.docx": formattest.Docx(body.String(), "word/media/image1.png", strings.Repeat("\x01\x02", 99)),
		"a.pptx": formattest.Pptx(slides),
		"a.xlsx": book("<worksheet><sheetData>" + sheet.String() + "</sheetData></worksheet>"),
	} {
		for _, percent := range []int{60, 80, 95} {
			pages, info, err := read(t, inside(t), formattest.Source(name, data[:len(data)*percent/100]))
			text := ""
			for _, p := range pages {
				text += p.Text
			}
			if err != nil || !strings.Contains(text, "번째 문단이며") ||
				!info.Warned(document.Incomplete) {
				t.Errorf("%s cut at %d%%: %d pages, %+v, %v", name, percent, len(pages), info.Warnings, err)
			}
		}
	}
}

// A zip may lack a part, or hold another one in its place. The words that are lost
// must not be lost silently.
func TestPartsThatAreMissingOrSwappedAreReported(t *testing.T) {
	relation := func(kind, target string) string {
		return `<Relationships><Relationship Id="r1" Type="http://x/` + kind + `" Target="` + target + `"/></Relationships>`
	}
	book := []string{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="표" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")}
	sheet := `<worksheet xmlns:r="r"><sheetData><row><c t="inlineStr"><is><t>값</t></is></c><c t="s"><v>0</v></c></row></sheetData>`
	shared := []string{"xl/sharedStrings.xml", `<sst><si><t>말</t></si></sst>`}
	document := `<w:document xmlns:w="x" xmlns:r="r"><w:body><w:p><w:r><w:t>글</w:t>`
	for name, c := range map[string]struct {
		file  string
		parts []string
		whole bool
	}{
		"a whole workbook": {"a.xlsx", slices.Concat(book, shared, []string{"xl/worksheets/sheet1.xml", sheet + `</worksheet>`}), true},
		"shared strings":   {"a.xlsx", slices.Concat(book, []string{"xl/worksheets/sheet1.xml", sheet + `</worksheet>`}), false},
		"a drawing": {"a.xlsx", slices.Concat(book, shared, []string{"xl/worksheets/sheet1.xml",
			sheet + `<drawing r:id="r9"/></worksheet>`}), false},
		"relations of a workbook": {"a.xlsx", slices.Concat(book[:2], shared,
			[]string{"xl/worksheets/sheet1.xml", sheet + `</worksheet>`}), false},
		"the list of sheets": {"a.xlsx", slices.Concat([]string{"xl/workbook.xml", book[1][:60]}, book[2:], shared,
			[]string{"xl/worksheets/sheet1.xml", sheet + `</worksheet>`}), false},
		"relations of another part": {"a.xlsx", slices.Concat(book[:2], []string{"xl/_rels/workbook.xml.rels",
			strings.ReplaceAll(book[3], "r1", "r5")}, shared,
			[]string{"xl/worksheets/sheet1.xml", sheet + `</worksheet>`}), false},
		"a note": {"a.docx", []string{"word/document.xml",
			document + `<w:footnoteReference w:id="2"/></w:r></w:p></w:body></w:document>`}, false},
		"a header": {"a.docx", []string{"word/document.xml", document +
			`</w:r></w:p><w:sectPr><w:headerReference r:id="r7"/></w:sectPr></w:body></w:document>`}, false},
		"relations of a slide": {"a.pptx", []string{"ppt/presentation.xml",
			`<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>`,
			"ppt/_rels/presentation.xml.rels", relation("slide", "slides/slide1.xml"),
			"ppt/slideLayouts/slideLayout1.xml", "<p:sldLayout/>", "ppt/slides/slide1.xml",
			`<p:sld xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>쪽</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>`},
			false},
	} {
		_, about, err := read(t, inside(t), formattest.Source(c.file, formattest.Zip(c.parts...)))
		if err != nil && c.whole || err == nil && (len(about.Warnings) == 0) != c.whole {
			t.Errorf("%s: warnings %v, %v", name, about.Warnings, err)
		}
	}
}

// Other data in the place of a text is no text.
func TestTextThatWasWrittenOverIsReported(t *testing.T) {
	text := "가나다라마바사아자차카타파하. 이 글은 손상된 블록의 앞에 있습니다."
	for _, lost := range []string{strings.Repeat("\x00", 16), strings.Repeat("\x11\x16\uffff", 4)} {
		for name, data := range map[string][]byte{
			"a.doc": word(0, "a\r", []wordPart{{text: text + lost + text + "\r"}}, "", ""),
			"a.ppt": ppt("", "", pptShape(pptBox(pptBody, text+lost+text))),
		} {
			if _, about, err := read(t, inside(t), formattest.Source(name, data)); err != nil || len(about.Warnings) == 0 {
				t.Errorf("%s, %q: no warning, %v", name, lost[:1], err)
			}
		}
	}
}
