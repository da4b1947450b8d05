package pdf

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
)

// references are what the objects of a file say of the contents of pages.
// PDFium shows a page whose contents it can't find as empty.
type references struct {
	texts    map[int]bool // streams that draw text, by their object's number
	objects  map[int]bool // objects that are there
	contents [][]int      // the streams of each page
	fonts    []int        // what fonts need to say what their letters mean, and how wide they are
	torn     int          // objects that say something of fonts and are not whole
	updated  bool         // the file holds older versions of its objects
	unknown  bool         // there are objects that could not be read
}

var (
	// objectStart: 12 0 obj
	objectStart = regexp.MustCompile(`(\d{1,8})[ \r\n\t]+(\d{1,5})[ \r\n\t]+obj\b`)
	// pageContents: /Contents 12 0 R, /Contents [12 0 R 13 0 R]
	pageContents = regexp.MustCompile(`/Contents[ \r\n\t]*(?:\[([^\]]*)\]|(\d{1,8}[ \r\n\t]+\d{1,5}[ \r\n\t]+R\b))`)
	reference    = regexp.MustCompile(`(\d{1,8})[ \r\n\t]+\d{1,5}[ \r\n\t]+R\b`)
	// fontParts: /ToUnicode 12 0 R, /DescendantFonts [12 0 R]. They are several, because
	// an expression is found quickly by the fixed text that it begins with.
	fontParts = []*regexp.Regexp{
		regexp.MustCompile(`/ToUnicode` + partOfFont),
		regexp.MustCompile(`/DescendantFonts` + partOfFont),
		regexp.MustCompile(`/FontDescriptor` + partOfFont),
		regexp.MustCompile(`/FontFile[23]?` + partOfFont),
		regexp.MustCompile(`/Encoding` + partOfFont),
		regexp.MustCompile(`/Widths` + partOfFont),
	}
	// arrayObject is what follows the beginning of an array: [13 0 R 14 0 R]
	arrayObject = regexp.MustCompile(`^[ \r\n\t]*\[((?:[ \r\n\t]*\d{1,8}[ \r\n\t]+\d{1,5}[ \r\n\t]+R)+)[ \r\n\t]*\]`)
)

const partOfFont = `[ \r\n\t]*\[?[ \r\n\t]*(\d{1,8})[ \r\n\t]+\d{1,5}[ \r\n\t]+R\b`

// drawsText reports whether contents draw a text: a long one, or several.
// Many empty pages draw a blank.
func drawsText(contents []byte) bool {
	const several, long, longest = 3, 10, 300
	// Text stands between BT and ET, and Tj or TJ draw it: (text) Tj, [(te) 20 (xt)] TJ.
	if !bytes.Contains(contents, []byte("BT")) {
		return false
	}
	shown := 0
	for at := 0; at < len(contents); {
		i := bytes.IndexByte(contents[at:], 'T')
		if i < 0 {
			break
		}
		before := bytes.TrimRight(contents[at:at+i], " \r\n\t")
		at += i + 1
		if at == len(contents) || contents[at] != 'j' && contents[at] != 'J' ||
			len(before) == 0 || !bytes.ContainsRune([]byte(")>]"), rune(before[len(before)-1])) {
			continue
		}
		if shown++; shown == several {
			return true
		}
		text := before[max(0, len(before)-longest) : len(before)-1]
		text = text[bytes.LastIndexAny(text, ")>]")+1:]
		if begin := bytes.IndexAny(text, "(<["); begin >= 0 && len(text)-begin > long {
			return true
		}
	}
	return false
}

// read gathers the references in a part of the file that is not packed, or in
// an unpacked stream of objects.
func (r *references) read(data []byte) {
	r.readObjects(data)
	for _, m := range pageContents.FindAllSubmatch(data, -1) {
		if all := numbersIn(m[1], m[2]); len(all) > 0 {
			r.contents = append(r.contents, all)
		}
	}
	for _, part := range fontParts {
		for _, m := range part.FindAllSubmatch(data, -1) {
			if n, err := strconv.Atoi(string(m[1])); err == nil {
				r.fonts = append(r.fonts, n)
			}
		}
	}
}

var endOfObject = []byte("endobj")

// torn reports whether an object is not whole: brackets lack their counterparts,
// or there are control characters outside of strings, or words that no object has.
func torn(object []byte) bool {
	s := syntax{data: object}
	dictionaries, arrays := 0, 0
	for s.at < len(object) {
		c := object[s.at]
		s.at++
		switch rest := object[s.at:]; {
		case c == '(':
			if _, whole := s.literal(); !whole {
				return true
			}
		case c == '<' && bytes.HasPrefix(rest, []byte("<")):
			dictionaries++
			s.at++
		case c == '>' && bytes.HasPrefix(rest, []byte(">")):
			dictionaries--
			s.at++
		case c == '<':
			end := bytes.IndexByte(rest, '>')
			if end < 0 {
				return true
			}
			s.at += end + 1
		case c == '%':
			s.at += max(0, bytes.IndexAny(rest, "\r\n"))
		case c == '[':
			arrays++
		case c == ']':
			arrays--
		case c < ' ' && bytes.IndexByte([]byte(whiteSpace), c) < 0:
			return true
		case c == '/':
			s.word()
		case bytes.IndexByte([]byte(delimiters), c) < 0:
			s.at--
			if w := string(s.word()); !numeric.MatchString(w) && !bareWords[w] {
				return true
			}
		}
	}
	return dictionaries != 0 || arrays != 0
}

// numberArray is the beginning of an array of numbers, such as a font's widths.
var numberArray = regexp.MustCompile(`^[ \r\n\t]*\[[ \r\n\t]*\d+[ \r\n\t]+\d+[ \r\n\t]+\d`)

// bareWords are the words that objects consist of besides numbers.
var bareWords = wordSet("obj endobj R true false null")

// readObjects finds the beginnings of objects, and arrays of references.
func (r *references) readObjects(data []byte) {
	mark := []byte("obj")
	for at := 0; ; {
		i := bytes.Index(data[at:], mark)
		if i < 0 {
			return
		}
		end := at + i + len(mark)
		number := objectNumber(data[:at+i])
		at = end
		if number == nil || end < len(data) && isWordByte(data[end]) {
			continue
		}
		r.define(number)
		if object, _, ended := bytes.Cut(data[end:], endOfObject); ended &&
			(bytes.Contains(object, []byte("/Font")) || numberArray.Match(object)) && torn(object) {
			r.torn++
		}
		if m := arrayObject.FindSubmatch(data[end:]); m != nil {
			all := numbersIn(m[1])
			r.contents = append(r.contents, append(all, numbersIn([]byte(string(number)+" 0 R"))...))
		}
	}
}

// objectNumber is the number of the object whose number and generation end
// data: 12 0. Nil means data ends otherwise.
func objectNumber(data []byte) []byte {
	const space, digits = " \r\n\t", "0123456789"
	const longest, longestGeneration = 8, 5 // digits
	data = data[max(0, len(data)-tokenBytes):]
	before := bytes.TrimRight(data, space)
	spaced := len(before) < len(data)
	generation := len(before)
	before = bytes.TrimRight(before, digits)
	generation -= len(before)
	number := bytes.TrimRight(before, space)
	spaced = spaced && len(number) < len(before)
	number = number[len(bytes.TrimRight(number, digits)):]
	if !spaced || generation == 0 || generation > longestGeneration || len(number) == 0 {
		return nil
	}
	return number[max(0, len(number)-longest):]
}

// tokenBytes is how far before its mark an object's number is looked for.
const tokenBytes = 64

func isWordByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

func (r *references) define(number []byte) {
	if n, err := strconv.Atoi(string(number)); err == nil {
		if r.objects == nil {
			r.objects, r.texts = map[int]bool{}, map[int]bool{}
		}
		r.objects[n] = true
	}
}

func numbersIn(texts ...[]byte) (all []int) {
	for _, text := range texts {
		for _, m := range reference.FindAllSubmatch(text, -1) {
			if n, err := strconv.Atoi(string(m[1])); err == nil {
				all = append(all, n)
			}
		}
	}
	return all
}

// packedObjects reads an unpacked stream of objects: pairs of numbers and
// places, then the objects.
func (r *references) packedObjects(data []byte) {
	fields := bytes.Fields(data[:min(len(data), 64<<10)])
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i][0] < '0' || fields[i][0] > '9' {
			r.unknown = r.unknown || i == 0 // a predictor changed its bytes
			break
		}
		r.define(fields[i])
	}
	r.read(data)
}

// dangling reports whether contents of pages are missing.
func (r *references) dangling() bool {
	return slices.ContainsFunc(r.contents, func(all []int) bool {
		return slices.ContainsFunc(all, func(n int) bool { return !r.objects[n] })
	})
}

// lostFonts is how many parts of fonts are missing or not whole.
func (r *references) lostFonts() (n int) {
	n = r.torn
	for _, part := range r.fonts {
		if !r.objects[part] {
			n++
		}
	}
	return n
}

// orphans reports whether a stream that draws text belongs to no page.
func (r *references) orphans() bool {
	used := map[int]bool{}
	for _, all := range r.contents {
		for _, n := range all {
			used[n] = true
		}
	}
	for n := range r.texts {
		if !used[n] {
			return true
		}
	}
	return false
}

// withText is how many pages have contents that draw text. 0 means older versions
// of pages are in the file and can't be told from newer ones.
func (r *references) withText() int {
	if r.updated {
		return 0
	}
	seen := map[int]bool{}
	for _, all := range r.contents {
		if i := slices.IndexFunc(all, func(n int) bool { return r.texts[n] }); i >= 0 {
			seen[all[i]] = true
		}
	}
	return len(seen)
}
