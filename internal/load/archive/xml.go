package archive

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// XML reads XML element by element, without a tree.
type XML struct {
	in    *xml.Decoder
	depth int
	open  []xml.Name // elements that have begun and not ended
}

// NewXML reads XML from a stream, in the character set that it declares or
// whose byte order mark it begins with.
func NewXML(in io.Reader) *XML {
	d := xml.NewDecoder(decoded(in))
	d.Strict = false // entities of HTML and stray marks occur in files of lesser programs
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		set, err := htmlindex.Get(label)
		if err != nil || strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return in, nil // what decoded gives is UTF-8 already
		}
		return set.NewDecoder().Reader(in), nil
	}
	return &XML{in: d}
}

// decoded turns UTF-16 into UTF-8 and leaves everything else as it is. XML
// without a byte order mark begins with "<" in any character set.
func decoded(in io.Reader) io.Reader {
	begun := bufio.NewReader(in)
	head, _ := begun.Peek(2)
	order := unicode.LittleEndian
	switch string(head) {
	case "\xff\xfe", "<\x00":
	case "\xfe\xff", "\x00<":
		order = unicode.BigEndian
	default:
		return begun
	}
	return unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(begun)
}

// token gives the next token. An element that ends must be the one that began
// last: where that is not so, bytes are missing or wrong, and what follows
// can't be told from what is lost.
func (x *XML) token() (xml.Token, error) {
	t, err := x.in.RawToken()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case xml.StartElement:
		x.open = append(x.open, t.Name)
	case xml.EndElement:
		last := len(x.open) - 1
		if last < 0 || x.open[last] != t.Name {
			return nil, fmt.Errorf("%s ends at %d without having begun", t.Name.Local,
				x.in.InputOffset())
		}
		x.open = x.open[:last]
	}
	return t, nil
}

// Children hands each child element of the current one to f, up to the current
// one's end. f must consume the child: by children, text or skip.
func (x *XML) Children(f func(x *XML, e xml.StartElement) error) error {
	if x.depth++; x.depth > content.MaxDepth {
		return format.Fail(format.ErrDamaged, errors.New("elements are nested too deep"))
	}
	defer func() { x.depth-- }()
	for {
		t, err := x.token()
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

// Skip passes over the current element.
func (x *XML) Skip() error {
	for open := 1; open > 0; {
		t, err := x.token()
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

// Text is the character data of the current element and of those below it.
func (x *XML) Text() (string, error) {
	var b strings.Builder
	for open := 1; open > 0; {
		t, err := x.token()
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

// Attr is the value of an attribute by its local name.
func Attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// TextAnd writes an element's character data, and what inline says for the
// elements inside it. Text between the marks of a tracked deletion is left out.
func (x *XML) TextAnd(b *strings.Builder, inline func(xml.StartElement) string) error {
	deleted := false
	for open := 1; open > 0; {
		t, err := x.token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			open++
			switch t.Name.Local {
			case "deleteBegin":
				deleted = true
			case "deleteEnd":
				deleted = false
			}
			b.WriteString(inline(t))
		case xml.EndElement:
			open--
		case xml.CharData:
			if !deleted {
				b.Write(t)
			}
		}
	}
	return nil
}

// SmallNumber reads a count, at most maxColumns, 0 for anything else.
func SmallNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return min(n, content.MaxColumns)
}

// Offset is how far the part has been read, in bytes of XML.
func (x *XML) Offset() int64 { return x.in.InputOffset() }
