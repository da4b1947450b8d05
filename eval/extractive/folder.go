package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/jsonl"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/split"
)

// written is a question to the documents of a folder, with what its answer must
// have, and must not.
type written struct {
	ID       string
	Kind     string
	Question string
	Answer   []string
	Not      []string
}

func askFolder(ctx context.Context, folder string, words bool, cache string, misses int) (err error) {
	l, err := newLibrary(ctx, words, cache)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	if err := fillFrom(ctx, folder, l); err != nil {
		return err
	}
	questions, err := jsonl.Read[written](filepath.Join(folder, "questions.jsonl"))
	if err != nil {
		return err
	}
	good := 0
	for i, q := range questions {
		w, err := ask(ctx, l.service, i, q.Question)
		if err != nil {
			return err
		}
		why := q.lacking(w.Text())
		if why == "" {
			good++
			continue
		}
		if i-good < misses {
			fmt.Printf("%s %s: %s\n  %s\n    %s\n", q.ID, q.Kind, why, q.Question,
				strings.ReplaceAll(w.Text(), "\n", "\n    "))
		}
	}
	fmt.Printf("%d of %d\n", good, len(questions))
	return nil
}

// lacking says what is wrong with an answer, "" if nothing is.
func (q written) lacking(answer string) string {
	for _, part := range q.Answer {
		if !strings.Contains(answer, part) {
			return "lacks " + part
		}
	}
	for _, part := range q.Not {
		if strings.Contains(answer, part) {
			return "has " + part
		}
	}
	return ""
}

// fillFrom puts the documents of a folder into the library.
func fillFrom(ctx context.Context, folder string, l *library) error {
	files, err := os.ReadDir(filepath.Join(folder, "files"))
	if errors.Is(err, os.ErrNotExist) {
		return fillWritten(ctx, folder, l)
	}
	if err != nil {
		return err
	}
	loader := load.New(load.Options{Workers: 1})
	defer loader.Close()
	for _, f := range files {
		if err := fillFile(ctx, filepath.Join(folder, "files", f.Name()), loader, l); err != nil {
			return err
		}
	}
	return nil
}

func fillFile(ctx context.Context, name string, loader *load.Loader, l *library) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	about, err := in.Stat()
	if err != nil {
		return err
	}
	base := filepath.Base(name)
	file, err := loader.Open(ctx, format.Source{Name: base, Data: in, Size: about.Size()})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer file.Close()
	c, err := split.Splitter{}.Split(document.ID(document.Prefix+base), "1", file.Pages(ctx, 0))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	_, err = l.put(ctx, base, file.Info().Title, c.Chunks)
	return err
}

func fillWritten(ctx context.Context, folder string, l *library) error {
	documents, err := jsonl.Read[struct{ ID, Title, Text string }](
		filepath.Join(folder, "documents.jsonl"))
	if err != nil {
		return err
	}
	for _, d := range documents {
		if _, err := l.put(ctx, d.ID+".md", d.Title, sections(d.Title, d.Text)); err != nil {
			return err
		}
	}
	return nil
}

// sections are the chunks of a document: what stands below each heading with #.
func sections(title, text string) []document.Chunk {
	var out []document.Chunk
	headings, at := []string{title}, 0
	for i, section := range strings.Split("\n"+text, "\n# ") {
		if i > 0 {
			head, body, _ := strings.Cut(section, "\n")
			headings, section = []string{title, head}, body
		}
		if section = korean.Normalise(strings.TrimSpace(section)); section == "" {
			continue
		}
		out = append(out, document.Chunk{Kind: document.Prose, Text: section,
			Headings: headings, Start: at, End: at + len(section)})
		at += len(section) + 1
	}
	return out
}
