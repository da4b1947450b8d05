package passage_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/verify/passage"
)

func TestNamesOfColumnsAndPeople(t *testing.T) {
	p := passage.Read("현황", "문의는 총무팀 길태수에게 한다.\n부서 | 대수 | 책임자\n개발실 | 29 | 허준영\n디자인실 | 12 | 반소희")
	columns := p.ColumnNames()
	if len(columns) != 1 || !columns[0]["개발실"] || !columns[0]["디자인실"] || columns[0]["부서"] {
		t.Errorf("%v", columns)
	}
	if names := p.AddNames(nil); !slices.Equal(names, []string{"길태수", "허준영", "반소희"}) {
		t.Errorf("%v", names)
	}
}
