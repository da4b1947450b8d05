package main

import (
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/split"
)

func (p *program) loadCommand() *cobra.Command {
	var asJSON, chunks bool
	cmd := &cobra.Command{
		Use: p.say("load 파일…", "load FILE…"),
		Example: p.say(
			"  mundap load 규정.hwp\n  mundap load --json --chunks *.xlsx",
			"  mundap load rules.hwp\n  mundap load --json --chunks *.xlsx"),
		Short: p.say("파일에서 무엇을 읽는지 보여 줘요", "Show what is read from files"),
		Long: p.say(
			"파일을 넣지 않고 읽기만 해서 쪽, 문단, 표, 경고를 보여 줘요. 데이터 폴더는 필요 없어요. 읽지 못한 파일이 하나라도 있으면 1로 끝나요.",
			"Reads files without adding them, and shows their pages, blocks and warnings. Needs no data folder. Exits with 1 when a file could not be read."),
		Args: p.args(1, anyNumber),
		RunE: func(cmd *cobra.Command, names []string) error {
			loader := load.New(load.Options{Worker: p.worker, Workers: 1, Cache: readerCache()})
			defer loader.Close()
			failed := false
			for _, name := range names {
				r := readFile(cmd.Context(), loader, name, chunks)
				failed = failed || r.err != nil
				if err := p.showReading(r, asJSON); err != nil {
					return err
				}
				if err := cmd.Context().Err(); err != nil {
					return err
				}
			}
			if failed {
				return errSilent
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say("파일마다 한 줄에 JSON 하나씩 적어요",
		"one JSON object per line for each file"))
	cmd.Flags().BoolVar(&chunks, "chunks", false,
		p.say("검색 단위로 나눈 조각도 보여 줘요", "also show the chunks that are searched"))
	return cmd
}

// readerCache is where compiled PDFium is kept between calls of this command;
// "" where the system has no such place.
func readerCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "mundap")
}

// reading is what was read of a file, up to the error that ended it.
type reading struct {
	file   string
	info   content.Info
	pages  []content.Page
	chunks []document.Chunk
	err    error
}

func readFile(ctx context.Context, loader *load.Loader, name string, chunks bool) (r reading) {
	r.file = name
	in, err := os.Open(name)
	if err != nil {
		r.err = cantRead(name, err)
		return r
	}
	defer in.Close()
	about, err := in.Stat()
	if err == nil && !about.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		r.err = cantRead(name, err)
		return r
	}
	file, err := loader.Open(ctx, format.Source{Name: filepath.Base(name), Data: in,
		Size: about.Size()})
	if err != nil {
		r.err = err
		return r
	}
	defer file.Close()
	r.read(file.Pages(ctx, 0), chunks)
	r.info = file.Info()
	return r
}

// read takes pages to their end, and the chunks that they would be searched as.
func (r *reading) read(pages iter.Seq2[content.Page, error], chunks bool) {
	kept := func(yield func(content.Page, error) bool) {
		for page, err := range pages {
			if err == nil {
				r.pages = append(r.pages, page)
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
	if !chunks {
		for _, err := range kept {
			r.err = err
		}
		return
	}
	var c document.Contents
	c, r.err = split.Splitter{}.Split(document.ID(filepath.Base(r.file)), "", kept)
	r.chunks = c.Chunks
}
