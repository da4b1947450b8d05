package hwp

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/formattest"
)

// testChart is a chart of two years with two series.
var testChart = func() string {
	points := func(all ...string) string {
		var b strings.Builder
		for i, p := range all {
			b.WriteString(`<c:pt idx="` + string(rune('0'+i)) + `"><c:v>` + p + `</c:v></c:pt>`)
		}
		return b.String()
	}
	series := func(name string, values ...string) string {
		return `<c:ser><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache>` + points(name) +
			`</c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache>` +
			points("2024년", "2025년") + `</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache>` +
			points(values...) + `</c:numCache></c:numRef></c:val></c:ser>`
	}
	return `<c:chartSpace><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>지점별 </a:t></a:r><a:r><a:t>매출</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart>` +
		series("서울", "120", "135.5") + series("부산", "80", "90") +
		`</c:barChart></c:plotArea></c:chart></c:chartSpace>`
}()

var testChartOutline = []string{"p 매출은 아래와 같다.", "p 지점별 매출",
	"table  | 서울 | 부산 ⏎ 2024년 | 120 | 80 ⏎ 2025년 | 135.5 | 90"}

func TestHwpxChartsAreTables(t *testing.T) {
	anchored := `<hp:t>매출은 아래와 같다.</hp:t><hp:switch><hp:case hp:required-namespace="ooxmlchart"><hp:chart chartIDRef="Chart/chart1.xml"><hp:sz/></hp:chart></hp:case><hp:default><hp:ole/></hp:default></hp:switch>`
	data := hwpx(hwpxPara("0", anchored), "Chart/chart1.xml", testChart)
	expect(t, formattest.Source("매출.hwpx", data), testChartOutline...)

	for name, parts := range map[string][]string{"no chart": nil, "another part": {"Chart/chart1.xml", "<theme/>"}} {
		_, about := expect(t, formattest.Source("매출.hwpx", hwpx(hwpxPara("0", anchored), parts...)),
			testChartOutline[0])
		if !about.Warned(document.PartsLeftOut) {
			t.Errorf("%s: warnings %v", name, about.Warnings)
		}
	}
}

func TestHwpChartsAreTables(t *testing.T) {
	inner := string(formattest.Compound("Contents", "old", oleData, testChart))
	info := record(hwpTagEmbedded, 0, formattest.U16s(1, 9)) + // a picture
		record(hwpTagEmbedded, 0, formattest.U16s(2, 2)+sized("OLE"))
	section := hwpPara(0, 0, 0, mark(11)+formattest.Wide("매출은 아래와 같다."), control(1, "gso ", "",
		record(0x4c, 2, ""), record(hwpTagOLE, 3, strings.Repeat("\x00", 12)+formattest.U16s(2))))
	file := func(ole string) []byte {
		return formattest.Compound("FileHeader", hwpHeader(hwpPacked), "DocInfo",
			deflated(info+hwpTestInfo()), "BodyText/Section0", deflated(section),
			"BinData/BIN0002.OLE", ole)
	}
	expect(t, formattest.Source("매출.hwp", file(deflated("size"+inner))), testChartOutline...)

	_, about := expect(t, formattest.Source("매출.hwp", file(deflated("size"+inner[:600]))),
		testChartOutline[0])
	if !about.Warned(document.PartsLeftOut) && !about.Warned(document.Incomplete) {
		t.Errorf("a broken chart is not reported: %+v", about.Warnings)
	}
}
