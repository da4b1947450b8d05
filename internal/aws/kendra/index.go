package kendra

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kendra"
	"github.com/aws/aws-sdk-go-v2/service/kendra/types"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// Kendra's reserved fields that are used here.
const (
	fieldLanguage = "_language_code"
	fieldSource   = "_source_uri"
	fieldVersion  = "_version"
	fieldPage     = "_excerpt_page_number"
)

// korean is the language of all that is written and asked.
const korean = "ko"

const (
	maxValue = 2048    // characters of a field's value
	maxText  = 5 << 20 // bytes of text that Kendra takes of a document
)

// formats are the content types of the extensions that Kendra reads.
var formats = map[string]types.ContentType{
	".pdf": types.ContentTypePdf, ".html": types.ContentTypeHtml, ".htm": types.ContentTypeHtml,
	".doc": types.ContentTypeMsWord, ".docx": types.ContentTypeMsWord,
	".txt": types.ContentTypePlainText,
	".ppt": types.ContentTypePpt, ".pptx": types.ContentTypePpt, ".rtf": types.ContentTypeRtf,
	".xml": types.ContentTypeXml, ".xslt": types.ContentTypeXslt, ".xls": types.ContentTypeMsExcel,
	".xlsx": types.ContentTypeMsExcel, ".csv": types.ContentTypeCsv, ".json": types.ContentTypeJson,
	".md": types.ContentTypeMd,
}

// Put makes Kendra read the document from the bucket; see retrieve.Index and
// the package's comment. Formats that Kendra does not read, objects that are not
// below document.Prefix, which its role may not read, and all documents if Kendra
// has no bucket and role, are sent as the text of their chunks, up to 5 MB
// (fault.TooLarge). Code is never sent: a version that consists only of code
// removes the older one.
func (s *Store) Put(ctx context.Context, src retrieve.Source, chunks []document.Chunk) error {
	prose := slices.DeleteFunc(slices.Clone(chunks),
		func(c document.Chunk) bool { return c.Kind == document.Code })
	if len(prose) == 0 {
		return s.Forget(ctx, src.Document, src.Version)
	}
	d, err := s.document(src, prose)
	if err != nil {
		return err
	}
	in := &kendra.BatchPutDocumentInput{IndexId: &s.options.Index, Documents: []types.Document{d}}
	if d.S3Path != nil {
		in.RoleArn = &s.options.Role
	}
	doing := "indexing " + string(src.Document)
	out, err := s.client.BatchPutDocument(ctx, in)
	if err != nil {
		return classify(ctx, doing, err)
	}
	for _, f := range out.FailedDocuments {
		return refused(doing, f.ErrorCode, f.ErrorMessage)
	}
	return nil
}

// Forget deletes the document, whatever its version; see the package's comment.
func (s *Store) Forget(ctx context.Context, key document.ID, _ document.Version) error {
	doing := "forgetting " + string(key)
	in := &kendra.BatchDeleteDocumentInput{IndexId: &s.options.Index,
		DocumentIdList: []string{string(key)}}
	out, err := s.client.BatchDeleteDocument(ctx, in)
	if err != nil {
		return classify(ctx, doing, err)
	}
	for _, f := range out.FailedDocuments {
		return refused(doing, f.ErrorCode, f.ErrorMessage)
	}
	return nil
}

// refused is a document that Kendra rejected in a call that otherwise
// succeeded.
func refused(doing string, code types.ErrorCode, message *string) error {
	kind := fault.Unavailable
	if code == types.ErrorCodeInvalidRequest {
		kind = fault.Invalid
	}
	return fault.Newf(kind, "kendra: %s: %s: %s", doing, code, aws.ToString(message))
}

func (s *Store) document(src retrieve.Source, chunks []document.Chunk) (types.Document, error) {
	d := types.Document{
		Id: aws.String(string(src.Document)), Title: aws.String(cmp.Or(src.Title, src.Name)),
		Attributes: s.attributes(src),
	}
	format, ok := formats[strings.ToLower(path.Ext(src.Name))]
	if ok && s.options.Bucket != "" && s.options.Role != "" &&
		strings.HasPrefix(src.Object, document.Prefix) {
		d.ContentType = format
		d.S3Path = &types.S3Path{Bucket: &s.options.Bucket, Key: aws.String(src.Object)}
		return d, nil
	}
	text := texts(chunks)
	if len(text) > maxText {
		return d, fault.New(fault.TooLarge,
			"문서의 글이 5MB보다 길어서 Kendra에 넣을 수 없어요. 문서를 나누어 올려 주세요.",
			"The document's text is longer than 5 MB, which Kendra does not accept. Split the document.")
	}
	d.ContentType, d.Blob = types.ContentTypePlainText, []byte(text)
	return d, nil
}

// texts joins chunks, with headings wherever these change.
func texts(chunks []document.Chunk) string {
	var b strings.Builder
	var last []string
	for _, c := range chunks {
		if !slices.Equal(c.Headings, last) {
			fmt.Fprintln(&b, strings.Join(c.Headings, " > "))
			last = c.Headings
		}
		fmt.Fprintln(&b, c.Text)
	}
	return b.String()
}

func (s *Store) attributes(src retrieve.Source) []types.DocumentAttribute {
	list := []types.DocumentAttribute{
		stringField(fieldLanguage, korean),
		stringField(fieldVersion, string(src.Version)),
	}
	if uri := s.uri(src); uri != "" && len(uri) <= maxValue {
		list = append(list, stringField(fieldSource, uri))
	}
	if s.options.ReadersField != "" {
		list = append(list, s.readers(src.Readers))
	}
	return list
}

// uri returns the address at which people find a document, or "" if none is
// known.
func (s *Store) uri(src retrieve.Source) string {
	if s.options.Site != "" {
		return strings.TrimSuffix(s.options.Site, "/") +
			citation.URL(document.Document{ID: src.Document, Name: src.Name})
	}
	if s.options.Bucket == "" {
		return ""
	}
	object := (&url.URL{Path: src.Object}).EscapedPath()
	return "https://" + s.options.Bucket + ".s3." + s.options.Region + ".amazonaws.com/" + object
}

func stringField(name, value string) types.DocumentAttribute {
	return types.DocumentAttribute{Key: &name,
		Value: &types.DocumentAttributeValue{StringValue: &value}}
}

func (s *Store) readers(principals []auth.Principal) types.DocumentAttribute {
	list := make([]string, len(principals))
	for i, p := range principals {
		list[i] = string(p)
	}
	return types.DocumentAttribute{Key: &s.options.ReadersField,
		Value: &types.DocumentAttributeValue{StringListValue: list}}
}
