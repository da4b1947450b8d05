package chart

import (
	"fmt"
	"strings"
	"testing"
)

func FuzzChart(f *testing.F) {
	f.Add(`<c:chartSpace><c:chart><c:title><a:t>매출</a:t></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:v>서울</c:v></c:tx><c:cat><c:pt idx="0"><c:v>1월</c:v></c:pt></c:cat><c:val><c:pt idx="0"><c:v>10</c:v></c:pt></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>`)
	f.Add(`<chart><ser><val><pt idx="99999999"><v>1</v></pt><pt idx="-1"><v>2`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		cells := 0
		for _, row := range c.Rows {
			cells += len(row)
		}
		if cells > 100*(len(text)+1) {
			t.Errorf("%d cells of %d bytes", cells, len(text))
		}
	})
}

// Charts of the newer kinds keep categories and values apart from the series.
func TestExtendedChart(t *testing.T) {
	c, err := Read(strings.NewReader(`<cx:chartSpace xmlns:cx="cx"><cx:chartData>
<cx:data id="0"><cx:strDim type="cat"><cx:f>A1</cx:f><cx:lvl><cx:pt idx="0">서울</cx:pt><cx:pt idx="1">부산</cx:pt></cx:lvl><cx:lvl><cx:pt idx="0">수도권</cx:pt><cx:pt idx="1">영남</cx:pt></cx:lvl></cx:strDim>
<cx:numDim type="val"><cx:f>B1</cx:f><cx:lvl><cx:pt idx="0">10</cx:pt><cx:pt idx="1">20</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData>
<cx:chart><cx:title><cx:tx><cx:txData><cx:v>매출</cx:v></cx:txData></cx:tx></cx:title><cx:plotArea><cx:plotAreaRegion>
<cx:series><cx:tx><cx:txData><cx:f>B0</cx:f><cx:v>올해</cx:v></cx:txData></cx:tx><cx:dataId val="0"/></cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart></cx:chartSpace>`))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, row := range c.Rows {
		line := ""
		for _, cell := range row {
			line += cell.Text + "|"
		}
		lines = append(lines, line)
	}
	if got := strings.Join(append(c.Titles, lines...), " "); got != "매출 |올해| 수도권 서울|10| 영남 부산|20|" {
		t.Errorf("%q", got)
	}
}

func TestAnEntryOfANewerChartIsReadOnceALevel(t *testing.T) {
	var b strings.Builder
	for range 20_000 { // each of them would make the text longer
		b.WriteString(`<cx:pt idx="0">서울</cx:pt><cx:pt>부산</cx:pt>`)
	}
	c, err := Read(strings.NewReader(`<cx:chartSpace xmlns:cx="cx"><cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:lvl>` +
		b.String() + `</cx:lvl></cx:strDim></cx:data></cx:chartData><cx:chart><cx:plotArea><cx:plotAreaRegion>` +
		`<cx:series><cx:dataId val="0"/></cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart></cx:chartSpace>`))
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(c.Rows); strings.Count(text, "서울") > 1 || strings.Contains(text, "부산") {
		t.Errorf("%.200s", text)
	}
}
