package formattest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
)

// marks are what the formats are made of; those that a file doesn't have do
// nothing to it.
var marks = []string{
	"PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "PK\x07\x08",
	"endobj", "endstream", "stream", "obj", "xref", "startxref", "trailer", "%%EOF",
	"/Length", "/Type",
	"/Kids", "/Count", "/Filter", "/Contents", "/Font", "/Root", "BT", "Tj", ">>", "]",
	"<?xml", "</", "/>", "<", ">", "=\"", "&", "\\par", "{", "}", "\\", "\xd0\xcf\x11\xe0",
	"\r\n", "\n",
}

// lies replace what follows a mark.
var lies = []string{" 0", " 99999999999", " -1", " 1 0 R", "<<<<<<<<", "\x00\x00\x00\x00"}

// Hostile gives a file damaged in more than two hundred ways, by what was done
// to it; the same ways for the same file: those of Damaged, cuts and flips
// everywhere, marks of the format that are missing, doubled, swapped or
// followed by lies, and parts of a zip that are damaged before they are packed.
func Hostile(data []byte) map[string][]byte {
	all := Damaged(data)
	r := rand.New(rand.NewPCG(2, uint64(len(data))))
	for percent := 2; percent < 100; percent += 3 {
		all[fmt.Sprintf("cut at %d%%", percent)] = data[:len(data)*percent/100]
		all[fmt.Sprintf("without its first %d%%", percent)] = data[len(data)*percent/100:]
	}
	for place := range 20 {
		at := len(data) * place / 20
		size := max(1, len(data)/40)
		head := slices.Clone(data)
		r.Shuffle(min(size, len(head)-at), func(i, j int) {
			head[at+i], head[at+j] = head[at+j], head[at+i]
		})
		all[fmt.Sprintf("shuffled from %d%% on", place*5)] = head
		all[fmt.Sprintf("without a fortieth at %d%%", place*5)] = slices.Concat(data[:at],
			data[min(at+size, len(data)):])
	}
	for _, mark := range marks {
		breakMark(all, data, mark)
	}
	if z, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil {
		for how, damaged := range repacked(z) {
			all[how] = damaged
		}
	}
	return all
}

func breakMark(all map[string][]byte, data []byte, mark string) {
	m := []byte(mark)
	n := bytes.Count(data, m)
	if n == 0 {
		return
	}
	first, last := bytes.Index(data, m), bytes.LastIndex(data, m)
	without := func(at int) []byte { return slices.Concat(data[:at], data[at+len(m):]) }
	name := fmt.Sprintf("%q", mark)
	all["without the first "+name] = without(first)
	all["without the last "+name] = without(last)
	all["with two of the first "+name] = slices.Concat(data[:first], m, data[first:])
	all["ending at the last "+name] = data[:last]
	all["beginning behind the first "+name] = data[first+len(m):]
	if n < 10_000 {
		all["without any "+name] = bytes.ReplaceAll(data, m, nil)
		all["with another for each "+name] = bytes.ReplaceAll(data, m, bytes.Repeat([]byte{'?'}, len(m)))
	}
	for i, lie := range lies {
		at := first
		if i%2 == 1 {
			at = last
		}
		all[fmt.Sprintf("with %q behind %s", lie, name)] = slices.Concat(data[:at+len(m)], []byte(lie),
			data[at+len(m):])
	}
}

// repacked damages the parts of a zip and packs them again, so that sizes and
// checksums are right.
func repacked(z *zip.Reader) map[string][]byte {
	var names, texts []string
	biggest := 0
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			return nil
		}
		text, err := io.ReadAll(in)
		in.Close()
		if err != nil {
			return nil
		}
		names, texts = append(names, f.Name), append(texts, string(text))
		if len(text) > len(texts[biggest]) {
			biggest = len(texts) - 1
		}
	}
	all := map[string][]byte{}
	with := func(how string, i int, text string) {
		var parts []string
		for k, name := range names {
			if k == i {
				parts = append(parts, name, text)
			} else {
				parts = append(parts, name, texts[k])
			}
		}
		all[how] = Zip(parts...)
	}
	for i, name := range names {
		with("an empty part "+name, i, "")
		with("noise in the part "+name, i, "\x00\xff<noise")
		with("half of the part "+name, i, texts[i][:len(texts[i])/2])
	}
	text := texts[biggest]
	for percent := 5; percent < 100; percent += 10 {
		with(fmt.Sprintf("a part cut at %d%%", percent), biggest, text[:len(text)*percent/100])
	}
	with("an entity that grows", biggest,
		`<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`+text)
	with("a hundred thousand elements deep", biggest, strings.Repeat("<a>", 100_000)+text)
	with("UTF-16 by its declaration", biggest, `<?xml version="1.0" encoding="UTF-16"?>`+text)
	with("a part without ends", biggest, strings.ReplaceAll(text, "</", "<"))
	with("a bomb", biggest, text+strings.Repeat(" ", 12<<20))
	return all
}
