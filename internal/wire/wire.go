// Package wire defines the messages of Mundap's protocols: the base protocol
// that existing clients use, mundap.v2, and the HTTP API of Mundap's own
// client. It only contains types and their validation. docs/protocol.md
// describes the protocols.
package wire

// Ping is what a base client sends about every 40 seconds, as bare text.
const Ping = "__ping__"

// Pong is the answer to Ping, a JSON string.
const Pong = `"__pong__"`

// Status is what a base Response is.
type Status string

const (
	StatusTyping     Status = "istyping"
	StatusProceeding Status = "proceeding"
	StatusDebug      Status = "debug"
	StatusCompleted  Status = "completed"
	StatusError      Status = "error"
)

// Request is a base client's question. All fields are strings; unknown fields are ignored.
type Request struct {
	UserID       string `json:"user_id"`
	RequestID    string `json:"request_id"`
	RequestTime  string `json:"request_time"`
	Type         string `json:"type"` // "text", "document", "code"
	Body         string `json:"body"`
	ConvType     string `json:"conv_type"`
	RAGType      string `json:"rag_type"`
	FunctionType string `json:"function_type"`
}

// Response is every frame that a base client receives, pongs aside.
type Response struct {
	RequestID string `json:"request_id"`
	Msg       string `json:"msg"`
	Status    Status `json:"status"`
}

// Bodies of the five endpoints. Each answer's inner value is a JSON string, so
// that clients parse twice.
type (
	ProvisioningRequest struct {
		UserID *string `json:"userId"`
	}
	ProvisioningInfo struct {
		WSSURL string `json:"wss_url"`
		// PingSeconds is how often the client is to send a ping; 0 means as often as it
		// thinks best.
		PingSeconds int `json:"ping_seconds,omitempty"`
	}
	ProvisioningResponse struct {
		StatusCode int    `json:"statusCode"`
		Info       string `json:"info"`
	}

	UploadRequest struct {
		Filename    string `json:"filename"`
		ContentType string `json:"contentType"`
		// Private is Mundap's own: keep the document to its owner.
		Private bool `json:"private,omitempty"`
	}
	UploadGrant struct {
		Bucket      string `json:"Bucket"`
		Key         string `json:"Key"`
		Expires     int    `json:"Expires"` // seconds
		ContentType string `json:"ContentType"`
		UploadURL   string `json:"UploadURL"`
		// Document is the id of the document that the upload will be a version of.
		Document string `json:"Document,omitempty"`
	}
	UploadResponse struct {
		StatusCode int    `json:"statusCode"`
		Body       string `json:"body"`
	}

	HistoryRequest struct {
		UserID    string `json:"userId"`
		AllowTime string `json:"allowTime"`
	}
	HistoryItem struct {
		RequestTime string `json:"request_time"`
		RequestID   string `json:"request_id"`
		Type        string `json:"type"`
		Body        string `json:"body"`
		Msg         string `json:"msg"`
	}

	QueryRequest struct {
		RequestID string `json:"request_id"`
	}
	DeleteRequest struct {
		UserID string `json:"userId"`
	}

	// MsgResponse answers /history, /query, /delete, and every failure.
	MsgResponse struct {
		StatusCode int    `json:"statusCode"`
		Msg        string `json:"msg"`
	}
)
