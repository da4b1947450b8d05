package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mundap/mundap/internal/datadir"
	"github.com/mundap/mundap/internal/fault"
)

// databaseFile is the database in the data folder.
const databaseFile = "mundap.db"

// checkDatabase refuses a data folder whose database is missing while its
// documents are there. A new database would be empty: without accounts, so that
// nobody would be asked to sign in, and without the records of the documents.
func checkDatabase(dir *datadir.Dir) error {
	_, err := os.Stat(dir.Path(databaseFile))
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	left, err := filepath.Glob(dir.Path("blobs", "objects", "*", "*"))
	if err != nil || len(left) == 0 {
		return err
	}
	return fault.New(fault.Damaged,
		"데이터 폴더에 문서는 있는데 데이터베이스(mundap.db)가 없어요. 백업에서 mundap.db를 되돌려 놓아 주세요. 처음부터 다시 시작하려면 blobs 폴더를 다른 곳으로 옮겨 주세요.",
		"The data folder has documents but no database (mundap.db). Put mundap.db back from a backup. To start afresh, move the folder blobs elsewhere.")
}
