package chat_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
)

// A question that names a constant or a function of a program finds code without its file.
func TestCodeIsFoundByTheNamesInIt(t *testing.T) {
	b := newBench(t)
	b.putDocument(document.Document{ID: "docs/code", Name: "lease.py", Readers: everyone, Owner: "kim",
		Collection: document.Default, State: document.Ready},
		document.Chunk{Kind: document.Code, Text: "MAX_RETRIES = 7\n\ndef renewLease(): pass"})
	for _, q := range []string{"MAX_RETRIES 값은?", "renewLease는 뭘 해?", "renewLease() 는 어디 있어?"} {
		w, _ := b.run(b.question(q))
		b.contains(w.Text(), "MAX_RETRIES = 7")
	}
	w, _ := b.run(b.question("RETRIES 값은?"))
	b.lacks(w.Text(), "MAX_RETRIES")
}

// A question that names a file asks this file, and its code too.
func TestAFileThatIsNamedIsAsked(t *testing.T) {
	b := newBench(t)
	b.put("연차 안내.pdf", everyone, "연차 신청은 사흘 전까지 한다.")
	b.put("병가안내.pdf", everyone, "병가 신청은 하루 전까지 한다.")
	b.putDocument(document.Document{ID: "docs/code", Name: "lease.py", Readers: everyone, Owner: "kim",
		Collection: document.Default, State: document.Ready},
		document.Chunk{Kind: document.Code, Text: "계약 갱신은 일곱 번 다시 시도한다.", Original: "MAX_RETRIES = 7"})

	b.put("구병가안내.pdf", everyone, "병가 신청은 열흘 전까지 한다.")
	w, c := b.run(b.question("병가안내.pdf에서 신청은 언제까지 해요?"))
	b.contains(w.Text(), "하루 전까지")
	b.lacks(w.Text(), "사흘")
	b.lacks(w.Text(), "열흘")
	if len(c.Scope) != 0 {
		t.Errorf("the log says that %v were chosen", c.Scope)
	}
	b.put("규정/출장안내.pdf", everyone, "출장 신청은 이레 전까지 한다.")
	w, _ = b.run(b.question("규정/출장안내.pdf에서 신청은 언제까지 해요?"))
	b.contains(w.Text(), "이레")
	b.put("취업 규칙.md", everyone, "퇴직 신고는 한 달 전까지 한다.")
	for _, q := range []string{"취업 규칙.md에서 퇴직 신고는 언제까지 해요?", "“취업 규칙.md”에서 퇴직 신고는 언제까지 해요?"} {
		w, _ = b.run(b.question(q))
		b.contains(w.Text(), "한 달 전")
	}
	w, _ = b.run(b.question("lease.py 파일에서 계약 갱신은 몇 번 시도해요?"))
	b.contains(w.Text(), "** [1]\n\n```\nMAX_RETRIES = 7\n```") // the code, not what finds it
	b.lacks(w.Text(), "일곱 번")
	w, _ = b.run(b.question("계약 갱신은 몇 번 시도해요?")) // code is not asked otherwise
	b.lacks(w.Text(), "MAX_RETRIES")
	_, c = b.run(b.question("병가안내.pdf 말고 신청 기한을 아는 것은?"))
	if !slices.ContainsFunc(c.Sources, func(s history.SourceRef) bool { return s.Document != "docs/병가안내.pdf" }) {
		t.Errorf("sources %+v", c.Sources)
	}
	_, c = b.run(b.question("구병가안내.pdf와 병가안내.pdf에서 신청은 언제까지 해요?"))
	for _, s := range c.Sources {
		if !strings.HasSuffix(string(s.Document), "병가안내.pdf") {
			t.Errorf("source %+v", s)
		}
	}
	w, _ = b.run(b.question("없는것.pdf에서 병가 신청은 언제까지 해요?"))
	b.contains(w.Text(), "찾지 못했어요")
}

// Where a named file has nothing of what is asked, the question is asked as it stands.
func TestANamedFileThatDoesNotTell(t *testing.T) {
	b := newBench(t)
	b.put("병가안내.pdf", everyone, "병가 신청은 하루 전까지 한다.")
	b.model(llm.Reply{Steps: []llm.Step{{Text: "그것은 모르겠어요."}}})
	w, _ := b.run(b.question("병가안내.pdf는 언제 올렸어?"))
	b.contains(w.Text(), "모르겠어요")
}

// Who chose documents wants no general knowledge.
func TestChosenDocumentsThatDoNotAnswer(t *testing.T) {
	b := newBench(t)
	d := b.put("병가안내.pdf", everyone, "병가 신청은 하루 전까지 한다.")
	m := b.model(llm.Reply{Steps: []llm.Step{{Text: "파리예요."}}})
	r := b.question("프랑스의 수도는 어디인가요?")
	r.Documents = []document.ID{d}
	w, _ := b.run(r)
	b.contains(w.Text(), "찾지 못했어요")
	b.lacks(w.Text(), "파리")
	if calls := m.Requests(); len(calls) > 0 {
		t.Errorf("the model was asked %d times", len(calls))
	}

	b.model(llm.Reply{Steps: []llm.Step{{Text: "천만에요."}}}) // a remark is none about documents
	r = b.question("고마워요")
	r.Documents = []document.ID{d}
	w, _ = b.run(r)
	b.contains(w.Text(), "천만에요")

	m = b.model(llm.Reply{Steps: []llm.Step{{Text: "병가 신청은 하루 전까지 합니다."}}})
	r = b.question("이 문서 요약해 줘")
	r.Documents = []document.ID{d}
	w, _ = b.run(r)
	b.contains(w.Text(), "하루 전까지")
	if calls := m.Requests(); len(calls) != 1 || !strings.Contains(calls[0].Messages[0].Text, "요약해 주세요") {
		t.Errorf("the model got %+v", calls)
	}
}

// A word that looks like a follow-up may begin a topic of its own.
func TestATopicThatLooksLikeAFollowUp(t *testing.T) {
	b := newBench(t)
	b.put("메일.md", everyone, "첨부 파일은 25MB까지 보낼 수 있다. 외부로 보내는 메일은 암호로 잠근다.")
	b.run(b.question("메일 첨부 파일은 몇 MB까지야?"))
	w, _ := b.run(b.question("암호는?"))
	b.contains(w.Text(), "암호로 잠근다")
}
