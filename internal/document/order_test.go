package document_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
)

// TestNumbersInNamesAreComparedByValue has names in the order in which a person
// would put them.
func TestNumbersInNamesAreComparedByValue(t *testing.T) {
	want := []string{
		"0. 안내.md", "1. 총칙.hwp", "02. 휴가.hwp", "9. 부칙.hwp", "10. 별표.hwp", "100. 서식.hwp",
		"2026-07-01 회의록.txt", "99999999.txt", "100000000.txt", "123456789012345678901234567890.txt",
		"보고서 (2).pdf", "보고서 (10).pdf", "보고서 2권 9쪽.pdf", "보고서 2권 10쪽.pdf", "보고서 11권 1쪽.pdf",
		"보고서 가.pdf", "폴더1/10.txt", "폴더2/1.txt", "폴더10/1.txt",
	}
	documents := make([]document.Document, len(want))
	for i, name := range want {
		documents[len(want)-1-i] = document.Document{ID: document.ID("docs/" + name), Name: name}
	}
	var got []string
	for _, d := range document.PageOf(documents, document.Filter{}).Documents {
		got = append(got, d.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
