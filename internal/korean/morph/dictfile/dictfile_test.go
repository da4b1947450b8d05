package dictfile

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestRecordKeepsItsFields(t *testing.T) {
	r := MakeRecord(1907, 2047, -3988, 1<<24-1) | Last
	if r.Left() != 1907 || r.Right() != 2047 || r.Cost() != -3988 || r.Meta() != 1<<24-1 ||
		r&Last == 0 {
		t.Errorf("left %d, right %d, cost %d, meta %d", r.Left(), r.Right(), r.Cost(), r.Meta())
	}
}

func TestUnitKeepsItsFields(t *testing.T) {
	u := MakeUnit(1<<22-1, 1<<14-1) | Value
	if u.Base() != 1<<22-1 || u.Label() != 1<<14-1 || u&Leaf != 0 || u&Value == 0 {
		t.Errorf("base %d, label %d", u.Base(), u.Label())
	}
}

func TestOpenFindsTheSections(t *testing.T) {
	data := string(Assemble(map[Section][]byte{Codes: {1, 2, 3, 4}, Strings: []byte("가")}))
	f, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Uint16s(Codes); len(got) != 2 || got[0] != 0x201 || got[1] != 0x403 {
		t.Errorf("codes %x", got)
	}
	if got := f.Bytes(Strings); got != "가" {
		t.Errorf("strings %q", got)
	}
	if got := f.Uint64s(Records); len(got) != 0 {
		t.Errorf("records %x", got)
	}
}

func TestOpenRefusesOtherFiles(t *testing.T) {
	whole := string(Assemble(map[Section][]byte{Unknowns: make([]byte, 8)}))
	for name, data := range map[string]string{
		"empty": "", "cut off": whole[:len(whole)-1], "cut in the header": whole[:20],
		"another file": "PK\x03\x04" + whole[4:],
	} {
		if _, err := Open(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestTemplateSurvivesEncoding(t *testing.T) {
	want := []Piece{{Ordinal: 0, POS: 7, Text: "가"}, {Ordinal: 2, POS: 1, From: 1, Len: 2}}
	data := AppendTemplate([]byte{0}, Template{Parts: 3, Pieces: want, Reading: "여자"},
		func(string) uint32 { return 3 })
	r := ReadTemplate(string(data), "나다"[:3]+"가", 1)
	if r.Parts != 3 || r.Reading != "여자" {
		t.Errorf("%d parts, reading %q", r.Parts, r.Reading)
	}
	for _, w := range want {
		if got, ok := r.Next(); !ok || got != w {
			t.Errorf("got %v %v, want %v", got, ok, w)
		}
	}
	if got, ok := r.Next(); ok {
		t.Errorf("one more piece: %v", got)
	}
}
