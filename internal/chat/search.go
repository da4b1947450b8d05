package chat

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

// finder searches the stores for passages.
type finder struct {
	rec     *record
	model   prompter // translates; see Config.Model
	r       Request
	records retrieve.Records
	asker   *retrieve.Asker
	most    int           // passages of a store
	limit   time.Duration // of a store
	serial  bool          // one store after the other
	dualOn  bool          // the user has questions searched in English too
	meaning bool          // there is an embedder
	// learning reports whether vectors of many passages are still missing; see
	// Config.Learning.
	learning func() bool
}

func (t *work) finder() finder {
	return finder{rec: t.rec, model: t.model, r: t.r, records: t.s.Documents,
		asker: &t.s.asker, most: t.s.Passages,
		limit: t.s.StoreLimit, serial: t.s.Serial, dualOn: t.switches.DualSearch, meaning: t.s.Embedder != nil,
		learning: t.s.Learning}
}

// search asks the chosen stores for passages, in both languages if dual search
// is on, and drops those that the asker may not see. It returns the question
// with its translation. A store that fails contributes no passages, and a note
// says so. It is an error if all of them fail.
func (f finder) search(ctx context.Context, c choice, q relevance.Question) (relevance.Question,
	[]retrieve.Passage, error) {
	if c.missing != "" {
		f.rec.note(history.NoteStoreMissing, missingNote(c))
		f.rec.call.Trace.Stores = append(f.rec.call.Trace.Stores,
			history.StoreTrace{Store: c.missing, Error: fault.NotConfigured.String()})
	}
	defer f.rec.stage(turn.StageEvent{Name: "retrieve", Stores: len(c.stores)})()
	found, err := f.ask(ctx, c.stores, f.query(q.Text))
	if err != nil {
		return q, nil, err
	}
	found = f.withRows(ctx, c.stores, q.Text, found)
	if !f.byVectors(c, found) {
		f.rec.note(history.NoteByWords, byWords)
	}
	if slices.ContainsFunc(c.stores, isLocal) && f.learning != nil && f.learning() {
		f.rec.note(history.NoteLearning, stillLearning)
	}
	if c.all && f.wantsDual(q.Text) {
		english, more, err := f.dual(ctx, c.stores, q.Text)
		if err != nil {
			return q, nil, err
		}
		q.English = english
		found = retrieve.Interleave(found, more)
	}
	// A store may know a document's former version, or one that was deleted or is no
	// longer shared with the asker. Only the records say what is so now.
	found, err = retrieve.Current(ctx, f.records, f.r.Scope, retrieve.Distinct(found))
	if err != nil {
		return q, nil, err
	}
	if q.English != "" {
		f.translate(ctx, found)
	}
	f.rec.w.Stage(turn.StageEvent{Name: "retrieve", Stores: len(c.stores), Passages: len(found)})
	return q, found, nil
}

// localStore is the store of the server's own index. vectorStore is the store that
// promises to find by vectors alone: those of the same index.
const (
	localStore  = "local"
	vectorStore = "faiss"
)

func isLocal(s retrieve.Retriever) bool {
	return s.Store() == localStore || s.Store() == vectorStore
}

var byWords = fault.Text{
	Ko: "임베딩 모델이 없거나 답하지 않아서, FAISS 저장소도 뜻이 아니라 단어로 찾았어요.",
	En: "There is no embedding model, or it did not answer, so the FAISS store was searched by words and not by meaning.",
}

var stillLearning = fault.Text{
	Ko: "아직 의미로 찾을 수 없는 문서가 있어요. 잠시 뒤에 다시 물어보면 더 잘 찾을 수 있어요.",
	En: "Some documents can't be searched by meaning yet. Ask again in a while for a better answer.",
}

// byVectors reports whether the vector store, if it was asked, found by vectors.
func (f finder) byVectors(c choice, found []retrieve.Passage) bool {
	if !slices.ContainsFunc(c.stores, func(s retrieve.Retriever) bool { return s.Store() == vectorStore }) {
		return true
	}
	return f.meaning && !slices.ContainsFunc(found, func(p retrieve.Passage) bool {
		return p.Store == vectorStore && p.ScoreKind != retrieve.Cosine
	})
}

func (f finder) query(text string) retrieve.Query {
	q := retrieve.Query{Text: text, K: f.most, Documents: f.r.Documents}
	// Who chooses a program's code, or names one of its functions or constants, asks about it.
	if len(q.Documents) > 0 || identifier().MatchString(text) {
		q.Kinds = document.Kinds()
	}
	return q
}

// identifier matches names as only programs have them: MAX_ATTEMPTS, should_retry,
// renewLease, main().
var identifier = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+|\b[a-z]+[0-9]*[A-Z][a-z][A-Za-z0-9]*|[A-Za-z]\w*\(\)`)
})

// withRows adds the other rows of a workbook's table to those that were found, if the
// question compares the rows of a table, such as 제일 비싼 교육. If they can't be read, it
// adds none.
func (f finder) withRows(ctx context.Context, stores []retrieve.Retriever, text string,
	found []retrieve.Passage) []retrieve.Passage {
	at := slices.IndexFunc(found, func(p retrieve.Passage) bool { return p.Kind == document.Row })
	if at < 0 || !relevance.ComparesRows(text) {
		return found
	}
	q := f.query(text)
	q.K, q.Documents = relevance.MostCompared+1, []document.ID{found[at].Document}
	q.Kinds = []document.ChunkKind{document.Row}
	rows, err := f.ask(ctx, stores, q)
	if err != nil {
		return found
	}
	// Scores of another search can't be compared: those rows go behind what was found.
	last := slices.MinFunc(found, func(a, b retrieve.Passage) int { return cmp.Compare(a.Score, b.Score) })
	for i := range rows {
		rows[i].Score = last.Score / 2
	}
	return slices.Concat(found, rows)
}

// codeQuery restricts a query to code in the given languages.
func (f finder) codeQuery(text string, languages []string) retrieve.Query {
	q := f.query(text)
	q.Kinds, q.Languages = []document.ChunkKind{document.Code}, languages
	return q
}

// ask queries the stores and records what each of them returned. The passages
// are in the order of their ranks, so that each store has its best ones in front.
func (f finder) ask(ctx context.Context, stores []retrieve.Retriever,
	q retrieve.Query) ([]retrieve.Passage, error) {
	var found [][]retrieve.Passage
	var failed error
	answered := 0
	for _, r := range f.fanOut(ctx, stores, q) {
		trace := history.StoreTrace{Store: r.Store, Count: len(r.Passages), Took: r.Took}
		if r.Err != nil {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			failed = fmt.Errorf("searching %s: %w", r.Store, r.Err)
			trace.Error = fault.KindOf(r.Err).String()
			f.storeFailed(r)
		} else {
			answered++
		}
		f.rec.call.Trace.Stores = append(f.rec.call.Trace.Stores, trace)
		found = append(found, r.Passages)
	}
	if answered == 0 && failed != nil {
		return nil, failed
	}
	return retrieve.Interleave(found...), nil
}

func (f finder) fanOut(ctx context.Context, stores []retrieve.Retriever,
	q retrieve.Query) []retrieve.Result {
	if !f.serial {
		return f.asker.FanOut(ctx, stores, f.r.Scope, q, f.limit)
	}
	var results []retrieve.Result
	for _, s := range stores {
		results = append(results, f.asker.Ask(ctx, s, f.r.Scope, q, f.limit))
	}
	return results
}

func (f finder) storeFailed(r retrieve.Result) {
	if !f.rec.doWithout(r.Store, r.Err) {
		return
	}
	name := storeName(r.Store)
	f.rec.note(history.NoteStoreUnavailable, fault.Text{
		Ko: name.Ko + " 저장소에서 답이 오지 않아서 빼고 답했어요.",
		En: "The " + name.En + " store did not answer, so it was left out.",
	})
}

// searchCode asks the chosen stores for code.
func (f finder) searchCode(ctx context.Context, c choice, q relevance.Question,
	languages []string) ([]retrieve.Passage, error) {
	if c.missing != "" {
		f.rec.note(history.NoteStoreMissing, missingNote(c))
	}
	defer f.rec.stage(turn.StageEvent{Name: "retrieve", Stores: len(c.stores)})()
	found, err := f.ask(ctx, c.stores, f.codeQuery(q.Text, languages))
	if err != nil {
		return nil, err
	}
	return retrieve.Current(ctx, f.records, f.r.Scope, retrieve.Distinct(found))
}
