package citation

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/wire"
)

// MaxExcerpt bounds an excerpt, in characters: several times a chunk, far less than a file.
const MaxExcerpt = 4000

// Records is what a Resolver needs of a document.Store.
type Records interface {
	Get(ctx context.Context, id document.ID) (document.Document, error)
	GetBatch(ctx context.Context, ids []document.ID) (map[document.ID]document.Document, error)
}

// Options tune a Resolver. The zero value means the defaults.
type Options struct {
	CacheBytes int64        // of contents kept in memory, by the size of their blobs; 0: 32 MiB
	Logger     *slog.Logger // nil: slog's default
}

// Resolver reads the texts behind references. Safe for concurrent use.
type Resolver struct {
	records  Records
	contents *contents
	log      *slog.Logger
}

// New makes a Resolver.
func New(records Records, blobs blob.Store, o Options) *Resolver {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return &Resolver{records: records, contents: newContents(blobs, cmp.Or(o.CacheBytes, 32<<20)),
		log: o.Logger}
}

// Resolve gives the sources that refs point to as scope may see them now, in
// the order of refs. A document that is gone or being deleted is Deleted, one
// that its owner no longer shares with the asker Private: neither has an
// excerpt. One that was uploaded anew since is Outdated; its excerpt is the cited
// version's, as long as that is kept. An excerpt that can't be read is left out.
// Passages from outside our documents have the excerpt that their ref keeps.
func (r *Resolver) Resolve(ctx context.Context, scope auth.Scope,
	refs []history.SourceRef) ([]wire.Source, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	keys := make([]document.ID, 0, len(refs))
	for _, ref := range refs {
		if ref.Document != "" {
			keys = append(keys, ref.Document)
		}
	}
	records, err := r.records.GetBatch(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("reading the records of %d sources: %w", len(keys), err)
	}
	sources := make([]wire.Source, len(refs))
	for i, ref := range refs {
		sources[i] = bare(ref)
		if ref.Document == "" {
			continue
		}
		d, ok := records[ref.Document]
		switch {
		case !ok || d.State == document.Deleting:
			sources[i].Deleted = true
			continue
		case !d.VisibleTo(scope):
			sources[i].Private = true
			continue
		}
		if err := r.describe(ctx, &sources[i], ref, d); err != nil {
			return nil, err
		}
	}
	return sources, nil
}

// bare is what a reference says by itself.
func bare(ref history.SourceRef) wire.Source {
	s := wire.Source{
		Number: ref.Number, Store: ref.Store, Document: string(ref.Document),
		Version: string(ref.Version),
		Title:   ref.Title, URL: ref.URL, Page: ref.Page, Line: ref.Line, Start: ref.Start,
		End:   ref.End,
		Score: ref.Score, ScoreKind: ref.Kind, Confidence: ref.Extra["confidence"],
		Related: ref.Related,
	}
	if ref.Document == "" {
		s.Name, s.Excerpt = cmp.Or(ref.Title, ref.URL), ref.Excerpt
		s.Translation = translation(ref)
	}
	return s
}

// describe adds what the record says, and the excerpt if the version is kept.
func (r *Resolver) describe(ctx context.Context, s *wire.Source, ref history.SourceRef,
	d document.Document) error {
	s.Name, s.Title, s.Owner, s.Uploaded = d.Name, d.Title, string(d.Owner), d.Uploaded
	s.URL, s.Sample = URL(d), d.Kind == document.Sample
	read, changed, kept := d.ContentOf(ref.Version)
	if s.Outdated = changed; !kept {
		return nil
	}
	c, err := r.part(ctx, read, ref.Start, ref.End)
	if err == nil {
		s.Pages, err = r.pagesOf(ctx, read, ref.Start, ref.End)
	}
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.log.Warn("reading an excerpt", "document", d.ID, "error", err)
		return nil
	}
	s.Excerpt, s.Headings, s.Original = excerpt(c, ref)
	s.Lead = leadOf(s.Excerpt, c, ref)
	s.Translation = translation(ref)
	return nil
}

func translation(ref history.SourceRef) string { return korean.Truncate(ref.Translation, MaxExcerpt) }

// part reads the blocks that contain a range of a version's text.
func (r *Resolver) part(ctx context.Context, of document.Content, start, end int) (document.Block,
	error) {
	c, err := r.contents.open(ctx, of.Blob)
	if err != nil {
		return document.Block{}, err
	}
	return c.Part(ctx, start, end)
}

// excerpt is the text of a reference: its chunk as it is shown (a table with
// its header row, code's summary), otherwise the range.
func excerpt(c document.Block, ref history.SourceRef) (text string, headings []string,
	original string) {
	if chunk, ok := chunkOf(c, ref.Chunk); ok {
		return korean.Truncate(chunk.Text, MaxExcerpt), chunk.Headings,
			korean.Truncate(chunk.Original, MaxExcerpt)
	}
	return korean.Truncate(between(c.Text, ref.Start-c.Start, ref.End-c.Start), MaxExcerpt), nil, ""
}

func chunkOf(c document.Block, id document.ChunkID) (document.Chunk, bool) {
	if id == "" {
		return document.Chunk{}, false
	}
	for _, chunk := range c.Chunks {
		if chunk.ID == id {
			return chunk, true
		}
	}
	return document.Chunk{}, false
}

// between is text[start:end], clamped to the text and widened to whole characters.
func between(text string, start, end int) string {
	start = max(0, min(start, len(text)))
	end = max(start, min(end, len(text)))
	for start > 0 && start < len(text) && !utf8.RuneStart(text[start]) {
		start--
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	return text[start:end]
}

// URL is the path of the page that opens a document: its id and, for people to
// read, its name. Links to documents of version 0.1 stay as they were.
func URL(d document.Document) string {
	place := "~" + string(d.ID) + "/" + d.Name
	if legacy, ok := strings.CutPrefix(string(d.ID), document.Prefix); ok {
		place = legacy
	}
	segments := strings.Split(place, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return path.Join("/documents", strings.Join(segments, "/"))
}

// ParseURL is the id of the document that a path below "/documents/" leads to, unescaped.
func ParseURL(place string) (document.ID, error) {
	if rest, ok := strings.CutPrefix(place, "~"); ok {
		folder, _, _ := strings.Cut(rest, "/")
		if id := document.ID(folder); id.Check() == nil {
			return id, nil
		}
	}
	return document.ParseID(document.Prefix + place)
}

// context of a passage, in characters on either side.
const around = 1500

// Passage gives a range (bytes) of a version's text with what stands around it.
// A document that is missing, hidden or not scope's to read is fault.NotFound,
// a version that is not kept fault.Conflict.
func (r *Resolver) Passage(ctx context.Context, scope auth.Scope, id document.ID,
	v document.Version, start, end int) (wire.Passage, error) {
	at, err := r.readable(ctx, scope, id, v)
	if err != nil {
		return wire.Passage{}, err
	}
	c, err := r.part(ctx, at.content, start-around*utf8.UTFMax, end+around*utf8.UTFMax)
	if err != nil {
		return wire.Passage{}, fmt.Errorf("reading the contents of %s: %w", id, err)
	}
	p := passage(c, start, end)
	p.Document, p.Version, p.Outdated = string(id), string(v), at.changed
	p.Name, p.Title, p.Pages = at.document.Name, at.document.Title, at.content.Pages
	return p, nil
}

// opened is a version that somebody may read.
type opened struct {
	document document.Document
	content  document.Content // of the version
	changed  bool             // the document was uploaded anew since
}

// readable finds a version that scope may read.
func (r *Resolver) readable(ctx context.Context, scope auth.Scope, id document.ID,
	v document.Version) (opened, error) {
	d, err := r.records.Get(ctx, id)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return opened{}, fmt.Errorf("reading the record of %s: %w", id, err)
	}
	if err != nil || !d.VisibleTo(scope) {
		return opened{}, fault.New(fault.NotFound,
			"문서가 없어요. 지워졌거나 볼 권한이 없는 문서예요.", "There is no such document, or you may not read it.")
	}
	content, changed, kept := d.ContentOf(v)
	if !kept {
		return opened{}, fault.New(fault.Conflict,
			"문서가 그사이 바뀌었고 예전 내용은 남아 있지 않아요. 다시 물어보면 새 내용으로 답해요.",
			"The document has changed since, and its old text is no longer kept. Ask again for an answer from its new text.")
	}
	return opened{document: d, content: content, changed: changed}, nil
}

func passage(c document.Block, start, end int) wire.Passage {
	at := max(0, min(start, c.End()))
	start = max(0, min(start-c.Start, len(c.Text)))
	end = max(start, min(end-c.Start, len(c.Text)))
	p := wire.Passage{
		Before: lastRunes(between(c.Text, 0, start), around),
		Text:   korean.Truncate(between(c.Text, start, end), 2*MaxExcerpt),
		After:  firstRunes(between(c.Text, end, len(c.Text)), around),
	}
	for _, chunk := range c.Chunks {
		if chunk.Start <= at && at < max(chunk.End, chunk.Start+1) {
			p.Headings, p.Page = chunk.Headings, chunk.Page
			break
		}
	}
	return p
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func lastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}
