package server_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/wire"
)

// realChat puts the pipeline behind the server, with a search store in memory and no model.
func (w *world) realChat(local *retrievetest.Memory) option {
	return func(p *server.Parts, _ *server.Options) {
		service, err := chat.New(chat.Config{
			History: p.History, Settings: p.Settings, Documents: p.Documents, Turns: p.Turns,
			Blobs:  p.Blobs,
			Stores: []retrieve.Retriever{local}, Defaults: settings.Switches{References: true},
			Logger: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			w.Fatal(err)
		}
		w.Cleanup(func() { _ = service.Close(context.Background()) })
		p.Chat = service
	}
}

// ready stores a document that can be found.
func (w *world) ready(local *retrievetest.Memory, name, text string) document.ID {
	w.Helper()
	key := document.ID(document.Prefix + name)
	c := document.Contents{Document: key, Version: "01", Text: text, Chunks: []document.Chunk{
		{ID: document.NewChunkID(key, "01", 0), Kind: document.Prose, Text: text, End: len(text),
			Page: 3},
	}}
	var b bytes.Buffer
	if err := c.Encode(&b); err != nil {
		w.Fatal(err)
	}
	where := document.ContentsBlob(key, "01")
	if _, err := w.blobs.Put(w.Context(), where, &b, blob.PutOptions{}); err != nil {
		w.Fatal(err)
	}
	everyone := []auth.Principal{auth.Everyone}
	_, err := w.documents.Put(w.Context(), document.Document{
		ID: key, Name: name, Owner: auth.Local, Readers: everyone, Version: "01",
		State: document.Ready, Content: document.Content{Blob: where},
	})
	if err != nil {
		w.Fatal(err)
	}
	if err := local.Put(w.Context(), retrieve.Source{Document: key, Version: "01",
		Readers: everyone}, c.Chunks); err != nil {
		w.Fatal(err)
	}
	return key
}

func TestAQuestionFromEndToEnd(t *testing.T) {
	local := retrievetest.NewMemory("local")
	w := newWorld(t, func(p *server.Parts, o *server.Options) {
		(&world{T: t}).realChat(local)(p,
			o)
	})
	key := w.ready(local, "취업 규칙.pdf", "연차 유급휴가는 1년에 15일이에요.")
	rag := question("kim", "r1", "연차 유급휴가는 며칠인가요?")
	rag.ConvType, rag.RAGType, rag.FunctionType = "qa", "all", "rag"

	tab := w.open(w.browser)
	tab.send(rag)
	all := tab.answer("r1")
	last := all[len(all)-1]
	for _, part := range []string{"15일", "<b>출처</b>", `href="/documents/%EC%B7%A8%EC%97%85%20%EA%B7%9C%EC%B9%99.pdf#page=3"`, "<details>"} {
		if !strings.Contains(last.Msg, part) {
			t.Errorf("no %s in %+v", part, last)
		}
	}
	if all[0].Status != "istyping" || last.Status != "completed" {
		t.Errorf("%+v", all)
	}
	if got := parse[wire.MsgResponse](t, w.post("/query", `{"request_id":"r1"}`, 200).body); got.Msg != last.Msg {
		t.Errorf("/query differs:\n%s\n%s", got.Msg, last.Msg)
	}
	items := inner[[]wire.HistoryItem](t, w.post("/history", `{"userId":"kim","allowTime":""}`, 200).body, "msg")
	if len(items) != 1 || items[0].Msg != last.Msg || items[0].Body != rag.Body {
		t.Errorf("/history: %+v", items)
	}

	w.act(w.browser, "delete", string(key))
	after := parse[wire.MsgResponse](t, w.post("/query", `{"request_id":"r1"}`, 200).body)
	if strings.Contains(after.Msg, "<details>") || strings.Contains(after.Msg, "href") ||
		!strings.Contains(after.Msg, "삭제된 문서") {
		t.Errorf("after the deletion: %s", after.Msg)
	}
	rag.RequestID = "r2"
	tab.send(rag)
	all = tab.answer("r2")
	if last = all[len(all)-1]; strings.Contains(last.Msg, "15일") {
		t.Errorf("a deleted document answers: %s", last.Msg)
	}
}

func TestControlMessagesAndModesWithoutAModel(t *testing.T) {
	local := retrievetest.NewMemory("local")
	w := newWorld(t, func(p *server.Parts, o *server.Options) {
		(&world{T: t}).realChat(local)(p,
			o)
	})
	tab := w.open(w.browser)
	for _, body := range []string{
		"list models", "enableReference", "disableReference", "useOpenSearch", "useKendra",
		"enableDebug", "disableDebug",
		"enableDualSearch", "disableDualSearch", "clearMemory",
	} {
		tab.send(question("kim", "control "+body, body))
		all := tab.answer("control " + body)
		if last := all[len(all)-1]; all[0].Status != "istyping" || last.Status != "completed" ||
			last.Msg == "" {
			t.Errorf("%s: %+v", body, all)
		}
	}
	for _, mode := range []string{
		"normal", "translation", "grammar", "sentiment", "extraction", "pii", "step-by-step",
		"like-child", "timestamp-extraction", "funny", "none",
	} {
		q := question("kim", mode, "안녕")
		q.ConvType = mode
		tab.send(q)
		all := tab.answer(mode)
		if last := all[len(all)-1]; all[0].Status != "istyping" || last.Status != "completed" ||
			last.Msg == "" {
			t.Errorf("%s: %+v", mode, all)
		}
	}
	code := question("kim", "code", "정렬해 줘")
	code.Type, code.ConvType, code.RAGType, code.FunctionType = "code", "qa", "opensearch",
		"code-generation-python"
	tab.send(code)
	if all := tab.answer("code"); all[len(all)-1].Status != "completed" {
		t.Errorf("code: %+v", all)
	}
}
