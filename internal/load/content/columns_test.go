package content_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

// grid makes rows of cells: "연차:3" spans three columns.
func grid(lines ...string) (rows [][]content.GridCell) {
	for _, line := range lines {
		var row []content.GridCell
		for cell := range strings.SplitSeq(line, "|") {
			text, columns, spans := strings.Cut(cell, ":")
			c := content.GridCell{Text: strings.TrimSpace(text)}
			if spans {
				c.Columns = int(columns[0] - '0')
			}
			row = append(row, c)
		}
		rows = append(rows, row)
	}
	return rows
}

func TestHeadersWithMergedCells(t *testing.T) {
	for name, c := range map[string]struct {
		rows   [][]content.GridCell
		header int
		want   string
	}{
		"names below a group": {grid("구분|교통비:3|식비", "|철도|선박|항공|", "임원|1|2|3|4"), 2,
			"구분 | 교통비 | 교통비 | 교통비 | 식비\n구분 | 철도 | 선박 | 항공 | 식비\n임원 | 1 | 2 | 3 | 4"},
		"a cell that reaches down": {grid("구분|교통비:2", "구분|철도|선박", "임원|1|2", "직원|3|4"), 2,
			"구분 | 교통비 | 교통비\n구분 | 철도 | 선박\n임원 | 1 | 2\n직원 | 3 | 4"},
		"three rows": {grid("구분|요금:4", "구분|낮:2|밤:2", "구분|성인|아동|성인|아동", "서울|1|2|3|4", "부산|5|6|7|8"), 3,
			"구분 | 요금 | 요금 | 요금 | 요금\n구분 | 낮 | 낮 | 밤 | 밤\n구분 | 성인 | 아동 | 성인 | 아동\n" +
				"서울 | 1 | 2 | 3 | 4\n부산 | 5 | 6 | 7 | 8"},
		"groups alone": {grid("국내:2|국외:2", "일비|숙박|일비|숙박", "1|2|3|4", "5|6|7|8"), 2,
			"국내 | 국내 | 국외 | 국외\n일비 | 숙박 | 일비 | 숙박\n1 | 2 | 3 | 4\n5 | 6 | 7 | 8"},
		"values below a wide name": {grid("지역|요금:2", "서울|100|200", "부산|100|300"), 0,
			"지역 | 요금\n서울 | 100 | 200\n부산 | 100 | 300"},
		"a sum": {grid("지역|구분|요금", "서울|낮|100", "합계:2|100"), 1,
			"지역 | 구분 | 요금\n서울 | 낮 | 100\n합계 |  | 100"},
		"a last cell across the table": {grid("지역|구분|요금", "서울|낮|100", "부산|낮|200", "비고|값은 세금을 뺀 금액이에요.:2"), 1,
			"지역 | 구분 | 요금\n서울 | 낮 | 100\n부산 | 낮 | 200\n비고 | 값은 세금을 뺀 금액이에요."},
		"values of several columns": {grid("객실|비수기:2|성수기:2", "객실|주중|주말|주중|주말", "일반|8만:2|9만|10만", "특실|9만|15만:3"), 2,
			"객실 | 비수기 | 비수기 | 성수기 | 성수기\n객실 | 주중 | 주말 | 주중 | 주말\n" +
				"일반 | 8만 | 8만 | 9만 | 10만\n특실 | 9만 | 15만 | 15만 | 15만"},
		"spans that nobody sees": {grid("구분:2|요금:3", "서울:2|100:3", "부산:2|200:3"), 1,
			"구분 | 요금\n서울 | 100\n부산 | 200"},
		"times below a name": {grid("지점|2024년|2025년:3", "지점|연간|상반기|하반기|합계", "강남점|100억|120억|130억|250억"), 2,
			"지점 | 2024년 | 2025년 | 2025년 | 2025년\n지점 | 연간 | 상반기 | 하반기 | 합계\n강남점 | 100억 | 120억 | 130억 | 250억"},
		"times of a name": {grid("지점|매출:2", "지점|2024년|2025년", "강남점|100억|120억"), 2,
			"지점 | 매출 | 매출\n지점 | 2024년 | 2025년\n강남점 | 100억 | 120억"},
		"a title": {grid("비상 연락망:3", "김철수|영업팀|서울", "이영희|개발팀|부산", "박민수|총무팀|대전"), 0,
			"비상 연락망\n김철수 | 영업팀 | 서울\n이영희 | 개발팀 | 부산\n박민수 | 총무팀 | 대전"},
		"a form": {grid("성명|홍길동|소속|총무팀", "주소|서울시 중구:3", "연락처|010-1|이메일|a@b"), 0,
			"성명 | 홍길동 | 소속 | 총무팀\n주소 | 서울시 중구\n연락처 | 010-1 | 이메일 | a@b"},
	} {
		t.Run(name, func(t *testing.T) {
			var b content.Builder
			b.Table(c.rows, 0, 0)
			text, blocks := b.Take()
			if text != c.want || blocks[0].Header != c.header {
				t.Errorf("header %d, want %d; got\n%s\nwant\n%s", blocks[0].Header, c.header, text, c.want)
			}
		})
	}
}

func TestCoveredCellsFollowTheOneThatSpansTheirColumns(t *testing.T) {
	var b content.Builder
	b.Table(grid("구분|교통비:2", "구분|철도|선박", "임원:2|1", "직원|3|4"), 0, 0)
	_, blocks := b.Take()
	cells := blocks[0].Rows[2].Cells
	if len(cells) != 3 || cells[0].Columns != 2 || !cells[1].Covered || cells[1].Start != cells[1].End ||
		cells[2].Covered {
		t.Errorf("%+v", cells)
	}
}

func TestSpansWithoutEndDontFillATable(t *testing.T) {
	var rows [][]content.GridCell
	for i := range 1000 {
		rows = append(rows, append(make([]content.GridCell, 0, 2),
			content.GridCell{Text: "가", Columns: i + 1}, content.GridCell{Text: "나", Columns: 2000}))
	}
	var b content.Builder
	b.Table(rows, 1, 0)
	if text, _ := b.Take(); len(text) > 20_000 {
		t.Errorf("%d bytes", len(text))
	}
}

func TestCellsOfSeveralValuesAreRows(t *testing.T) {
	for name, c := range map[string]struct {
		rows [][]content.GridCell
		want string
	}{
		"values side by side": {grid("직급|호봉|가급액", "1급\n2급\n3급|500\n400\n300|5\n4\n3"),
			"직급 | 호봉 | 가급액\n1급 | 500 | 5\n2급 | 400 | 4\n3급 | 300 | 3"},
		"a broken name": {grid("부서|인원", "소프트웨어\n개발팀|12\n15"), "부서 | 인원\n소프트웨어 개발팀 | 12 15"},
		"not as many":   {grid("직급|호봉", "1급\n2급|500\n400\n300"), "직급 | 호봉\n1급 2급 | 500 400 300"},
		"sentences":     {grid("구분|내용", "첫째\n둘째|신청서를 낸다\n승인을 받는다"), "구분 | 내용\n첫째 둘째 | 신청서를 낸다 승인을 받는다"},
	} {
		t.Run(name, func(t *testing.T) {
			var b content.Builder
			b.Table(c.rows, 1, 0)
			if text, _ := b.Take(); text != c.want {
				t.Errorf("got\n%s\nwant\n%s", text, c.want)
			}
		})
	}
}
