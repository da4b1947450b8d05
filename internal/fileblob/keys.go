package fileblob

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// keyIndex is the sorted list of keys, for lists. It is read from the files
// when it is asked for first, and kept up from then on. Safe for concurrent
// use.
type keyIndex struct {
	mu     sync.Mutex
	loaded bool
	sorted []string
	// While it is not loaded, changes are noted here, for a load that runs meanwhile.
	changed map[string]bool // true: added
}

func (k *keyIndex) add(key string)    { k.change(key, true) }
func (k *keyIndex) remove(key string) { k.change(key, false) }

func (k *keyIndex) change(key string, there bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.loaded {
		if k.changed == nil {
			k.changed = map[string]bool{}
		}
		k.changed[key] = there
		return
	}
	k.apply(key, there)
}

func (k *keyIndex) apply(key string, there bool) {
	at, found := slices.BinarySearch(k.sorted, key)
	switch {
	case there && !found:
		k.sorted = slices.Insert(k.sorted, at, key)
	case !there && found:
		k.sorted = slices.Delete(k.sorted, at, at+1)
	}
}

func (k *keyIndex) isLoaded() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.loaded
}

// load reads the keys of all object files below dir. Files that are none are left alone.
func (k *keyIndex) load(ctx context.Context, dir string) error {
	if err := ctx.Err(); err != nil || k.isLoaded() {
		return err
	}
	var keys []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return nil // deleted meanwhile
		}
		defer f.Close()
		if info, err := readFooter(f); err == nil {
			keys = append(keys, info.Key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(keys)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.loaded {
		return nil
	}
	k.sorted, k.loaded = keys, true
	for key, there := range k.changed {
		k.apply(key, there)
	}
	k.changed = nil
	return nil
}

// page gives at most n keys with the prefix that are greater than after.
func (k *keyIndex) page(prefix, after string, n int) []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	at, found := slices.BinarySearch(k.sorted, max(prefix, after))
	if found && k.sorted[at] == after {
		at++
	}
	end := at
	for end < len(k.sorted) && end-at < n && strings.HasPrefix(k.sorted[end], prefix) {
		end++
	}
	return slices.Clone(k.sorted[at:end])
}
