package session

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/wire"
)

const (
	// MaxRequest is the longest request on a socket, in bytes. It fits in one
	// frame of API Gateway (32 KB), and applies to every installation.
	MaxRequest = 24 << 10
	maxUserID  = 256 // bytes
	// maxRequestID is the longest request id, in bytes. Every frame of a turn
	// repeats the id; UUIDs, which clients use, have 36 bytes.
	maxRequestID = 256
)

// What can be wrong with a client's message.
var (
	errRequestTooLarge = fault.New(fault.TooLarge,
		"메시지가 너무 길어요. 24KB까지 보낼 수 있으니 나누어 보내거나 파일로 올려 주세요.",
		"The message is too long. The limit is 24 KB: send it in parts, or upload it as a file.")
	errNoRequest = fault.New(fault.Invalid,
		"메시지를 읽지 못했어요. request_id가 있는 JSON으로 보내 주세요.",
		"The message could not be read. Send JSON with a request_id.")
	errLongRequestID = fault.New(fault.Invalid,
		"request_id가 너무 길어요. 256바이트까지 쓸 수 있어요.",
		"The request_id is too long. The limit is 256 bytes.")
	errOtherUser = fault.New(fault.Forbidden,
		"로그인한 사용자와 요청한 사용자가 달라요. 다시 로그인해 주세요.",
		"The request names a user other than the one who is signed in. Sign in again.")
	errNothingToStop = fault.New(fault.NotFound,
		"멈출 답이 없어요. 이미 끝났을 수 있어요.",
		"There is no answer to stop. It may have ended already.")
	errLongUser = fault.New(fault.Invalid, "userId가 너무 길어요.", "The userId is too long.")
)

// requestIDOf finds the request id in a message of either protocol, however
// unusable the rest of it is; "" if there is none. The error is errLongRequestID:
// an id that no frame repeats.
func requestIDOf(message []byte) (string, error) {
	var m struct {
		RequestID string `json:"request_id"`
		Ask       *struct {
			RequestID string `json:"request_id"`
		} `json:"ask"`
	}
	if json.Unmarshal(message, &m) != nil {
		return "", nil
	}
	if m.RequestID == "" && m.Ask != nil {
		m.RequestID = m.Ask.RequestID
	}
	if len(m.RequestID) > maxRequestID {
		return "", errLongRequestID
	}
	return m.RequestID, nil
}

// Asker is who sent a request.
type Asker struct {
	Scope    auth.Scope
	User     history.User // the user whose history is read and written
	Accounts bool         // requests must name the asker's own account
	Language string       // "ko", "en"
}

// As returns the asker with the user id that a request carries. On a server
// without accounts, the id only divides the history. With accounts, an id other
// than the asker's own is fault.Forbidden.
func (a Asker) As(userID string) (Asker, error) {
	switch {
	case len(userID) > maxUserID:
		return Asker{}, errLongUser
	case userID == "":
	case !a.Accounts:
		a.User = history.User(userID)
	case auth.CanonicalUser(auth.UserName(userID)) != cmp.Or(a.Scope.Name,
		auth.UserName(a.User)): // sockets of version 0.1 have no name
		return Asker{}, errOtherUser
	}
	return a, nil
}

// Request returns a client's question in the form that package chat takes. If
// the request can't begin a turn, the error is that of chat.Request.Check.
func (a Asker) Request(ask wire.Ask) (chat.Request, error) {
	r := chat.Request{
		Scope: a.Scope, User: a.User, Language: a.Language,
		RequestID: ask.RequestID, RequestTime: ask.RequestTime, Type: cmp.Or(ask.Type, "text"),
		Body:     korean.Normalise(ask.Body),
		ConvType: ask.ConvType, RAGType: ask.RAGType, Function: ask.FunctionType,
		Conversation: ask.Conversation, Parent: ask.Parent, Replaces: ask.Replaces,
		NoWeb: ask.NoWeb,
	}
	for _, name := range ask.Documents {
		id := document.ID(name)
		if err := id.Check(); err != nil {
			return chat.Request{}, err
		}
		r.Documents = append(r.Documents, id)
	}
	return r, r.Check()
}

// Language returns the language in which Mundap answers a client with this
// Accept-Language header: the first one that Mundap speaks, "ko" or "en", or
// "ko" if there is none.
func Language(accepted string) string {
	for tag := range strings.SplitSeq(accepted, ",") {
		if language, ok := languageOf(tag); ok {
			return language
		}
	}
	return "ko"
}

// languageOf is "ko" or "en" by a language tag such as "en-US;q=0.8"; ok is
// false for other languages.
func languageOf(tag string) (language string, ok bool) {
	tag = strings.ToLower(strings.TrimSpace(tag))
	for _, language := range []string{"ko", "en"} {
		if strings.HasPrefix(tag, language) {
			return language, true
		}
	}
	return "", false
}
