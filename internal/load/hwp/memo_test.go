package hwp

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

// Memos and comments that are not printed follow the paragraph that they belong
// to. A memo that no field refers to is read at the section's end.
func TestHwpMemos(t *testing.T) {
	field := func(level, number int) string {
		return control(level, "%unk", "\x00\x00\x00\x00\x00"+
			sized("MEMO/65535/"+string(rune('0'+number))+"/1/2/user/"))
	}
	list := record(hwpTagListHeader, 1, formattest.U16s(1, 0, 0, 0))
	memo := func(number int, text string) string {
		return record(hwpTagMemo, 1, formattest.U16s(number, 0)) + list +
			hwpPara(1, 0, 0, formattest.Wide(text))
	}
	section := hwpPara(0, 0, 0, mark(3)+formattest.Wide("첫째"), field(1, 2)) +
		hwpPara(0, 0, 0, mark(11), control(1, "tbl ", "",
			record(hwpTagTable, 2, formattest.U16s(0, 0, 1, 2)),
			record(hwpTagListHeader, 2, formattest.U16s(1, 0, 0, 0, 0, 0, 1, 1)),
			hwpPara(2, 0, 0, mark(3)+formattest.Wide("가"), field(3, 1)), hwpCell(2, 1, 0, 1, 1, "나"))) +
		hwpPara(0, 0, 0, mark(15)+formattest.Wide("둘째"), control(1, "tcmt", "",
			record(hwpTagListHeader, 2, formattest.U16s(1, 0, 0, 0)),
			hwpPara(2, 0, 0, formattest.Wide("숨은 설명")))) +
		memo(1, "고칠 것") + memo(2, "확인") + memo(3, "남은 것")
	expect(t, formattest.Source("a.hwp", hwp(section)), "p 첫째", "note 메모: 확인",
		"table 가 | 나", "note 메모(가): 고칠 것", "p 둘째", "note 메모: 숨은 설명", "note 메모: 남은 것")
}

// A memo in a title's box leaves the title a heading, and is not repeated with a
// cell that spans rows.
func TestHwpMemosInBoxesFollowThem(t *testing.T) {
	field := control(3, "%unk", "\x00\x00\x00\x00\x00"+sized("MEMO/65535/1/1/2/user/"))
	cell := func(column, row, rows int, text string, below ...string) string {
		return record(hwpTagListHeader, 2, formattest.U16s(1, 0, 0, 0, column, row, 1, rows)) +
			hwpPara(2, 0, 0, formattest.Wide(text), below...)
	}
	table := func(columns int, cells ...string) string {
		return hwpPara(0, 0, 0, mark(11), control(1, "tbl ", "",
			record(hwpTagTable, 2, formattest.U16s(0, 0, 1, columns)), strings.Join(cells, "")))
	}
	memo := record(hwpTagMemo, 1, formattest.U16s(1, 0)) +
		record(hwpTagListHeader, 1, formattest.U16s(1, 0, 0, 0)) +
		hwpPara(1, 0, 0, formattest.Wide("수정하지 말 것"))
	expect(t, formattest.Source("a.hwp", hwp(table(2, cell(0, 0, 1, "1"),
		cell(1, 0, 1, "평가의 목적", field))+memo)), "h1 1 평가의 목적",
		"note 메모(평가의 목적): 수정하지 말 것")
	expect(t, formattest.Source("a.hwp", hwp(table(2, cell(0, 0, 2, "서울", field),
		cell(1, 0, 1, "낮"), cell(1, 1, 1, "밤"))+memo)), "table 서울 | 낮 ⏎ 서울 | 밤",
		"note 메모(서울): 수정하지 말 것")
}

func TestHwpxMemos(t *testing.T) {
	inside := func(text string) string {
		return `<hp:subList>` + hwpxPara("0", "<hp:t>"+text+"</hp:t>") + `</hp:subList>`
	}
	section := hwpxPara("0", `<hp:t>첫째</hp:t><hp:ctrl><hp:fieldBegin type="MEMO"><hp:parameters>`+
		`<hp:stringParam name="Command">MEMO/1</hp:stringParam></hp:parameters>`+inside("확인")+
		`</hp:fieldBegin></hp:ctrl>`) +
		hwpxPara("0", `<hp:ctrl><hp:hiddenComment>`+inside("숨은 설명")+
			`</hp:hiddenComment></hp:ctrl><hp:ctrl><hp:hiddenComment>`+inside("")+
			`</hp:hiddenComment></hp:ctrl><hp:t>둘째</hp:t>`) +
		hwpxPara("0", `<hp:ctrl><hp:fieldBegin type="CLICK_HERE"/></hp:ctrl><hp:t>셋째</hp:t>`)
	expect(t, formattest.Source("a.hwpx", hwpx(section)), "p 첫째", "note 메모: 확인", "p 둘째",
		"note 메모: 숨은 설명", "p 셋째")
}
