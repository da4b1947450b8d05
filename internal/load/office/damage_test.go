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
