package chat

import (
	"strings"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/prompt"
)

// Request is a question, a command or a file. Both protocols use it. It is
// stored as JSON together with its turn.
type Request struct {
	Scope    auth.Scope   `json:"scope"` // whose documents the answer may rest on
	Address  string       `json:"-"`     // of the network that it came from, for limits; "" if there is none
	User     history.User `json:"user"`  // the user whose history it goes into
	Language string       `json:"language,omitempty"`

	RequestID   string `json:"request_id"`
	RequestTime string `json:"request_time"`
	Type        string `json:"type"` // "text", "code" or "document"; "" means text
	Body        string `json:"body"` // the text, or the uploaded file's name or key
	ConvType    string `json:"conv_type"`
	RAGType     string `json:"rag_type,omitempty"`
	Function    string `json:"function_type,omitempty"`

	Conversation string        `json:"conversation,omitempty"` // "" means history.BaseConversation
	Parent       string        `json:"parent,omitempty"`       // id of the request that this one follows; "" means the latest one
	Replaces     string        `json:"replaces,omitempty"`     // id of the request that this one replaces
	Documents    []document.ID `json:"documents,omitempty"`    // search only these; nil means all that the scope may read
	NoWeb        bool          `json:"no_web,omitempty"`       // don't search the web, even if the documents have no answer
}

// MaxBody is the longest body in bytes. A frame of the protocol is at most 24
// KB; this limits requests that arrive by other routes.
const MaxBody = 32 << 10

// maxDocuments is the most documents a request may be restricted to.
const maxDocuments = 1000

// kind is what a request asks for.
type kind int

const (
	control  kind = iota // a control message
	talk                 // a mode without documents
	rag                  // a question about documents
	code                 // code generation
	filekind             // summary of an uploaded file
)

// Check returns fault.Invalid or fault.TooLarge, with a sentence for the user,
// if the request can't start a turn: its mode is unknown, its body is empty or
// too long, or it has no request id.
func (r Request) Check() error {
	_, err := r.kind()
	return err
}

func (r Request) kind() (kind, error) {
	switch {
	case r.RequestID == "":
		return 0, fault.New(fault.Invalid,
			"request_id가 없는 요청이에요. request_id를 넣어 다시 보내 주세요.",
			"The request has no request_id. Send it again with one.")
	case strings.TrimSpace(r.Body) == "":
		return 0, fault.New(fault.Invalid, "내용이 비어 있어요. 질문을 적어 주세요.",
			"There is no text. Write your question.")
	case len(r.Body) > MaxBody:
		return 0, fault.New(fault.TooLarge,
			"글이 너무 길어요. 나누어서 보내거나 파일로 올려 주세요.",
			"The text is too long. Send it in parts, or upload it as a file.")
	case len(r.Documents) > maxDocuments:
		return 0, fault.New(fault.Invalid,
			"고른 문서가 너무 많아요. 1,000개까지 고를 수 있어요.",
			"Too many documents are selected. You can choose up to 1,000.")
	}
	switch r.Type {
	case "", "text":
		return r.textKind()
	case "code":
		if _, ok := prompt.CodeLanguageOf(r.Function); !ok || r.ConvType != "" &&
			!prompt.Known(r.ConvType) {
			return 0, unknownMode(r.Function)
		}
		return code, nil
	case "document": // any mode of the menu stands beside an upload, its last part also
		return filekind, nil
	}
	return 0, unknownMode(r.Type)
}

func (r Request) textKind() (kind, error) {
	if _, ok := controls[strings.TrimSpace(r.Body)]; ok {
		return control, nil
	}
	switch {
	case !prompt.Known(r.ConvType):
		return 0, unknownMode(r.ConvType)
	case r.ConvType != "qa":
		return talk, nil
	case !knownRAG(r.RAGType):
		return 0, unknownMode(r.RAGType)
	}
	return rag, nil
}

func unknownMode(name string) error {
	name = korean.Truncate(korean.Line(name), 40)
	return fault.New(fault.Invalid,
		"“"+name+"”라는 대화 방식은 없어요. 메뉴에서 다른 방식을 골라 주세요.",
		"“"+name+"” is not a known mode. Choose another one from the menu.")
}

// language is the language of prompts and messages in the turn: that of the
// text if the user wrote it, otherwise that of the client. A code or a name
// alone ("A396") has no language.
func (r Request) language(k kind) prompt.Language {
	if k == control || k == filekind || r.Language != "" && korean.OnlyNames(r.Body) {
		if strings.HasPrefix(strings.ToLower(r.Language), "en") {
			return prompt.English
		}
		return prompt.Korean
	}
	return prompt.Language(korean.Language(r.Body))
}

func (r Request) conversation() string {
	if r.Conversation == "" {
		return history.BaseConversation
	}
	return r.Conversation
}

// mayUseWeb reports whether the web may be searched if the documents contain no
// answer.
func (r Request) mayUseWeb() bool { return !r.NoWeb && len(r.Documents) == 0 }

// memory says which memory the call goes into.
func (r Request) memory(k kind) history.Memory {
	switch {
	case k == rag:
		return history.RAGMemory
	case k == talk && (r.ConvType == "normal" || r.ConvType == "funny"):
		return history.ChatMemory
	}
	return history.NoMemory
}
