package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/localstore"
)

// note notes a backup before it is written, so that receipts of deletions name
// it even if the process is killed before it can note anything else, and so
// that the next start removes what is unfinished. ended takes back the notes
// that are not true once the attempt has ended.
func (p *Parts) note(ctx context.Context, r admin.BackupResult,
	to target) (ended func(made bool) error, err error) {
	places := []string{r.Where}
	if to.partial() != "" {
		places = append(places, to.partial())
	}
	for _, place := range places {
		if err := p.db.NoteBackup(ctx, localstore.Backup{Where: place, Made: r.Made}); err != nil {
			return nil, err
		}
	}
	return func(made bool) error {
		if made {
			places = places[1:]
		}
		var err error
		for _, place := range places {
			err = errors.Join(err, p.db.ForgetBackup(context.WithoutCancel(ctx), place))
		}
		return err
	}, nil
}

// unfinished returns the backups that a process which was killed has left
// unfinished.
func unfinished(ctx context.Context, db *localstore.DB) ([]string, error) {
	noted, err := db.Backups(ctx)
	var left []string
	for _, b := range noted {
		if filepath.IsAbs(b.Where) && strings.HasPrefix(filepath.Base(b.Where), partialPrefix) {
			left = append(left, b.Where)
		}
	}
	return left, err
}

// clearUnfinished removes unfinished backups. Those whose folder is not there
// now, such as on a disk that is not mounted, wait for a later start.
func (p *Parts) clearUnfinished(ctx context.Context, left []string) {
	for _, path := range left {
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			continue
		}
		err := removePartial(path)
		if _, gone := os.Lstat(path); err == nil && errors.Is(gone, fs.ErrNotExist) {
			err = p.db.ForgetBackup(ctx, path)
		}
		if err != nil && ctx.Err() == nil {
			p.options.Log.Warn("an unfinished backup stays", "path", path, "error", err)
		}
	}
}
