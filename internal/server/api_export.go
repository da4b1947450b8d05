package server

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/export"
	"github.com/mundap/mundap/internal/export/docx"
	"github.com/mundap/mundap/internal/export/hwpx"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/wire"
)

const (
	// maxExportBody bounds the list of turns: a thousand ids.
	maxExportBody = 64 << 10
	// maxExport bounds a file: an answer of a Lambda function ends at 6 MB, as
	// base64.
	maxExport = 4 << 20
	// maxExportName bounds a file's name, in characters.
	maxExportName = 80
)

// exporter writes a format of word processors.
type exporter struct {
	write func(io.Writer, export.Document) error
	kind  string // media type
}

var exporters = map[wire.ExportFormat]exporter{
	wire.ExportFormatDOCX: {docx.Write, docx.ContentType},
	wire.ExportFormatHWPX: {hwpx.Write, hwpx.ContentType},
}

// exportConversation exports one of the asker's conversations as a file, with
// the source passages that the asker may read now.
func (s *Server) exportConversation(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.Export](w, r, maxExportBody)
	if err != nil {
		return err
	}
	format, known := exporters[req.Format]
	if !known {
		return fault.New(fault.Invalid, "docx나 hwpx 형식으로 내보낼 수 있어요.",
			"A conversation can be exported as docx or hwpx.")
	}
	id := r.PathValue("id")
	c, err := s.History.Conversation(r.Context(), a.User, id)
	if err != nil {
		return fmt.Errorf("reading a conversation: %w", err)
	}
	calls, err := s.exported(r.Context(), a, id, req.Turns)
	if err != nil {
		return err
	}
	turns, err := s.turns(r.Context(), a, calls)
	if err != nil {
		return err
	}
	site := cmp.Or(s.options.SiteURL, s.site(r))
	var file bytes.Buffer
	if err := format.write(&file, export.Conversation(c.Title, turns.Turns, a.Language, site)); err != nil {
		return fmt.Errorf("writing a file: %w", err)
	}
	if file.Len() > maxExport {
		return fault.New(fault.TooLarge,
			"대화가 너무 길어서 한 파일로 내보낼 수 없어요. 답변을 하나씩 내보내 주세요.",
			"The conversation is too long for one file. Export its answers one by one.")
	}
	return ok(w, r, wire.Exported{Name: exportName(c.Title) + "." + string(req.Format),
		Type: format.kind, Data: file.Bytes()})
}

// exported returns the requested calls of a conversation in their order.
func (s *Server) exported(ctx context.Context, a asker, conversation string,
	wanted []string) ([]history.Call, error) {
	all, err := s.History.Calls(ctx, a.User, conversation, time.Time{}, history.MaxLimit)
	if err != nil {
		return nil, fmt.Errorf("reading the turns of a conversation: %w", err)
	}
	if len(wanted) == 0 {
		var current []history.Call
		for _, c := range all {
			if !c.Replaced {
				current = append(current, c)
			}
		}
		return current, nil
	}
	byID := make(map[string]history.Call, len(all))
	for _, c := range all {
		byID[c.RequestID] = c
	}
	var chosen []history.Call
	for _, id := range wanted {
		if c, ok := byID[id]; ok { // others are still being answered, or gone
			chosen = append(chosen, c)
		}
	}
	return chosen, nil
}

// exportName turns a title into a name that every file system accepts.
func exportName(title string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/:*?"<>|`, r) {
			return ' '
		}
		return r
	}, korean.Line(title))
	return cmp.Or(strings.Trim(korean.Truncate(strings.Join(strings.Fields(name), " "), maxExportName), " ."), "mundap")
}
