package refused

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/format"
)

// beginsWith reports whether a file begins with one of some marks.
func beginsWith(head []byte, marks ...string) bool {
	return slices.ContainsFunc(marks, func(m string) bool { return bytes.HasPrefix(head, []byte(m)) })
}

// isProgram: programs for Windows, Linux, the Mac, Java, Android and WebAssembly.
func isProgram(s format.Source, head []byte) bool {
	if beginsWith(head, "\x7fELF", "\xca\xfe\xba\xbe", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf",
		"\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe", "\x00asm", "dex\n") {
		return true
	}
	z := zipOf(s, head)
	return beginsWith(head, "MZ") && bytes.IndexByte(head, 0) > 0 ||
		z != nil && (z.Has("AndroidManifest.xml") || z.Has("META-INF/MANIFEST.MF"))
}

// zipOf opens a zip that has a directory; nil if it is none.
func zipOf(s format.Source, head []byte) *archive.Zip {
	if !bytes.HasPrefix(head, archive.Magic) {
		return nil
	}
	z, err := archive.Open(s, 0)
	if err != nil || z.Cut() || len(z.Parts) == 0 {
		return nil
	}
	return z
}

// isMedia: sounds and videos.
func isMedia(_ format.Source, head []byte) bool {
	switch {
	case beginsWith(head, "ID3", "fLaC", "OggS", "MThd", "FLV\x01", "\x1a\x45\xdf\xa3",
		"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "\x00\x00\x01\xba", "\xff\xfb", "\xff\xf3", "\xff\xf2"):
		return true
	case len(head) > 12 && beginsWith(head, "RIFF"):
		return string(head[8:12]) == "WAVE" || string(head[8:12]) == "AVI "
	}
	return len(head) > 12 && string(head[4:8]) == "ftyp"
}

// isPacked: archives. A zip is one if none of its parts is that of a document.
func isPacked(s format.Source, head []byte) bool {
	const tar = 257 // where the mark of a tar stands, if it is younger than 1988
	if beginsWith(head, "7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07", "\x1f\x8b\x08", "BZh91AY&SY",
		"\xfd7zXZ\x00", "\x28\xb5\x2f\xfd", "MSCF\x00", "ALZ\x01", "EGGA") ||
		len(head) > tar && beginsWith(head[tar:], "ustar") || isOldTar(head) {
		return true
	}
	z := zipOf(s, head)
	if z == nil {
		return false
	}
	for name := range z.Parts {
		first, _, _ := strings.Cut(name, "/")
		if slices.Contains(documentParts, first) {
			return false
		}
	}
	return true
}

// isOldTar recognises a tar without a mark: the sum of the bytes of its first header,
// with blanks in the place of the sum, is written in the header in octal digits.
func isOldTar(head []byte) bool {
	const size, from, to = 512, 148, 156 // the header; where the sum stands
	if len(head) < size {
		return false
	}
	said, err := strconv.ParseInt(string(bytes.Trim(head[from:to], " \x00")), 8, 64)
	sum := int64(' ' * (to - from))
	for _, part := range [][]byte{head[:from], head[to:size]} {
		for _, b := range part {
			sum += int64(b)
		}
	}
	return err == nil && sum == said
}

// documentParts are what the parts of documents that are zips are called, up to
// the first slash, in lower case: OOXML, HWPX, OpenDocument, EPUB, iWork.
var documentParts = []string{"[content_types].xml", "_rels", "docprops", "word", "xl", "ppt",
	"contents", "mimetype", "meta-inf", "content.xml", "index", "index.zip", "index.xml"}

// isForeign: documents of programs whose formats are not read: OpenDocument, EPUB,
// iWork, binary workbooks, Visio, XPS, Publisher, mails of Outlook, OneNote, Access,
// DjVu, PostScript with a preview, HTML Help, AutoCAD, Works, Project, fonts.
func isForeign(s format.Source, head []byte) bool {
	const name, mime = 30, "mimetypeapplication/" // where the first part's name stands in a zip
	if beginsWith(head, "AT&TFORM", "%!PS", "ITSF", "AC10",
		"\x00\x01\x00\x00\x00", "OTTO\x00", "wOFF", "wOF2", "\x00\x01\x00\x00Standard ",
		"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d") {
		return true
	}
	if z := zipOf(s, head); z != nil {
		first := head[min(name, len(head)):]
		hancom := beginsWith(first, mime+"hwp") || z.Has("version.xml") || z.Has("Contents/header.xml")
		return !hancom && (beginsWith(first, mime) || slices.ContainsFunc(foreignParts, z.Has))
	}
	return bytes.HasPrefix(head, compound.Magic) &&
		slices.ContainsFunc(foreignStreams, func(stream string) bool {
			return compound.Holds(s, head, stream)
		})
}

// isForeignText: formats of other programs that are text and that nobody wrote to
// be read as they stand: PostScript, and under the name of a document XML and mails
// whose text is encoded, such as the web archives of Word. Other mails are plain text.
func isForeignText(s format.Source, head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, charset.BOM))
	if beginsWith(head, "%!PS-Adobe-") {
		return true
	}
	return slices.Contains(named, s.Extension()) && (beginsWith(head, "<?xml") ||
		beginsWith(head, "MIME-Version:", "From: ", "Return-Path: ", "Received: ") &&
			encodedMail.Match(head))
}

var (
	foreignParts = []string{"xl/workbook.bin", "visio/document.xml", "fixeddocumentsequence.fdseq",
		"fixeddocseq.fdseq", "meta-inf/container.xml", "content.xml", "index/document.iwa", "index.apxl",
		"buildversionhistory.plist"}
	// Visio, three versions of Works, Publisher, Outlook, versions of Project since 98.
	foreignStreams = []string{"VisioDocument", "MatOST", "CONTENTS", "Quill",
		"__properties_version1.0", "Props", "Props9", "Props12", "Props14"}
	// named are extensions of documents under which other programs save XML and mails.
	named = []string{"doc", "docx", "xls", "xlsx", "ppt", "pptx", "hwp", "hwpx", "pdf", "rtf"}
	// encodedMail finds the header of a mail or of its part whose text is encoded.
	encodedMail = regexp.MustCompile(`(?im)^Content-Transfer-Encoding:\s*(base64|quoted-printable)`)
)
