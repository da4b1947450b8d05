package load

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

var zipMagic = []byte("PK\x03\x04")

// archive is a zip whose parts can be read up to a total size, so that a bomb costs no more than that.
type archive struct {
	parts map[string]*zip.File // by name, in lower case with slashes
	left  int64                // bytes that may still be unpacked
}

func openArchive(s Source, limit int64) (*archive, error) {
	z, err := zip.NewReader(s.Data, s.Size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are keys here, never paths
		return nil, fail(ErrDamaged, err)
	}
	a := &archive{parts: make(map[string]*zip.File, len(z.File)), left: limit}
	for _, f := range z.File {
		name := partName(f.Name)
		if _, taken := a.parts[name]; !taken {
			a.parts[name] = f
		}
	}
	return a, nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// hasPart reports whether a file is a zip that holds a part of this name.
func hasPart(s Source, head []byte, name string) bool {
	if !bytes.HasPrefix(head, zipMagic) {
		return false
	}
	a, err := openArchive(s, 0)
	if err != nil {
		return false
	}
	_, ok := a.parts[name]
	return ok
}

// part opens a part; nil without an error when there is none.
func (a *archive) part(name string) (io.ReadCloser, error) {
	f := a.parts[partName(name)]
	if f == nil {
		return nil, nil
	}
	if f.Flags&1 != 0 {
		return nil, fail(ErrEncrypted, nil)
	}
	in, err := f.Open()
	if err != nil {
		return nil, fail(ErrDamaged, fmt.Errorf("part %q: %w", name, err))
	}
	return &limitedPart{in, a}, nil
}

// limitedPart counts what is unpacked against the archive's limit.
type limitedPart struct {
	in io.ReadCloser
	of *archive
}

func (p *limitedPart) Read(b []byte) (int, error) {
	if p.of.left <= 0 {
		return 0, fail(ErrTooLarge, errors.New("the zip unpacks to more than the limit"))
	}
	n, err := p.in.Read(b[:min(int64(len(b)), p.of.left)])
	p.of.left -= int64(n)
	return n, err
}

func (p *limitedPart) Close() error { return p.in.Close() }

// each opens a part and hands its root element to f. A part that is not there is no error.
func (a *archive) each(name string, f func(x *xmlStream, root xml.StartElement) error) error {
	in, err := a.part(name)
	if in == nil {
		return err
	}
	defer in.Close()
	x := newXMLStream(in)
	err = x.children(f)
	if err != nil && a.left <= 0 && !errors.Is(err, errStopped) { // the parser may have seen a cut character instead
		err = fail(ErrTooLarge, err)
	}
	if err != nil {
		return fmt.Errorf("part %q: %w", name, damaged(err))
	}
	return nil
}

// xmlStream reads XML element by element, without a tree.
type xmlStream struct {
	in    *xml.Decoder
	depth int
}

func newXMLStream(in io.Reader) *xmlStream {
	d := xml.NewDecoder(in)
	d.Strict = false // entities of HTML and stray marks occur in files of lesser programs
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return &xmlStream{in: d}
}

// children hands each child element of the current one to f, up to the current one's end. f must consume the child: by
// children, text or skip.
func (x *xmlStream) children(f func(x *xmlStream, e xml.StartElement) error) error {
	if x.depth++; x.depth > maxDepth {
		return fail(ErrDamaged, errors.New("elements are nested too deep"))
	}
	defer func() { x.depth-- }()
	for {
		t, err := x.in.RawToken()
		if errors.Is(err, io.EOF) && x.depth == 1 {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := f(x, t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// skip passes over the current element.
func (x *xmlStream) skip() error {
	for open := 1; open > 0; {
		t, err := x.in.RawToken()
		if err != nil {
			return err
		}
		switch t.(type) {
		case xml.StartElement:
			open++
		case xml.EndElement:
			open--
		}
	}
	return nil
}

// text is the character data of the current element and of those below it.
func (x *xmlStream) text() (string, error) {
	var b strings.Builder
	for open := 1; open > 0; {
		t, err := x.in.RawToken()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			open++
		case xml.EndElement:
			open--
		case xml.CharData:
			b.Write(t)
		}
	}
	return b.String(), nil
}

// attr is the value of an attribute by its local name.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// coreTitle is the title in an Office document's properties, "" for none and for what programs fill in themselves.
func (a *archive) coreTitle() (title string, err error) {
	err = a.each("docProps/core.xml", func(x *xmlStream, _ xml.StartElement) error {
		return x.children(func(x *xmlStream, e xml.StartElement) error {
			if e.Name.Local != "title" {
				return x.skip()
			}
			title, err = x.text()
			return err
		})
	})
	return goodTitle(title), err
}

var poorTitle = regexp.MustCompile(`(?i)^(microsoft (word|powerpoint|excel)\b.*|(powerpoint )?(프레젠테이션|presentation)\d*|untitled.*|제목 ?없음.*|제목|title|문서\d*|document\d*|슬라이드 ?\d*|slide ?\d*|<.*>|.*\.(docx?|hwpx?|pptx?|xlsx?|indd|tmp|html?))$`)

// goodTitle is a title from a file's metadata on one line, "" if it says nothing.
func goodTitle(s string) string {
	s = korean.Truncate(korean.Line(s), 300)
	if poorTitle.MatchString(s) || strings.Trim(s, "?\ufffd .-_") == "" {
		return ""
	}
	return s
}

// relations reads the targets of a part's relations by id, and the first target of a type's last word.
func (a *archive) relations(part string) (byID, byType map[string]string, err error) {
	byID, byType = map[string]string{}, map[string]string{}
	dir, file := path.Split(part)
	err = a.each(dir+"_rels/"+file+".rels", func(x *xmlStream, _ xml.StartElement) error {
		return x.children(func(x *xmlStream, e xml.StartElement) error {
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(dir, target)
			}
			target = strings.TrimPrefix(target, "/")
			kind := path.Base(attr(e, "Type"))
			if attr(e, "TargetMode") != "External" && len(byID) < 100_000 {
				byID[attr(e, "Id")] = target
				if byType[kind] == "" {
					byType[kind] = target
				}
			}
			return x.skip()
		})
	})
	return byID, byType, err
}
