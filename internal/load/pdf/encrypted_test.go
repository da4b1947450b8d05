package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

// encryption is a way to encrypt a PDF that opens without a password.
type encryption struct {
	version, revision, size int
	filter                  string // of streams and strings, from version 4 on
	method                  method
}

var lockings = map[string]encryption{
	"RC4 with 40 bits":  {1, 2, 5, "", rc4Method},
	"RC4 with 128 bits": {2, 3, 16, "", rc4Method},
	"RC4 in a filter":   {4, 4, 16, "V2", rc4Method},
	"AES with 128 bits": {4, 4, 16, "AESV2", aes128Method},
	"AES, revision 5":   {5, 5, 32, "AESV3", aes256Method},
	"AES, revision 6":   {5, 6, 32, "AESV3", aes256Method},
}

const fileID = "identifier"

// of encrypts the streams and strings of a PDF made by formattest. Offsets are
// no longer right: readers find the objects anyway.
func (e encryption) of(data []byte) []byte {
	key, dictionary := e.dictionary()
	l := &lock{key: key, method: e.method}
	var out bytes.Buffer
	for len(data) > 0 {
		m := regexp.MustCompile(`(?s)(\d+) 0 obj\n(.*?)(?:stream\n(.*?)\nendstream)?\nendobj`).
			FindSubmatchIndex(data)
		if m == nil {
			break
		}
		number, _ := strconv.Atoi(string(data[m[2]:m[3]]))
		out.Write(data[:m[4]])
		head := regexp.MustCompile(`\((\w+)\)`).ReplaceAllFunc(data[m[4]:m[5]], func(s []byte) []byte {
			return fmt.Appendf(nil, "<%x>", e.seal(l, number, s[1:len(s)-1]))
		})
		if m[6] >= 0 {
			sealed := e.seal(l, number, data[m[6]:m[7]])
			head = regexp.MustCompile(`/Length \d+`).ReplaceAll(head,
				fmt.Appendf(nil, "/Length %d", len(sealed)))
			head = fmt.Appendf(head, "stream\n%s\nendstream", sealed)
		}
		out.Write(head)
		out.Write(data[m[1]-len("\nendobj") : m[1]])
		data = data[m[1]:]
	}
	trailer := fmt.Sprintf("trailer\n<< /Encrypt %s /ID [(%s) (%s)] ", dictionary, fileID, fileID)
	out.Write(bytes.Replace(data, []byte("trailer\n<< "), []byte(trailer), 1))
	return out.Bytes()
}

// dictionary gives a key and the dictionary that hides it.
func (e encryption) dictionary() (key []byte, text string) {
	owner := strings.Repeat("o", 32)
	filter := ""
	if e.filter != "" {
		filter = fmt.Sprintf("/CF << /StdCF << /CFM /%s /Length %d >> >> /StmF /StdCF /StrF /StdCF",
			e.filter, e.size)
	}
	head := fmt.Sprintf("<< /Filter /Standard /V %d /R %d /Length %d /P -4 %s", e.version,
		e.revision, e.size*8, filter)
	if e.version < 5 {
		s := syntax{data: fmt.Appendf(nil, "%s /O <%x> >>", head, owner)}
		d, _ := s.value(0)
		key = oldKeyOf(d, []byte(fileID), e.size)
		user := make([]byte, 32)
		copy(user, userEntry(key, []byte(fileID), e.revision))
		return key, fmt.Sprintf("%s /O <%x> /U <%x> >>", head, owner, user)
	}
	key = []byte(strings.Repeat("k", e.size))
	const check, salt = "checking", "the salt"
	user := append(newHash([]byte(check), e.revision), check+salt...)
	return key, fmt.Sprintf("%s /O <%x> /OE <%x> /U <%x> /UE <%x> /Perms <%x> >>", head,
		strings.Repeat("o", 48), owner, user,
		toAES(newHash([]byte(salt), e.revision), make([]byte, aes.BlockSize), key),
		toAES(key, make([]byte, aes.BlockSize), []byte("\xfc\xff\xff\xff\xff\xff\xff\xffTadbrand")))
}

// seal encrypts with the object's key, which open derives as well.
func (e encryption) seal(l *lock, object int, text []byte) []byte {
	key := l.keyFor(object, 0)
	if e.method == rc4Method {
		return byRC4(key, text)
	}
	iv := []byte("sixteen bytes iv")
	pad := aes.BlockSize - len(text)%aes.BlockSize
	text = append(bytes.Clone(text), bytes.Repeat([]byte{byte(pad)}, pad)...)
	return append(iv, toAES(key, iv, text)...)
}

func toAES(key, iv, text []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(text))
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, text)
	return out
}

func TestEncryptedFilesThatOpenAreCheckedForDamage(t *testing.T) {
	var pages [][]formattest.PDFPiece
	for page := range 4 {
		var lines []string
		for i := range 20 {
			lines = append(lines, fmt.Sprintf("%d쪽 %d번째 줄이며 낱말 %x을 담고 있습니다.", page+1, i,
				(page*100+i)*2654435761))
		}
		pages = append(pages, formattest.LinesAt(780, 10, lines...))
	}
	plain := formattest.Packed(formattest.PDF("", "", pages...))
	for _, name := range []string{"RC4 with 40 bits", "AES, revision 6"} {
		e := lockings[name]
		t.Run(name, func(t *testing.T) {
			formattest.CheckDamage(t, inside(t), "a.pdf", e.of(plain))
		})
	}
}

func TestAnEncryptedFileThatIsWholeHasNoWarning(t *testing.T) {
	for name, e := range lockings {
		for _, pack := range []func([]byte) []byte{bytes.Clone, formattest.Packed} {
			data := e.of(pack(formattest.PDF("", "", formattest.LinesAt(700, 10, "글이 있는 쪽입니다."))))
			_, info, err := read(t, inside(t), formattest.Source("a.pdf", data))
			if err != nil || len(info.Warnings) > 0 || findLock(data) == nil {
				t.Errorf("%s: %+v, %v", name, info.Warnings, err)
			}
		}
	}
}

func TestTheFilterOfAnEncryptionMayBeAnObjectOfItsOwn(t *testing.T) {
	data := lockings["AES with 128 bits"].of(formattest.Packed(formattest.PDF("", "",
		formattest.LinesAt(700, 10, "글이 있는 쪽입니다."))))
	filters := regexp.MustCompile(`/CF (<<.*>> >>) /StmF`)
	apart := fmt.Appendf(nil, "99 0 obj\n%s\nendobj\ntrailer", filters.FindSubmatch(data)[1])
	data = filters.ReplaceAll(data, []byte("/CF 99 0 R /StmF"))
	data = bytes.Replace(data, []byte("trailer"), apart, 1)
	if l := findLock(data); l == nil || l.method != aes128Method {
		t.Errorf("%+v", l)
	}
}

func TestStringsOfPDFs(t *testing.T) {
	for text, want := range map[string]string{
		`(plain)`: "plain", `(a(b)c)`: "a(b)c", `(a\)\\\n)`: "a)\\\n", `(\101\12x)`: "A\nx",
		"(a\\\r\nb\r\nc)": "ab\nc", `<41 4>`: "A@", `(open`: "", `(\`: "", `<4x>`: "", `/Name `: "Name",
	} {
		s := syntax{data: []byte(text)}
		if v, ok := s.value(0); ok != (want != "") || ok && string(v.text) != want {
			t.Errorf("%q is read as %q, %v", text, v.text, ok)
		}
	}
	s := syntax{data: []byte("<< /A 1 0 R /B << /C [(x) 2] >> /D <</E/F>> >>")}
	if d, ok := s.value(0); !ok || d.number("A") != 1 || string(d.entries["D"].entries["E"].text) != "F" ||
		d.entries["B"].entries["C"].items[1].text[0] != '2' {
		t.Errorf("%+v, %v", d, ok)
	}
}

func FuzzLock(f *testing.F) {
	for _, e := range lockings {
		_, d := e.dictionary()
		f.Add([]byte("/Encrypt " + d + " /ID [(identifier)]"))
	}
	f.Add([]byte("/Encrypt 1 0 R 1 0 obj << /O (\\12) /CF [ << >> ] /ID [<00>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if l := findLock(data); l != nil && len(l.key) == 0 {
			t.Error("an empty key")
		}
	})
}
