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
	fonts    []int        // what fonts need to say what their letters mean
	updated  bool         // the file holds older versions of its objects
	unknown  bool         // there are objects that could not be read
}

var (
	// objectStart: 12 0 obj
	objectStart = regexp.MustCompile(`(\d{1,8})[ \r\n\t]+(\d{1,5})[ \r\n\t]+obj\b`)
	// pageContents: /Contents 12 0 R, /Contents [12 0 R 13 0 R]
	pageContents = regexp.MustCompile(`/Contents[ \r\n\t]*(?:\[([^\]]*)\]|(\d{1,8}[ \r\n\t]+\d{1,5}[ \r\n\t]+R\b))`)
	reference    = regexp.MustCompile(`(\d{1,8})[ \r\n\t]+\d{1,5}[ \r\n\t]+R\b`)
	// fontPart: /ToUnicode 12 0 R, /DescendantFonts [12 0 R]
	fontPart = regexp.MustCompile(`/(?:ToUnicode|DescendantFonts)[ \r\n\t]*\[?[ \r\n\t]*(\d{1,8})[ \r\n\t]+\d{1,5}[ \r\n\t]+R\b`)
	// arrayObject: 12 0 obj [13 0 R 14 0 R]
	arrayObject = regexp.MustCompile(`(\d{1,8})[ \r\n\t]+\d{1,5}[ \r\n\t]+obj[ \r\n\t]*\[((?:[ \r\n\t]*\d{1,8}[ \r\n\t]+\d{1,5}[ \r\n\t]+R)+)[ \r\n\t]*\]`)
)

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
	for _, m := range objectStart.FindAllSubmatch(data, -1) {
		r.define(m[1])
	}
	for _, m := range pageContents.FindAllSubmatch(data, -1) {
		if all := numbersIn(m[1], m[2]); len(all) > 0 {
			r.contents = append(r.contents, all)
		}
	}
	for _, m := range fontPart.FindAllSubmatch(data, -1) {
		if n, err := strconv.Atoi(string(m[1])); err == nil {
			r.fonts = append(r.fonts, n)
		}
	}
	for _, m := range arrayObject.FindAllSubmatch(data, -1) {
		if all := numbersIn(m[2]); len(all) > 0 {
			r.contents = append(r.contents, append(all, numbersIn(append(m[1], " 0 R"...))...))
		}
	}
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

// lostFonts is how many parts of fonts are missing.
func (r *references) lostFonts() (n int) {
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

// withText is how many pages have contents that draw text. 0: older versions
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
