package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/backup"
	"github.com/mundap/mundap/internal/fault"
)

// backupAttempts is how often a backup is started again because a document was
// deleted meanwhile: a backup must not contain a deleted document.
const backupAttempts = 5

// errTorn says that a document was deleted while it was backed up.
var errTorn = fault.New(fault.Unavailable,
	"백업하는 동안 문서가 계속 지워져서 끝내지 못했어요. 잠시 뒤에 다시 해 보세요.",
	"Documents kept being deleted during the backup, so it was not finished. Try again later.")

// Backup writes a backup of one moment to a new file, or to an object
// ("s3://BUCKET/KEY"), while everything else continues.
func (p *Parts) Backup(ctx context.Context, to string,
	progress func(admin.Progress) error) (admin.BackupResult, error) {
	if !p.copying.TryLock() {
		return admin.BackupResult{}, fault.New(fault.Conflict,
			"다른 백업을 만드는 중이에요. 끝난 뒤에 다시 해 보세요.",
			"Another backup is being made. Try again when it is done.")
	}
	defer p.copying.Unlock()
	target, err := newTarget(ctx, to, p.dir.Path())
	if err != nil {
		return admin.BackupResult{}, err
	}
	for range backupAttempts {
		r, err := p.backUp(ctx, target, progress)
		if errors.Is(err, errTorn) {
			continue
		}
		return r, err
	}
	return admin.BackupResult{}, errTorn
}

// backUp makes one attempt.
func (p *Parts) backUp(ctx context.Context, to target,
	progress func(admin.Progress) error) (r admin.BackupResult, err error) {
	work := p.dir.Path("tmp", fmt.Sprintf("backup-%d", time.Now().UnixNano()))
	r = admin.BackupResult{Where: to.name(), Made: time.Now().UTC()}
	noted, err := p.note(ctx, r, to)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, noted(err == nil)) }()
	database := filepath.Join(work, databaseFile)
	snap, err := p.blobs.Snapshot(ctx, work, func() error {
		if err := os.MkdirAll(work, 0o700); err != nil {
			return fmt.Errorf("making room for the backup: %w", err)
		}
		return p.db.Copy(ctx, database)
	})
	if err != nil {
		return r, errors.Join(err, os.RemoveAll(work))
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	err = to.write(ctx, func(w io.Writer) error {
		b, err := backup.NewWriter(w, backup.Head{Made: r.Made, Version: p.options.Version})
		if err != nil {
			return err
		}
		m := measured{backup: b, progress: progress, result: &r}
		if err := errors.Join(m.database(ctx, database), m.blobs(ctx, work),
			p.copyIndex(ctx, &m), m.dictionary(ctx, p.dir.Path(dictionaryFile))); err != nil {
			return err
		}
		if snap.Torn() {
			return errTorn
		}
		return b.Close()
	})
	if snap.Torn() {
		return r, errTorn
	}
	return r, err
}

func (p *Parts) copyIndex(ctx context.Context, m *measured) error {
	return p.index.Copy(ctx, func(name string, data []byte) error {
		return m.add(ctx, "index/"+name, int64(len(data)), bytes.NewReader(data))
	})
}

// measured adds files to a backup and reports its progress.
type measured struct {
	backup   *backup.Writer
	progress func(admin.Progress) error
	result   *admin.BackupResult
}

func (m *measured) add(ctx context.Context, name string, size int64, r io.Reader) error {
	if err := m.backup.Add(ctx, name, size, r); err != nil {
		return err
	}
	m.result.Files++
	m.result.Bytes += size
	return m.progress(admin.Progress{Stage: "write", Files: m.result.Files, Bytes: m.result.Bytes})
}

func (m *measured) file(ctx context.Context, name, path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return errTorn // only a deletion takes a file of the snapshot away
	}
	if err != nil {
		return fmt.Errorf("backing up %s: %w", name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("backing up %s: %w", name, err)
	}
	return m.add(ctx, name, info.Size(), f)
}

// database comes first, so that the copy leaves the data folder soon.
func (m *measured) database(ctx context.Context, path string) error {
	err := m.file(ctx, databaseFile, path)
	if removed := os.Remove(path); !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}

// blobs adds the links of a snapshot.
func (m *measured) blobs(ctx context.Context, dir string) error {
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return errTorn
		}
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return m.file(ctx, "blobs/"+filepath.ToSlash(name), path)
	})
	return err
}

func (m *measured) dictionary(ctx context.Context, path string) error {
	if err := m.file(ctx, dictionaryFile, path); !errors.Is(err, errTorn) {
		return err
	}
	return nil // there is none
}
