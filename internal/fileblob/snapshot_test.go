package fileblob_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/fileblob"
)

// A backup that begins while a deletion is completed may have to begin again.
// Neither of them fails.
func TestASnapshotAndAnErasureAtOnce(t *testing.T) {
	s, err := fileblob.Open(t.TempDir(), fileblob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if err := write(s, fmt.Sprintf("docs/%d.txt", i), fmt.Sprint("text ", i)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 30 {
		begun, done := make(chan struct{}), make(chan struct{})
		var erasing sync.WaitGroup
		erasing.Go(func() {
			<-begun
			for {
				if err := s.Erase(t.Context()); err != nil {
					t.Error(err)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
		snap, err := s.Snapshot(t.Context(), filepath.Join(t.TempDir(), fmt.Sprint(i)),
			func() error { close(begun); return nil })
		close(done)
		erasing.Wait()
		if err != nil {
			t.Fatal(err)
		}
		if !snap.Torn() {
			t.Error("the links of what was deleted are still there")
		}
		if err := snap.Close(); err != nil {
			t.Error(err)
		}
	}
}
