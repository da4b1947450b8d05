// Package archive reads the zip archives of XML files in which Microsoft Office
// and Hancom's programs store documents. It does not trust them: it limits the
// size of what a zip unpacks to, and the depth of nested elements.
package archive

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// Magic begins every zip that has a part.
var Magic = []byte("PK\x03\x04")

// Zip is a zip whose parts can be read up to a total size, so that a bomb costs no more than that.
type Zip struct {
	Parts map[string]*zip.File // by name, in lower case with slashes
	left  int64                // bytes that may still be unpacked
	cut   bool                 // there is no directory
}

// Open reads a zip's directory, which stands at its end. Without one, it looks
// for the parts themselves; see Cut. limit is how many bytes the parts may
// unpack to.
func Open(s format.Source, limit int64) (*Zip, error) {
	z, err := zip.NewReader(s.Data, s.Size)
	cut := errors.Is(err, zip.ErrFormat) || err == nil && !own(s, z)
	if cut {
		z, err = recovered(s)
	}
	switch {
	case errors.Is(err, zip.ErrFormat):
		return nil, format.Fail(format.ErrCutOff, err)
	case err != nil && !errors.Is(err, zip.ErrInsecurePath): // names are keys here, never paths
		return nil, format.Fail(format.ErrDamaged, err)
	}
	a := &Zip{Parts: make(map[string]*zip.File, len(z.File)), left: limit, cut: cut}
	for _, f := range z.File {
		name := PartName(f.Name)
		if _, taken := a.Parts[name]; !taken {
			a.Parts[name] = f
		}
	}
	return a, nil
}

// own reports whether the directory at a file's end is its own: it lists the
// part that the file begins with. A document that is cut off inside a file that
// it embeds may end with the directory of that one.
func own(s format.Source, z *zip.Reader) bool {
	head := s.Head(localSize)
	if len(head) < localSize || !bytes.HasPrefix(head, Magic) {
		return true // something stands in front
	}
	first := int64(localSize) + int64(binary.LittleEndian.Uint16(head[26:])) +
		int64(binary.LittleEndian.Uint16(head[28:]))
	for _, f := range z.File {
		if at, err := f.DataOffset(); err == nil && at == first {
			return true
		}
	}
	return len(z.File) == 0
}

// Cut reports whether the zip's directory is missing, so that parts may be
// missing, too.
func (a *Zip) Cut() bool { return a.cut }

// Lacking returns the error for a document without the part that has its text.
func (a *Zip) Lacking(cause error) error {
	if a.cut {
		return format.Fail(format.ErrCutOff, cause)
	}
	return format.Fail(format.ErrDamaged, cause)
}

// PartName is the form in which parts are looked up.
func PartName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// HasPart reports whether a file is a zip that holds a part of this name.
func HasPart(s format.Source, head []byte, name string) bool {
	if !bytes.HasPrefix(head, Magic) {
		return false
	}
	a, err := Open(s, 0)
	if err != nil {
		return false
	}
	_, ok := a.Parts[name]
	return ok
}

// Has reports whether there is a part of this name.
func (a *Zip) Has(name string) bool { return a.Parts[PartName(name)] != nil }

// Scan hands a part's bytes to f, without counting them as unpacked: for a look
// at a part that is read afterwards. A part that is not there is no error.
func (a *Zip) Scan(name string, f func(in io.Reader) error) error {
	left := a.left
	defer func() { a.left = left }()
	in, err := a.Part(name)
	if in == nil {
		return err
	}
	defer in.Close()
	return f(in)
}

// Part opens a part; nil without an error when there is none.
func (a *Zip) Part(name string) (io.ReadCloser, error) {
	f := a.Parts[PartName(name)]
	if f == nil {
		return nil, nil
	}
	if f.Flags&1 != 0 {
		return nil, format.Fail(format.ErrEncrypted, nil)
	}
	in, err := f.Open()
	if err != nil {
		return nil, format.Fail(format.ErrDamaged, fmt.Errorf("part %q: %w", name, err))
	}
	return &limitedPart{in, a}, nil
}

// limitedPart counts what is unpacked against the archive's limit.
type limitedPart struct {
	in io.ReadCloser
	of *Zip
}

func (p *limitedPart) Read(b []byte) (int, error) {
	if p.of.left <= 0 {
		return 0, format.Fail(format.ErrTooLarge,
			errors.New("the zip unpacks to more than the limit"))
	}
	n, err := p.in.Read(b[:min(int64(len(b)), p.of.left)])
	p.of.left -= int64(n)
	return n, err
}

func (p *limitedPart) Close() error { return p.in.Close() }

// Each opens a part and hands its root element to f. A part that is not there is no error.
func (a *Zip) Each(name string, f func(x *XML, root xml.StartElement) error) error {
	in, err := a.Part(name)
	if in == nil {
		return err
	}
	defer in.Close()
	x := NewXML(in)
	empty := true
	err = x.Children(func(x *XML, root xml.StartElement) error {
		empty = false
		return f(x, root)
	})
	if err == nil && empty {
		err = errors.New("no root element")
	}
	if err != nil && a.left <= 0 && !errors.Is(err,
		content.ErrStopped) { // the parser may have seen a cut character instead
		err = format.Fail(format.ErrTooLarge, err)
	}
	if err != nil {
		return fmt.Errorf("part %q: %w", name, format.Damaged(err))
	}
	return nil
}

// CoreTitle is the title in an Office document's properties, "" for none and
// for what programs fill in themselves.
func (a *Zip) CoreTitle() (title string, err error) {
	err = a.Each("docProps/core.xml", func(x *XML, _ xml.StartElement) error {
		return x.Children(func(x *XML, e xml.StartElement) error {
			if e.Name.Local != "title" {
				return x.Skip()
			}
			title, err = x.Text()
			return err
		})
	})
	return content.GoodTitle(title), err
}

// Relations reads the targets of a part's relations by id, and the first target
// of a type's last word.
func (a *Zip) Relations(part string) (byID, byType map[string]string, err error) {
	byID, byType = map[string]string{}, map[string]string{}
	dir, file := path.Split(part)
	err = a.Rooted(dir+"_rels/"+file+".rels", "Relationships", func(x *XML, _ xml.StartElement) error {
		return x.Children(func(x *XML, e xml.StartElement) error {
			target := Attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(dir, target)
			}
			target = strings.TrimPrefix(target, "/")
			kind := path.Base(Attr(e, "Type"))
			if Attr(e, "TargetMode") != "External" && len(byID) < 100_000 {
				byID[Attr(e, "Id")] = target
				if byType[kind] == "" {
					byType[kind] = target
				}
			}
			return x.Skip()
		})
	})
	return byID, byType, err
}

// NumberedParts gives the parts that pattern matches, by the number in its
// first group: what is left of an order when nothing else says it.
func (a *Zip) NumberedParts(pattern *regexp.Regexp) []string {
	numbers := map[string]int{}
	for name := range a.Parts {
		if m := pattern.FindStringSubmatch(name); m != nil {
			numbers[name], _ = strconv.Atoi(m[1])
		}
	}
	return slices.SortedFunc(maps.Keys(numbers), func(x, y string) int {
		return cmp.Or(numbers[x]-numbers[y], strings.Compare(x, y))
	})
}
