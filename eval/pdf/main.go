// Command pdf measures how well PDFs are read.
//
//	pdf show FILE…          prints the blocks of each page
//	pdf print DIR           prints each page DIR/*.html to a PDF beside it, which is how the tests' fixtures are made
//	pdf sums FILE…          prints a checksum of each page: its text, blocks and boxes
//	pdf text DIR FILE…      writes the text of each file into DIR
//	pdf words FILE…         compares the words with those that pdftotext reads
//	pdf lost FILE…          prints which of these words are lost, and where
//	pdf speed RUNS FILE…    compares the processor time with that of pdftotext
//	pdf tables DIR [SET]    renders set 0, 1, … of about 60 pages, reads them and scores their tables
package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/pdf"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	cache, err := filepath.Abs(".cache/pdfium")
	if err != nil {
		return err
	}
	engine := &pdf.Engine{Folder: cache}
	defer engine.Close()
	reader := format.Opener{Formats: pdf.Formats(engine)}
	switch args[0] {
	case "show":
		for _, name := range args[1:] {
			if err := show(reader, name); err != nil {
				fmt.Println(name, err)
			}
		}
	case "print":
		return printAll(args[1])
	case "text":
		return texts(reader, args[1], args[2:])
	case "lost":
		return printLost(reader, args[1:])
	case "sums":
		for _, name := range args[1:] {
			printSums(reader, name)
		}
	case "speed":
		runs, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return compareSpeed(reader, engine, runs, args[2:])
	case "words":
		return compareWords(reader, args[1:])
	case "tables":
		set := 0
		if len(args) > 2 {
			if set, err = strconv.Atoi(args[2]); err != nil {
				return err
			}
		}
		return tables(reader, args[1], set)
	}
	return nil
}

// pages reads a file to its end.
func pages(reader format.Opener, name string) (all []content.Page, info content.Info, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, info, err
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return nil, info, err
	}
	file, err := reader.Open(context.Background(), format.Source{Name: name, Data: f,
		Size: stat.Size()})
	if err != nil {
		return nil, info, err
	}
	defer file.Close()
	for page, err := range file.Pages(context.Background(), 0) {
		if err != nil {
			return all, file.Info(), err
		}
		all = append(all, page)
	}
	return all, file.Info(), nil
}

func show(reader format.Opener, name string) error {
	all, info, err := pages(reader, name)
	fmt.Printf("===== %s %+v\n", name, info)
	for _, p := range all {
		fmt.Printf("--- page %d\n", p.Number)
		for _, b := range p.Blocks {
			fmt.Printf("%s%d h%d: %s\n", b.Kind, b.Level, b.Header,
				strings.ReplaceAll(b.Text(p), "\n", "\n    "))
		}
	}
	return err
}

// printSums prints what tells whether two programs read a file alike.
func printSums(reader format.Opener, name string) {
	all, info, err := pages(reader, name)
	fmt.Printf("%s %+v %v\n", name, info, err)
	for _, p := range all {
		sum := fnv.New64a()
		fmt.Fprintf(sum, "%+v", p)
		fmt.Printf("  %d %x\n", p.Number, sum.Sum64())
	}
}

// texts writes the text of files into a folder.
func texts(reader format.Opener, dir string, names []string) error {
	for _, name := range names {
		all, _, err := pages(reader, name)
		if err != nil {
			fmt.Println(filepath.Base(name), err)
		}
		if len(all) == 0 {
			continue
		}
		var b strings.Builder
		for _, p := range all {
			b.WriteString(p.Text + "\n")
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)+".txt"), []byte(b.String()),
			0o644); err != nil {
			return err
		}
	}
	return nil
}
