package chat_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/turn"
)

func (b *bench) upload(name string) chat.Request {
	r := b.question(name)
	r.Type, r.ConvType, r.RAGType, r.Function = "document", "dual-search", "", "upload"
	return r
}

// reader reads what it has by blob key.
type reader map[string]format.Excerpt

func (r reader) Read(_ context.Context, key, _ string, _ int) (format.Excerpt, error) {
	f, ok := r[key]
	if !ok {
		return f, fault.Newf(fault.NotFound, "no file %s", key)
	}
	return f, nil
}

func TestAnUploadedFileIsSummarisedInItsOwnLanguage(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.put("rules.txt", everyone, "Annual leave is 15 days. Apply three days ahead.")
	m := b.model(llm.Say("취업규칙이에요."), llm.Say("These are rules."))
	w, c := b.run(b.upload("취업규칙.pdf"))
	if w.Text() != "취업규칙이에요." || c.Type != "document" || c.Memory != history.NoMemory ||
		len(w.Refs) != 1 {
		t.Errorf("%q %+v", w.Text(), c)
	}
	b.run(b.upload("docs/rules.txt"))
	b.contains(m.Requests()[0].System, "500자")
	b.contains(said(m.Requests()[0]), "제12조 연차 휴가는", "취업규칙.pdf")
	b.contains(m.Requests()[1].System, "in English")
}

// TestSummariesInOtherLanguages: the model is asked in English for the language of
// the document, and in Korean for code whatever its comments are.
func TestSummariesInOtherLanguages(t *testing.T) {
	for name, x := range map[string]struct{ text, want string }{
		"規則.txt":     {"年次休暇は15日です。三日前までに申請してください。", "Write in Japanese"},
		"规定.txt":     {"年度休假为十五天，须提前三天申请。", "Write in Chinese"},
		"Regeln.txt": {"Der Jahresurlaub ist der Personalabteilung drei Tage vorher zu melden und wird nicht ausgezahlt.", "Write in German"},
		"règles.csv": {"Nom: congé de la semaine\nDurée: quinze jours pour les salariés et est dans le contrat\n", "Write in French"},
		"tool.py":    {"# Der Urlaub wird nicht ausgezahlt und ist für das Jahr\ndef main():\n    pass", "한국어 해요체"},
	} {
		b := newBench(t)
		b.put(name, everyone, x.text)
		m := b.model(llm.Say("…"))
		b.run(b.upload(name))
		b.contains(m.Requests()[0].System, x.want)
	}
}

// TestTablesAndCodeAreSummarisedAsSuch, by the reader that recognised them or, once
// they are ready, by their names.
func TestTablesAndCodeAreSummarisedAsSuch(t *testing.T) {
	const table, code, prose = "어떤 열이 있는지", "함수마다", "neither"
	check := func(b *bench, name, want string) {
		t.Helper()
		m := b.model(llm.Say("…"))
		b.run(b.upload(name))
		system := m.Requests()[0].System
		for _, part := range []string{table, code} {
			if strings.Contains(system, part) != (part == want) {
				t.Errorf("%s is summarised by %q", name, system)
			}
		}
	}
	for name, want := range map[string]string{
		"a.csv": table, "a.tsv": table, "a.xlsx": table, "a.xls": table, "a.XLSM": table,
		"a.py": code, "a.js": code, "a.mjs": code, "a.jsx": code, "a.ts": code, "a.tsx": code, "a.go": code,
		"a.java": code, "a.c": code, "a.h": code, "a.txt": prose, "a.pdf": prose, "a.md": prose,
	} {
		b := newBench(t)
		b.put(name, everyone, "이름: 김\n나이: 30\n")
		check(b, name, want)
	}
	for format, want := range map[string]string{"xls": table, "csv": table, "ts": code, "txt": prose} {
		b := newBench(t)
		if _, err := b.blobs.Put(t.Context(), "docs/새 파일", strings.NewReader("bytes"), blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		b.config.Reader = reader{"docs/새 파일": {Format: format, Text: "이름: 김\n나이: 30\n"}}
		check(b, "새 파일", want)
	}
}

// TestTheWholeOfLongCodeIsExplainedInKorean: so are the parts' summaries when
// they are joined.
func TestTheWholeOfLongCodeIsExplainedInKorean(t *testing.T) {
	b := newBench(t)
	b.put("long.py", everyone, strings.Repeat("def add(a, b):\n    return a + b\n\n", 3000))
	m := &llm.Fake{Reply: func(llm.Request) llm.Reply { return llm.Say("더해요.") }}
	b.config.Model = m
	b.run(b.upload("long.py"))
	all := m.Requests()
	if len(all) < 3 {
		t.Fatalf("%d requests", len(all))
	}
	for _, r := range all {
		b.contains(r.System, "한국어 해요체")
	}
}

func TestAFileIsReadAtOnceWhileItsIngestionGoesOn(t *testing.T) {
	b := newBench(t)
	const key = "docs/새 문서.csv"
	if _, err := b.blobs.Put(t.Context(), key, strings.NewReader("bytes"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	b.config.Reader = reader{key: {Format: "csv", Text: "이름: 김\n나이: 30\n"}}
	m := b.model(llm.Say("사람들의 표예요."))
	w, _ := b.run(b.upload("새 문서.csv"))
	if w.Text() != "사람들의 표예요." {
		t.Errorf("%q %+v", w.Text(), w.Failure)
	}
	b.contains(m.Requests()[0].System, "어떤 열이 있는지")
}

func TestCodeIsExplainedInKorean(t *testing.T) {
	b := newBench(t)
	b.put("tool.py", everyone, "def main():\n    print('hello world')")
	m := b.model(llm.Say("인사를 찍어요."))
	b.run(b.upload("tool.py"))
	b.contains(m.Requests()[0].System, "함수마다", "한국어 해요체")
}

func TestALongFileIsSummarisedInLevels(t *testing.T) {
	b := newBench(t)
	b.put("긴 글.txt", everyone, strings.Repeat("연차 휴가는 15일이다.\n", 5000)+"끝에만 있는 말.")
	m := &llm.Fake{Reply: func(r llm.Request) llm.Reply {
		if n := llm.InputTokens(r); n > 8192 {
			t.Errorf("%d tokens for a window of 8192", n)
		}
		switch text := said(r); {
		case r.Purpose != llm.Summarise:
			return llm.Say("연차 이야기예요.")
		case strings.Contains(text, "끝에만 있는 말"):
			return llm.Say("마지막 부분이에요.")
		}
		return llm.Say("연차는 15일이에요.")
	}}
	b.config.Model = m
	w, c := b.run(b.upload("긴 글.txt"))
	if w.Text() != "연차 이야기예요." || len(w.Notices) != 0 {
		t.Errorf("%q %+v", w.Text(), w.Notices)
	}
	all := m.Requests()
	last := all[len(all)-1]
	b.contains(said(last), "연차는 15일이에요.\n\n연차는 15일이에요.", "마지막 부분이에요.")
	b.contains(last.System, "부분별 요약")
	var done, total int
	for _, s := range w.Stages {
		if s.Name == "summarise" && s.Total > 0 {
			if s.Done < done || s.Done > s.Total {
				t.Errorf("progress went from %d to %d of %d", done, s.Done, s.Total)
			}
			done, total = s.Done, s.Total
		}
	}
	if done < 10 || done != total || total != len(all)-1 {
		t.Errorf("told of %d of %d parts, the model was asked %d times", done, total, len(all))
	}
	if c.Outcome != history.Completed {
		t.Errorf("%+v", c)
	}
}

func TestAStopDuringALongSummaryEndsTheTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.put("긴 글.txt", everyone, strings.Repeat("연차 휴가는 15일이다.\n", 5000))
		answered := 0
		m := &llm.Fake{Reply: func(r llm.Request) llm.Reply {
			if answered++; answered == 1 {
				return llm.Say("연차는 15일이에요.")
			}
			return llm.Hang()
		}}
		b.config.Model = m
		b.config.SerialSummaries = true
		s, log := b.served()
		r := b.upload("긴 글.txt")
		if _, err := s.Start(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if m.Active() == 0 || m.Requests()[0].Purpose != llm.Summarise {
			t.Fatalf("%d parts are being summarised", m.Active())
		}
		began := time.Now()
		if !s.Stop(idOf(r)) {
			t.Fatal("there was no turn to stop")
		}
		all := events(t, log, idOf(r))
		last := all[len(all)-1]
		if last.Kind != turn.Done || last.Outcome != history.Stopped || textOf(all) != "" ||
			m.Active() != 0 || time.Since(began) != 0 || len(m.Requests()) != 2 {
			t.Errorf("%+v after %v, %q, %d active, %d requests", last, time.Since(began), textOf(all),
				m.Active(), len(m.Requests()))
		}
		if c, err := b.history.ByRequest(t.Context(), "kim", r.RequestID); err != nil ||
			c.Outcome != history.Stopped || c.Failure != nil {
			t.Errorf("log: %+v, %v", c, err)
		}
	})
}

func TestAFileBeyondAllMeasureSaysHowMuchOfItWasRead(t *testing.T) {
	b := newBench(t)
	b.put("긴 글.txt", everyone, strings.Repeat("연차 휴가는 15일이다.\n", 40_000))
	b.model(llm.Say("연차."))
	w, _ := b.run(b.upload("긴 글.txt"))
	b.noted(w, history.NoteBeginningOnly, "문서가 길어서")
}

func TestPartsThatFailAreLeftOutAndTold(t *testing.T) {
	b := newBench(t)
	b.put("긴 글.txt", everyone, strings.Repeat("연차 휴가는 15일이다.\n", 5000)+"거절할 말.")
	b.config.Model = &llm.Fake{Reply: func(r llm.Request) llm.Reply {
		if strings.Contains(said(r), "거절할 말") {
			return llm.Fail(fault.New(fault.Refused, "", ""))
		}
		return llm.Say("연차.")
	}}
	w, _ := b.run(b.upload("긴 글.txt"))
	if w.Text() != "연차." {
		t.Errorf("%q", w.Text())
	}
	b.noted(w, history.NotePartsLeftOut, "일부는 요약하지 못해서")
}

func TestAModelThatIsGoneLeavesTheFirstSentencesOfALongFile(t *testing.T) {
	b := newBench(t)
	b.put("긴 글.txt", everyone, strings.Repeat("연차 휴가는 15일이다.\n", 5000))
	b.model(llm.Fail(fault.New(fault.Unavailable, "", "")))
	w, c := b.run(b.upload("긴 글.txt"))
	b.contains(w.Text(), "연차 휴가는 15일이다.")
	b.noted(w, history.NoteModelUnreachable, "언어 모델에 연결하지 못해서")
	if !c.Extractive {
		t.Error("it counts as the model's")
	}
}

func TestWithoutAModelASummaryIsTheFirstSentencesAndSaysSo(t *testing.T) {
	b := newBench(t)
	b.leave()
	w, c := b.run(b.upload("취업규칙.pdf"))
	b.contains(w.Heading.Text.Ko, "첫 문장들을 보여 드려요")
	b.contains(w.Text(), "연차 휴가는 1년에 15일이다.")
	if !c.Extractive || len(w.Notices) != 1 || w.Notices[0].Code != "extractive" {
		t.Errorf("%+v %+v", c, w.Notices)
	}
}

func TestAFileThatIsNotThereOrNotTheirs(t *testing.T) {
	b := newBench(t)
	b.put("비밀.txt", []auth.Principal{"lee"}, "비밀 내용")
	b.config.Reader = reader{}
	for _, name := range []string{"없는.pdf", "비밀.txt", "docs/비밀.txt", "docs/~lee/비밀.txt"} {
		w, c := b.run(b.upload(name))
		if w.Failure == nil || w.Failure.Kind != "not_found" {
			t.Errorf("%s: %+v", name, w.Failure)
		}
		b.lacks(c.Answer, "비밀 내용")
	}
	unknown := b.upload("새 글.txt") // chosen in the list of documents, and deleted meanwhile
	unknown.Documents = []document.ID{document.NewID(time.Now())}
	gone, _ := b.run(unknown)
	never, _ := b.run(b.upload("없는.pdf"))
	if gone.Failure == nil || *gone.Failure != *never.Failure {
		t.Errorf("%+v, want what a file that was never there gets: %+v", gone.Failure, never.Failure)
	}
	w, _ := b.run(b.upload("../etc/passwd"))
	if w.Failure == nil || w.Failure.Kind != "invalid" {
		t.Errorf("%+v", w.Failure)
	}
}

func TestANameMeansTheAskersNewestUploadElseTheNewestThatTheyMayRead(t *testing.T) {
	b := newBench(t)
	const name = "회의록.txt"
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for i, c := range []struct {
		owner, collection string
		readers           []auth.Principal
		want              string
	}{
		{"park", "", everyone, "0"},
		{"lee", "", []auth.Principal{"lee"}, "0"}, // newer, but not theirs to read
		{"lee", "2", everyone, "2"},
		{"kim", "", []auth.Principal{"kim"}, "3"},
		{"kim", "2", everyone, "4"},
		{"park", "3", everyone, "4"}, // newer, but there are own ones
	} {
		b.putDocument(document.Document{
			ID: document.NewID(at), Name: name, Owner: auth.Principal(c.owner), Readers: c.readers,
			Collection: document.Collection(c.collection),
			Uploaded:   at.Add(time.Duration(i) * time.Hour),
		}, document.Chunk{Kind: document.Prose, Text: fmt.Sprintf("회의록 %d번", i)})
		r := b.upload(name)
		r.Scope = auth.UserScope("kim")
		w, _ := b.run(r)
		b.contains(w.Text(), "회의록 "+c.want+"번")
	}
}

func TestAnUploadIsReadBeforeItsEventComes(t *testing.T) {
	b := newBench(t)
	at := time.Now()
	g := document.Grant{
		ID: document.NewGrantID(document.NewID(at)), Name: "새 글.txt", Owner: "kim",
		Collection: document.Default,
		Readers:    []auth.Principal{"kim"}, Issued: at, Expires: at.Add(time.Minute),
	}
	if err := b.documents.PutGrant(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	b.config.Reader = reader{g.Key(): {Format: "txt", Text: "연차는 15일이에요."}}
	b.model(llm.Say("연차 이야기예요."), llm.Say("연차 이야기예요."))
	ask := func(user auth.Principal) string {
		r := b.upload(g.Name)
		r.Scope = auth.UserScope(user)
		w, _ := b.run(r)
		if w.Failure != nil {
			return w.Failure.Kind
		}
		return w.Text()
	}
	if got := ask("kim"); got != "not_found" {
		t.Errorf("before the upload: %q", got)
	}
	if _, err := b.blobs.Put(t.Context(), g.Key(), strings.NewReader("bytes"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := ask("kim"); got != "연차 이야기예요." {
		t.Errorf("its owner gets %q", got)
	}
	if got := ask("lee"); got != "not_found" {
		t.Errorf("somebody else gets %q", got)
	}
}

func TestAFileThatTheAskerMayNotReadIsNotFound(t *testing.T) {
	b := newBench(t)
	d := document.Document{ID: document.NewID(time.Now()), Name: "연봉.txt", Owner: "lee",
		Readers: []auth.Principal{"lee"}, Collection: document.Default}
	id := b.putDocument(d, document.Chunk{Kind: document.Prose, Text: "연봉은 비밀이다."})
	m := b.model(llm.Say("연봉 이야기예요."))
	ask := func(user auth.Principal, name func(*chat.Request)) string {
		r := b.upload("연봉.txt")
		r.Scope = auth.UserScope(user)
		name(&r)
		w, _ := b.run(r)
		if w.Failure != nil {
			return w.Failure.Kind
		}
		return w.Text()
	}
	for how, name := range map[string]func(*chat.Request){
		"by its name":        func(*chat.Request) {},
		"by its id":          func(r *chat.Request) { r.Body = string(id) },
		"as chosen document": func(r *chat.Request) { r.Documents = []document.ID{id} },
	} {
		if got := ask("kim", name); got != "not_found" {
			t.Errorf("%s, somebody else gets %q", how, got)
		}
	}
	if len(m.Requests()) != 0 {
		t.Errorf("the model read %q", said(m.Requests()[0]))
	}
	if got := ask("lee", func(r *chat.Request) { r.Documents = []document.ID{id} }); got != "연봉 이야기예요." {
		t.Errorf("the owner gets %q", got)
	}
}

func TestAnEmptyFileSaysSo(t *testing.T) {
	b := newBench(t)
	if _, err := b.blobs.Put(t.Context(), "docs/빈.pdf", strings.NewReader("bytes"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	b.config.Reader = reader{"docs/빈.pdf": {Format: "pdf", Text: " \n"}}
	w, _ := b.run(b.upload("빈.pdf"))
	if w.Failure == nil || w.Failure.Kind != "unsupported" {
		t.Errorf("%+v", w.Failure)
	}
}

// uploads puts a file into the bucket for a grant, before its event comes.
func (b *bench) uploads(name string, owner auth.Principal, issued time.Time) document.Grant {
	b.Helper()
	g := document.Grant{
		ID: document.NewGrantID(document.NewID(issued)), Name: name, Owner: owner,
		Collection: document.Default, Readers: []auth.Principal{owner}, Issued: issued,
		Expires: issued.Add(time.Hour),
	}
	if err := b.documents.PutGrant(b.Context(), g); err != nil {
		b.Fatal(err)
	}
	if _, err := b.blobs.Put(b.Context(), g.Key(), strings.NewReader("bytes"), blob.PutOptions{}); err != nil {
		b.Fatal(err)
	}
	return g
}

func TestWhichOfAnUploadAndADocumentOfItsNameIsMeant(t *testing.T) {
	at := time.Now().Add(-time.Minute)
	for _, c := range []struct {
		name    string
		owner   auth.Principal // of the document
		granted time.Duration  // of the document, after the upload's grant
		want    string
	}{
		{"an upload after the own document", "kim", -time.Second, "올린 글"},
		{"an upload before the own document", "kim", time.Second, "문서 글"},
		{"an upload before somebody else's document", "lee", time.Second, "올린 글"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			g := b.uploads("글.txt", "kim", at)
			b.config.Reader = reader{g.Key(): {Format: "txt", Text: "올린 글"}}
			b.putDocument(document.Document{ID: document.NewID(at), Name: "글.txt", Owner: c.owner,
				Readers: everyone, Collection: document.Default, Granted: at.Add(c.granted)},
				document.Chunk{Kind: document.Prose, Text: "문서 글"})
			m := b.model(llm.Say("요약"))
			r := b.upload("글.txt")
			r.Scope = auth.UserScope("kim")
			b.run(r)
			b.contains(said(m.Requests()[0]), c.want)
		})
	}
}

// The contents are those of the version before, and can't be opened for the new
// one.
func TestANewVersionThatIsBeingReadIsReadFromItsFile(t *testing.T) {
	b := newBench(t)
	id := b.put("글.txt", everyone, "옛 글이다.")
	d, err := b.documents.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	d.State = document.Reading
	if _, err := b.documents.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	b.config.Reader = reader{d.Object: {Format: "txt", Text: "새 글이다."}}
	m := b.model(llm.Say("요약"))
	w, c := b.run(b.upload("글.txt"))
	b.contains(said(m.Requests()[0]), "새 글이다.")
	if len(w.Refs) != 0 || c.Summarised != id {
		t.Errorf("sources %+v, summarised %s", w.Refs, c.Summarised)
	}
}

func TestAFileThatTheReaderGivesWholeIsCutForTheSummary(t *testing.T) {
	b := newBench(t)
	const key = "docs/긴 글.txt"
	if _, err := b.blobs.Put(t.Context(), key, strings.NewReader("bytes"), blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	b.config.Reader = reader{key: {Format: "txt", Text: strings.Repeat("연차 휴가는 15일이다.\n", 40_000) + "끝말"}}
	m := b.model(llm.Say("연차."))
	w, _ := b.run(b.upload("긴 글.txt"))
	b.noted(w, history.NoteBeginningOnly, "문서가 길어서")
	for _, r := range m.Requests() {
		b.lacks(said(r), "끝말")
	}
}
