package load

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestFormatsAreChosenByContentThenByExtension(t *testing.T) {
	pdf := formattest.PDF("", "", formattest.LinesAt(700, 10, "글입니다."))
	for name, c := range map[string]struct {
		data   string
		format string
		err    error
	}{
		"PDF named txt": {"a.txt|" + string(pdf), "pdf", nil},
		"docx named pdf": {"a.pdf|" +
			string(formattest.Docx("<w:p><w:r><w:t>글</w:t></w:r></w:p>")), "docx", nil},
		"html named txt":       {"a.txt|<!DOCTYPE html><p>글", "html", nil},
		"html without html":    {"a.HTM|<p>글입니다.</p>", "html", nil},
		"md about html":        {"a.md|<html> 요소는 뿌리입니다.", "md", nil},
		"csv":                  {"요금.CSV|a,b\n1,2", "csv", nil},
		"no extension":         {"README|글입니다.", "txt", nil},
		"js":                   {"a.mjs|let a = 1", "js", nil},
		"py":                   {"a.py|a = 1", "py", nil},
		"jamo in the name":     {"a.t\u200bxt|글", "txt", nil},
		"nothing in it":        {"a.txt|", "", format.ErrEmpty},
		"only blanks":          {"a.txt| \n\t\n", "txt", format.ErrEmpty},
		"a program":            {"a.txt|\x7fELF\x00\x00\x01\x02", "", format.ErrProgram},
		"a program of Windows": {"a.docx|MZ\x90\x00\x03\x00", "", format.ErrProgram},
		"text about a program": {"a.txt|MZ세대 보고서", "txt", nil},
		"an app": {"a.xlsx|" + string(formattest.Zip("AndroidManifest.xml", "x")), "",
			format.ErrProgram},
		"a video": {"a.pptx|\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "", format.ErrMedia},
		"a sound": {"a.hwp|ID3\x03\x00\x00", "", format.ErrMedia},
		"a soft sound": {"a.docx|RIFF\x24\x08\x00\x00WAVEfmt " +
			strings.Repeat("\x64\x00\x20\xff\x30\x01", 600), "", format.ErrMedia},
		"a 7z":                  {"a.pdf|7z\xbc\xaf\x27\x1c\x00\x04", "", format.ErrArchive},
		"a Korean archive":      {"a.hwp|ALZ\x01\x0a\x00\x00\x00", "", format.ErrArchive},
		"an old tar named docx": {"a.docx|" + oldTar("글.txt"), "", format.ErrArchive},
		"no tar by its sum": {"a.docx|" + strings.Replace(oldTar("글.txt"), "100644", "100645", 1), "",
			format.ErrDamaged},
		"a plan of Project named docx": {"a.docx|" + string(formattest.Compound("   112/Tasks", "x",
			"Props12", "x", "SummaryInformation", "x")), "", format.ErrUnsupported},
		"a letter of Works named doc": {"a.doc|" + string(formattest.Compound("CompObj", "x",
			"CONTENTS", "x")), "", format.ErrUnsupported},
		"a sheet of LibreOffice named xlsx": {"a.xlsx|" + string(formattest.Zip("mimetype",
			"application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<a/>")), "",
			format.ErrUnsupported},
		"a binary workbook": {"a.xlsx|" + string(formattest.Zip("[Content_Types].xml", "<a/>",
			"xl/workbook.bin", "x")), "", format.ErrUnsupported},
		"a book named docx": {"a.docx|" + string(formattest.Zip("META-INF/container.xml", "<a/>")),
			"", format.ErrUnsupported},
		"a hwpx without its text": {"a.hwpx|" + string(formattest.Zip("version.xml", "<a/>",
			"META-INF/container.xml", "<a/>")), "", format.ErrDamaged},
		"a mail named doc":                 {"a.doc|From: 김\nTo: 박\n\n회의는 3시입니다.", "txt", nil},
		"a mail with 8 bits":               {"a.pdf|MIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n\n글", "txt", nil},
		"text that begins like a mail":     {"a.hwp|From: 서울\n도착: 부산", "txt", nil},
		"text that begins like its header": {"a.pdf|Received: 3건\n\n접수 현황.", "txt", nil},
		"a web archive of Word": {"a.doc|MIME-Version: 1.0\nContent-Type: multipart/related\n\n" +
			"--a\ncontent-transfer-encoding: quoted-printable\n\n=EA=B8=80", "",
			format.ErrUnsupported},
		"an encoded mail": {"a.docx|Received: by a\nContent-Transfer-Encoding: base64\n\n6riA", "",
			format.ErrUnsupported},
		"an encoded mail named txt": {"a.txt|Received: by a\nContent-Transfer-Encoding: base64\n\n6riA",
			"txt", nil},
		"PostScript":        {"a.txt|%!PS-Adobe-3.0\n%%Pages: 1\n", "", format.ErrUnsupported},
		"a drawing":         {"a.pdf|AC1015\x00\x00\x00\x00\x00\x00", "", format.ErrUnsupported},
		"a help":            {"a.doc|ITSF\x03\x00\x00\x00", "", format.ErrUnsupported},
		"XML named xls":     {`a.xls|<?xml version="1.0"?><Workbook/>`, "", format.ErrUnsupported},
		"XML named xml":     {`a.xml|<?xml version="1.0"?><a/>`, "", format.ErrUnsupported},
		"unknown extension": {"a.xyz|글입니다.", "", format.ErrUnsupported},
		"a zip": {"a.zip|" + string(formattest.Zip("a.txt", "글")), "",
			format.ErrArchive},
		"a zip named docx": {"a.docx|" + string(formattest.Zip("가/a.txt", "글")), "",
			format.ErrArchive},
		"a docx without its text": {"a.docx|" + string(formattest.Zip("word/styles.xml", "<a/>")),
			"", format.ErrDamaged},
		"text named docx":    {"a.docx|그냥 글", "txt", nil},
		"text named hwp":     {"a.hwp|그냥 글", "txt", nil},
		"a table named xlsx": {"a.xlsx|지역\t값\n서울\t1\n", "csv", nil},
		"text named pdf":     {"a.pdf|그냥 글", "txt", nil},
		"a PDF without its beginning": {"a.pdf|1 0 obj\n<< /Type /Page >>\nendobj\n", "",
			format.ErrDamaged},
		"text named rtf":               {"a.rtf|그냥 글", "txt", nil},
		"text with paths named rtf":    {`a.rtf|설치 폴더는 C:\partner\share\f0입니다.`, "txt", nil},
		"TeX named rtf":                {`a.rtf|{\bf 제목} 그리고 {\it 글}`, "txt", nil},
		"an RTF without its beginning": {`a.rtf|\pard 글\par 끝}`, "", format.ErrDamaged},
		"text named doc":               {"a.doc|글입니다.", "txt", nil},
		"text named xls":               {"a.xls|지역\t값\n서울\t1\n", "csv", nil},
		"a picture":                    {"a.docx|\x89PNG\r\n\x1a\n\x00", "", format.ErrPicture},
		"a photo":                      {"a.pdf|\xff\xd8\xff\xe0\x00\x10JFIF", "", format.ErrPicture},
		"Excel 4":                      {"a.xls|\x09\x04\x06\x00\x00\x00\x10\x00", "", format.ErrTooOld},
		"Word 2":                       {"a.doc|\xdb\xa5\x2d\x00\x00", "", format.ErrTooOld},
		"HWP 3":                        {"a.hwp|HWP Document File V3.00 \x1a\x01", "", format.ErrTooOld},
		"PowerPoint 95": {"a.ppt|" + string(formattest.Compound("PP40", "x")), "",
			format.ErrTooOld},
		"PowerPoint 95 with the later name": {"a.ppt|" + string(formattest.Compound(
			"PowerPoint Document", "x", "Current User", "x", "Text_Content", "x", "Header", "x")),
			"", format.ErrTooOld},
		"WordPerfect": {"a.doc|\xffWPC\x0f\x00", "", format.ErrTooOld},
		"a locked docx that says so to old programs": {"a.docx|" +
			string(formattest.Compound("WordDocument", "x", "EncryptedPackage", "x")), "",
			format.ErrEncrypted},
		"RTF named doc":    {"a.doc|{\\rtf1 글}", "rtf", nil},
		"WordML named doc": {`a.doc|<?xml version="1.0"?><w:wordDocument xmlns:w="w"><w:body><w:p><w:r><w:t>글</w:t></w:r></w:p></w:body></w:wordDocument>`, "wordml", nil},
		"a compound cut off": {"a.doc|" + string(formattest.Compound("WordDocument", "x")[:2000]),
			"", format.ErrCutOff},
		"cut docx": {"a.docx|" + string(formattest.Docx("<w:p/>")[:200]), "docx",
			format.ErrCutOff},
		"a broken compound": {"a.docx|" + "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" +
			strings.Repeat("\x00", 600), "", format.ErrDamaged},
	} {
		file, data, _ := strings.Cut(c.data, "|")
		_, info, err := read(t, inside(t), formattest.Source(file, data))
		if info.Format != c.format || !errors.Is(err, c.err) {
			t.Errorf("%s: got %q, %v; want %q, %v", name, info.Format, err, c.format, c.err)
		}
		if err != nil && fault.MessageOf(err) == fault.KindOf(err).Message() {
			t.Errorf("%s: no sentence of its own", name)
		}
	}
}

// oldTar is the first header of a tar without a mark, as programs wrote them before 1988.
func oldTar(name string) string {
	head := make([]byte, 512)
	copy(head, name)
	copy(head[100:], "100644 \x00")
	copy(head[148:], "        ")
	sum := 0
	for _, b := range head {
		sum += int(b)
	}
	copy(head[148:], fmt.Sprintf("%6o\x00 ", sum))
	return string(head)
}

func TestTextMayBeginWithTheMarkOfAnotherFormat(t *testing.T) {
	for _, data := range []string{
		"AC100,에어컨", "AC10 에어컨 설치", "ID3 태그 안내", "fLaC 안내", "OggS 안내", "MThd 안내",
		"dex\n\n덱스는 색인이다.", "EGGA 목록", "%!PS 할인 안내", "AT&TFORM 안내", "ITSF 안내", "wOFF 안내", "wOF2 안내",
		"GIF87a 안내", "GIF89a 안내", "8BPS 안내", "HWP Document File V3.00 형식 안내", "MZ세대",
		"1.  ftyp 상자 안내", "RIFF 123WAVE 안내", strings.Repeat("a", 257) + "ustar 안내",
	} {
		for _, name := range []string{"a.txt", "a.md", "a.csv", "a.py", "a.docx"} {
			if _, info, err := read(t, inside(t), formattest.Source(name, data)); err != nil {
				t.Errorf("%s with %.20q: %q, %v", name, data, info.Format, err)
			}
		}
	}
}

func TestSupported(t *testing.T) {
	for name, want := range map[string]bool{"a.pdf": true, "가/나.HTML": true, "README": true,
		"a.exe": false, "a.tar.gz": false} {
		if got := Supported(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
func TestOfficeDocumentsWithAPasswordAreRecognised(t *testing.T) {
	data := formattest.Compound("EncryptionInfo", "x", "EncryptedPackage", "x")
	for _, name := range []string{"a.docx", "a.xlsx", "a.pptx", "a.txt"} {
		if _, err := inside(t).Open(t.Context(), formattest.Source(name, data)); !errors.Is(err,
			format.ErrEncrypted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryReaderHasAVersion(t *testing.T) {
	for _, f := range Formats() {
		refused := len(f.Extensions) == 0 && f.Name != "wordml"
		if got := Version(f.Name); got != f.Version || got < 1 && !refused {
			t.Errorf("%s is read by version %d, Version says %d", f.Name, f.Version, got)
		}
	}
}
