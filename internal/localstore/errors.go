package localstore

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"modernc.org/sqlite"

	"github.com/mundap/mundap/internal/fault"
)

// Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
const (
	sqliteBusy    = 5
	sqliteLocked  = 6
	sqliteReadErr = 8
	sqliteIOErr   = 10
	sqliteCorrupt = 11
	sqliteFull    = 13
	sqliteCantOpn = 14
	sqliteNotADB  = 26
)

// classify gives SQLite's errors their kind. Those that have one keep it.
func classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil { // SQLite says "interrupted"
		return ended
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if errors.Is(err, sql.ErrConnDone) || strings.HasSuffix(err.Error(),
		"sql: database is closed") { // not exported
		return errClosed.WithCause(err)
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	switch e.Code() & 0xff { // without the extension
	case sqliteFull:
		return fault.Wrap(err, fault.Unavailable,
			"디스크에 빈 공간이 없어서 저장하지 못했어요. 공간을 비우고 다시 해 보세요.",
			"The disk is full, so nothing could be saved. Free some space and try again.")
	case sqliteBusy, sqliteLocked, sqliteIOErr, sqliteReadErr, sqliteCantOpn:
		return fault.Wrap(err, fault.Unavailable,
			"데이터 폴더에 쓰거나 읽지 못했어요. 디스크와 폴더 권한을 확인해 주세요.",
			"The data folder can't be read or written. Check the disk and the folder's permissions.")
	case sqliteCorrupt, sqliteNotADB:
		return fault.Wrap(err, fault.Damaged,
			"데이터베이스 파일이 깨졌어요. 백업에서 되돌려 주세요.",
			"The database file is damaged. Restore it from a backup.")
	}
	return err
}
