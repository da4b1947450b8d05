package kendra

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kendra"
	"github.com/aws/aws-sdk-go-v2/service/kendra/types"
	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

const (
	maxFAQ      = 4    // answers of FAQs in a result
	maxQuestion = 1000 // characters of a question that Kendra takes
	maxPage     = 100  // results that Kendra gives at most
)

// Retrieve finds passages; see retrieve.Retriever and the package's comment.
// FAQ answers come first; they belong to no document, and everyone may read
// them. Documents in the index that are not Mundap's are skipped, because
// nobody knows their readers. If the FAQ question fails, only the FAQ answers
// are missing.
func (s *Store) Retrieve(ctx context.Context, scope auth.Scope,
	q retrieve.Query) ([]retrieve.Passage, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	q.Text = strings.TrimSpace(norm.NFC.String(q.Text))
	if q.Text == "" {
		return nil, fault.New(fault.Invalid, "찾을 말을 입력해 주세요.", "Enter something to search for.")
	}
	if runes := []rune(q.Text); len(runes) > maxQuestion {
		q.Text = string(runes[:maxQuestion])
	}
	q.K = min(cmp.Or(q.K, retrieve.DefaultK), maxPage)
	passages, err := s.ask(ctx, &search{store: s, scope: scope, query: q})
	if err != nil {
		return nil, err
	}
	passages = retrieve.Distinct(passages)
	passages = passages[:min(len(passages), q.K)]
	for i := range passages { // Kendra orders, it does not score
		passages[i].Score, passages[i].ScoreKind = 1/float64(i+1), retrieve.Opaque
	}
	return passages, nil
}

func (s *Store) ask(ctx context.Context, q *search) ([]retrieve.Passage, error) {
	var (
		faq, passages []retrieve.Passage
		err           error
		both          sync.WaitGroup
	)
	if q.wantsFAQ() {
		both.Go(func() { faq, _ = q.faq(ctx) })
	}
	if q.wantsDocuments() {
		both.Go(func() { passages, err = q.passages(ctx) })
	}
	both.Wait()
	if err == nil && len(passages) == 0 && q.wantsDocuments() && !s.options.Plain {
		passages, err = q.fallback(ctx)
	} else {
		faq = confident(faq, "VERY_HIGH", "HIGH")
	}
	if err != nil {
		return nil, err
	}
	return append(faq[:min(len(faq), maxFAQ)], passages...), nil
}

// confident keeps the results in which Kendra has one of the given levels of
// confidence.
func confident(passages []retrieve.Passage, levels ...string) []retrieve.Passage {
	return slices.DeleteFunc(passages, func(p retrieve.Passage) bool { return !slices.Contains(levels, p.Confidence) })
}

// search is one question in progress.
type search struct {
	store *Store
	scope auth.Scope
	query retrieve.Query
}

// wantsFAQ: FAQ entries have no readers of their own and are of no document.
func (q *search) wantsFAQ() bool {
	return !q.store.options.Plain && q.scope.CanRead([]auth.Principal{auth.Everyone}) &&
		q.query.Documents == nil &&
		q.query.Languages == nil && (q.query.Kinds == nil || slices.Contains(q.query.Kinds,
		document.FAQ))
}

// wantsDocuments: code is never in Kendra, and its passages don't say what they were made of.
func (q *search) wantsDocuments() bool {
	return len(q.scope.Principals) > 0 && q.query.Languages == nil &&
		(q.query.Kinds == nil || slices.Contains(q.query.Kinds, document.Prose))
}

// size is how many results are asked for: all that there are where some are dropped here.
func (q *search) size() *int32 {
	if q.query.Documents != nil || q.store.options.ReadersField == "" {
		return aws.Int32(maxPage)
	}
	return aws.Int32(int32(q.query.K))
}

var shown = []string{fieldVersion, fieldSource, fieldPage}

// inKorean restricts a request to Korean documents.
func inKorean() types.AttributeFilter {
	language := stringField(fieldLanguage, korean)
	return types.AttributeFilter{EqualsTo: &language}
}

// readable restricts a request to Korean documents that the scope may read, as
// far as the index knows.
func (q *search) readable() *types.AttributeFilter {
	language := inKorean()
	if q.store.options.ReadersField == "" {
		return &language
	}
	readers := q.store.readers(q.scope.Principals)
	return &types.AttributeFilter{AndAllFilters: []types.AttributeFilter{language,
		{ContainsAny: &readers}}}
}

// passages calls Retrieve.
func (q *search) passages(ctx context.Context) ([]retrieve.Passage, error) {
	out, err := q.store.client.Retrieve(ctx, &kendra.RetrieveInput{
		IndexId: &q.store.options.Index, QueryText: &q.query.Text, PageSize: q.size(),
		AttributeFilter: q.readable(), RequestedDocumentAttributes: shown,
	})
	if err != nil {
		return nil, classify(ctx, "retrieving", err)
	}
	var found []retrieve.Passage
	for _, item := range out.ResultItems {
		p, ok := q.passage(item.DocumentId, aws.ToString(item.Content), item.DocumentAttributes,
			item.ScoreAttributes)
		if ok {
			p.Title = aws.ToString(item.DocumentTitle)
			found = append(found, p)
		}
	}
	return found, nil
}

// fallback calls Query for documents with at least medium confidence.
func (q *search) fallback(ctx context.Context) ([]retrieve.Passage, error) {
	out, err := q.store.client.Query(ctx, &kendra.QueryInput{
		IndexId: &q.store.options.Index, QueryText: &q.query.Text, PageSize: q.size(),
		AttributeFilter: q.readable(), RequestedDocumentAttributes: shown,
	})
	if err != nil {
		return nil, classify(ctx, "querying", err)
	}
	var found []retrieve.Passage
	for _, item := range out.ResultItems {
		if item.Type == types.QueryResultTypeQuestionAnswer {
			continue
		}
		p, ok := q.passage(item.DocumentId, textOf(item.DocumentExcerpt), item.DocumentAttributes,
			item.ScoreAttributes)
		if ok {
			p.Title = textOf(item.DocumentTitle)
			found = append(found, p)
		}
	}
	return confident(found, "VERY_HIGH", "HIGH", "MEDIUM"), nil
}

// faq calls Query for FAQ answers with at least medium confidence.
func (q *search) faq(ctx context.Context) ([]retrieve.Passage, error) {
	filter := inKorean()
	out, err := q.store.client.Query(ctx, &kendra.QueryInput{
		IndexId: &q.store.options.Index, QueryText: &q.query.Text, PageSize: aws.Int32(2 * maxFAQ),
		QueryResultTypeFilter: types.QueryResultTypeQuestionAnswer, AttributeFilter: &filter,
		RequestedDocumentAttributes: []string{fieldSource},
	})
	if err != nil {
		return nil, classify(ctx, "querying the FAQ", err)
	}
	var found []retrieve.Passage
	for _, item := range out.ResultItems {
		if item.Type == types.QueryResultTypeQuestionAnswer {
			found = append(found, q.answer(item))
		}
	}
	return confident(found, "VERY_HIGH", "HIGH", "MEDIUM"), nil
}

// answer makes a passage of question and answer together.
func (q *search) answer(item types.QueryResultItem) retrieve.Passage {
	question, answer := "", textOf(item.DocumentExcerpt)
	for _, a := range item.AdditionalAttributes {
		if a.Value == nil {
			continue
		}
		switch aws.ToString(a.Key) {
		case "QuestionText":
			question = textOf(a.Value.TextWithHighlightsValue)
		case "AnswerText":
			answer = cmp.Or(textOf(a.Value.TextWithHighlightsValue), answer)
		}
	}
	p := retrieve.Passage{
		Store: q.store.options.Name, Kind: document.FAQ,
		Title: cmp.Or(question, textOf(item.DocumentTitle)),
		Text:  faqText(question, answer), Confidence: confidence(item.ScoreAttributes),
		URL: cmp.Or(field(item.DocumentAttributes, fieldSource), aws.ToString(item.DocumentURI)),
	}
	p.Chunk = chunkOf(p)
	return p
}

// faqText labels the two, so that readers, models and the extraction of
// sentences tell the question from its answer.
func faqText(question, answer string) string {
	if question == "" {
		return answer
	}
	return "질문: " + question + "\n답변: " + answer
}

// passage makes a passage of a document. It returns false if the document is
// not one of Mundap's or not one that was asked for, or if the passage is
// empty.
func (q *search) passage(id *string, text string, fields []types.DocumentAttribute,
	score *types.ScoreAttributes) (retrieve.Passage, bool) {
	doc := document.ID(aws.ToString(id))
	if doc.Check() != nil || text == "" || q.query.Documents != nil &&
		!slices.Contains(q.query.Documents, doc) {
		return retrieve.Passage{}, false
	}
	p := retrieve.Passage{
		Store: q.store.options.Name, Document: doc,
		Version: document.Version(field(fields, fieldVersion)),
		Kind:    document.Prose, Text: norm.NFC.String(text), Page: page(fields),
		Confidence: confidence(score),
	}
	p.Chunk = chunkOf(p)
	return p, true
}

// chunkOf names a passage by its text, because Kendra's own ids differ from
// question to question.
func chunkOf(p retrieve.Passage) document.ChunkID {
	sum := sha256.Sum256([]byte(string(p.Document) + "\x00" + string(p.Version) + "\x00" + p.Text))
	return document.ChunkID(hex.EncodeToString(sum[:16]))
}

func textOf(t *types.TextWithHighlights) string {
	if t == nil {
		return ""
	}
	return norm.NFC.String(aws.ToString(t.Text))
}

func confidence(a *types.ScoreAttributes) string {
	if a == nil || a.ScoreConfidence == types.ScoreConfidenceNotAvailable {
		return ""
	}
	return string(a.ScoreConfidence)
}

func field(fields []types.DocumentAttribute, name string) string {
	for _, f := range fields {
		if aws.ToString(f.Key) == name && f.Value != nil {
			return aws.ToString(f.Value.StringValue)
		}
	}
	return ""
}

func page(fields []types.DocumentAttribute) int {
	for _, f := range fields {
		if aws.ToString(f.Key) == fieldPage && f.Value != nil && f.Value.LongValue != nil {
			return int(max(*f.Value.LongValue, 0))
		}
	}
	return 0
}
