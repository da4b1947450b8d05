package knowledgebase

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockagentruntime/types"
	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

const (
	maxPage     = 100    // results that Bedrock gives at most
	maxQuestion = 20_000 // characters of a question that it takes
)

// Options describe a Store. Only ID is required.
type Options struct {
	ID     string // the knowledge base's id
	Region string // "": the configuration's
	Name   string // what passages carry as their store; "": "bedrock"
	Bucket string // of Mundap's own documents, whose objects are passed over; "" if there is none
	// Hybrid asks by words and vectors, where the knowledge base's vector store
	// can do both. Otherwise Bedrock decides.
	Hybrid   bool
	Endpoint string // replaces the region's own
}

// Store is a retrieve.Retriever over one knowledge base. Safe for concurrent use.
type Store struct {
	client  *bedrockagentruntime.Client
	options Options
}

var _ retrieve.Retriever = (*Store)(nil)

// New makes a Store. It sends nothing.
func New(cfg aws.Config, o Options) *Store {
	o.Name = cmp.Or(o.Name, "bedrock")
	client := bedrockagentruntime.NewFromConfig(cfg, func(c *bedrockagentruntime.Options) {
		c.Region = cmp.Or(o.Region, cfg.Region)
		if o.Endpoint != "" {
			c.BaseEndpoint = &o.Endpoint
		}
	})
	return &Store{client: client, options: o}
}

// Store returns the name that passages carry.
func (s *Store) Store() string { return s.options.Name }

// Retrieve finds passages; see retrieve.Retriever and the package's comment.
func (s *Store) Retrieve(ctx context.Context, scope auth.Scope, q retrieve.Query) ([]retrieve.Passage, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	text := strings.TrimSpace(norm.NFC.String(q.Text))
	if text == "" {
		return nil, fault.New(fault.Invalid, "찾을 말을 입력해 주세요.", "Enter something to search for.")
	}
	if !scope.CanRead([]auth.Principal{auth.Everyone}) || q.Documents != nil || q.Languages != nil ||
		q.Kinds != nil && !slices.Contains(q.Kinds, document.Prose) {
		return nil, nil
	}
	k := min(cmp.Or(q.K, retrieve.DefaultK), maxPage)
	search := &types.KnowledgeBaseVectorSearchConfiguration{NumberOfResults: aws.Int32(int32(k))}
	if s.options.Hybrid && q.Method != retrieve.Vector {
		search.OverrideSearchType = types.SearchTypeHybrid
	}
	out, err := s.client.Retrieve(ctx, &bedrockagentruntime.RetrieveInput{
		KnowledgeBaseId:        &s.options.ID,
		RetrievalQuery:         &types.KnowledgeBaseQuery{Text: aws.String(korean.Truncate(text, maxQuestion))},
		RetrievalConfiguration: &types.KnowledgeBaseRetrievalConfiguration{VectorSearchConfiguration: search},
	})
	if err != nil {
		return nil, classify(ctx, err)
	}
	return s.passages(out.RetrievalResults, k), nil
}

// passages returns the results that have text, best first, each once.
func (s *Store) passages(results []types.KnowledgeBaseRetrievalResult, k int) []retrieve.Passage {
	var found []retrieve.Passage
	for _, r := range results {
		if p, ok := s.passage(r); ok {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b retrieve.Passage) int { return cmp.Compare(b.Score, a.Score) })
	found = retrieve.Distinct(found)
	return found[:min(len(found), k)]
}

// passage makes a passage of a result. It returns false if the result has no
// text or comes from Mundap's own bucket.
func (s *Store) passage(r types.KnowledgeBaseRetrievalResult) (retrieve.Passage, bool) {
	text := textOf(r.Content)
	where := address(r.Location)
	if text == "" || s.options.Bucket != "" && strings.HasPrefix(where, "s3://"+s.options.Bucket+"/") {
		return retrieve.Passage{}, false
	}
	p := retrieve.Passage{
		Store: s.options.Name, Kind: document.Prose, Title: title(where), Text: text,
		Page: page(r), Score: aws.ToFloat64(r.Score), ScoreKind: retrieve.Opaque,
	}
	if strings.HasPrefix(where, "https://") || strings.HasPrefix(where, "http://") {
		p.URL = where
	}
	sum := sha256.Sum256([]byte(where + "\x00" + text))
	p.Chunk = document.ChunkID(hex.EncodeToString(sum[:16]))
	return p, true
}

// textOf returns a result's text: its own text, or the columns of a row by
// name.
func textOf(c *types.RetrievalResultContent) string {
	if c == nil {
		return ""
	}
	if text := strings.TrimSpace(aws.ToString(c.Text)); text != "" {
		return korean.Normalise(text)
	}
	var lines []string
	for _, column := range c.Row {
		if value := aws.ToString(column.ColumnValue); value != "" {
			lines = append(lines, aws.ToString(column.ColumnName)+": "+value)
		}
	}
	return korean.Normalise(strings.Join(lines, "\n"))
}

// address returns where a result comes from ("https://…", "s3://…" or an id),
// or "" if that is unknown.
func address(l *types.RetrievalResultLocation) string {
	switch {
	case l == nil:
		return ""
	case l.S3Location != nil:
		return aws.ToString(l.S3Location.Uri)
	case l.WebLocation != nil:
		return aws.ToString(l.WebLocation.Url)
	case l.ConfluenceLocation != nil:
		return aws.ToString(l.ConfluenceLocation.Url)
	case l.SharePointLocation != nil:
		return aws.ToString(l.SharePointLocation.Url)
	case l.SalesforceLocation != nil:
		return aws.ToString(l.SalesforceLocation.Url)
	case l.KendraDocumentLocation != nil:
		return aws.ToString(l.KendraDocumentLocation.Uri)
	case l.CustomDocumentLocation != nil:
		return aws.ToString(l.CustomDocumentLocation.Id)
	}
	return ""
}

// title returns the name shown for a source: the last part of its address.
func title(where string) string {
	where, _, _ = strings.Cut(strings.TrimSuffix(where, "/"), "?")
	if name := path.Base(where); name != "." && name != "/" {
		return korean.Line(name)
	}
	return ""
}

// pageNumber returns the page that Bedrock's own parsers note, counted from 1.
const pageNumber = "x-amz-bedrock-kb-document-page-number"

func page(r types.KnowledgeBaseRetrievalResult) int {
	value, ok := r.Metadata[pageNumber]
	if !ok {
		return 0
	}
	var n float64
	if err := value.UnmarshalSmithyDocument(&n); err != nil {
		return 0
	}
	return int(max(n, 0))
}

// classify is the one place where the service's errors get their kind.
func classify(ctx context.Context, err error) error {
	return awsfault.Classify(ctx, "bedrock: asking the knowledge base", err, kindOf)
}

func kindOf(err error) fault.Kind { return codes.KindOf(err, fault.Unavailable) }

var codes = awsfault.Codes{
	"ResourceNotFoundException": fault.NotConfigured, // no such knowledge base
	"DependencyFailedException": fault.Unavailable,
	"BadGatewayException":       fault.Unavailable,
}
