package chart

import (
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
