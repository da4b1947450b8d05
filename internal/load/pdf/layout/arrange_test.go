package layout

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"
)

// sheetOf makes a sheet of arbitrary bytes.
func sheetOf(data []byte) *Sheet {
	s := &Sheet{Width: 595, Height: 842}
	number := func() float32 {
		if len(data) < 2 {
			return 0
		}
		n := int16(binary.LittleEndian.Uint16(data))
		data = data[2:]
		if n == math.MaxInt16 {
			return float32(math.NaN())
		}
		return float32(n) / 16
	}
	for len(data) > 2 {
		kind := data[0]
		data = data[1:]
		box := Box{number(), number(), number(), number()}
		switch kind % 6 {
		case 0:
			s.Rules = append(s.Rules, Rule{box})
		case 1:
			s.Areas = append(s.Areas, box)
		case 2:
			s.Fields = append(s.Fields, Text{Box: box, Text: "홍길동 (인)\n서울"})
		default:
			s.Chars = append(s.Chars, Char{Rune: rune('가' + int(kind)), Box: box, Base: box.Y1,
				Size: number(), Turn: kind >> 6, Run: int32(kind)})
		}
	}
	return s
}

// check arranges and writes a page, and holds what holds for every one.
func check(t *testing.T, s *Sheet) {
	before, p := Arrange(s), Arrange(s)
	profile := Survey([]*Page{before, p})
	before.Follow(nil, p, profile)
	p.Follow([]*Page{before}, nil, profile)
	p.Continues()
	text, blocks, sheet := p.Write(profile)
	end := 0
	for _, b := range blocks {
		if b.Start < end || b.End < b.Start || b.End > len(text) {
			t.Fatalf("block %d–%d behind %d of %d", b.Start, b.End, end, len(text))
		}
		end = b.End
	}
	for _, w := range sheet.Words {
		if w.Start < 0 || w.End <= w.Start || w.End > len(text) {
			t.Fatalf("word %d–%d of %d", w.Start, w.End, len(text))
		}
	}
}

func FuzzArrange(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 6 {
		data := make([]byte, 40<<n)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, sheetOf(data)) })
}

func TestCrowdedPagesTakeBoundedTime(t *testing.T) {
	crowds := map[string]func() Sheet{
		"characters anywhere": func() (s Sheet) {
			r := rand.New(rand.NewPCG(3, 4))
			for range 60_000 {
				x, y := r.Float32()*600, r.Float32()*800
				s.Chars = append(s.Chars, Char{Rune: '가', Box: Box{x, y, x + 5, y + 5}, Base: y + 5,
					Size: 5})
			}
			return s
		},
		"a net of lines": func() (s Sheet) {
			for i := range 6_000 {
				at := float32(i) / 10
				s.Rules = append(s.Rules, Rule{Box{0, at, 600, at}}, Rule{Box{at, 0, at, 800}})
			}
			return s
		},
		"everything at one place": func() (s Sheet) {
			for range 20_000 {
				s.Chars = append(s.Chars, Char{Rune: '가', Box: Box{10, 10, 15, 15}, Base: 15,
					Size: 5})
				s.Areas = append(s.Areas, Box{0, 0, 30, 30})
			}
			return s
		},
	}
	for name, crowd := range crowds {
		s := crowd()
		s.Width, s.Height = 595, 842
		began := cpuTime(t)
		check(t, &s)
		if took := cpuTime(t) - began; took > 30*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

// cpuTime is the processor time of the process, which doesn't depend on what else
// the machine does.
func cpuTime(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestNarrowShadesBelowOneAnotherAreNoRows(t *testing.T) {
	s := &Sheet{Width: 595, Height: 842,
		Chars: []Char{{Rune: '가', Box: Box{10, 10, 20, 20}, Base: 20, Size: 10}}}
	for y := range 5 {
		for x := range 3 {
			at := Box{100 + float32(x)*1.2, float32(100 + 30*y), 100 + float32(x)*1.2,
				float32(120 + 30*y)}
			s.Rules = append(s.Rules, Rule{at}, Rule{Box{98, at.Y0, 106, at.Y0}},
				Rule{Box{98, at.Y1, 106, at.Y1}})
		}
	}
	check(t, s)
}

func TestTurnedTextIsReadUpright(t *testing.T) {
	for turn := range uint8(4) {
		b := Box{10, 20, 110, 40}
		if back := b.Turned(turn, 600, 800).unturned(turn, 600, 800); back != b {
			t.Errorf("%d turns: %v", turn, back)
		}
	}
	s := &Sheet{Width: 600, Height: 800} // 위에서 아래로: turned once clockwise
	for i, r := range []rune("세로로 쓴 글") {
		y := float32(100 + 10*i)
		s.Chars = append(s.Chars, Char{Rune: r, Box: Box{50, y, 60, y + 10}, Base: 600 - 52,
			Size: 10, Turn: 1})
	}
	p := Arrange(s)
	text, _, sheet := p.Write(Profile{})
	if text != "세로로 쓴 글" || len(sheet.Words) != 3 || sheet.Words[0].Y0 != 1000 ||
		sheet.Words[0].Y1 != 1300 {
		t.Errorf("got %q at %+v", text, sheet.Words)
	}
}

func TestPageNumbersOfHeads(t *testing.T) {
	for text, want := range map[string]struct {
		stem string
		n    int
		ok   bool
	}{
		"- 12 -": {"", 12, true}, "3 / 10": {"", 3, true}, "Page 3 of 12": {"", 3, true},
		"7쪽":        {"", 7, true},
		"문답 설명서 12": {"문답 설명서", 12, true}, "12 문답 설명서": {"문답 설명서", 12, true},
		"[별지 제12호 서식]": {"[별지 제12호 서식]", 0, false}, "제3장 총칙": {"제3장 총칙", 0, false},
	} {
		stem, n, ok := numbered(text)
		if stem != want.stem || n != want.n || ok != want.ok {
			t.Errorf("%q: got %q, %d, %v", text, stem, n, ok)
		}
	}
	if _, _, ok := numbered(strings.Repeat("가", 50) + "1"); ok {
		t.Error("a number that is no word of its own")
	}
}
