// Command readers compares how much of a folder of documents different programs
// read: any number of builds of Mundap, LibreOffice, and kordoc for the formats
// that it supports. It prints a table in Markdown. For each format, the table
// shows how many files each program read, how many of LibreOffice's words it
// found, and how long it took. For files that LibreOffice can't read, the words
// of this program are the reference.
//
//	go run ./eval/readers -files DIR -program now=./mundap -program before=/tmp/old -soffice soffice -kordoc node_modules/.bin/kordoc
//
// Programs that are not given are left out. Files that no program can read are
// not counted. The results of the other programs are kept in the folder -kept,
// so that only Mundap runs again.
package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// reader is a program that reads documents.
type reader interface {
	name() string
	// read gives the text of files by path; what it could not read is missing.
	read(ctx context.Context, files []string) (map[string]reading, error)
}

// reading is what a program read of a file.
type reading struct {
	text   string
	failed string // the reason, "" when it was read
	warned bool
}

func run(ctx context.Context) error {
	files := flag.String("files", "", "folder of documents; those of all folders below it count")
	kept := flag.String("kept", filepath.Join(os.TempDir(), "readers"),
		"folder in which other programs' results are kept")
	soffice := flag.String("soffice", "", "LibreOffice's program")
	kordoc := flag.String("kordoc", "", "kordoc's program")
	worst := flag.Int("worst", 0, "how many files with the lowest recall to list for each format")
	var programs []string
	flag.Func("program", "NAME=PATH of a build of this program; may be repeated",
		func(s string) error {
			programs = append(programs, s)
			return nil
		})
	flag.Parse()
	byFormat, err := documents(*files)
	if err != nil {
		return err
	}
	var readers []reader
	for _, p := range programs {
		name, path, _ := strings.Cut(p, "=")
		readers = append(readers, own{name, path})
	}
	if *kordoc != "" {
		readers = append(readers, other{"kordoc", *kordoc, filepath.Join(*kept, "kordoc"),
			convertKordoc})
	}
	var judge reader
	if *soffice != "" {
		judge = other{"LibreOffice", *soffice, filepath.Join(*kept, "soffice"), convertOffice}
	}
	fmt.Println("| format | files | program | read | with a warning | word recall | seconds |\n|---|---|---|---|---|---|---|")
	for _, format := range sorted(byFormat) {
		if err := compare(ctx, format, byFormat[format], judge, readers, *worst); err != nil {
			return err
		}
	}
	return nil
}

// documents lists files by extension.
func documents(folder string) (map[string][]string, error) {
	found := map[string][]string{}
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
			found[ext] = append(found[ext], path)
		}
		return err
	})
	return found, err
}

func sorted[V any](m map[string]V) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// compare prints the lines of one format.
func compare(ctx context.Context, format string, files []string, judge reader, readers []reader,
	worst int) error {
	var truth map[string]reading
	if judge != nil {
		var err error
		if truth, err = judge.read(ctx, files); err != nil {
			return err
		}
		fmt.Printf("| %s | %d | %s | %d | | | |\n", format, len(files), judge.name(),
			count(truth, func(r reading) bool { return r.text != "" }))
	}
	for _, r := range readers {
		began := time.Now()
		got, err := r.read(ctx, files)
		if err != nil {
			return err
		}
		if len(got) == 0 {
			continue
		}
		took := time.Since(began).Seconds()
		recall, files := recallOf(truth, got)
		fmt.Printf("| | | %s | %d | %d | %.4f of %d files | %.1f |\n", r.name(),
			count(got, func(r reading) bool { return r.failed == "" }),
			count(got, func(r reading) bool { return r.warned }), recall, files, took)
		if worst > 0 {
			list(truth, got, worst)
		}
	}
	return nil
}

func count(all map[string]reading, is func(reading) bool) (n int) {
	for _, r := range all {
		if is(r) {
			n++
		}
	}
	return n
}
