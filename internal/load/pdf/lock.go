package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"regexp"
	"strconv"
)

// lock decrypts the streams of a PDF that opens without a password: only
// changing it needs one (ISO 32000-2, 7.6). PDFium does the same by itself;
// this is for the check of damage. Nil means the file is not encrypted, or its key
// can't be found.
type lock struct {
	key    []byte
	method method
}

// method is how streams are encrypted.
type method int

const (
	noMethod method = iota // streams are left as they are
	rc4Method
	aes128Method // AESV2
	aes256Method // AESV3
)

var (
	encryptEntry = regexp.MustCompile(`/Encrypt[ \r\n\t]*(?:(\d{1,8}[ \r\n\t]+\d{1,5})[ \r\n\t]+R\b|<<)`)
	idEntry      = regexp.MustCompile(`/ID[ \r\n\t]*\[`)
)

// maxCandidates bounds how many encryption dictionaries and identifiers are
// tried: a file has one of each for each of its versions.
const maxCandidates = 16

// findLock looks for the file's key.
func findLock(data []byte) *lock {
	ids := identifiers(data)
	for _, d := range encryptions(data) {
		if key := keyOf(d, ids); key != nil {
			return &lock{key: key, method: methodOf(d, data)}
		}
	}
	return nil
}

// encryptions gives the encryption dictionaries, the newest first.
func encryptions(data []byte) (all []value) {
	for _, m := range encryptEntry.FindAllSubmatchIndex(data, maxCandidates) {
		begins := []int{m[1] - len("<<")}
		if m[2] >= 0 {
			begins = objectBegins(data, data[m[2]:m[3]])
		}
		for _, begin := range begins {
			s := syntax{data: data, at: begin}
			if v, ok := s.value(0); ok && v.entries != nil {
				all = append([]value{v}, all...)
			}
		}
	}
	return all
}

// objectBegins gives where objects with a number ("12 0") begin.
func objectBegins(data, number []byte) (all []int) {
	mark := append(bytes.Join(bytes.Fields(number), []byte(" ")), " obj"...)
	for at := 0; len(all) < maxCandidates; {
		i := bytes.Index(data[at:], mark)
		if i < 0 {
			return all
		}
		begin := at + i
		at = begin + len(mark)
		if begin == 0 || data[begin-1] < '0' || data[begin-1] > '9' {
			all = append(all, at)
		}
	}
	return all
}

// identifiers gives the first parts of the file's identifiers, and none: a file
// may lack them.
func identifiers(data []byte) [][]byte {
	all := [][]byte{nil}
	for _, m := range idEntry.FindAllIndex(data, maxCandidates) {
		s := syntax{data: data, at: m[1]}
		if v, ok := s.value(0); ok {
			all = append(all, v.text)
		}
	}
	return all
}

// methodOf gives how a file encrypts streams. Its filters may be objects of
// their own, but all programs write just one.
func methodOf(d value, data []byte) method {
	filter := string(d.entries["StmF"].text)
	switch v := d.number("V"); {
	case v < 4:
		return rc4Method
	case filter == "" || filter == "Identity":
		return noMethod
	case v == 5:
		return aes256Method
	case bytes.Contains(data, []byte("/AESV2")):
		return aes128Method
	}
	return rc4Method
}

// number gives an entry that is a whole number; if 0, it is none.
func (v value) number(name string) int {
	n, _ := strconv.Atoi(string(v.entries[name].text))
	return n
}

// open decrypts a stream of an object. The result may be followed by padding.
func (l *lock) open(object, generation int, data []byte) []byte {
	if l.method == noMethod {
		return data
	}
	key := l.keyFor(object, generation)
	if l.method == rc4Method {
		return byRC4(key, data)
	}
	if len(data) < 2*aes.BlockSize {
		return nil
	}
	return byAES(key, data[:aes.BlockSize], data[aes.BlockSize:])
}

// keyFor gives the key of an object's streams and strings.
func (l *lock) keyFor(object, generation int) []byte {
	if l.method == aes256Method {
		return l.key
	}
	seed := append(bytes.Clone(l.key), byte(object), byte(object>>8), byte(object>>16),
		byte(generation), byte(generation>>8))
	if l.method == aes128Method {
		seed = append(seed, "sAlT"...)
	}
	sum := md5.Sum(seed)
	return sum[:min(len(l.key)+5, len(sum))]
}

func byRC4(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// byAES decrypts the whole blocks of data.
func byAES(key, iv, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(data)/aes.BlockSize*aes.BlockSize)
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, data[:len(out)])
	return out
}

var (
	// notEncrypted: streams that no key opens.
	notEncrypted = regexp.MustCompile(`/Type\s*/XRef\b|/Filter\s*\[?\s*/Crypt\b`)
	streamLength = regexp.MustCompile(`/Length[ \r\n\t]+(\d{1,10})([ \r\n\t]+\d+[ \r\n\t]+R\b)?`)
	endOfStream  = []byte("endstream")
)

// unlocked decrypts a stream, which then ends at its end.
func (s stream) unlocked(key *lock) stream {
	if key == nil || s.before == nil || s.holdsNoText() || notEncrypted.Match(s.before) {
		return s
	}
	m := objectStart.FindSubmatch(s.before)
	if m == nil {
		return s
	}
	number, _ := strconv.Atoi(string(m[1]))
	generation, _ := strconv.Atoi(string(m[2]))
	sealed := s.sealed()
	s.torn = blank(sealed)
	s.data = append(key.open(number, generation, sealed), "\nendstream"...)
	return s
}

// sealed gives the stream's own bytes: as many as its dictionary says, if it
// ends there, and else those before the next end of a stream.
func (s stream) sealed() []byte {
	data := bytes.TrimPrefix(bytes.TrimPrefix(s.data, []byte("\r")), []byte("\n"))
	if m := streamLength.FindSubmatch(s.before); m != nil && m[2] == nil {
		n, _ := strconv.Atoi(string(m[1]))
		if n < len(data) && bytes.HasPrefix(bytes.TrimLeft(data[n:], "\r\n"), endOfStream) {
			return data[:n]
		}
	}
	if end := bytes.Index(data, endOfStream); end >= 0 {
		data = bytes.TrimSuffix(bytes.TrimSuffix(data[:end], []byte("\n")), []byte("\r"))
	}
	return data
}
