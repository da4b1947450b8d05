// Command pdf measures how PDFs are read.
//
//	pdf show FILE…          prints the blocks of each page
//	pdf tables DIR          renders the pages for tuning, reads them, scores their tables
//	pdf tables DIR held     the same with the pages that are held out
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
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
	case "tables":
		return tables(reader, args[1], len(args) > 2)
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
	file, err := reader.Open(context.Background(), format.Source{Name: name, Data: f, Size: stat.Size()})
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
			fmt.Printf("%s%d h%d: %s\n", b.Kind, b.Level, b.Header, strings.ReplaceAll(b.Text(p), "\n", "\n    "))
		}
	}
	return err
}
