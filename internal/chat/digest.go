package chat

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

const (
	mostDigested = 5 // documents of one answer
	mostNames    = 1000
	// ofEach is how many sentences of each document are shown if there are several.
	ofEach = 1
)

var (
	digestLabel = fault.Text{
		Ko: "언어 모델이 없어서 요약 대신 문서에서 뽑은 문장을 보여 드려요.",
		En: "There is no language model, so these are sentences from the documents instead of a summary.",
	}
	nothingToDigest = fault.Text{
		Ko: "이 문서에는 뽑아서 보여 드릴 문장이 없어요. 궁금한 것을 질문으로 적어 주세요.",
		En: "There are no sentences to show instead of a summary. Ask what you would like to know.",
	}
	whichDocument = fault.Text{
		Ko: "어느 문서를 요약할지 이름을 함께 적어 주세요.",
		En: "Please name the document to summarise.",
	}
)

// digest answers, without a model, what asks for the list of documents, or to summarise
// some, with sentences of their guides. It reports whether the input did. What names no
// document may still be asked for as a topic.
func (t *work) digest(ctx context.Context) (bool, error) {
	if listWanted.MatchString(strings.TrimSpace(t.r.Body)) {
		t.smallTalk().say(t.smallTalk().library(ctx, listedDocuments))
		return true, nil
	}
	what, ok := summaryOf(t.r.Body)
	if !ok {
		return false, nil
	}
	documents, err := t.digested(ctx, what)
	if err != nil {
		return false, err
	}
	if len(documents) == 0 {
		if what != "" {
			t.asked = what
			return false, nil
		}
		t.smallTalk().which(ctx)
		return true, nil
	}
	kept, sentences, err := t.digestOf(ctx, documents)
	if err != nil {
		return false, err
	}
	if len(sentences) == 0 {
		t.smallTalk().say(t.rec.say(nothingToDigest))
		return true, nil
	}
	t.citer().cite(ctx, selection{kept: kept})
	t.extractor().digest(sentences, kept)
	return true, nil
}

// toSummarise restricts the request to the document of which the input wants a summary,
// and reports whether it wants one of a single document. An input that may mean a topic
// instead of a document does not.
func (t *work) toSummarise(ctx context.Context) (bool, error) {
	what, ok := summaryOf(t.r.Body)
	if !ok || what == "" && len(t.r.Documents) != 1 {
		return false, nil
	}
	documents, err := t.digested(ctx, what)
	if err != nil || len(documents) != 1 || what != "" && !meansDocument(t.r.Body, what, documents[0]) {
		return false, err
	}
	t.r.Documents = []document.ID{documents[0].ID}
	return true, nil
}

// documentWord matches what says that a document is meant.
var documentWord = regexp.MustCompile(`문서|파일|["'‘“「『]|\.[A-Za-z]|(?i:document|file)`)

// meansDocument reports whether an input means a document, and no topic that may be in
// several.
func meansDocument(input, what string, d document.Document) bool {
	dense := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }
	base := path.Base(d.Name)
	return documentWord.MatchString(input) || dense(what) == dense(d.Title) ||
		dense(what) == dense(strings.TrimSuffix(base, path.Ext(base)))
}

// digested returns the documents that are to be summarised: the chosen ones, those with
// the name, or, without a name, all; none if they are more than mostDigested.
func (t *work) digested(ctx context.Context, what string) ([]document.Document, error) {
	if len(t.r.Documents) > mostDigested && what == "" {
		return nil, nil
	}
	if len(t.r.Documents) > 0 && what == "" {
		return t.chosen(ctx)
	}
	f := document.Filter{State: document.Ready, Limit: mostNames}
	page, err := t.s.Documents.List(ctx, t.r.Scope, f)
	if err == nil && page.Next != "" { // too many to compare them all
		f.Contains, _, _ = strings.Cut(what, " ")
		page, err = t.s.Documents.List(ctx, t.r.Scope, f)
	}
	if err != nil {
		return nil, fmt.Errorf("looking for the documents to summarise: %w", err)
	}
	found := slices.DeleteFunc(page.Documents, func(d document.Document) bool {
		return !names(d.Name, what) && !names(d.Title, what) ||
			len(t.r.Documents) > 0 && !slices.Contains(t.r.Documents, d.ID)
	})
	if len(found) > mostDigested {
		return nil, nil
	}
	return found, nil
}

// chosen returns the documents that the request is restricted to, as far as they can be
// read.
func (t *work) chosen(ctx context.Context) (chosen []document.Document, err error) {
	records, err := t.s.Documents.GetBatch(ctx, t.r.Documents)
	if err != nil {
		return nil, fmt.Errorf("reading the chosen documents: %w", err)
	}
	for _, id := range t.r.Documents {
		if d, ok := records[id]; ok && d.State == document.Ready && d.VisibleTo(t.r.Scope) {
			chosen = append(chosen, d)
		}
	}
	return chosen, nil
}

// digestOf finds the sentences of the documents' guides in their passages.
func (t *work) digestOf(ctx context.Context, documents []document.Document) (kept []retrieve.Passage,
	sentences []relevance.Sentence, err error) {
	stores := choose(t.s.Stores, t.r.RAGType, t.switches.Store).stores
	f := t.finder()
	for _, d := range documents {
		if d.Guide == nil || d.Guide.Summary == "" {
			continue
		}
		q := f.query(d.Guide.Summary)
		q.Documents = []document.ID{d.ID}
		found, err := f.ask(ctx, stores, q)
		if err == nil {
			found, err = retrieve.Current(ctx, f.records, t.r.Scope, retrieve.Distinct(found))
		}
		if err != nil {
			return nil, nil, err
		}
		most := mostSentences
		if len(documents) > 1 {
			most = ofEach
		}
		passages, more := quotedFrom(d.Guide.Summary, found, most)
		for _, s := range more {
			s.Passage += len(kept)
			sentences = append(sentences, s)
		}
		kept = append(kept, passages...)
	}
	return kept, sentences, nil
}

// quotedFrom finds the first sentences of a text in passages, and returns the passages
// that have them, and the sentences in the passages' order.
func quotedFrom(text string, found []retrieve.Passage, most int) (kept []retrieve.Passage,
	sentences []relevance.Sentence) {
	for i := range found {
		from := len(sentences)
		for span := range korean.Sentences(text) {
			s := strings.TrimSpace(span.Of(text))
			at := strings.Index(found[i].Text, s)
			if s == "" || at < 0 || len(sentences) == most ||
				slices.ContainsFunc(sentences, func(o relevance.Sentence) bool { return o.Text == s }) {
				continue
			}
			sentences = append(sentences, relevance.Sentence{Passage: len(kept), Start: at,
				End: at + len(s), Text: s})
		}
		if len(sentences) > from {
			slices.SortFunc(sentences[from:], func(a, b relevance.Sentence) int { return a.Start - b.Start })
			kept = append(kept, found[i])
		}
	}
	return kept, sentences
}

// digest quotes sentences instead of a summary, and says so.
func (e extractor) digest(sentences []relevance.Sentence, kept []retrieve.Passage) {
	e.noModel()
	e.rec.firstToken()
	e.rec.label(digestLabel)
	text, verdicts := quoter{e.rec, len(e.rec.call.Sources) > 0}.quote(sentences, kept)
	e.rec.w.Delta(text)
	e.rec.call.Verdicts = verdicts
	e.rec.w.Verdicts(verdicts)
}

// please matches the end of a request.
const please = `(?:(?:해\s?(?:줘|주세요|주라|봐|줄래|주실래요|줄 수 있어|주시겠어요)|해|하세요|부탁(?:해|드려|드립니다|합니다)?|알려\s?(?:줘|주세요)|보여\s?(?:줘|주세요))요?)`

var (
	// listWanted matches a question about which documents there are.
	listWanted = regexp.MustCompile(`^(?:지금|여기|여기에|현재|혹시)?\s*(?:(?:어떤|무슨|뭔) (?:문서|파일|자료)(?:들)?(?:이|가)? ?(?:있|올라와 ?있|들어 ?있)(?:어|나|니|습니까|는지 알려 ?줘|는지 알려 ?주세요)요?|` +
		`(?:문서|파일|자료|폴더)(?:들)?(?:에|엔|에는)? ?(?:뭐가|뭐|무엇이|어떤 게|어떤 것이|무슨 내용이) ?(?:있|들어 ?있)(?:어|나|니|습니까|는지 알려 ?줘|는지 알려 ?주세요)요?|` +
		`(?:올린 |전체 )?(?:문서|파일|자료) ?(?:목록|리스트)(?:을|를)?(?: ?(?:좀 )?(?:보여|알려) ?(?:줘|주세요)요?)?)[\s?？.!~]*$|` +
		`(?i)^(?:what|which) (?:documents|files) (?:are there|do you have|can you read|have i uploaded)[\s?]*$`)
	// summaryWanted matches a request for a summary; what is to be summarised stands before it.
	summaryWanted = regexp.MustCompile(`^(.*?)(?:(?:^|[을를의]|\s)\s*(?:내용|전체|전부|좀|다|간단히|간단하게|간략히|간략하게|짧게|핵심만|[한두세] ?줄로)(?:을|만)?)*` +
		`\s*(?:(?:요약|줄거리)(?:을|를|본|문)?\s*(?:좀\s*)?` + please + `?|정리(?:를)?\s*(?:좀\s*)?` + please + `)[\s?？.!~]*$`)
	// aboutWanted matches a question about what a document says as a whole.
	aboutWanted = regexp.MustCompile(`^(.+?)(?:의 | )(?:전체 )?내용(?:을|이|은)?\s*(?:좀\s*)?(?:` + please + `|뭐(?:야|예요|에요|지|니)|무엇(?:인가요|이에요|입니까))[\s?？.!~]*$|` +
		`^(.+?)(?:은|는|이|가) (?:뭐|무엇|무슨 내용|어떤 내용)(?:에|을|를)? (?:대한|관한|다룬|다루는) (?:문서|파일|글|자료)(?:야|예요|에요|이야|이에요|인가요|입니까)[\s?？.!~]*$`)
	summaryWantedEn = regexp.MustCompile(`(?i)^(?:please |can you |could you )*(?:summari[sz]e|(?:give me )?a summary of|sum up)\s+(.*?)[\s?.!]*$`)
	// anyDocument matches words for documents that name none.
	anyDocument = regexp.MustCompile(`(?i)^(?:(?:이|그|저|이런|내|내가|제가|우리|올린|올려 둔|업로드한|첨부한|지금|모든|전체|전부|다) ?)*` +
		`(?:문서|파일|자료|글|폴더|것|거|이거|이것|그거|그것)?들?(?:을|를|의|만|에 대해서?|은|는)?$|^(?:(?:the|this|these|that|those|my|all|it|document|documents|file|files)\s?)*$`)
	// ofDocument matches what follows a name.
	ofDocument = regexp.MustCompile(`(?:\s*(?:문서|파일|자료))?(?:을|를|의|만|에 대해서?|에 대한|에 관해서?)?$`)
)

// summaryOf returns what the input wants to have summarised, "" if it names nothing. ok is
// false if it wants no summary.
func summaryOf(input string) (what string, ok bool) {
	input = strings.TrimSpace(input)
	m := summaryWanted.FindStringSubmatch(input)
	if about := aboutWanted.FindStringSubmatch(input); m == nil && about != nil && documentWord.MatchString(input) {
		m = []string{"", about[1] + about[2]}
	}
	if m == nil {
		m = summaryWantedEn.FindStringSubmatch(input)
	}
	if m == nil || korean.Length(input) > 100 {
		return "", false
	}
	what = strings.Trim(strings.TrimSpace(m[1]), `"'‘’“”「」『』<>`)
	if anyDocument.MatchString(what) {
		return "", true
	}
	return strings.TrimSpace(ofDocument.ReplaceAllString(what, "")), true
}
