package compound

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestCompoundFiles(t *testing.T) {
	long := strings.Repeat("긴 내용", 2000)
	data := formattest.Compound("하나", "짧은 내용", "폴더/둘", long, "셋", "3")
	s := formattest.Source("a.hwp", data)
	if got := Entries(s, data[:512]); !slices.Equal(got, []string{"하나", "폴더", "셋"}) {
		t.Errorf("entries %q", got)
	}
	c, err := Open(s, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"하나": "짧은 내용", "폴더/둘": long, "셋": "3"} {
		if got, err := c.Stream(name); err != nil || !bytes.HasPrefix(got, []byte(want)) {
			t.Errorf("%s: %.40q, %v", name, got, err)
		}
	}
	if _, err := c.Stream("없음"); !errors.Is(err, format.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if c, err = Open(s, 100); err == nil {
		_, err = c.Stream("하나")
	}
	if !errors.Is(err, format.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

// Every end of a chain of sectors, and every sibling in the directory, is made
// to lead back to where it came from.
func TestCyclesInACompoundFileEnd(t *testing.T) {
	data := formattest.Compound("하나", strings.Repeat("글", 3000), "폴더/둘", "2", "셋", "3")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for at := 0; at+4 <= len(data); at += 4 {
			if v := binary.LittleEndian.Uint32(data[at:]); v < 0xfffffffe {
				continue
			}
			for _, n := range []uint32{0, 1, 2, uint32(at/512) - 1, 0xfffffffc, 0xfffffffd} {
				changed := bytes.Clone(data)
				binary.LittleEndian.PutUint32(changed[at:], n)
				s := formattest.Source("a.doc", changed)
				Entries(s, changed[:512])
				c, err := Open(s, 1<<20)
				if err != nil {
					continue
				}
				for _, name := range []string{"하나", "폴더/둘", "셋"} {
					_, _ = c.Stream(name)
				}
			}
		}
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("not read in time")
	}
}

// A document whose text ends early must not look whole.
func TestAStreamThatEndsEarlyIsCut(t *testing.T) {
	long := strings.Repeat("긴 내용", 2000)
	data := formattest.Compound("글", long)
	read := func(data []byte) (length int, cut bool) {
		c, err := Open(formattest.Source("a.hwp", data), 1<<20)
		if err != nil {
			return 0, true
		}
		text, err := c.Stream("글")
		return len(text), c.Cut() || err != nil
	}
	whole, cut := read(data)
	if whole < len(long) || cut {
		t.Fatalf("%d bytes of a whole file, cut %t", whole, cut)
	}
	shorter := 0
	for at := 0; at+4 <= len(data); at += 4 {
		changed := bytes.Clone(data)
		binary.LittleEndian.PutUint32(changed[at:], 0xfffffffe) // the end of a chain of sectors
		if n, cut := read(changed); n > 0 && n < whole {
			if shorter++; !cut {
				t.Fatalf("%d of %d bytes are read, and nothing says so", n, whole)
			}
		}
	}
	if shorter == 0 {
		t.Error("no chain was cut")
	}
}

func FuzzCompound(f *testing.F) {
	f.Add(formattest.Compound("하나", "짧은 내용", "폴더/둘", strings.Repeat("긴 내용", 2000), "셋", "3"))
	f.Add(append(slices.Clone(Magic), make([]byte, 600)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := formattest.Source("a.hwp", data)
		Entries(s, data[:min(len(data), 512)])
		const limit = 1 << 20
		c, err := Open(s, limit)
		if err != nil {
			return
		}
		read := 0
		for _, name := range []string{"하나", "폴더/둘", "셋", "\x05SummaryInformation"} {
			if c.Has(name) {
				text, _ := c.Stream(name)
				read += len(text)
			}
		}
		c.SummaryTitle("SummaryInformation")
		if read > limit {
			t.Errorf("%d bytes were read, and %d may be", read, limit)
		}
	})
}
