package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// zipped packs three parts; streamed: their sizes stand behind their data, as
// programs that write to a pipe leave them.
func zipped(t *testing.T, streamed bool) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range 3 {
		h := &zip.FileHeader{Name: fmt.Sprintf("part%d.xml", i), Method: zip.Deflate}
		text := partText(i)
		if !streamed {
			h.Method, h.CRC32 = zip.Store, 0
			h.CompressedSize64, h.UncompressedSize64 = uint64(len(text)), uint64(len(text))
		}
		create := z.CreateHeader
		if !streamed {
			create = z.CreateRaw
		}
		w, err := create(h)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func partText(i int) string {
	var b strings.Builder
	for n := range 200 {
		fmt.Fprintf(&b, "%d번째 부분의 %d번째 줄 %x\n", i, n, n*2654435761)
	}
	return b.String()
}

func TestPartsAreFoundWithoutADirectory(t *testing.T) {
	for _, streamed := range []bool{false, true} {
		data := zipped(t, streamed)
		for cut := len(data) / 2; cut < len(data); cut += len(data) / 50 {
			a, err := Open(formattest.Source("a.zip", data[:cut]), 1<<20)
			if err != nil || !a.Cut() {
				t.Fatalf("streamed %v, cut at %d: %v", streamed, cut, err)
			}
			in, err := a.Part("part0.xml")
			if in == nil || err != nil {
				t.Fatalf("streamed %v, cut at %d: no first part, %v", streamed, cut, err)
			}
			got, err := io.ReadAll(in)
			if streamed && (err != nil || string(got) != partText(0)) ||
				!streamed && string(got) != partText(0) { // its checksum is 0
				t.Errorf("streamed %v, cut at %d: %d bytes, %v", streamed, cut, len(got), err)
			}
		}
	}
}

func TestACutPartGivesWhatThereIsAndAnError(t *testing.T) {
	for _, streamed := range []bool{false, true} {
		data := zipped(t, streamed)
		third := bytes.Index(data, []byte("part2.xml"))
		a, err := Open(formattest.Source("a.zip", data[:third+1500]), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		in, err := a.Part("part2.xml")
		if err != nil || in == nil {
			t.Fatalf("streamed %v: no third part, %v", streamed, err)
		}
		got, err := io.ReadAll(in)
		if err == nil || len(got) < 500 || !strings.HasPrefix(partText(2), string(got)) {
			t.Errorf("streamed %v: %d bytes, %v", streamed, len(got), err)
		}
	}
}

func TestWhatIsNoZipAtAll(t *testing.T) {
	for _, data := range []string{"", "PK\x03\x04", "PK\x03\x04" + strings.Repeat("\x00", 100),
		strings.Repeat("PK", 500)} {
		if _, err := Open(formattest.Source("a.zip", data), 1<<20); !errors.Is(err, format.ErrCutOff) {
			t.Errorf("%q: %v", data[:min(20, len(data))], err)
		}
	}
}

func FuzzRecovered(f *testing.F) {
	f.Add([]byte("PK\x03\x04" + strings.Repeat("\x00", 22) + "\x01\x00\x00\x00aPK\x07\x08"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Open(formattest.Source("a.zip", data), 1<<16)
		if err != nil {
			return
		}
		for name := range a.Parts {
			if in, err := a.Part(name); err == nil && in != nil {
				_, _ = io.Copy(io.Discard, in)
				in.Close()
			}
		}
	})
}

func TestTheDirectoryOfAnEmbeddedZipIsNotTheFilesOwn(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range [][2]string{{"text.xml", "글"},
		{"book.xlsx", string(formattest.Zip("inner.xml", "속"))}, {"last.xml", "끝"}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p[0], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, p[1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	a, err := Open(formattest.Source("a.zip", data), 1<<20)
	if err != nil || a.Cut() || len(a.Parts) != 3 {
		t.Fatalf("whole: %+v, %v", a, err)
	}
	cut := data[:bytes.Index(data, []byte("last.xml"))-localSize]
	a, err = Open(formattest.Source("a.zip", cut), 1<<20)
	if err != nil || !a.Cut() || !a.Has("text.xml") {
		t.Errorf("cut: %+v, %v", a, err)
	}
}
