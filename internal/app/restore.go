package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/backup"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/datadir"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/localstore"
)

// A restore is read and verified into the folder restoring/ while everything
// continues. The file "ready" in it says that it is complete. The next start then
// puts it in the place of what is there, step by step, so that a crash in
// between is mended by the start after it; what was there waits in replaced/
// until its deletions were carried over.
const (
	restoring = "restoring"
	replaced  = "replaced"
	readyFile = "ready"
)

// Restore replaces the contents of a data folder with a backup. If a process
// holds the folder, the error is a *datadir.HeldError.
func Restore(ctx context.Context, c config.Config, o Options, from string,
	progress func(admin.Progress) error) (admin.BackupResult, error) {
	dir, err := datadir.Hold(c.Data)
	if err != nil {
		return admin.BackupResult{}, err
	}
	r, err := stage(ctx, dir, from, progress)
	if err == nil {
		err = completeRestore(ctx, dir, o.Log)
	}
	return r, errors.Join(err, dir.Close())
}

// Restore verifies a backup next to the current data and requests a restart
// with it. It implements admin.Keeping.
func (p *Parts) Restore(ctx context.Context, from string,
	progress func(admin.Progress) error) (admin.BackupResult, error) {
	r, err := stage(ctx, p.dir, from, progress)
	if err == nil {
		p.givenUp.Store(true) // before anybody hears of the restore
		p.again <- struct{}{} // a second one is refused until then
	}
	return r, err
}

// errGivenUp refuses requests between a restore and the restart that applies it.
// Anything stored in between would be lost.
var errGivenUp = fault.New(fault.Unavailable,
	"백업을 복원하고 있어요. 잠시 뒤에 다시 해 보세요.",
	"A backup is being restored. Try again in a moment.")

// stage reads a backup into restoring/ and verifies it.
func stage(ctx context.Context, dir *datadir.Dir, from string,
	progress func(admin.Progress) error) (r admin.BackupResult, err error) {
	path := dir.Path(restoring)
	hold, err := datadir.Hold(path)
	if _, ok := errors.AsType[*datadir.HeldError](err); ok {
		return r, fault.New(fault.Conflict,
			"다른 백업을 복원하는 중이에요. 끝난 뒤에 다시 해 보세요.",
			"Another backup is being restored. Try again when it is done.")
	}
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, hold.Close()) }()
	if _, err := os.Stat(filepath.Join(path, readyFile)); err == nil {
		return r, fault.New(fault.Conflict,
			"복원한 백업은 다시 시작할 때 적용돼요. 서버를 다시 시작해 주세요.",
			"A restored backup takes effect at the next start. Restart the server.")
	}
	if err := empty(path); err != nil {
		return r, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, empty(path))
		}
	}()
	in, size, err := openBackup(ctx, from)
	if err != nil {
		return r, err
	}
	defer in.Close()
	r.Where = from
	var told error
	head, err := backup.Extract(ctx, in, path, func(n int64) {
		r.Files++
		r.Bytes = n
		told = errors.Join(told, progress(admin.Progress{Stage: "read", Files: r.Files, Bytes: n,
			Total: size}))
	})
	if err = errors.Join(err, told); err != nil {
		return r, err
	}
	r.Made = head.Made
	return r, seal(ctx, path)
}

// empty removes everything that an earlier restore left in its folder, except
// the lock.
func empty(path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return fmt.Errorf("reading the folder of a restore: %w", err)
	}
	for _, e := range entries {
		if e.Name() == datadir.LockFile {
			continue
		}
		err = errors.Join(err, os.RemoveAll(filepath.Join(path, e.Name())))
	}
	return err
}

// seal prepares the unpacked backup and marks it as complete.
func seal(ctx context.Context, path string) error {
	for _, name := range []string{"blobs", "index"} {
		if err := os.MkdirAll(filepath.Join(path, name), 0o700); err != nil {
			return fmt.Errorf("preparing the restore: %w", err)
		}
	}
	db, err := localstore.Open(ctx, filepath.Join(path, databaseFile), localstore.Options{})
	if err != nil {
		return err
	}
	problems, err := db.Integrity(ctx)
	if err == nil && len(problems) > 0 {
		err = fault.Newf(fault.Damaged, "the backup's database: %v", problems)
	}
	if err = errors.Join(err, db.EndSessions(ctx), db.Close()); err != nil {
		return err
	}
	if err := syncTree(path); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(path, readyFile), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("preparing the restore: %w", err)
	}
	return errors.Join(f.Sync(), f.Close(), syncFolder(path))
}

// syncTree makes the names in every folder durable. The files themselves
// already are.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return syncFolder(path)
	})
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("syncing %s: %w", path, err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// completeRestore puts a staged backup in place, if there is one. Call it while
// the process holds the folder and nothing in it is open. It can be repeated.
func completeRestore(ctx context.Context, dir *datadir.Dir, log *slog.Logger) error {
	if _, err := os.Stat(dir.Path(restoring, readyFile)); errors.Is(err, fs.ErrNotExist) {
		// what a crash left of a restore that was not ready, or is done
		return errors.Join(os.RemoveAll(dir.Path(restoring)), os.RemoveAll(dir.Path(replaced)))
	}
	if err := os.MkdirAll(dir.Path(replaced), 0o700); err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	if _, err := os.Stat(dir.Path(restoring, databaseFile)); err == nil {
		for _, beside := range []string{"-wal", "-shm"} { // they go with their database
			if err := swapIn(dir, databaseFile+beside); err != nil {
				return err
			}
		}
	}
	for _, name := range []string{databaseFile, "blobs", "index", dictionaryFile} {
		if _, err := os.Stat(dir.Path(restoring, name)); errors.Is(err, fs.ErrNotExist) {
			continue // it is in place, or the backup has none
		}
		if err := swapIn(dir, name); err != nil {
			return err
		}
	}
	if err := carryOver(ctx, dir, log); err != nil {
		return err
	}
	if err := os.Remove(dir.Path(restoring, readyFile)); err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	log.Info("a backup was restored")
	return errors.Join(os.RemoveAll(dir.Path(restoring)), os.RemoveAll(dir.Path(replaced)))
}

// swapIn moves the file or folder of a name out of the way and puts the staged
// one in its place, if there is one.
func swapIn(dir *datadir.Dir, name string) error {
	for _, step := range [][2]string{
		{dir.Path(name), dir.Path(replaced, name)}, {dir.Path(restoring, name), dir.Path(name)},
	} {
		if err := os.Rename(step[0], step[1]); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("restoring %s: %w", name, err)
		}
	}
	return errors.Join(syncFolder(dir.Path(replaced)), syncFolder(dir.Path()))
}

// carryOver brings the restored data up to date with the database that they replace:
// documents that were deleted since the backup are deleted again, and people lose the
// access that they lost since (see narrowed). A database that can't be read is
// skipped, because it may be the reason for the restore.
func carryOver(ctx context.Context, dir *datadir.Dir, log *slog.Logger) error {
	path := dir.Path(replaced, databaseFile)
	if _, err := os.Stat(path); err != nil {
		return nil // there was none
	}
	old, err := localstore.Open(ctx, path, localstore.Options{})
	if err != nil {
		log.Warn("deletions since the backup are not known", "error", err)
		return nil
	}
	receipts := map[string]forgetting.Receipt{}
	err = old.Receipts().EachReceipt(ctx, func(r forgetting.Receipt) error {
		receipts[r.Document] = r
		return nil
	})
	waiting := maps.Clone(receipts) // and the deletions that were not carried out yet
	eachErr := old.Documents().Each(ctx, func(d document.Document) error {
		if d.State == document.Deleting {
			waiting[forgetting.Ref(d.ID)] = asked(d)
		}
		return nil
	})
	backups, backupsErr := old.Backups(ctx)
	if err := errors.Join(err, eachErr, backupsErr); err != nil {
		log.Warn("deletions since the backup are not known", "error", err)
	}
	db, err := localstore.Open(ctx, dir.Path(databaseFile), localstore.Options{})
	if err != nil {
		return errors.Join(err, old.Close())
	}
	if err := narrowed(ctx, old, db); err != nil {
		log.Warn("access that was taken away since the backup may be back", "error", err)
	}
	if err := errors.Join(forgetAgain(ctx, dir, old, db), old.Close()); err != nil {
		log.Warn("conversations that were deleted since the backup may be back", "error", err)
	}
	for _, b := range backups {
		err = errors.Join(err, db.NoteBackup(ctx, b))
	}
	for _, r := range receipts {
		err = errors.Join(err, db.Receipts().PutReceipt(ctx, r))
	}
	return errors.Join(err, deleteAgain(ctx, db, waiting), db.Close())
}

// asked returns what a receipt would say about a deletion that is still
// waiting.
func asked(d document.Document) forgetting.Receipt {
	r := forgetting.Receipt{Document: forgetting.Ref(d.ID), Generation: d.Generation,
		WithAnswers: d.WithAnswers}
	if d.Deleted != nil {
		r.By, r.Asked = d.Deleted.By, d.Deleted.At
	}
	return r
}

// deleteAgain marks the documents of the given receipts as deleted; the
// following start carries the deletions out.
func deleteAgain(ctx context.Context, db *localstore.DB,
	receipts map[string]forgetting.Receipt) error {
	return db.Documents().Each(ctx, func(d document.Document) error {
		r, gone := receipts[forgetting.Ref(d.ID)]
		if !gone || d.State == document.Deleting {
			return nil
		}
		d.State, d.Previous = document.Deleting, ""
		d.Generation = max(d.Generation, r.Generation) + 1
		d.Deleted = &document.Act{By: r.By, At: r.Asked}
		d.WithAnswers, d.DeleteAfter = r.WithAnswers, time.Now()
		_, err := db.Documents().Put(ctx, d)
		return err
	})
}
