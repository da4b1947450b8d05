package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// own is a build of this program.
type own struct{ label, path string }

func (o own) name() string { return o.label }

func (o own) read(ctx context.Context, files []string) (map[string]reading, error) {
	all := map[string]reading{}
	out, err := exec.CommandContext(ctx, o.path, append([]string{"load", "--json"},
		files...)...).Output()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		return nil, err
	}
	in := json.NewDecoder(bytes.NewReader(out))
	for in.More() {
		var r struct {
			File  string
			Pages []struct{ Text string }
			Error *struct{ Reason string }
			Warns []struct{ Code string } `json:"warnings"`
		}
		if err := in.Decode(&r); err != nil {
			return nil, fmt.Errorf("%s: %w", o.path, err)
		}
		var text strings.Builder
		for _, p := range r.Pages {
			text.WriteString(p.Text + "\n")
		}
		got := reading{text: text.String(), warned: len(r.Warns) > 0}
		if r.Error != nil {
			got.failed = r.Error.Reason
		}
		all[r.File] = got
	}
	return all, nil
}

// other is a program that converts files to text. What it made is kept in a folder, and used again.
type other struct {
	label, path, kept string
	// convert converts files, and puts what it makes of each into its folder.
	convert func(ctx context.Context, program string, folders map[string]string) error
}

func (o other) name() string { return o.label }

// batch is how many files one call of a program converts: starting it takes seconds.
const batch = 15

func (o other) read(ctx context.Context, files []string) (map[string]reading, error) {
	folders, todo := map[string]string{}, map[string]string{}
	for i, file := range files {
		folder := filepath.Join(o.kept, filepath.Base(filepath.Dir(file)), filepath.Base(file))
		folders[file] = folder
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			todo[file] = folder
		}
		if len(todo) < batch && i+1 < len(files) || len(todo) == 0 {
			continue
		}
		if err := o.convertAll(ctx, todo); errors.Is(err, errNotRead) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		clear(todo)
	}
	all := map[string]reading{}
	for file, folder := range folders {
		if text := texts(folder); text != "" {
			all[file] = reading{text: text}
		} else {
			all[file] = reading{failed: "no text"}
		}
	}
	return all, nil
}

// convertAll converts files at once, and alone those that gave nothing: a
// program that ends on one of them leaves the others.
func (o other) convertAll(ctx context.Context, todo map[string]string) error {
	for _, folder := range todo {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	one, cancel := context.WithTimeout(ctx, 2*time.Minute)
	err := o.convert(one, o.path, todo)
	cancel()
	if ctx.Err() != nil || errors.Is(err, errNotRead) {
		for _, folder := range todo {
			os.RemoveAll(folder)
		}
		return cmp.Or(ctx.Err(), err)
	}
	if err == nil {
		return nil
	}
	for file, folder := range todo {
		if texts(folder) == "" {
			one, cancel := context.WithTimeout(ctx, 30*time.Second)
			_ = o.convert(one, o.path, map[string]string{file: folder})
			cancel()
		}
	}
	return ctx.Err()
}

// texts are the files of a folder.
func texts(folder string) string {
	var all strings.Builder
	_ = filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			b, _ := os.ReadFile(path)
			all.Write(b)
			all.WriteByte('\n')
		}
		return nil
	})
	return strings.TrimSpace(all.String())
}

// errNotRead: a program does not read the format at all.
var errNotRead = errors.New("not a format that it reads")

// convertOffice converts by LibreOffice: to text, sheets and slides to its own
// format as one XML file, and that to text. All files are of one format.
func convertOffice(ctx context.Context, program string, folders map[string]string) error {
	work, err := os.MkdirTemp("", "readers")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var names []string
	owner := map[string]string{}
	to := "txt:Text (encoded):UTF8"
	for file, folder := range folders {
		ext := strings.ToLower(filepath.Ext(file))
		switch ext {
		case ".xlsx", ".xls":
			to = "fods"
		case ".pptx", ".ppt":
			to = "fodp"
		}
		name := fmt.Sprintf("%04d", len(names))
		owner[name] = folder
		full, err := filepath.Abs(file)
		if err != nil {
			return err
		}
		if err := os.Symlink(full, filepath.Join(work, name+ext)); err != nil {
			return err
		}
		names = append(names, filepath.Join(work, name+ext))
	}
	profile := "-env:UserInstallation=file://" + filepath.Join(os.TempDir(), "readers-profile")
	out := filepath.Join(work, "out")
	args := append([]string{profile, "--headless", "--convert-to", to, "--outdir", out}, names...)
	failed := exec.CommandContext(ctx, program, args...).Run()
	made, _ := filepath.Glob(filepath.Join(out, "*"))
	for _, path := range made {
		base := filepath.Base(path)
		target := filepath.Join(owner[base[:4]], base)
		b, err := os.ReadFile(path)
		if err == nil && strings.HasPrefix(filepath.Ext(base), ".fod") {
			b, err = flatText(b)
		}
		if err == nil {
			err = os.WriteFile(target, b, 0o644)
		}
		if err != nil {
			return err
		}
	}
	return failed
}

// convertKordoc converts by kordoc, to Markdown.
func convertKordoc(ctx context.Context, program string, folders map[string]string) error {
	var failed error
	for file, folder := range folders {
		switch strings.ToLower(filepath.Ext(file)) {
		case ".hwp", ".hwpx", ".docx", ".xlsx", ".pdf":
			failed = cmp.Or(failed, exec.CommandContext(ctx, program, "-d", folder, file).Run())
		default:
			return errNotRead
		}
	}
	return failed
}
