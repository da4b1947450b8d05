package main

import (
	"fmt"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// The JSON of a reading. docs/documents.md describes it; fields are added and
// never change their meaning.
type (
	shownReading struct {
		File     string           `json:"file"`
		Format   string           `json:"format,omitempty"`
		Title    string           `json:"title,omitempty"`
		Charset  string           `json:"charset,omitempty"`
		Pages    []shownPage      `json:"pages"`
		Chunks   []document.Chunk `json:"chunks,omitempty"`
		Warnings []shownWarning   `json:"warnings,omitempty"`
		Error    *shownFailure    `json:"error,omitempty"`
	}
	shownPage struct {
		Index  int          `json:"index"`
		Number int          `json:"number,omitempty"`
		Text   string       `json:"text"`
		Blocks []shownBlock `json:"blocks"`
	}
	shownBlock struct {
		Kind     content.Kind `json:"kind"`
		Start    int          `json:"start"`
		End      int          `json:"end"`
		Level    int          `json:"level,omitempty"`
		Number   string       `json:"number,omitempty"`
		Line     int          `json:"line,omitempty"`
		Language string       `json:"language,omitempty"`
		Name     string       `json:"name,omitempty"`
		Header   int          `json:"header_rows,omitempty"`
		Rows     [][]string   `json:"rows,omitempty"`
	}
	shownWarning struct {
		document.Warning
		Message string `json:"message"`
	}
	shownFailure struct {
		Reason  string `json:"reason"`
		Kind    string `json:"kind"`
		Message string `json:"message"`
		Cause   string `json:"cause"`
	}
)

func (p *program) showReading(r reading, asJSON bool) error {
	if asJSON {
		return p.printJSON(p.shown(r))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "== %s", r.file)
	if r.info.Format != "" {
		fmt.Fprintf(&b, " · %s", strings.Join(nonEmpty(r.info.Format, r.info.Charset, r.info.Title),
			" · "))
	}
	b.WriteString(" ==\n")
	for _, page := range r.pages {
		p.writePage(&b, page)
	}
	for _, c := range r.chunks {
		fmt.Fprintf(&b, p.say("\n[조각 %d · %s] %s\n%s\n", "\n[chunk %d · %s] %s\n%s\n"),
			c.Ordinal+1, c.Kind, strings.Join(c.Headings, " > "), c.Text)
	}
	for _, w := range r.info.Warnings {
		fmt.Fprintf(&b, p.say("\n경고: %s (%s)\n", "\nwarning: %s (%s)\n"),
			w.Message().In(p.language), w.Code)
	}
	if r.err != nil {
		fmt.Fprintf(&b, p.say("\n읽지 못했어요: %s\n", "\nfailed: %s\n"), p.explain(r.err))
	}
	_, err := fmt.Fprintln(p.out, b.String())
	return err
}

func nonEmpty(all ...string) (kept []string) {
	for _, s := range all {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

func (p *program) writePage(b *strings.Builder, page content.Page) {
	if page.Number > 0 {
		fmt.Fprintf(b, p.say("\n-- %d쪽 --\n", "\n-- page %d --\n"), page.Number)
	}
	for _, k := range page.Blocks {
		switch k.Kind {
		case content.Heading:
			fmt.Fprintf(b, "\n%s %s\n", strings.Repeat("#", k.Level), k.Text(page))
		case content.Table:
			b.WriteByte('\n')
			for i, row := range k.Rows {
				fmt.Fprintf(b, "| %s |\n", page.Text[row.Start:row.End])
				if i+1 == k.Header {
					b.WriteString("|---|\n")
				}
			}
		case content.Record:
			fmt.Fprintf(b, "%s\n", strings.ReplaceAll(k.Text(page), "\n", " / "))
		case content.Note:
			fmt.Fprintf(b, "[^] %s\n", k.Text(page))
		case content.Code:
			fmt.Fprintf(b, "```%s\n%s\n```\n", k.Language, k.Text(page))
		default:
			fmt.Fprintln(b, k.Text(page))
		}
	}
}

func (p *program) shown(r reading) shownReading {
	out := shownReading{File: r.file, Format: r.info.Format, Title: r.info.Title,
		Charset: r.info.Charset,
		Pages:   []shownPage{}, Chunks: r.chunks}
	for _, page := range r.pages {
		out.Pages = append(out.Pages, shownPage{page.Index, page.Number, page.Text,
			shownBlocks(page)})
	}
	for _, w := range r.info.Warnings {
		out.Warnings = append(out.Warnings, shownWarning{w, w.Message().In(p.language)})
	}
	if r.err != nil {
		out.Error = &shownFailure{reasonOf(r.err), fault.KindOf(r.err).String(), p.explain(r.err),
			r.err.Error()}
	}
	return out
}

// reasonOf is what is wrong with a file in a word or two; "other" where nothing
// is wrong with the file itself.
func reasonOf(err error) string {
	if name := format.ProblemOf(err); name != "" {
		return name
	}
	return "other"
}

func shownBlocks(page content.Page) []shownBlock {
	all := make([]shownBlock, 0, len(page.Blocks))
	for _, k := range page.Blocks {
		s := shownBlock{Kind: k.Kind, Start: k.Start, End: k.End, Level: k.Level, Number: k.Number,
			Line:     k.Line,
			Language: k.Language, Name: k.Name, Header: k.Header}
		for _, row := range k.Rows {
			cells := make([]string, 0, len(row.Cells))
			for _, c := range row.Cells {
				cells = append(cells, page.Text[c.Start:c.End])
			}
			s.Rows = append(s.Rows, cells)
		}
		all = append(all, s)
	}
	return all
}
