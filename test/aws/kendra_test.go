package aws_test

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/test/servers"
)

const kendraID = "00000000-1111-2222-3333-444444444444"

// kendraService is an index as far as Mundap uses it. There is no real server
// to be had: each request and each reply is checked against botocore's model,
// fields are those of the template's index, and documents are read from the
// bucket with the rights of the role that was passed. It finds documents that
// share the beginning of a word with the question.
type kendraService struct {
	*emulator
	model  *awstest.Model
	fields map[string]kendraField
	faq    [][]string // questions and answers that the stack deploys

	mu        sync.Mutex
	documents map[string]kendraDocument
}

type kendraField struct {
	Name, Type string
	Search     struct{ Displayable bool }
}

type kendraDocument struct {
	text       string
	attributes []kendraAttribute
}

type (
	kendraAttribute struct {
		Key   string
		Value kendraValue
	}
	kendraValue struct {
		StringValue     string   `json:",omitempty"`
		StringListValue []string `json:",omitempty"`
	}
	kendraFilter struct {
		AndAllFilters         []kendraFilter
		EqualsTo, ContainsAny *kendraAttribute
	}
	kendraRequest struct {
		QueryText                   string
		QueryResultTypeFilter       string
		AttributeFilter             kendraFilter
		RequestedDocumentAttributes []string
		RoleArn                     string
		DocumentIdList              []string
		Documents                   []struct {
			Id         string
			Blob       string
			S3Path     *struct{ Bucket, Key string }
			Attributes []kendraAttribute
		}
	}
	kendraItem struct {
		Id, DocumentId, DocumentTitle, Content string
		DocumentAttributes                     []kendraAttribute
	}
	kendraText   struct{ Text string }
	kendraAnswer struct {
		Id, Type             string
		DocumentExcerpt      kendraText
		AdditionalAttributes []kendraAdditional
		ScoreAttributes      struct{ ScoreConfidence string }
	}
	kendraAdditional struct {
		Key, ValueType string
		Value          struct{ TextWithHighlightsValue kendraText }
	}
)

func newKendra(t *testing.T, e *emulator) *kendraService {
	t.Helper()
	k := &kendraService{emulator: e, model: awstest.Load(t, "kendra"),
		fields: map[string]kendraField{}, documents: map[string]kendraDocument{}}
	for _, r := range e.template.Resources {
		var p struct{ DocumentMetadataConfigurations []kendraField }
		if r.Type == "AWS::Kendra::Index" && json.Unmarshal(r.Properties, &p) == nil {
			for _, f := range p.DocumentMetadataConfigurations {
				k.fields[f.Name] = f
			}
		}
		if r.Type == "AWS::Kendra::Faq" {
			k.faq = readFAQ(t)
		}
	}
	return k
}

// readFAQ is the sample that the stack deploys.
func readFAQ(t *testing.T) [][]string {
	t.Helper()
	file, err := os.Open("../../infra/faq/faq-banking.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (k *kendraService) held() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.documents)
}

// endpoint is the service as one function sees it.
func (k *kendraService) endpoint(handler string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		k.permitted(handler, "kendra:"+operation, "arn:aws:kendra:"+servers.Region+":"+account+
			":index/"+kendraID)
		var in kendraRequest
		if err := k.model.Request(operation, body); err != nil {
			k.t.Errorf("%s: %v\n%s", operation, err, body)
		}
		_ = json.Unmarshal(body, &in) // the model has checked it
		reply := mustJSON(k.t, k.answer(handler, operation, in))
		if err := k.model.Reply(operation, reply); err != nil {
			k.t.Errorf("the server's own %s: %v\n%s", operation, err, reply)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = w.Write(reply)
	}))
	k.t.Cleanup(s.Close)
	return s.URL
}

func (k *kendraService) answer(handler, operation string, in kendraRequest) any {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch operation {
	case "BatchPutDocument":
		for _, d := range in.Documents {
			text, _ := base64.StdEncoding.DecodeString(d.Blob)
			if d.S3Path != nil {
				text = k.read(handler, in.RoleArn, d.S3Path.Bucket, d.S3Path.Key)
			}
			for _, a := range d.Attributes {
				k.known(a.Key)
			}
			k.documents[d.Id] = kendraDocument{string(text), d.Attributes}
		}
	case "BatchDeleteDocument":
		for _, id := range in.DocumentIdList {
			delete(k.documents, id)
		}
	case "Retrieve":
		return map[string]any{"ResultItems": k.retrieve(in)}
	case "Query":
		return map[string]any{"ResultItems": k.answers(in)}
	}
	return struct{}{}
}

// known fails the test for a field that the index has not: Kendra refuses it.
// Reserved ones are always there.
func (k *kendraService) known(field string) {
	if _, ok := k.fields[field]; !ok && !strings.HasPrefix(field, "_") {
		k.t.Errorf("the index has no field %s", field)
	}
}

// read is Kendra reading the bucket with a role that was passed to it.
func (k *kendraService) read(handler, role, bucket, key string) []byte {
	allowed := false
	for _, r := range k.template.rulesOf(role) {
		allowed = allowed || k.template.allows(k.t, r, "s3:GetObject", "arn:aws:s3:::"+bucket+"/"+
			key, nil)
	}
	if !allowed || !k.template.mayPass(k.t, handler, role, "kendra.amazonaws.com") {
		k.t.Errorf("Kendra may not read %s in %s as %q, which %s passed", key, bucket, role,
			handler)
		return nil
	}
	client := s3.NewFromConfig(awstest.Config(k.t, servers.Region),
		func(o *s3.Options) { o.BaseEndpoint, o.UsePathStyle = &k.objects, true })
	out, err := client.GetObject(k.ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		k.t.Errorf("Kendra reads %s: %v", key, err)
		return nil
	}
	defer out.Body.Close()
	text, _ := io.ReadAll(out.Body)
	return text
}

func (k *kendraService) retrieve(in kendraRequest) []kendraItem {
	items := []kendraItem{}
	for id, d := range k.documents {
		if !k.passes(d, in.AttributeFilter) || !shares(in.QueryText, d.text) {
			continue
		}
		item := kendraItem{Id: fmt.Sprint("passage-", id), DocumentId: id, DocumentTitle: id,
			Content: d.text, DocumentAttributes: []kendraAttribute{}}
		for _, a := range d.attributes {
			if slices.Contains(in.RequestedDocumentAttributes, a.Key) &&
				k.fields[a.Key].Search.Displayable {
				item.DocumentAttributes = append(item.DocumentAttributes, a)
			}
		}
		items = append(items, item)
	}
	return items
}

// answers are those of the FAQ to a question that stands in it.
func (k *kendraService) answers(in kendraRequest) []kendraAnswer {
	items := []kendraAnswer{}
	for _, row := range k.faq {
		if in.QueryResultTypeFilter != "QUESTION_ANSWER" || row[0] != in.QueryText {
			continue
		}
		a := kendraAnswer{Id: "faq-" + row[0][:3], Type: "QUESTION_ANSWER",
			DocumentExcerpt: kendraText{row[1]}}
		a.ScoreAttributes.ScoreConfidence = "VERY_HIGH"
		for _, pair := range [][2]string{{"QuestionText", row[0]}, {"AnswerText", row[1]}} {
			more := kendraAdditional{Key: pair[0], ValueType: "TEXT_WITH_HIGHLIGHTS_VALUE"}
			more.Value.TextWithHighlightsValue.Text = pair[1]
			a.AdditionalAttributes = append(a.AdditionalAttributes, more)
		}
		items = append(items, a)
	}
	return items
}

// shares reports whether a word of the question begins as some word of the text
// does, by two letters.
func shares(question, text string) bool {
	return slices.ContainsFunc(strings.Fields(question), func(word string) bool {
		letters := []rune(word)
		return len(letters) > 1 && strings.Contains(text, string(letters[:2]))
	})
}

// passes reports whether a document passes a filter.
func (k *kendraService) passes(d kendraDocument, f kendraFilter) bool {
	for _, part := range f.AndAllFilters {
		if !k.passes(d, part) {
			return false
		}
	}
	value := func(key string) kendraValue {
		k.known(key)
		i := slices.IndexFunc(d.attributes, func(a kendraAttribute) bool { return a.Key == key })
		if i < 0 {
			return kendraValue{}
		}
		return d.attributes[i].Value
	}
	if f.EqualsTo != nil && value(f.EqualsTo.Key).StringValue != f.EqualsTo.Value.StringValue {
		return false
	}
	return f.ContainsAny == nil || slices.ContainsFunc(value(f.ContainsAny.Key).StringListValue,
		func(one string) bool {
			return slices.Contains(f.ContainsAny.Value.StringListValue, one)
		})
}
