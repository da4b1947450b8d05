package spreadsheet

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

func TestTables(t *testing.T) {
	for name, c := range map[string]struct{ drawn, want string }{
		"a title, a unit, a header of two rows, merged labels, a comment": {`
2026년 연차 사용 현황|<|<|<|<
(단위: 일)
부서|성명|연차|<|<
^|^|발생|사용|잔여
총무팀|김가람{휴직 예정}|15|3|12
^|이나래|16|10|6
개발팀|박다온|20|20|0
합계`, `
h2 2026년 연차 사용 현황
p (단위: 일)
rec 부서: 총무팀 ⏎ 성명: 김가람 (메모: 휴직 예정) ⏎ 연차 발생: 15 ⏎ 연차 사용: 3 ⏎ 연차 잔여: 12
rec 부서: 총무팀 ⏎ 성명: 이나래 ⏎ 연차 발생: 16 ⏎ 연차 사용: 10 ⏎ 연차 잔여: 6
rec 부서: 개발팀 ⏎ 성명: 박다온 ⏎ 연차 발생: 20 ⏎ 연차 사용: 20 ⏎ 연차 잔여: 0
rec 부서: 합계`},
		"comments on names": {`
부서{조직도 순}|성명|연차{발생 기준}
총무팀|김가람|15
개발팀|박다온|20`, `
note 메모(부서): 조직도 순
note 메모(연차): 발생 기준
rec 부서: 총무팀 ⏎ 성명: 김가람 ⏎ 연차: 15
rec 부서: 개발팀 ⏎ 성명: 박다온 ⏎ 연차: 20`},
		"groups whose cells are not merged": {`
부서|연차|||비고
|발생|사용|잔여|
총무팀|15|3|12|휴직
개발팀|20|20|0|`, `
rec 부서: 총무팀 ⏎ 연차 발생: 15 ⏎ 연차 사용: 3 ⏎ 연차 잔여: 12 ⏎ 비고: 휴직
rec 부서: 개발팀 ⏎ 연차 발생: 20 ⏎ 연차 사용: 20 ⏎ 연차 잔여: 0`},
		"a header of three rows": {`
지점|매출|<|<|<
^|2023|<|2024|<
^|상반기|하반기|상반기|하반기
서울|1|2|3|4
부산|5|6|7|8`, `
rec 지점: 서울 ⏎ 매출 2023 상반기: 1 ⏎ 매출 2023 하반기: 2 ⏎ 매출 2024 상반기: 3 ⏎ 매출 2024 하반기: 4
rec 지점: 부산 ⏎ 매출 2023 상반기: 5 ⏎ 매출 2023 하반기: 6 ⏎ 매출 2024 상반기: 7 ⏎ 매출 2024 하반기: 8`},
		"tables below one another, notes": {`
매출|<|<
지점|금액|비율
서울|10|50%
부산|10|50%
※ 부가세 별도

인원|<
지점|명
서울|3
부산|4`, `
h2 매출
rec 지점: 서울 ⏎ 금액: 10 ⏎ 비율: 50%
rec 지점: 부산 ⏎ 금액: 10 ⏎ 비율: 50%
p ※ 부가세 별도
h2 인원
rec 지점: 서울 ⏎ 명: 3
rec 지점: 부산 ⏎ 명: 4`},
		"tables below one another without an empty row": {`
지점|금액
서울|10
부산|20
인원 현황|<
지점|명
서울|3`, `
rec 지점: 서울 ⏎ 금액: 10
rec 지점: 부산 ⏎ 금액: 20
h2 인원 현황
rec 지점: 서울 ⏎ 명: 3`},
		"tables beside one another": {`
지점|금액||지점|명
서울|10||서울|3
부산|20||부산|4`, `
rec 지점: 서울 ⏎ 금액: 10
rec 지점: 부산 ⏎ 금액: 20
rec 지점: 서울 ⏎ 명: 3
rec 지점: 부산 ⏎ 명: 4`},
		"an empty column inside a table": {`
지점|금액||인원
서울|10||3
부산|20||4`, `
rec 지점: 서울 ⏎ 금액: 10 ⏎ 인원: 3
rec 지점: 부산 ⏎ 금액: 20 ⏎ 인원: 4`},
		"an empty row inside a table, hidden rows": {`
지점|금액
#인천|5
서울|10

부산|20`, `
rec 지점: 서울 ⏎ 금액: 10
rec 지점: 부산 ⏎ 금액: 20`},
		"columns without values are named once": {`
성명|소속|연락처
김가람||1234
이나래||5678`, `
p 성명 | 소속 | 연락처
rec 성명: 김가람 ⏎ 연락처: 1234
rec 성명: 이나래 ⏎ 연락처: 5678`},
		"an empty form": {`성명|소속|연락처`, `p 성명 | 소속 | 연락처`},
		"a form is no table": {`
성명:|홍길동|소속:|총무팀
연락처:|02-123-4567|직급:|과장`, `table 성명: | 홍길동 | 소속: | 총무팀 ⏎ 연락처: | 02-123-4567 | 직급: | 과장`},
		"a form with merged values is no table": {`
신청인|홍길동|소속|총무팀
사용일|2026-03-01|인원|30명
사용 목적|직원 교육|<|<`, `table 신청인 | 홍길동 | 소속 | 총무팀 ⏎ 사용일 | 2026-03-01 | 인원 | 30명 ⏎ 사용 목적 | 직원 교육`},
		"lines of names and values above a table": {`
작성자|홍길동
작성일|2026-01-01
부서|예산|집행|잔액
총무|100|50|50
개발|200|100|100`, `
p 작성자 홍길동
p 작성일 2026-01-01
rec 부서: 총무 ⏎ 예산: 100 ⏎ 집행: 50 ⏎ 잔액: 50
rec 부서: 개발 ⏎ 예산: 200 ⏎ 집행: 100 ⏎ 잔액: 100`},
		"names that are merged across and down": {`
No.|부서|<|성명
^|본부|팀|^
1|경영|인사|김가람
2|^|총무|이나래
합계|<|<|2명`, `
rec No.: 1 ⏎ 부서 본부: 경영 ⏎ 부서 팀: 인사 ⏎ 성명: 김가람
rec No.: 2 ⏎ 부서 본부: 경영 ⏎ 부서 팀: 총무 ⏎ 성명: 이나래
rec No.: 합계 ⏎ 성명: 2명`},
		"words alone": {`
부서|담당
총무|김가람
개발|이나래
영업|김가람`, `
rec 부서: 총무 ⏎ 담당: 김가람
rec 부서: 개발 ⏎ 담당: 이나래
rec 부서: 영업 ⏎ 담당: 김가람`},
		"numbers alone": {"1|2\n3|4", "table 1 | 2 ⏎ 3 | 4"},
		"years and months as names": {`
지점|2023|2024|1월
서울|10|20|30`, `rec 지점: 서울 ⏎ 2023: 10 ⏎ 2024: 20 ⏎ 1월: 30`},
		"a header that is repeated": {`
지점|금액
서울|10
지점|금액
부산|20`, `
rec 지점: 서울 ⏎ 금액: 10
rec 지점: 부산 ⏎ 금액: 20`},
	} {
		got, want := written(t, c.drawn), strings.Split(strings.TrimSpace(c.want), "\n")
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(got, "\n     "),
				strings.Join(want, "\n     "))
		}
	}
}

func TestLabelsAndValuesOfDifferentLooksAreAForm(t *testing.T) {
	rows, _, _ := sheet("성명|홍길동|소속|총무\n연락처|1234|직급|과장\n주소|서울|비고|없음")
	p := &content.Pager{Yield: func(content.Page, error) bool { return true }}
	w := New(p, nil, 0)
	for _, r := range rows {
		for i := range r.Cells {
			r.Cells[i].Style = 1 + i%2
		}
		w.Add(r)
	}
	w.End()
	text, blocks := p.Take()
	if len(blocks) != 1 || blocks[0].Kind != content.Table ||
		!strings.HasPrefix(text, "성명 | 홍길동 | 소속 | 총무\n연락처") {
		t.Errorf("%+v of %q", blocks, text)
	}
}

func TestALongTableIsReadToItsEnd(t *testing.T) {
	got := written(t, "지점|금액|비율\n"+numbers(3*maxRegion))
	if len(got) != 3*maxRegion || got[len(got)-1] != "rec 지점: 지점2999 ⏎ 금액: 29990 ⏎ 비율: 2999%" {
		t.Errorf("%d rows, the last %q", len(got), got[len(got)-1])
	}
}

func FuzzSheet(f *testing.F) {
	f.Add("가|<|나\n^|1|2\n\n다|라||마|바\n1|2||3|4")
	f.Add("#숨김|1\n제목|<|<\n가:|나\n※ 주")
	f.Fuzz(func(t *testing.T, drawn string) {
		if len(drawn) < 4000 {
			written(t, drawn)
		}
	})
}

func TestNamesThatOnlyRepeatAreWrittenOnce(t *testing.T) {
	rows, _, _ := sheet("지점|담당|금액\n지점|담당|금액")
	p := &content.Pager{Yield: func(content.Page, error) bool { return true }}
	w := New(p, nil, 0)
	for i, r := range rows {
		for j := range r.Cells {
			r.Cells[j].Style = 1 + i
		}
		w.Add(r)
	}
	w.End()
	if text, _ := p.Take(); text != "지점 | 담당 | 금액" {
		t.Errorf("%q", text)
	}
}
