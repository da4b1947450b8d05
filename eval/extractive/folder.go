package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/jsonl"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/retrieve"
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
	Relevant []string // names of the documents with the answer; may be left out
}

func askFolder(ctx context.Context, folder string, words bool, cache string,
	from, every, misses int) (err error) {
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
	var t tallies
	for i := from; i < len(questions); i += every {
		if err := t.ask(ctx, l, i, questions[i], misses); err != nil {
			return err
		}
	}
	t.print()
	return nil
}

// tally counts what became of the questions of a kind.
type tally struct {
	kind                                 string
	asked, right, refused, first, inFour int
	quoted                               int // sentences and rows
}

// tallies has one for each kind, in the order in which they occur.
type tallies struct {
	kinds  []*tally
	missed int
}

func (t *tallies) of(kind string) *tally {
	at := slices.IndexFunc(t.kinds, func(k *tally) bool { return k.kind == kind })
	if at < 0 {
		at, t.kinds = len(t.kinds), append(t.kinds, &tally{kind: kind})
	}
	return t.kinds[at]
}

func (t *tallies) ask(ctx context.Context, l *library, i int, q written, misses int) error {
	w, err := ask(ctx, l.service, i, q.Question)
	if err != nil {
		return err
	}
	k := t.of(q.Kind)
	k.asked++
	if len(w.Verified) == 0 { // nothing is quoted
		k.refused++
	}
	k.quoted += len(w.Verified)
	place, err := l.place(ctx, q)
	if err != nil {
		return err
	}
	if place == 0 {
		k.first++
	}
	if place >= 0 {
		k.inFour++
	}
	why := q.lacking(w.Text())
	if why == "" {
		k.right++
		return nil
	}
	if t.missed++; t.missed <= misses {
		fmt.Printf("%s %s: %s\n  %s\n    %s\n", q.ID, q.Kind, why, q.Question,
			strings.ReplaceAll(w.Text(), "\n", "\n    "))
	}
	return nil
}

func (t *tallies) print() {
	var all tally
	fmt.Printf("%-12s %5s %5s %7s %5s %5s %6s\n", "kind", "asked", "right", "refused", "first",
		"four", "quoted")
	for _, k := range t.kinds {
		fmt.Printf("%-12s %5d %5d %7d %5d %5d %6d\n", k.kind, k.asked, k.right, k.refused, k.first,
			k.inFour, k.quoted)
		all.asked += k.asked
		all.right += k.right
	}
	fmt.Printf("%d of %d\n", all.right, all.asked)
}

// place is where the first document with the answer comes among the passages that are
// found; -1 if it is not among them.
func (l *library) place(ctx context.Context, q written) (int, error) {
	if len(q.Relevant) == 0 {
		return -1, nil
	}
	found, err := l.index.Retrieve(ctx, auth.LocalScope(),
		retrieve.Query{Text: korean.Normalise(q.Question)})
	return slices.IndexFunc(found, func(p retrieve.Passage) bool {
		return slices.Contains(q.Relevant, strings.TrimPrefix(string(p.Document), document.Prefix))
	}), err
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
