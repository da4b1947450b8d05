package prompt

import (
	"slices"

	"github.com/mundap/mundap/internal/fault"
)

// Mode is an entry of the menu: what a client sends to choose it, and what a
// person reads. The zero value of RAGType and Function means that the mode
// takes none.
type Mode struct {
	ID       string // unique: "normal", "qa", "qa-opensearch", "code-python", …
	Type     string // "text" or "code"
	ConvType string // conv_type: what the request carries
	// rag_type: "all", "kendra", "opensearch", "faiss"; "" where the mode searches nothing
	RAGType  string
	Function string // function_type: "rag", "dual-search", "code-generation-python", …
	Name     fault.Text
	Hint     fault.Text // one line of what it does
	// Model: the mode needs a language model. Without one only questions about
	// documents are answered.
	Model bool
}

var modes = []Mode{
	{"qa", "text", "qa", "all", "rag", fault.Text{Ko: "문서에 묻기", En: "Ask your documents"},
		fault.Text{Ko: "올린 문서에서 찾아 출처와 함께 답해요.", En: "Answers from your documents, with sources."},
		false},
	{"normal", "text", "normal", "", "", fault.Text{Ko: "일반 대화", En: "Conversation"},
		fault.Text{Ko: "문서 없이 자유롭게 이야기해요.", En: "Talk freely, without documents."}, true},
	{"dual-search", "text", "qa", "all", "dual-search",
		fault.Text{Ko: "한영 함께 찾기", En: "Korean and English search"},
		fault.Text{Ko: "질문을 영어로도 옮겨 두 언어로 찾아요.",
			En: "Searches in Korean and in English translation."}, false},
	{"qa-opensearch", "text", "qa", "opensearch", "rag", fault.Text{Ko: "OpenSearch에 묻기",
		En: "Ask OpenSearch"},
		fault.Text{Ko: "OpenSearch 저장소에서만 찾아요.", En: "Searches the OpenSearch store alone."},
		false},
	{"qa-kendra", "text", "qa", "kendra", "rag", fault.Text{Ko: "Kendra에 묻기", En: "Ask Kendra"},
		fault.Text{Ko: "Kendra 저장소에서만 찾아요.", En: "Searches the Kendra store alone."}, false},
	{"qa-local", "text", "qa", "local", "rag", fault.Text{Ko: "이 서버의 저장소에 묻기",
		En: "Ask this server's store"},
		fault.Text{Ko: "이 서버에 있는 저장소에서만 찾아요.", En: "Searches this server's own store alone."},
		false},
	{"code-python", "code", "qa", "opensearch", "code-generation-python",
		fault.Text{Ko: "Python 코드 쓰기", En: "Write Python"},
		fault.Text{Ko: "올린 코드를 참고해 Python 코드를 써요.", En: "Writes Python, guided by your own code."},
		true},
	{"code-nodejs", "code", "qa", "opensearch", "code-generation-nodejs",
		fault.Text{Ko: "Node.js 코드 쓰기", En: "Write Node.js"},
		fault.Text{Ko: "올린 코드를 참고해 Node.js 코드를 써요.",
			En: "Writes Node.js, guided by your own code."}, true},
	{"code-typescript", "code", "qa", "opensearch", "code-generation-typescript",
		fault.Text{Ko: "TypeScript 코드 쓰기", En: "Write TypeScript"},
		fault.Text{Ko: "올린 코드를 참고해 TypeScript 코드를 써요.",
			En: "Writes TypeScript, guided by your own code."}, true},
	{"code-go", "code", "qa", "opensearch", "code-generation-go",
		fault.Text{Ko: "Go 코드 쓰기", En: "Write Go"},
		fault.Text{Ko: "올린 코드를 참고해 Go 코드를 써요.", En: "Writes Go, guided by your own code."}, true},
	{"code-java", "code", "qa", "opensearch", "code-generation-java",
		fault.Text{Ko: "Java 코드 쓰기", En: "Write Java"},
		fault.Text{Ko: "올린 코드를 참고해 Java 코드를 써요.", En: "Writes Java, guided by your own code."}, true},
	{"code-c", "code", "qa", "opensearch", "code-generation-c",
		fault.Text{Ko: "C 코드 쓰기", En: "Write C"},
		fault.Text{Ko: "올린 코드를 참고해 C 코드를 써요.", En: "Writes C, guided by your own code."}, true},
	{"translation", "text", "translation", "", "", fault.Text{Ko: "번역", En: "Translation"},
		fault.Text{Ko: "한국어는 영어로, 영어는 한국어로 옮겨요.", En: "Korean into English, English into Korean."},
		true},
	{"grammar", "text", "grammar", "", "", fault.Text{Ko: "맞춤법·문법", En: "Grammar"},
		fault.Text{Ko: "틀린 곳을 알려 주고 고친 글을 보여 줘요.", En: "Names the mistakes and corrects the text."},
		true},
	{"sentiment", "text", "sentiment", "", "", fault.Text{Ko: "감정 분석", En: "Sentiment"},
		fault.Text{Ko: "주제마다 긍정·부정·중립을 알려 줘요.",
			En: "Positive, negative or neutral, topic by topic."}, true},
	{"extraction", "text", "extraction", "", "",
		fault.Text{Ko: "이메일 찾기", En: "Find e-mail addresses"},
		fault.Text{Ko: "글에서 이메일 주소를 골라내요.", En: "Finds the e-mail addresses in a text."}, true},
	{"pii", "text", "pii", "", "", fault.Text{Ko: "개인정보 가리기", En: "Hide personal data"},
		fault.Text{Ko: "이름, 주소, 번호를 XXX로 바꿔요.",
			En: "Replaces names, addresses and numbers with XXX."}, true},
	{"step-by-step", "text", "step-by-step", "", "", fault.Text{Ko: "단계별로 풀기", En: "Step by step"},
		fault.Text{Ko: "생각하는 과정을 보여 주며 답해요.", En: "Reasons step by step, then answers."}, true},
	{"like-child", "text", "like-child", "", "", fault.Text{Ko: "아이에게 설명하듯", En: "As for a child"},
		fault.Text{Ko: "아이도 알 수 있게 쉽게 풀어 줘요.", En: "Explains it so that a child understands."},
		true},
	{"timestamp-extraction", "text", "timestamp-extraction", "", "",
		fault.Text{Ko: "날짜·시각 찾기", En: "Find dates and times"},
		fault.Text{Ko: "글에 나오는 연월일과 시각을 뽑아요.", En: "Finds the dates and times in a text."}, true},
	{"funny", "text", "funny", "", "", fault.Text{Ko: "장난꾸러기 서연", En: "Playful Seoyeon"},
		fault.Text{Ko: "열 살 서연이와 반말로 떠들어요.", En: "Chat with Seoyeon, aged ten."}, true},
	{"none", "text", "none", "", "", fault.Text{Ko: "프롬프트 없이", En: "No prompt"},
		fault.Text{Ko: "아무 지시 없이 모델에게 그대로 물어요.", En: "Sends your words to the model as they are."},
		true},
}

// Modes lists the menu in its order. The caller may change the slice.
func Modes() []Mode { return slices.Clone(modes) }

// Known reports whether conv is a conv_type of the menu.
func Known(conv string) bool {
	return slices.ContainsFunc(modes, func(m Mode) bool { return m.ConvType == conv })
}

// CodeLanguage is a language that code can be generated in.
type CodeLanguage struct {
	Function string   // function_type
	Name     string   // as said in a sentence
	Label    string   // of a Markdown code block
	Index    []string // document.Chunk.Language of its code, and of what serves as its example
}

var codeLanguages = []CodeLanguage{
	{"code-generation-python", "Python", "python", []string{"python"}},
	{"code-generation-nodejs", "Node.js", "javascript", []string{"javascript", "typescript"}},
	{"code-generation-typescript", "TypeScript", "typescript", []string{"typescript", "javascript"}},
	{"code-generation-go", "Go", "go", []string{"go"}},
	{"code-generation-java", "Java", "java", []string{"java"}},
	{"code-generation-c", "C", "c", []string{"c"}},
}

// CodeLanguageOf finds the language that a function_type names.
func CodeLanguageOf(function string) (CodeLanguage, bool) {
	i := slices.IndexFunc(codeLanguages,
		func(c CodeLanguage) bool { return c.Function == function })
	if i < 0 {
		return CodeLanguage{}, false
	}
	return codeLanguages[i], true
}
