// Package format is the contract of the readers of files, and opens files with
// them. A [Format] describes a reader; a [Reader] yields the pages of one file.
// The reader of a file is chosen by the file's content first and by its
// extension second. Everything that can be wrong with a file is one of this
// package's Err values.
package format

import (
	"context"
	"io"
	"iter"
	"path"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// Source is one file. Its name matters for the extension only; its bytes may be
// read concurrently with other sources, any range at any time, until the File
// made from it is closed.
type Source struct {
	Name string
	Data io.ReaderAt
	Size int64 // bytes
	// Format is the name of the format that it is read as, whatever its content;
	// "": that is found out.
	Format string
}

// FAQ is the format of lists of questions and answers. No file is taken for one
// by its content or extension.
const FAQ = "faq"

// Section gives the bytes from off on as a stream.
func (s Source) Section(off int64) *io.SectionReader {
	return io.NewSectionReader(s.Data, off, s.Size-off)
}

// Head gives up to the first n bytes; fewer at a short file, none at an unreadable one.
func (s Source) Head(n int) []byte {
	b := make([]byte, min(int64(n), s.Size))
	got, _ := io.ReadFull(s.Section(0), b)
	return b[:got]
}

func (s Source) Extension() string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(korean.Normalise(s.Name)), "."))
}

// Env is what a reader may use in addition to its source.
type Env struct {
	Limits Limits
}

// Reader reads one file. It is used by one goroutine at a time. Errors that it
// did not classify count as damage.
type Reader interface {
	// Info may be called at any time; see Info.
	Info() content.Info
	// Pages gives the pages from index from on, in order. The same source gives
	// the same pages every time. The sequence ends after an error and may be
	// ended early.
	Pages(ctx context.Context, from int) iter.Seq2[content.Page, error]
	Close() error
}

// Timed readers bound the working time of a file.
type Timed interface {
	// Spend takes the working time of an earlier opening off what the file may take.
	Spend(took time.Duration)
	// Spent is the working time so far, that of earlier openings included.
	Spent() time.Duration
}

// Format is a kind of file that Mundap reads.
type Format struct {
	Name       string   // as in Info and in the configuration: "pdf"
	Extensions []string // lower case, without the dot; the first is the usual one
	// Version numbers what the reader gives for the same file, from 1. Whoever
	// changes that in a way that answers can notice raises it, and documents that
	// were read before are read again.
	Version int
	// Plain names the format that reads files of this one's extensions that are
	// plain text; if "", they are damaged. Programs export text under the names of
	// Word and Excel.
	Plain string
	// Traces occur in the beginning of damaged files of this format that are text.
	// They are not plain text.
	Traces []string
	// Isolated formats are read in a worker process, because their parsers are complex.
	Isolated bool

	// Matches reports whether the content is of this format, whatever the name.
	// nil: only the extension decides, and the content must be text.
	Matches func(s Source, head []byte) bool
	Open    func(ctx context.Context, s Source, e Env) (Reader, error)
}

// Versioned gives formats the version of the package that reads them.
func Versioned(version int, formats []Format) []Format {
	for i := range formats {
		formats[i].Version = version
	}
	return formats
}

// SniffBytes is how much of a file's beginning formats see.
const SniffBytes = 4 << 10
