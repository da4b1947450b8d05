package load

import (
	"context"
	"io"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// Source is one file. Its name matters for the extension only; its bytes may be read concurrently with other sources,
// any range at any time, until the File made from it is closed.
type Source struct {
	Name string
	Data io.ReaderAt
	Size int64 // bytes
}

// section gives the bytes from off on as a stream.
func (s Source) section(off int64) *io.SectionReader {
	return io.NewSectionReader(s.Data, off, s.Size-off)
}

// head gives up to the first n bytes; fewer at a short file, none at an unreadable one.
func (s Source) head(n int) []byte {
	b := make([]byte, min(int64(n), s.Size))
	got, _ := io.ReadFull(s.section(0), b)
	return b[:got]
}

func (s Source) extension() string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(korean.Normalise(s.Name)), "."))
}

// env is what a reader may use besides its source.
type env struct {
	limits Limits
	pdfium *pdfium // in a worker; nil elsewhere
}

// reader reads one file. It is used by one goroutine at a time. Errors that it did not classify count as damage.
type reader interface {
	// info may be called at any time; see Info.
	info() Info
	// pages gives the pages from index from on, in order. The same source gives the same pages every time. The sequence
	// ends after an error and may be ended early.
	pages(ctx context.Context, from int) iter.Seq2[Page, error]
	close() error
}

// Format is a kind of file that Mundap reads.
type Format struct {
	Name       string   // as in Info and in the configuration: "pdf"
	Extensions []string // lower case, without the dot; the first is the usual one
	// Isolated formats are read in a worker process, because their parsers are complex.
	Isolated bool

	// matches reports whether the content is of this format, whatever the name. nil: only the extension decides, and the
	// content must be text.
	matches func(s Source, head []byte) bool
	open    func(ctx context.Context, s Source, e env) (reader, error)
}

// Formats lists every format in the order in which contents are examined. The slice is the caller's.
func Formats() []Format {
	return []Format{
		pdfFormat(), docxFormat(), pptxFormat(), xlsxFormat(), hwpxFormat(), hwpFormat(), wordFormat(), pptFormat(), xlsFormat(),
		htmlFormat(),
		csvFormat(), markdownFormat(), pythonFormat(), javascriptFormat(), textFormat(),
	}
}

// Supported reports whether some format reads files with this name's extension. A file without one counts as text.
func Supported(name string) bool {
	ext := Source{Name: name}.extension()
	return ext == "" || slices.ContainsFunc(Formats(), func(f Format) bool { return slices.Contains(f.Extensions, ext) })
}

// sniffBytes is how much of a file's beginning formats see.
const sniffBytes = 4 << 10

// choose finds the format of a source by its content, then by its extension.
func choose(s Source) (Format, error) {
	if s.Size == 0 {
		return Format{}, fail(ErrEmpty, nil)
	}
	head := s.head(sniffBytes)
	if len(head) == 0 {
		return Format{}, io.ErrUnexpectedEOF
	}
	formats := Formats()
	for _, f := range formats {
		if f.matches != nil && f.matches(s, head) {
			return f, nil
		}
	}
	if isEncryptedOffice(s, head) {
		return Format{}, fail(ErrEncrypted, nil)
	}
	return chooseByExtension(formats, s, head)
}

func chooseByExtension(formats []Format, s Source, head []byte) (Format, error) {
	ext := s.extension()
	for _, f := range formats {
		switch {
		case !slices.Contains(f.Extensions, ext) && (ext != "" || f.Name != "txt"):
		case f.matches != nil && f.Name != "html": // a PDF without PDF's marks, a docx that is no zip
			return Format{}, fail(ErrDamaged, nil)
		case isText(head):
			return f, nil
		default:
			return Format{}, fail(ErrUnsupported, nil)
		}
	}
	return Format{}, fail(ErrUnsupported, nil)
}
