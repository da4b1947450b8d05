package office

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// pptRec writes a record: 15 as version makes it a container.
func pptRec(kind, version, instance int, data ...string) string {
	all := strings.Join(data, "")
	return formattest.U16s(version|instance<<4, kind) + string(binary.LittleEndian.AppendUint32(nil,
		uint32(len(all)))) + all
}

func pptBox(kind int, text string) string {
	return pptRec(pptTextbox, 15, 0, pptRec(pptTextHeader, 0, 0, formattest.U32s(kind)),
		pptRec(pptTextWide, 0, 0, formattest.Wide(text)))
}

func pptShape(parts ...string) string { return pptRec(0xf004, 15, 0, parts...) }

// ppt makes a presentation of slides, each given as the records of its
// container; notes belong to the first one. It was edited once: an older
// version of the first slide is still in the stream.
func ppt(outline string, notes string, slides ...string) []byte {
	stream := ""
	place := map[int]int{}
	put := func(id int, record string) {
		place[id] = len(stream)
		stream += record
	}
	edit := func(previous int, ids ...int) int {
		directory := len(stream)
		entries := ""
		for _, id := range ids {
			entries += formattest.U32s(id|1<<20, place[id])
		}
		stream += pptRec(pptDirectory, 0, 0, entries)
		at := len(stream)
		stream += pptRec(pptUserEdit, 0, 0, formattest.U32s(0, 0, previous, directory, 1, 0, 0))
		return at
	}
	put(2, pptRec(pptSlideBox, 15, 0, pptShape(pptBox(pptTitle, "옛 제목"))))
	first := edit(0, 2)
	list := ""
	var ids []int
	for i, s := range slides {
		put(2+i, pptRec(pptSlideBox, 15, 0, s))
		list += pptRec(pptPersist, 0, 0, formattest.U32s(2+i, 0, 0, 256+i, 0))
		if i == 0 {
			list += outline
		}
		ids = append(ids, 2+i)
	}
	put(90, pptRec(pptNotes, 15, 0, pptRec(pptNotesAtom, 0, 0, formattest.U32s(256, 0)),
		pptShape(pptBox(pptNotesText, notes))))
	put(1, pptRec(pptDocument, 15, 0, pptRec(pptSlideList, 15, 1,
		pptRec(pptPersist, 0, 0, formattest.U32s(77, 0, 0, 0, 0))),
		pptRec(pptSlideList, 15, 0, list),
		pptRec(pptSlideList, 15, 2, pptRec(pptPersist, 0, 0, formattest.U32s(90, 0, 0, 256,
			0)))))
	last := edit(first, append(ids, 1, 90)...)
	user := formattest.U16s(0, 0x0ff6) + formattest.U32s(20, 20, 0xe391c05f, last) +
		"\x00\x00\x00\x00"
	return formattest.Compound("Current User", user, "PowerPoint Document", stream)
}

func TestPpt(t *testing.T) {
	outline := pptRec(pptTextHeader, 0, 0, formattest.U32s(pptTitle)) + pptRec(pptTextNarrow, 0, 0,
		"Title") +
		pptRec(pptTextHeader, 0, 0, formattest.U32s(pptBody)) + pptRec(pptTextWide, 0, 0,
		formattest.Wide("하나\r둘\v줄"))
	ref := func(i int) string {
		return pptRec(pptTextbox, 15, 0,
			pptRec(pptOutlineRef, 0, 0, formattest.U32s(i)))
	}
	cell := func(left, top int, text string) string {
		return pptShape(pptRec(pptAnchor, 0, 0, formattest.U32s(left, top, 0, 0)), pptBox(4, text))
	}
	pages, info := expect(t, formattest.Source("a.ppt", ppt(outline, "말로 할 설명",
		pptShape(ref(1))+pptShape(ref(0))+pptShape(ref(9))+pptShape(pptBox(4, "상자")),
		pptShape(pptBox(4, "요금표"))+pptRec(pptGroup, 15, 0, cell(0, 0, "지역"), cell(9, 0, "요금"),
			cell(9, 5, "100"), cell(0, 5, "서울"))+
			pptRec(pptGroup, 15, 0, pptShape(pptBox(4, "묶인 상자"))))),
		"h1 Title", "li1 • 하나", "li1 • 둘 줄", "p 상자", "note 말로 할 설명",
		"h1 요금표", "table 지역 | 요금 ⏎ 서울 | 100", "p 묶인 상자")
	if info.Title != "Title" || len(pages) != 2 || pages[1].Number != 2 {
		t.Errorf("%+v, %d pages", info, len(pages))
	}
}

func TestPptThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"locked": {formattest.Compound("Current User", formattest.U16s(0, 0x0ff6)+
			formattest.U32s(20, 20, 0xf3d1c4df, 0), "PowerPoint Document", ""),
			format.ErrEncrypted},
		"no edit": {formattest.Compound("Current User", strings.Repeat("\x00", 40),
			"PowerPoint Document", "nothing"), format.ErrDamaged},
		"endless": {formattest.Compound("Current User", strings.Repeat("\x00", 40),
			"PowerPoint Document", pptRec(pptUserEdit, 0, 0, formattest.U32s(0, 0, 0, 0, 1))),
			format.ErrDamaged},
		"no user":     {formattest.Compound("PowerPoint Document", "nothing"), format.ErrDamaged},
		"empty slide": {ppt("", "", ""), format.ErrEmpty},
	} {
		if _, _, err := read(t, inside(t), formattest.Source("a.ppt", c.data)); !errors.Is(err,
			c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func FuzzPpt(f *testing.F) {
	c, err := compound.Open(formattest.Source("a.ppt",
		ppt("", "노트", pptShape(pptBox(pptTitle, "제목")))), 1<<20)
	if err != nil {
		f.Fatal(err)
	}
	user, _ := c.Stream("Current User")
	stream, _ := c.Stream("PowerPoint Document")
	f.Add(user, stream)
	f.Fuzz(func(t *testing.T, user, stream []byte) {
		s := formattest.Source("a.ppt", formattest.Compound("Current User", string(user),
			"PowerPoint Document", string(stream)))
		if r, err := pptFormat().Open(t.Context(), s,
			format.Env{Limits: format.Limits{Unpacked: 8 << 20}.WithDefaults()}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}

func TestPptCommentsAreRead(t *testing.T) {
	comment := pptRec(pptComment, 15, 0, pptRec(pptString, 0, 0, formattest.Wide("홍길동")),
		pptRec(pptString, 0, pptCommentText, formattest.Wide("표를 고쳐 주세요")))
	tags := pptRec(0x1388, 15, 0, pptRec(0x138a, 15, 0,
		pptRec(pptString, 0, 0, formattest.Wide("___PPT10")), pptRec(pptTagData, 0, 0, comment)),
		pptRec(0x138a, 15, 0, pptRec(pptTagData, 0, 0, "anything at all")))
	_, info := expect(t, formattest.Source("a.ppt", ppt("", "노트", pptShape(pptBox(4, "글"))+tags)),
		"p 글", "note 노트", "note 메모: 표를 고쳐 주세요")
	if len(info.Warnings) > 0 {
		t.Errorf("%+v", info.Warnings)
	}
}

func TestPptRecordsEndAtZeros(t *testing.T) {
	r := pptRec(pptSlideBox, 15, 0, "")
	for data, cut := range map[string]bool{r + r: false, r + strings.Repeat("\x00", 16) + r: true} {
		var got bool
		for range pptRecords([]byte(data), &got) {
		}
		if got != cut {
			t.Errorf("%d bytes: cut is %v", len(data), got)
		}
	}
}
