package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/xuri/excelize/v2"
)

const (
	rowBytes     = 40      // of a row in a packed workbook, about
	rowsPerSheet = 1 << 20 // that Excel allows
)

// book makes a workbook with as many sheets of a million rows as it takes.
func book(path string, size int64) error {
	f := excelize.NewFile()
	defer f.Close()
	rng := rand.New(rand.NewPCG(1, 1))
	for n, left := 1, int(size/rowBytes); left > 0; n, left = n+1, left-rowsPerSheet+1 {
		if err := sheet(f, fmt.Sprint("Sheet", n), min(left, rowsPerSheet-1), rng); err != nil {
			return err
		}
	}
	return f.SaveAs(path)
}

func sheet(f *excelize.File, name string, rows int, rng *rand.Rand) error {
	if _, err := f.NewSheet(name); err != nil {
		return err
	}
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	head := []any{"번호", "부서", "성명", "품목", "수량", "금액", "일자"}
	if err := w.SetRow("A1", head); err != nil {
		return err
	}
	var line bytes.Buffer
	for n := 1; n <= rows; n++ {
		line.Reset()
		b := bufio.NewWriter(&line)
		cells(b, rng, n)
		if err := b.Flush(); err != nil {
			return err
		}
		var row []any
		for cell := range strings.SplitSeq(line.String(), ",") {
			row = append(row, cell)
		}
		if err := w.SetRow(fmt.Sprint("A", n+1), row); err != nil {
			return err
		}
	}
	return w.Flush()
}

// report makes a document of Word with one short paragraph after the other.
func report(path string, size int64) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer out.Close()
	counted := &counter{out: out}
	z := zip.NewWriter(counted)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.` +
			`wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` +
			`officeDocument" Target="word/document.xml"/></Relationships>`,
	} {
		part, err := z.Create(name)
		if err != nil {
			return err
		}
		if _, err := part.Write([]byte(text)); err != nil {
			return err
		}
	}
	part, err := z.Create("word/document.xml")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(part)
	fmt.Fprint(w, `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	rng := rand.New(rand.NewPCG(1, 1))
	for n := 1; counted.n < size; n++ {
		fmt.Fprint(w, "<w:p><w:r><w:t>")
		line(w, rng, n)
		fmt.Fprint(w, "</w:t></w:r></w:p>")
	}
	fmt.Fprint(w, "</w:body></w:document>")
	if err := w.Flush(); err != nil {
		return err
	}
	return z.Close()
}
