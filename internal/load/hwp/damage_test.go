package hwp

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestNoDamagedFileLosesTextSilently(t *testing.T) {
	var records, xml strings.Builder
	for i := range 300 {
		text := fmt.Sprintf("%d번째 문단이며 서로 다른 낱말 %x을 담고 있습니다.", i, i*2654435761)
		records.WriteString(hwpPara(0, 0, 0, formattest.Wide(text)))
		xml.WriteString(hwpxPara("0", "<hp:run><hp:t>"+text+"</hp:t></hp:run>"))
	}
	plain := formattest.Compound("FileHeader", hwpHeader(0), "DocInfo", hwpTestInfo(),
		"BodyText/Section0", records.String())
	for name, data := range map[string][]byte{"packed.hwp": hwp(records.String()),
		"plain.hwp": plain, "a.hwpx": hwpx(xml.String())} {
		t.Run(name, func(t *testing.T) { formattest.CheckDamage(t, inside(t), name, data) })
	}
}

func TestMissingOrSwappedSectionsAreReported(t *testing.T) {
	list := `<opf:package><opf:item href="Contents/section0.xml"/><opf:item href="Contents/section1.xml"/></opf:package>`
	data := hwpx(hwpxPara("0", "<hp:t>글</hp:t>"), "Contents/content.hpf", list)
	_, about, err := read(t, inside(t), formattest.Source("a.hwpx", data))
	if err != nil || !about.Warned(document.Incomplete) {
		t.Errorf("a missing section: %v, %v", about.Warnings, err)
	}
	swapped := formattest.Zip("Contents/section0.xml", hwpxTestHeader, "Contents/header.xml", "<hs:sec/>")
	if _, _, err := read(t, inside(t), formattest.Source("a.hwpx", swapped)); err == nil {
		t.Error("swapped parts are read")
	}
}
