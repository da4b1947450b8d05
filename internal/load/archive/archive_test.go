package archive

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func opened(t *testing.T, limit int64, parts ...string) *Zip {
	t.Helper()
	a, err := Open(formattest.Source("a.zip", formattest.Zip(parts...)), limit)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// read reads a part to its end.
func read(t *testing.T, a *Zip, name string) (string, error) {
	t.Helper()
	in, err := a.Part(name)
	if err != nil || in == nil {
		return "", err
	}
	defer in.Close()
	text, err := io.ReadAll(in)
	return string(text), err
}

func TestAllPartsShareOneLimit(t *testing.T) {
	text := strings.Repeat("x", 80)
	a := opened(t, 100, "a.xml", text, "b.xml", text)
	if got, err := read(t, a, "a.xml"); got != text || err != nil {
		t.Errorf("the first part: %d bytes, %v", len(got), err)
	}
	if got, err := read(t, a, "b.xml"); len(got) > 20 || !errors.Is(err, format.ErrTooLarge) {
		t.Errorf("the second part: %d bytes, %v", len(got), err)
	}
	a = opened(t, 50, "a.xml", text)
	if got, err := read(t, a, "a.xml"); len(got) > 50 || !errors.Is(err, format.ErrTooLarge) {
		t.Errorf("one large part: %d bytes, %v", len(got), err)
	}
}

func TestALookAtAPartCostsNothing(t *testing.T) {
	text := strings.Repeat("x", 80)
	a := opened(t, 100, "a.xml", text)
	for range 3 {
		err := a.Scan("a.xml", func(in io.Reader) error {
			got, err := io.ReadAll(in)
			if string(got) != text {
				t.Errorf("%d bytes", len(got))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got, err := read(t, a, "a.xml"); got != text || err != nil {
		t.Errorf("after the looks: %d bytes, %v", len(got), err)
	}
}

// An element that is cut off by the limit is no damage of the document.
func TestTooLargeAPartIsToldAsThat(t *testing.T) {
	a := opened(t, 20, "a.xml", "<a>"+strings.Repeat("<b/>", 20)+"</a>")
	err := a.Each("a.xml", func(x *XML, _ xml.StartElement) error {
		return x.Children(func(x *XML, _ xml.StartElement) error { return x.Skip() })
	})
	if !errors.Is(err, format.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	a = opened(t, 20, "a.xml", "<a><b/></a>"+strings.Repeat(" ", 40))
	err = a.Each("a.xml", func(*XML, xml.StartElement) error { return content.ErrStopped })
	if errors.Is(err, format.ErrTooLarge) || !errors.Is(err, content.ErrStopped) {
		t.Errorf("a reader that wants no more: %v", err)
	}
}

func TestPartsAreFoundWhateverTheCaseOfTheirNames(t *testing.T) {
	a := opened(t, 1<<20, `Word\Document.xml`, "first", "/word/document.XML", "second")
	for _, name := range []string{"word/document.xml", "WORD/document.xml", "/word/Document.xml"} {
		if got, err := read(t, a, name); got != "first" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	s := formattest.Source("a.hwpx", formattest.Zip("Contents/section0.xml", "<a/>"))
	if !HasPart(s, s.Head(4), "contents/section0.xml") || HasPart(s, s.Head(4), "mimetype") {
		t.Error("HasPart finds another part")
	}
}

func TestAnEncryptedPartIsToldAsThat(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "a.xml", Flags: 1, UncompressedSize64: 3,
		CompressedSize64: 3})
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "abc")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := Open(formattest.Source("a.zip", b.Bytes()), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Part("a.xml"); !errors.Is(err, format.ErrEncrypted) {
		t.Errorf("got %v", err)
	}
}

func TestRelationsLeadToPartsOfTheDocumentOnly(t *testing.T) {
	a := opened(t, 1<<20, "word/_rels/document.xml.rels", `<Relationships>
		<Relationship Id="r1" Type="x/image" Target="media/1.png"/>
		<Relationship Id="r2" Type="x/hyperlink" Target="http://example.com" TargetMode="External"/>
		<Relationship Id="r3" Type="x/image" Target="/media/2.png"/></Relationships>`)
	byID, byType, err := a.Relations("word/document.xml")
	if err != nil || len(byID) != 2 || byID["r1"] != "word/media/1.png" ||
		byID["r3"] != "media/2.png" || byType["image"] != "word/media/1.png" {
		t.Errorf("%v %v %v", byID, byType, err)
	}
}

func TestNumberedPartsComeInTheOrderOfTheirNumbers(t *testing.T) {
	a := opened(t, 1<<20, "s/10.xml", "", "s/2.xml", "", "s/1.xml", "", "s/x.xml", "")
	got := a.NumberedParts(regexp.MustCompile(`^s/(\d+)\.xml$`))
	if want := []string{"s/1.xml", "s/2.xml", "s/10.xml"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// Some programs write a few bytes before the first part.
func TestAZipMayBeginWithSomethingElse(t *testing.T) {
	data := append([]byte("#!/bin/sh\nexec something that is no zip\n"),
		formattest.Zip("a.xml", "text")...)
	a, err := Open(formattest.Source("a.zip", data), 1<<20)
	if err != nil || a.Cut() {
		t.Fatalf("cut %v, %v", a.Cut(), err)
	}
	if got, err := read(t, a, "a.xml"); got != "text" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// An empty part without a record behind it says all there is in its header.
func TestAnEmptyPartDoesNotSwallowTheNext(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range [][2]string{{"empty.xml", ""}, {"text.xml", "글"}, {"last.xml", "끝"}} {
		w, err := z.CreateRaw(&zip.FileHeader{Name: p[0], UncompressedSize64: uint64(len(p[1])),
			CompressedSize64: uint64(len(p[1]))})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, p[1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	cut := b.Bytes()[:bytes.Index(b.Bytes(), []byte(centralHeader))]
	a, err := Open(formattest.Source("a.zip", cut), 1<<20)
	if err != nil || !a.Cut() || !a.Has("empty.xml") || !a.Has("text.xml") || !a.Has("last.xml") {
		t.Errorf("%+v, %v", a, err)
	}
}
