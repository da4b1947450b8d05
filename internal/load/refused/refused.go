// Package refused recognises files that can't be read, so that their owners are
// told the reason: formats from before 1997, documents with a password, documents
// of other programs, pictures, sounds, programs, archives, and truncated files.
package refused

import (
	"bytes"
	"context"
	"errors"

	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/format"
)

// Formats lists the formats of this package but Encrypted. They stand behind
// all others, and have no extensions.
func Formats() []format.Format {
	return []format.Format{
		refuse("old", format.ErrTooOld, isOld),
		refuse("picture", format.ErrPicture, isPicture),
		refuse("program", format.ErrProgram, isProgram),
		refuse("media", format.ErrMedia, isMedia),
		refuse("archive", format.ErrArchive, isPacked),
		refuse("foreign", format.ErrUnsupported, isForeign),
		refuseText("foreign text", format.ErrUnsupported, isForeignText),
		{Name: "zip", Matches: func(s format.Source, head []byte) bool {
			return unreadable(s, head,
				archive.Magic, openZip)
		}, Open: openZip},
		{Name: "compound", Matches: func(s format.Source, head []byte) bool {
			return unreadable(s,
				head, compound.Magic, openCompound)
		},
			Open: openCompound},
	}
}

// Encrypted is the container in which Office wraps documents that have a
// password. It stands before all others, because a document of another kind may
// are stored beside the encrypted one, to tell old programs.
func Encrypted() format.Format {
	return refuse("encrypted", format.ErrEncrypted, func(s format.Source, head []byte) bool {
		return compound.Holds(s, head, "EncryptedPackage")
	})
}

// refuse refuses files that match. Many marks are plain letters (ID3, AC10, GIF89a)
// with which text may begin, so a file that is text never matches. Text in UTF-16 has
// bytes of 0 and begins with no such mark, whereas soft sounds score as UTF-16.
func refuse(name string, why error, matches func(format.Source, []byte) bool) format.Format {
	return refuseText(name, why, func(s format.Source, head []byte) bool {
		return matches(s, head) && (bytes.IndexByte(head, 0) >= 0 || !charset.IsText(head))
	})
}

// refuseText refuses files that match, even if they are text.
func refuseText(name string, why error, matches func(format.Source, []byte) bool) format.Format {
	return format.Format{Name: name, Matches: matches,
		Open: func(context.Context, format.Source, format.Env) (format.Reader, error) {
			return nil, format.Fail(why, errors.New(name))
		}}
}

// isOld: documents of Excel 2 to 4, Word 1 and 2, PowerPoint 4 and 95, HWP 2 and
// 3, WordPerfect.
func isOld(s format.Source, head []byte) bool {
	for _, magic := range []string{"\x09\x00\x04\x00", "\x09\x02\x06\x00", "\x09\x04\x06\x00",
		"\xdb\xa5\x2d\x00", "\x9b\xa5\x21\x00",
		"\x0b\xad\xde\xed", "\xed\xde\xad\x0b", "HWP Document File V", "\x31\xbe\x00\x00",
		"\x32\xbe\x00\x00", "\xffWPC"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return compound.Holds(s, head, "PP40") && !compound.Holds(s, head, "PowerPoint Document")
}

// isPicture goes by the marks at the beginning.
func isPicture(_ format.Source, head []byte) bool {
	for _, magic := range []string{"\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a",
		"II*\x00", "MM\x00*", "\x00\x00\x00\x0cjP  ",
		"8BPS", "\xd7\xcd\xc6\x9a"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	switch {
	case len(head) > 14 && bytes.HasPrefix(head, []byte("BM")) && head[6] == 0 && head[7] == 0:
		return true
	case len(head) > 12 && bytes.HasPrefix(head, []byte("RIFF")) &&
		bytes.Equal(head[8:12], []byte("WEBP")):
		return true
	case len(head) > 12 && bytes.Equal(head[4:8], []byte("ftyp")):
		brand := string(head[8:12])
		return brand == "heic" || brand == "heix" || brand == "mif1" || brand == "avif"
	}
	return false
}

// unreadable reports whether a file begins as a container does, and can't be opened as one.
func unreadable(s format.Source, head, magic []byte, open func(context.Context, format.Source,
	format.Env) (format.Reader, error)) bool {
	if !bytes.HasPrefix(head, magic) {
		return false
	}
	_, err := open(context.Background(), s, format.Env{})
	return err != nil
}

func openZip(_ context.Context, s format.Source, _ format.Env) (format.Reader, error) {
	_, err := archive.Open(s, 0)
	return nil, err
}

func openCompound(_ context.Context, s format.Source, _ format.Env) (format.Reader, error) {
	_, err := compound.Open(s, 0)
	return nil, err
}
