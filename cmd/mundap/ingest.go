package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/korean"
)

const (
	// pollEvery is how often the states of documents are asked for.
	pollEvery = 100 * time.Millisecond
	// pollKeys bounds how many documents one such question names. They become ready
	// about in the order in which they were added, so that more would be read in
	// vain; this many bound the command to 1,000 documents a second.
	pollKeys = 100
)

func (p *program) ingestCommand() *cobra.Command {
	var private bool
	cmd := &cobra.Command{
		Use: p.say("ingest 경로…", "ingest PATH…"),
		Example: p.say(
			"  mundap ingest ~/문서/규정\n  mundap ingest 규정.hwp 안내.pdf\n  find ~/문서 -name '*.hwp' | mundap ingest -",
			"  mundap ingest ~/Documents/rules\n  mundap ingest rules.hwp guide.pdf\n  find ~/Documents -name '*.hwp' | mundap ingest -"),
		Short: p.say("파일이나 폴더를 문서로 넣어요 (-는 표준 입력에서 경로를 읽어요)",
			"Add files or folders (- reads paths from standard input)"),
		Args: p.args(1, anyNumber),
		RunE: func(cmd *cobra.Command, paths []string) error {
			files, err := p.files(paths)
			if err != nil {
				return err
			}
			if len(files) == 0 {
				return fault.New(fault.Invalid, "넣을 파일이 없어요. 경로를 확인해 주세요.",
					"There are no files to add. Check the paths.")
			}
			client, end, err := p.connect(cmd.Context())
			if err != nil {
				return err
			}
			defer end()
			return p.ingest(cmd.Context(), client, files, private)
		},
	}
	cmd.Flags().BoolVar(&private, "private", false, p.say("나만 보는 문서로 넣어요 (--user와 함께)",
		"visible only to the user given with --user"))
	return cmd
}

// file is one to be added: where it lies, and its name as a document.
type file struct{ path, name string }

// files collects what the arguments name. A folder gives the files below it,
// named by their path below the folder's parent, so that two folders don't mix.
func (p *program) files(paths []string) ([]file, error) {
	var files []file
	for _, path := range paths {
		if path == "-" {
			named, err := p.fromInput()
			if err != nil {
				return nil, err
			}
			files = append(files, named...)
			continue
		}
		found, err := below(path)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	return files, nil
}

func (p *program) fromInput() ([]file, error) {
	var files []file
	lines := bufio.NewScanner(p.in)
	for lines.Scan() {
		if path := strings.TrimSpace(lines.Text()); path != "" {
			found, err := below(path)
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading names from standard input: %w", err)
	}
	return files, nil
}

func below(path string) ([]file, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, cantRead(path, err)
	}
	if !info.IsDir() {
		return []file{{path, filepath.Base(path)}}, nil
	}
	root, err := filepath.Abs(path)
	if err != nil {
		return nil, cantRead(path, err)
	}
	var files []file
	err = filepath.WalkDir(root, func(at string, e fs.DirEntry, err error) error {
		if err != nil {
			return cantRead(at, err)
		}
		hidden := strings.HasPrefix(e.Name(), ".") && at != root
		switch {
		case hidden && e.IsDir():
			return filepath.SkipDir
		case hidden || !e.Type().IsRegular():
			return nil
		}
		name, err := filepath.Rel(filepath.Dir(root), at)
		if name = filepath.ToSlash(name); err == nil && ingest.Wanted(document.Prefix+name) {
			files = append(files, file{at, name})
		}
		return err
	})
	return files, err
}

func cantRead(path string, err error) error {
	return fault.Wrap(err, fault.NotFound,
		korean.EulReul.After(path)+" 읽을 수 없어요. 경로와 권한을 확인해 주세요.",
		fmt.Sprintf("%s can't be read. Check the path and its permissions.", path))
}

func (p *program) ingest(ctx context.Context, client *admin.Client, files []file,
	private bool) error {
	bar := p.bar(len(files), p.say("올리는 중", "adding"))
	var keys []string
	var refused error
	for u := range p.uploads(ctx, client, files, private) {
		if ctx.Err() == nil && u.err != nil {
			_ = bar.Clear() // only decoration
			fmt.Fprintf(p.err, "%s: %s\n", u.path, p.explain(u.err))
			refused = errSilent
		}
		if u.err == nil {
			keys = append(keys, u.key)
		}
		_ = bar.Add(1)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	_ = bar.Clear()
	failed := p.wait(ctx, client, keys)
	if ctx.Err() == nil {
		failed = errors.Join(failed, p.waitForVectors(ctx, client))
	}
	return errors.Join(refused, failed)
}

// upload is what became of a file.
type upload struct {
	path, key string
	err       error
}

// uploadsAtOnce is how many files are on their way at once. The server writes
// each one down safely before it answers; those that wait together share what
// that takes.
const uploadsAtOnce = 8

// uploads adds files, and gives what became of each in any order. When the
// context ends it gives the rest unread.
func (p *program) uploads(ctx context.Context, client *admin.Client, files []file,
	private bool) <-chan upload {
	next, done := make(chan file), make(chan upload)
	var all sync.WaitGroup
	for range uploadsAtOnce {
		all.Go(func() {
			for f := range next {
				key, err := p.upload(ctx, client, f, private)
				done <- upload{f.path, key, err}
			}
		})
	}
	go func() {
		defer close(done)
		defer all.Wait()
		defer close(next)
		for _, f := range files {
			if ctx.Err() != nil {
				return
			}
			next <- f
		}
	}()
	return done
}

func (p *program) upload(ctx context.Context, client *admin.Client, f file, private bool) (string,
	error) {
	r, err := os.Open(f.path)
	if err != nil {
		return "", cantRead(f.path, err)
	}
	defer r.Close()
	u, err := client.Upload(ctx, p.user, f.name, private, r)
	return u.ID, err
}

// wait returns when every document is ready or failed, with errSilent if one failed.
func (p *program) wait(ctx context.Context, client *admin.Client, keys []string) error {
	w := &waiting{program: p, bar: p.bar(len(keys), p.say("읽는 중", "reading"))}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for len(keys) > 0 {
		asked := keys[:min(len(keys), pollKeys)]
		states, err := client.States(ctx, admin.Keys{User: p.user, Keys: asked})
		if err != nil {
			return err
		}
		var left []string
		for _, d := range states {
			if w.goesOn(d) {
				left = append(left, d.ID)
			}
		}
		_ = w.bar.Set(w.ready + w.failed)
		keys = append(left, keys[len(asked):]...)
		if len(keys) == 0 {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	_ = w.bar.Clear()
	return w.result()
}

// waiting is what became of the documents that a command waits for.
type waiting struct {
	*program
	bar           *progressbar.ProgressBar
	ready, failed int
	preparing     bool // the user was told that the PDF reader is being prepared
}

// goesOn reports whether a document is still being read, and tells the user why one
// failed.
func (w *waiting) goesOn(d admin.Document) bool {
	switch document.State(d.State) {
	case document.Ready:
		w.ready++
		return false
	case document.Failed:
		w.failed++
		_ = w.bar.Clear()
		fmt.Fprintf(w.err, "%s: %s\n", d.Name, w.reason(d))
		return false
	case document.Deleting:
		return false
	}
	if d.Progress.Unit == document.ReaderUnit && !w.preparing {
		w.preparing = true
		_ = w.bar.Clear()
		fmt.Fprintln(w.err, w.say("PDF를 읽을 준비를 하고 있어요. 처음 한 번만 몇 초 걸려요.",
			"Preparing to read PDFs. This takes a few seconds, once."))
	}
	return true
}

// result prints how many documents are ready and how many failed; errSilent says that
// some did.
func (w *waiting) result() error {
	fmt.Fprintf(w.out, w.say("%d개 준비됨", "%d ready"), w.ready)
	if w.failed > 0 {
		fmt.Fprintf(w.out, w.say(", %d개 실패", ", %d failed"), w.failed)
	}
	fmt.Fprintln(w.out)
	if w.failed > 0 {
		return errSilent
	}
	return nil
}

// awaited is the most passages without vectors that the command waits for. They
// take a minute or two.
const awaited = 1000

// waitForVectors waits until documents can be found by meaning as well, unless
// a server is running that will make the vectors later. If waiting would take
// long, it says how many are left and when they are made instead. Interrupting
// it loses nothing.
func (p *program) waitForVectors(ctx context.Context, client *admin.Client) error {
	s, err := client.Status(ctx)
	if err != nil || s.Addr != "" || s.Vectors == nil || s.Vectors.Missing == 0 {
		return err
	}
	if s.Vectors.Missing > awaited || s.Vectors.Stalled {
		fmt.Fprintf(p.err, p.say(
			"단어로는 지금도 모두 찾을 수 있어요. 의미 검색은 'mundap serve'가 실행되는 동안 이어서 준비해요 (남은 문단 %d개).\n",
			"Keyword search already covers everything. Search by meaning will be prepared while 'mundap serve' is running (%d passages left).\n"),
			s.Vectors.Missing)
		return nil
	}
	total := s.Vectors.Missing
	bar := p.bar(total, p.say("의미 검색 준비 중", "preparing search by meaning"))
	defer func() { _ = bar.Clear() }() // only decoration
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for s.Vectors.Missing > 0 && !s.Vectors.Stalled {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		if s, err = client.Status(ctx); err != nil || s.Addr != "" || s.Vectors == nil {
			return err
		}
		_ = bar.Set(max(0, total-s.Vectors.Missing))
	}
	return nil
}

func (p *program) reason(d admin.Document) string {
	if d.Failure == nil {
		return p.stateName(d)
	}
	return d.Failure.Message.In(p.language)
}

// bar is a progress bar on a terminal, nothing elsewhere.
func (p *program) bar(total int, what string) *progressbar.ProgressBar {
	var to io.Writer = io.Discard
	if f, ok := p.err.(*os.File); ok && isTerminal(f) {
		to = f
	}
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(to),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(pollEvery))
}
