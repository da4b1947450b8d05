package localindex

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/pace"
	"github.com/mundap/mundap/internal/retrieve"
)

// Analyzer turns text into terms; *morph.Analyzer is one. It must be safe for
// concurrent use. If it has a method Version() string, the version must change
// whenever its terms change: the index records the version with which it was
// made; see Options.Outdated.
type Analyzer interface {
	Analyze(dst []morph.Term, text string, fields morph.Fields) []morph.Term
}

// Options are the options of Open.
type Options struct {
	Storage  storage.Store
	Analyzer Analyzer
	// Embedder makes the vectors, which are centred (embed.Centre). If it is
	// nil, only words are searched. See also UseEmbedder.
	Embedder embed.Embedder
	// Former are embedders that the index had before and that still work. The
	// vectors that they made are searched until new ones have been made.
	Former []embed.Embedder
	// EmbedLater lets Put return before there are vectors. They are made in the
	// background, and Index.Embedding reports the progress. Until then,
	// passages are found by words. Vectors that are missing when the index is
	// closed are made after the next Open.
	EmbedLater bool
	// Background bounds how many texts are analysed at the same time. Nil means
	// that the index has slots of its own.
	Background *pace.Slots
	Store      string   // the name that passages carry; "" means "local"
	Ranking    *Ranking // nil means DefaultRanking

	// Damaged is called, in its own goroutine, for each segment that could not
	// be read. What Open finds is reported at the first call of another method,
	// when the caller has the index. The documents of a damaged segment are no
	// longer found: the callee should go through the document store and put the
	// documents again for which Contains is false. ctx ends with the index.
	// Damaged may be nil.
	Damaged func(ctx context.Context, d Damage)

	// Outdated is called like Damaged if the index has documents that were
	// indexed with another version of the analyzer. They stay searchable. The
	// callee should go through the document store and put the documents again
	// for which Current is false. If that is interrupted, the next Open reports
	// the rest. Outdated may be nil.
	Outdated func(ctx context.Context, o Outdated)

	// KeepRetired is how long a writer keeps files in the storage that its
	// manifest no longer names, for readers in other processes that may still
	// open them. If it is 0, they are removed at once, which is right if nobody
	// else reads.
	KeepRetired time.Duration

	// ReadOnly opens an index that another process writes. Put and Forget then
	// fail.
	ReadOnly bool
	// MaxBytes is the largest index that is opened, in bytes of all its files,
	// because an index that takes too long to fetch is of no use. If the index is
	// larger, the error is fault.NotConfigured, and nothing is fetched. 0 means no
	// limit. It applies only to read-only indexes.
	MaxBytes int64
	// Refresh is how often a read-only index looks for a newer manifest. 0
	// means every second.
	Refresh time.Duration

	pieces pieceSizes
}

// Damage describes a segment that was taken out of the index.
type Damage struct {
	Segment string
	// Documents is how many documents the segment has, including deleted ones.
	// It is 0 if this is unknown because the manifest was damaged.
	Documents int
	Err       error
}

// Index is an embedded search store. All methods are safe for concurrent use.
type Index struct {
	options Options
	ranking Ranking
	current current
	writer  *writer // nil: read only

	embedders atomic.Pointer[embedders]
	embedding *embedding // nil: vectors are made by Put, or not at all
	learned   atomic.Pointer[learned]

	// searches bounds how many searches compute at once; see compute
	searches chan struct{}
	ended    sync.Pool    // of *search: memory for further searches
	putting  atomic.Int64 // calls of Put and Forget under way
	put      atomic.Int64 // when the last Put began, in nanoseconds since 1970; 0 means never

	ctx     context.Context // ends when Close begins
	cancel  context.CancelFunc
	tasks   sync.WaitGroup
	closing sync.Mutex
	closed  bool

	reported sync.Map // names of damaged segments
	pending  []Damage // found by Open, not told yet
	telling  sync.Once
}

var _ retrieve.Store = (*Index)(nil)

// Open opens an index, or creates an empty one. Segments that can't be read are
// left out and reported to o.Damaged. Close the index after use. Errors:
// fault.Unavailable if the storage fails, fault.Invalid for impossible options.
func Open(ctx context.Context, o Options) (*Index, error) {
	if o.Storage == nil || o.Analyzer == nil {
		return nil, fault.Newf(fault.Invalid, "an index needs a storage and an analyzer")
	}
	o.Store, o.pieces = cmp.Or(o.Store, "local"), o.pieces.withDefaults()
	if o.Background == nil {
		o.Background = pace.NewSlots()
	}
	ix := &Index{options: o, ranking: DefaultRanking,
		searches: make(chan struct{}, searchesPerProcessor*pace.Processors())}
	ix.embedders.Store(newEmbedders(o.Embedder, o.Former))
	if o.Ranking != nil {
		ix.ranking = *o.Ranking
	}
	ix.ctx, ix.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if err := ix.load(ctx); err != nil {
		ix.cancel()
		return nil, err
	}
	return ix, nil
}

// Close stops what is in progress. Calls of Put that have not been answered
// return an error. Close waits for the index's goroutines and for
// Options.Damaged; running searches may finish.
func (ix *Index) Close() error {
	ix.closing.Lock()
	again := ix.closed
	ix.closed = true
	ix.closing.Unlock()
	if again {
		return nil
	}
	ix.cancel()
	ix.tasks.Wait()
	ix.current.set(nil)
	return nil
}

// Store returns the name that passages carry.
func (ix *Index) Store() string { return ix.options.Store }

// Lag returns 0 in the process that writes, and the refresh interval in a
// read-only index.
func (ix *Index) Lag() time.Duration {
	if ix.writer != nil {
		return 0
	}
	return ix.refresh()
}

func (ix *Index) refresh() time.Duration { return cmp.Or(ix.options.Refresh, time.Second) }

// load reads the manifest, opens the files that it names and starts the
// goroutine that writes or follows.
func (ix *Index) load(ctx context.Context) error {
	m, tag, parts, err := ix.read(ctx)
	if err != nil {
		return err
	}
	ix.current.set(newSnapshot(parts))
	if ix.options.ReadOnly {
		ix.tasks.Go(func() { ix.follow(tag) })
		return nil
	}
	w := &writer{
		ix: ix, storage: ix.options.Storage, manifest: m, tag: tag, parts: parts,
		changes: make(chan *change), merged: make(chan mergeResult), broken: make(chan string),
		compact: make(chan chan error),
		settle:  make(chan chan error), erase: make(chan chan error), opened: m.Segments,
	}
	if err := w.clean(ctx); err != nil {
		ix.current.set(nil)
		return err
	}
	ix.writer = w
	if ix.options.Embedder != nil && ix.options.EmbedLater {
		ix.embedding = newEmbedding(ix)
	}
	ix.tasks.Go(w.run)
	return nil
}

// maxReadings is how often a manifest is read again because files that it names
// were gone. More would be needed only if a writer merged segments faster than
// they can be opened.
const maxReadings = 20

// read returns the manifest and its readable segments. If a file is missing
// because a newer manifest has replaced it, that is not damage; read then reads
// the newer manifest.
func (ix *Index) read(ctx context.Context) (m manifest, tag string, parts []part, err error) {
	for range maxReadings {
		var damages []Damage
		m, tag, parts, damages, err = ix.readOnce(ctx)
		if err != nil || len(damages) == 0 {
			return m, tag, parts, err
		}
		_, now, err := ix.options.Storage.Manifest(ctx)
		if err == nil && now == tag {
			ix.pending = append(ix.pending, damages...)
			return m, tag, parts, nil
		}
		if err = errors.Join(err, closeParts(parts)); err != nil {
			return m, tag, nil, err
		}
	}
	return m, tag, nil, fault.Newf(fault.Unavailable,
		"the index changes faster than it can be opened")
}

func (ix *Index) readOnce(ctx context.Context) (m manifest, tag string, parts []part,
	damages []Damage, err error) {
	m = manifest{Format: manifestFormat}
	data, tag, err := ix.options.Storage.Manifest(ctx)
	if err != nil || data == nil {
		return m, tag, nil, nil, err
	}
	named, err := decodeManifest(data)
	if err != nil {
		return m, tag, nil, []Damage{{Segment: storage.ManifestName, Err: err}}, nil
	}
	if err := ix.fits(named); err != nil {
		return named, tag, nil, nil, err
	}
	for _, e := range named.Segments {
		p, err := openPart(ctx, ix.options.Storage, e)
		if fault.Is(err, fault.Damaged) {
			damages = append(damages, Damage{Segment: e.Name, Documents: e.Documents, Err: err})
			continue
		}
		if err != nil {
			return named, tag, nil, nil, errors.Join(err, closeParts(parts))
		}
		parts = append(parts, p)
	}
	return named, tag, parts, damages, nil
}

// fits returns an error for an index that is larger than a reader may open.
func (ix *Index) fits(m manifest) error {
	size, most := m.size(), ix.options.MaxBytes
	if most == 0 || size <= most || !ix.options.ReadOnly {
		return nil
	}
	return fault.New(fault.NotConfigured,
		"문서가 너무 많아서 지금 구성으로는 검색할 수 없어요. 관리자에게 검색 서버나 OpenSearch를 설정해 달라고 요청해 주세요.",
		"There are too many documents for this deployment to search. Ask an administrator to set up search readers or OpenSearch.").
		WithCause(fmt.Errorf("the index has %d bytes, %d are searched here", size, most))
}

// closeParts closes segments that no snapshot uses.
func closeParts(parts []part) (err error) {
	for _, p := range parts {
		if p.refs.Load() == 0 {
			err = errors.Join(err, p.file.Close())
		}
	}
	return err
}

// acquire takes a reference to the newest snapshot; it returns nil after Close.
// The first call reports what Open has found and starts to make vectors,
// because by then the caller has the index, and the analyzer its words.
func (ix *Index) acquire() *snapshot {
	ix.telling.Do(func() {
		for _, d := range ix.pending {
			ix.report(d)
		}
		ix.tellOutdated()
		if e := ix.embedding; e != nil {
			ix.spawn(func() { e.run(ix.ctx) })
		}
	})
	return ix.current.acquire()
}

// report reports a damaged segment to the owner, once.
func (ix *Index) report(d Damage) {
	if _, known := ix.reported.LoadOrStore(d.Segment, true); known || ix.options.Damaged == nil {
		return
	}
	ix.spawn(func() { ix.options.Damaged(ix.ctx, d) })
}

func errClosed() error { return fault.Newf(fault.Unavailable, "the search index is closed") }
