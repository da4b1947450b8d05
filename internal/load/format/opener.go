package format

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/mundap/mundap/internal/load/charset"
)

// Opener opens files of its formats. Its methods may be called concurrently.
type Opener struct {
	// Formats in the order in which contents are examined.
	Formats []Format
	// Limits bound what one file may cost.
	Limits Limits
	// Isolated opens files of isolated formats elsewhere; if nil, they are opened as the others.
	Isolated func(ctx context.Context, s Source, f Format) (Reader, error)
}

// Open recognises a file's format and begins to read it; see load.Loader.Open.
func (o Opener) Open(ctx context.Context, s Source) (*File, error) {
	data := &watchedData{in: s.Data, size: s.Size}
	s.Data = data
	format, err := choose(s, o.Formats)
	if err = data.instead(err); err != nil {
		return nil, fmt.Errorf("recognising %q: %w", s.Name, err)
	}
	var r Reader
	if format.Isolated && o.Isolated != nil {
		r, err = o.Isolated(ctx, s, format)
	} else {
		r, err = OpenHere(ctx, s, format, Env{o.Limits.WithDefaults()})
	}
	if err = data.instead(err); err != nil {
		return nil, fmt.Errorf("opening %q as %s: %w", s.Name, format.Name, err)
	}
	return &File{name: s.Name, version: format.Version, data: data, in: r,
		limit: o.Limits.WithDefaults()}, nil
}

// choose finds the format of a source: the one that it names, or else by its
// content, then by its extension. One that is named is a format of text.
func choose(s Source, formats []Format) (Format, error) {
	if s.Size == 0 {
		return Format{}, Fail(ErrEmpty, nil)
	}
	head := s.Head(SniffBytes)
	if len(head) == 0 {
		return Format{}, io.ErrUnexpectedEOF
	}
	if s.Format != "" {
		if !charset.IsText(head) {
			return Format{}, Fail(ErrNoFAQ, nil)
		}
		return named(formats, s.Format)
	}
	for _, f := range formats {
		if f.Matches != nil && f.Matches(s, head) {
			return f, nil
		}
	}
	return chooseByExtension(formats, s, head)
}

func chooseByExtension(formats []Format, s Source, head []byte) (Format, error) {
	ext := s.Extension()
	for _, f := range formats {
		switch {
		case !slices.Contains(f.Extensions, ext) && (ext != "" || f.Name != "txt"):
		case f.Plain != "" && charset.IsText(head) && !f.traced(head):
			return named(formats, f.Plain)
		case f.Matches != nil && f.Name != "html": // a PDF without PDF's marks, a docx that is no zip
			return Format{}, Fail(ErrDamaged, nil)
		case charset.IsText(head):
			return f, nil
		default:
			return Format{}, Fail(ErrUnsupported, nil)
		}
	}
	return Format{}, Fail(ErrUnsupported, nil)
}

// traced reports whether a text has traces of a format.
func (f Format) traced(head []byte) bool {
	return slices.ContainsFunc(f.Traces, func(t string) bool { return bytes.Contains(head, []byte(t)) })
}

// named gives the format of a name.
func named(formats []Format, name string) (Format, error) {
	for _, f := range formats {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, Fail(ErrDamaged, nil)
}
