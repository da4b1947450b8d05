package localindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
)

var errCrashed = errors.New("the machine has stopped")

// disk is a file system in memory that forgets what was not synced. Contents
// become durable by Sync of the file, names (made, renamed, removed) by
// SyncDir. It stops at a chosen operation; from then on every operation fails.
type disk struct {
	mu      sync.Mutex
	names   map[string]*inode // what programs see
	durable map[string]*inode // what a crash leaves
	left    int               // operations until it stops; below 0: never
	rng     *rand.Rand
}

type inode struct {
	data   []byte
	synced []byte
}

func newDisk(rng *rand.Rand) *disk {
	return &disk{names: map[string]*inode{}, durable: map[string]*inode{}, left: -1, rng: rng}
}

// step counts an operation.
func (d *disk) step() error {
	switch {
	case d.left == 0:
		return errCrashed
	case d.left > 0:
		d.left--
	}
	return nil
}

// crash is the disk after the power came back: of each name's changes since the
// last SyncDir, and of each file's bytes since its last Sync, some arbitrary
// part has survived.
func (d *disk) crash() *disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	after := newDisk(d.rng)
	for name := range union(d.names, d.durable) {
		node := d.durable[name]
		if d.rng.IntN(2) == 0 {
			node = d.names[name]
		}
		if node == nil {
			continue
		}
		data := slices.Clone(node.synced)
		if len(node.data) > len(data) {
			data = append(data, node.data[len(data):len(data)+d.rng.IntN(len(node.data)-len(data)+
				1)]...)
		}
		kept := &inode{data: data, synced: slices.Clone(data)}
		after.names[name], after.durable[name] = kept, kept
	}
	return after
}

func union(a, b map[string]*inode) map[string]bool {
	all := map[string]bool{}
	for name := range a {
		all[name] = true
	}
	for name := range b {
		all[name] = true
	}
	return all
}

func (d *disk) MkdirAll(string) error { return nil }

func (d *disk) Create(path string) (storage.SyncFile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return nil, err
	}
	node := &inode{}
	d.names[path] = node
	return &diskFile{d, node}, nil
}

func (d *disk) Rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	d.names[to] = d.names[from]
	delete(d.names, from)
	return nil
}

func (d *disk) Remove(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	if d.names[path] == nil {
		return fs.ErrNotExist
	}
	delete(d.names, path)
	return nil
}

func (d *disk) SyncDir(string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	d.durable = maps.Clone(d.names)
	return nil
}

func (d *disk) ReadDir(dir string) ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var names []string
	for path := range d.names {
		if filepath.Dir(path) == dir {
			names = append(names, filepath.Base(path))
		}
	}
	return names, nil
}

func (d *disk) ReadFile(path string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if node := d.names[path]; node != nil {
		return slices.Clone(node.data), nil
	}
	return nil, fs.ErrNotExist
}

func (d *disk) Map(path string) (storage.File, error) {
	data, err := d.ReadFile(path)
	return storage.Memory(data), err
}

type diskFile struct {
	disk *disk
	node *inode
}

func (f *diskFile) Write(p []byte) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.disk.step(); err != nil {
		return 0, err
	}
	f.node.data = append(f.node.data, p...)
	return len(p), nil
}

func (f *diskFile) Sync() error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.disk.step(); err != nil {
		return err
	}
	f.node.synced = slices.Clone(f.node.data)
	return nil
}

func (f *diskFile) Close() error { return nil }

// world is the model that an index is compared with: what must be found of each
// document. A change that failed because the machine stopped may have happened
// or not.
type world struct {
	versions map[document.ID]state
	maybe    map[document.ID][]state
}

type state struct {
	version   int
	forgotten bool
}

func (s state) supersededBy(t state) bool {
	return t.version > s.version || t.version == s.version && !s.forgotten
}

func version(n int) document.Version { return document.Version(fmt.Sprintf("%04x", n)) }

// play makes changes one after another until one fails.
func (w *world) play(ctx context.Context, ix *Index, rng *rand.Rand, changes int) {
	for range changes {
		key := document.ID(fmt.Sprintf("docs/%d.txt", rng.IntN(12)))
		next := state{version: 1 + rng.IntN(9), forgotten: rng.IntN(4) == 0}
		var err error
		if next.forgotten {
			err = ix.Forget(ctx, key, version(next.version))
		} else {
			err = ix.Put(ctx, retrieve.Source{Document: key, Version: version(next.version),
				Readers: []auth.Principal{"*"}}, chunksOf(key, next.version))
		}
		old, known := w.versions[key]
		takes := !known || old.supersededBy(next)
		switch {
		case err != nil:
			if takes {
				w.maybe[key] = append(w.maybe[key], next)
			}
			return
		case takes:
			w.versions[key] = next
		}
		if rng.IntN(6) == 0 && ix.Compact(ctx) != nil {
			return
		}
	}
}

// passagesOf is how many passages a version of a document has: one, or as many
// as take several segments.
func passagesOf(v int) int { return 1 + v*3%7 }

func chunksOf(key document.ID, v int) (all []document.Chunk) {
	for i := range passagesOf(v) {
		all = append(all, document.Chunk{ID: document.NewChunkID(key, version(v), i), Ordinal: i,
			Kind: document.Prose, Text: fmt.Sprintf("문서 %s 판 %d 구절 %d", key, v, i)})
	}
	return all
}

// check compares what is found with the model, and takes over what turned out to have happened.
func (w *world) check(t *testing.T, ix *Index) {
	t.Helper()
	found, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "문서", K: 200})
	if err != nil {
		t.Fatal(err)
	}
	got := map[document.ID]document.Version{}
	passages := map[document.ID]map[document.ChunkID]bool{}
	for _, p := range found {
		if v, other := got[p.Document]; other && v != p.Version || passages[p.Document][p.Chunk] {
			t.Fatalf("%s is found twice", p.Document)
		}
		if got[p.Document] = p.Version; passages[p.Document] == nil {
			passages[p.Document] = map[document.ChunkID]bool{}
		}
		passages[p.Document][p.Chunk] = true
	}
	for key, found := range passages {
		v, _ := strconv.ParseInt(string(got[key]), 16, 0)
		if len(found) != passagesOf(int(v)) {
			t.Fatalf("%d of %d passages of %s are found", len(found), passagesOf(int(v)), key)
		}
		if whole, err := ix.Contains(t.Context(), key, got[key]); err != nil || !whole {
			t.Fatalf("%s counts as missing: %v", key, err)
		}
	}
	for key := range unionKeys(w, got) {
		allowed := append(w.maybe[key], w.versions[key])
		i := slices.IndexFunc(allowed, func(s state) bool { return s.shows() == got[key] })
		if i < 0 {
			t.Fatalf("%s: found version %q, allowed %v", key, got[key], allowed)
		}
		w.settle(t, ix, key, allowed[i])
	}
	clear(w.maybe)
}

// settle takes over which of the allowed states holds. When two look alike
// (never there, or forgotten), the stronger one is made to hold.
func (w *world) settle(t *testing.T, ix *Index, key document.ID, s state) {
	t.Helper()
	if len(w.maybe[key]) == 0 {
		return
	}
	if s.shows() == "" {
		s = state{version: 9, forgotten: true}
		if err := ix.Forget(t.Context(), key, version(9)); err != nil {
			t.Fatal(err)
		}
	}
	w.versions[key] = s
}

func (s state) shows() document.Version {
	if s.forgotten || s.version == 0 {
		return ""
	}
	return version(s.version)
}

func unionKeys(w *world, got map[document.ID]document.Version) map[document.ID]bool {
	keys := map[document.ID]bool{}
	for k := range w.versions {
		keys[k] = true
	}
	for k := range w.maybe {
		keys[k] = true
	}
	for k := range got {
		keys[k] = true
	}
	return keys
}

func openDisk(t *testing.T, d *disk) (*Index, error) {
	t.Helper()
	folder, err := storage.OpenFolder("/index", d)
	if err != nil {
		return nil, err
	}
	return Open(t.Context(), Options{Storage: folder, Analyzer: wordAnalyzer{},
		pieces: pieceSizes{passages: 2, segment: 1},
		Damaged: func(_ context.Context, damage Damage) {
			t.Errorf("a crash damaged %+v", damage)
		}})
}

// wordAnalyzer splits at white space.
type wordAnalyzer struct{}

func (wordAnalyzer) Analyze(dst []morph.Term, text string, _ morph.Fields) []morph.Term {
	for i, w := range strings.Fields(text) {
		dst = append(dst, morph.Term{Text: w, Position: int32(i), Field: morph.Words, End: 1})
	}
	return dst
}

func TestACrashLeavesWhatWasAnsweredAndNothingHalf(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 5))
		d := newDisk(rng)
		w := world{versions: map[document.ID]state{}, maybe: map[document.ID][]state{}}
		for range 8 {
			ix, err := openDisk(t, d)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			w.check(t, ix)
			d.mu.Lock()
			d.left = rng.IntN(120)
			d.mu.Unlock()
			w.play(t.Context(), ix, rng, 20)
			ix.Close()
			d = d.crash()
		}
	}
}

func TestOpeningSurvivesACrashToo(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 6))
		d := newDisk(rng)
		w := world{versions: map[document.ID]state{}, maybe: map[document.ID][]state{}}
		ix, err := openDisk(t, d)
		if err != nil {
			t.Fatal(err)
		}
		w.play(t.Context(), ix, rng, 15)
		ix.Close()
		for range 5 {
			d.left = rng.IntN(4)
			if ix, err := openDisk(t, d); err == nil {
				ix.Close()
			}
			d = d.crash()
		}
		if ix, err = openDisk(t, d); err != nil {
			t.Fatal(err)
		}
		w.check(t, ix)
		ix.Close()
	}
}
