package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/datadir"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fileblob"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/localstore"
	"github.com/mundap/mundap/internal/queue"
)

// narrowed takes away again, in restored data, what was taken away from people
// after the backup was made: access of accounts, readers of documents, and links
// to answers. old is the replaced database. It can be repeated.
func narrowed(ctx context.Context, old, restored *localstore.DB) error {
	return errors.Join(lockAgain(ctx, old.Accounts(), restored.Accounts()),
		hideAgain(ctx, old, restored), unlinkAgain(ctx, old.History(), restored.History()))
}

// lockAgain gives restored accounts the password, the role and the lock that
// they had last. An account that had been removed is locked. If there were no
// accounts at all, that may be the reason for the restore.
func lockAgain(ctx context.Context, old, restored localstore.Accounts) error {
	last, err := old.Accounts(ctx)
	if err != nil || len(last) == 0 {
		return err
	}
	list, err := restored.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range list {
		i := slices.IndexFunc(last, func(l auth.Account) bool { return l.ID == a.ID })
		was := a
		if i < 0 {
			a.Disabled = true
		} else {
			a.Disabled, a.Admin, a.PasswordHash = last[i].Disabled, last[i].Admin, last[i].PasswordHash
			a.Epoch = max(a.Epoch, last[i].Epoch)
		}
		if a == was {
			continue
		}
		if _, err := restored.PutAccount(ctx, a); err != nil {
			return fmt.Errorf("restoring the account %s: %w", a.ID, err)
		}
	}
	return nil
}

// hideAgain makes restored documents private that were last private.
func hideAgain(ctx context.Context, old, restored *localstore.DB) error {
	private := map[document.ID]document.Document{}
	err := old.Documents().Each(ctx, func(d document.Document) error {
		if !slices.Contains(d.Readers, auth.Everyone) {
			private[d.ID] = d
		}
		return nil
	})
	if err != nil {
		return err
	}
	var tasks []ingest.Task
	err = restored.Documents().Each(ctx, func(d document.Document) error {
		last, ok := private[d.ID]
		if !ok || !slices.Contains(d.Readers, auth.Everyone) {
			return nil
		}
		d.Readers, d.Shared = last.Readers, last.Shared
		d, err := restored.Documents().Put(ctx, d)
		if err == nil && d.State == document.Ready {
			tasks = append(tasks, ingest.Task{Action: ingest.Reindex, ID: d.ID, Version: d.Version,
				Generation: d.Generation, Nonce: d.Revision, Owner: d.Owner, Size: d.Size})
		}
		return err
	})
	for _, t := range tasks { // the index has the readers of the backup
		m, taskErr := t.Message()
		if taskErr == nil {
			taskErr = restored.Queue(ingestQueue, queue.Policy{}).Send(ctx, m)
		}
		err = errors.Join(err, taskErr)
	}
	return err
}

// forgetAgain deletes again what people deleted of their conversations after the
// backup was made, and clears their memories.
func forgetAgain(ctx context.Context, dir *datadir.Dir, old, restored *localstore.DB) error {
	var deleted []history.Deletion
	if err := old.History().EachDeletion(ctx, func(d history.Deletion) error {
		deleted = append(deleted, d)
		return nil
	}); err != nil {
		return err
	}
	blobs, err := fileblob.Open(dir.Path("blobs"), fileblob.Options{Wanted: ingest.Wanted})
	if err != nil {
		return err
	}
	_, err = chat.Traces{Turns: restored.Turns(), Blobs: blobs}.DeleteAgain(ctx,
		restored.History(), deleted)
	return err
}

// unlinkAgain takes back links to answers that were taken back, and those to
// answers that were deleted.
func unlinkAgain(ctx context.Context, old, restored localstore.History) error {
	linked, err := restored.WithLinks(ctx)
	if err != nil {
		return err
	}
	for _, c := range linked {
		last, err := old.ByRequest(ctx, c.User, c.RequestID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if last.Share == c.Share {
			continue
		}
		if err := restored.Share(ctx, c.User, c.RequestID, ""); err != nil {
			return fmt.Errorf("taking back the link to an answer: %w", err)
		}
	}
	return nil
}
