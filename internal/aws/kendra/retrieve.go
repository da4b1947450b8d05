package kendra

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

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
// FAQ answers come first; they belong to no document. Everyone may read them,
// except those that have an access list in Kendra, whose users are not
// Mundap's, and those that link to a document of Mundap's ([retrieve.Current]
// checks its readers). Documents in the index that are not Mundap's are skipped, because
// nobody knows their readers. If the FAQ question fails, only the FAQ answers
// are missing. If the index has no room for another question within maxWait,
// the error is fault.Throttled.
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

// ask makes as few calls to Kendra as possible. An index without added capacity
// accepts one every ten seconds.
func (s *Store) ask(ctx context.Context, q *search) ([]retrieve.Passage, error) {
	if q.wantsFAQ() {
		return q.withFAQ(ctx)
	}
	if !q.wantsDocuments() {
		return nil, nil
	}
	passages, err := q.passages(ctx)
	if err == nil && len(passages) == 0 && !s.options.Plain {
		return q.fallback(ctx)
	}
	return passages, err
}

// withFAQ first looks for answers in FAQs. An answer with Kendra's highest
// confidence is enough; otherwise, it looks for passages as well.
func (q *search) withFAQ(ctx context.Context) ([]retrieve.Passage, error) {
	answers, documents, err := q.faq(ctx)
	if err != nil && (!q.wantsDocuments() || fault.Is(err, fault.Throttled) && q.store.options.Rate != nil) {
		return nil, err
	}
	sure := top(confident(answers, "VERY_HIGH", "HIGH"))
	if len(confident(answers, "VERY_HIGH")) > 0 || !q.wantsDocuments() {
		return append(sure, documents...), nil
	}
	passages, err := q.passages(ctx)
	switch {
	case fault.Is(err, fault.Throttled) && len(sure)+len(documents) > 0:
		return append(sure, documents...), nil // better than nothing
	case err != nil:
		return nil, err
	case len(passages) > 0:
		return append(sure, passages...), nil
	}
	if documents == nil && q.faqAlone() {
		if documents, err = q.fallback(ctx); err != nil && len(answers) == 0 {
			return nil, err
		}
	}
	return append(top(answers), documents...), nil
}

func top(answers []retrieve.Passage) []retrieve.Passage { return answers[:min(len(answers), maxFAQ)] }

// confident keeps the results in which Kendra has one of the given levels of
// confidence.
func confident(passages []retrieve.Passage, levels ...string) []retrieve.Passage {
	var kept []retrieve.Passage
	for _, p := range passages {
		if slices.Contains(levels, p.Confidence) {
			kept = append(kept, p)
		}
	}
	return kept
}

// search is one question in progress.
type search struct {
	store *Store
	scope auth.Scope
	query retrieve.Query
}

// wantsFAQ: FAQ entries have no readers of their own and are of no document.
func (q *search) wantsFAQ() bool {
	return !q.store.options.Plain && !q.store.options.NoFAQ && q.scope.CanRead([]auth.Principal{auth.Everyone}) &&
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
	if err := q.store.room(ctx); err != nil {
		return nil, err
	}
	out, err := q.store.client.Retrieve(ctx, &kendra.RetrieveInput{
		IndexId: &q.store.options.Index, QueryText: &q.query.Text, PageSize: q.size(),
		AttributeFilter: q.readable(), RequestedDocumentAttributes: shown,
	}, once)
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

// once disables the SDK's retries, because each would count against the index's
// rate.
func once(o *kendra.Options) { o.Retryer = aws.NopRetryer{} }

// fallback calls Query for documents with at least medium confidence.
func (q *search) fallback(ctx context.Context) ([]retrieve.Passage, error) {
	out, err := q.ask(ctx, &kendra.QueryInput{PageSize: q.size(), AttributeFilter: q.readable(),
		RequestedDocumentAttributes: shown})
	if err != nil {
		return nil, classify(ctx, "querying", err)
	}
	return q.documents(out), nil
}

// ask calls Query as soon as the rate allows it.
func (q *search) ask(ctx context.Context, in *kendra.QueryInput) (*kendra.QueryOutput, error) {
	if err := q.store.room(ctx); err != nil {
		return nil, err
	}
	in.IndexId, in.QueryText = &q.store.options.Index, &q.query.Text
	in.UserContext = &types.UserContext{UserId: aws.String(stranger)}
	return q.store.client.Query(ctx, in, once)
}

// stranger is who asks, as far as access lists in Kendra are concerned: somebody
// whom no list names. Without a user, an index whose lists are attributes gives
// what is on them to everyone.
const stranger = "mundap:nobody"

// documents are a reply's documents with at least medium confidence.
func (q *search) documents(out *kendra.QueryOutput) []retrieve.Passage {
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
	return confident(found, "VERY_HIGH", "HIGH", "MEDIUM")
}

// faqAlone reports whether a Query for FAQs can't return documents as well. This
// is so if documents are filtered by a field that FAQs lack.
func (q *search) faqAlone() bool { return q.store.options.ReadersField != "" }

// faq calls Query for FAQ answers with at least medium confidence. It returns
// documents as well if one call can find both.
func (q *search) faq(ctx context.Context) (answers, documents []retrieve.Passage, err error) {
	filter := inKorean()
	in := &kendra.QueryInput{PageSize: q.size(), AttributeFilter: &filter,
		RequestedDocumentAttributes: shown}
	if q.faqAlone() || !q.wantsDocuments() {
		in.PageSize, in.QueryResultTypeFilter = aws.Int32(2*maxFAQ), types.QueryResultTypeQuestionAnswer
		in.RequestedDocumentAttributes = []string{fieldSource}
	}
	out, err := q.ask(ctx, in)
	if err != nil {
		return nil, nil, classify(ctx, "querying the FAQ", err)
	}
	for _, item := range out.ResultItems {
		if item.Type != types.QueryResultTypeQuestionAnswer {
			continue
		}
		if p, ok := q.answer(item); ok {
			answers = append(answers, p)
		}
	}
	return confident(answers, "VERY_HIGH", "HIGH", "MEDIUM"), q.documents(out), nil
}

// answer makes a passage of question and answer together. It returns false if the
// entry links to a file in the bucket: nobody knows who may read it.
func (q *search) answer(item types.QueryResultItem) (retrieve.Passage, bool) {
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
	var ok bool
	p.Linked, ok = q.store.linked(p.URL)
	return p, ok
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
