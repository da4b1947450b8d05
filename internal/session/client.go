package session

import (
	"context"
	"encoding/json"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// Client describes the other end of a socket and how frames reach it. The zero
// Protocol is the base protocol.
type Client struct {
	Asker
	Protocol connections.Protocol
	// Site is put before the paths of Mundap's pages in base HTML: "" for a
	// client at the same origin, otherwise an origin such as "https://host".
	Site string
	// MaxMessage is the longest message that the transport can send, in bytes;
	// 0 means no limit. Longer v2 frames are sent in parts, and answers in the
	// base protocol stop growing before they reach it.
	MaxMessage int
}

// Delivery describes a turn that is to be sent to a client. It can be stored as
// JSON for another process.
type Delivery struct {
	Turn    turn.ID       `json:"turn"`
	Request *chat.Request `json:"request,omitempty"` // begins the turn unless it has begun; if nil, the turn is only followed
	Seen    turn.Cursor   `json:"seen"`              // how much of the turn the client already has
	// Restart makes this delivery replace an earlier one of the same turn on
	// the same socket. Otherwise the earlier one continues and this one does
	// nothing.
	Restart  bool   `json:"restart,omitempty"`
	Language string `json:"language,omitempty"` // language of Mundap's own sentences: "ko" or "en"
}

// Host is the program that holds a client's socket.
type Host interface {
	// Send sends a frame after all earlier ones. fault.NotFound means that the
	// client is gone; the work that it asked for is done nevertheless.
	Send(ctx context.Context, frame []byte) error
	// Deliver begins d.Turn if d.Request asks for it, and has [Client.Deliver]
	// send the turn, without waiting for that. If it returns an error, the
	// client is told.
	Deliver(ctx context.Context, d Delivery) error
	// Stop ends a turn, wherever it runs. A turn that has already ended is left
	// as it is. fault.NotFound means that there is no such turn.
	Stop(ctx context.Context, id turn.ID) error
}

// Receive carries out one message of the client. If something is wrong with the
// message, the client is told by a frame of its protocol. An error means that a
// frame could not be sent.
func (c Client) Receive(ctx context.Context, message []byte, h Host) error {
	if string(message) == wire.Ping {
		return h.Send(ctx, []byte(wire.Pong))
	}
	i := intent{language: c.Language}
	requestID, err := requestIDOf(message)
	if len(message) > MaxRequest {
		err = errRequestTooLarge
	}
	if err == nil {
		err = c.read(message, requestID, &i)
	}
	if err == nil && i.reply != nil {
		if err := h.Send(ctx, i.reply); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	if err == nil {
		err = i.carryOut(ctx, h)
	}
	if err == nil {
		return nil
	}
	return h.Send(ctx, c.refuse(requestID, err, i.language))
}

// Refuse returns the frame that tells the client that the delivery d failed.
func (c Client) Refuse(d Delivery, err error) []byte {
	return c.refuse(d.Turn.Request, err, c.speaking(d.Language).Language)
}

func (c Client) refuse(requestID string, err error, language string) []byte {
	if c.Protocol == connections.V2 {
		return mustEncode(wire.ServerFrame{Event: "rejected", RequestID: requestID,
			Error: Error(err, language)})
	}
	return mustEncode(failed(requestID, err, language))
}

// intent is what a message asks for. At most one of deliver and stop is set.
type intent struct {
	language string // that the client is answered in
	reply    []byte // sent before anything is done
	deliver  *Delivery
	stop     *turn.ID
}

func (i intent) carryOut(ctx context.Context, h Host) error {
	switch {
	case i.deliver != nil:
		return h.Deliver(ctx, *i.deliver)
	case i.stop != nil:
		err := h.Stop(ctx, *i.stop)
		if fault.Is(err, fault.NotFound) {
			return errNothingToStop.WithCause(err)
		}
		return err
	}
	return nil
}

func (c Client) read(message []byte, requestID string, i *intent) error {
	if c.Protocol == connections.V2 {
		return c.readV2(message, requestID, i)
	}
	return c.readBase(message, requestID, i)
}

func (c Client) readBase(message []byte, requestID string, i *intent) error {
	var r wire.Request
	if requestID == "" || json.Unmarshal(message, &r) != nil {
		return errNoRequest
	}
	asker, err := c.As(r.UserID)
	if err != nil {
		return err
	}
	req, err := asker.Request(wire.Ask{Request: r})
	if err != nil {
		return err
	}
	i.reply = mustEncode(typing(requestID))
	i.deliver = &Delivery{Turn: turn.ID{User: asker.User, Request: requestID}, Request: &req,
		Language: c.Language}
	return nil
}

func (c Client) readV2(message []byte, requestID string, i *intent) error {
	var f wire.ClientFrame
	if len(message) == 0 || json.Unmarshal(message, &f) != nil {
		return errNoRequest
	}
	id := turn.ID{User: c.User, Request: requestID}
	switch {
	case f.Op == wire.OpPing:
		i.reply = mustEncode(wire.ServerFrame{Event: "pong"})
		return nil
	case requestID == "":
		return errNoRequest
	case f.Op == wire.OpAsk && f.Ask != nil:
		f.Ask.RequestID = requestID
		return c.readAsk(*f.Ask, id, i)
	case f.Op == wire.OpFollow:
		seen := turn.Cursor{Seq: f.After, Attempt: f.Attempt}
		i.deliver = &Delivery{Turn: id, Seen: seen, Restart: true, Language: c.Language}
		return nil
	case f.Op == wire.OpStop:
		i.stop = &id
		return nil
	}
	return errNoRequest
}

// readAsk reads a question. Without accounts everything is the local owner's,
// whatever user the client names: it follows and stops turns by their request
// id alone.
func (c Client) readAsk(ask wire.Ask, id turn.ID, i *intent) error {
	c = c.speaking(ask.Language)
	i.language = c.Language
	if _, err := c.As(ask.UserID); err != nil {
		return err
	}
	req, err := c.Request(ask)
	if err != nil {
		return err
	}
	i.deliver = &Delivery{Turn: id, Request: &req, Restart: true, Language: c.Language}
	return nil
}

// speaking is the client in another language; one that Mundap does not speak
// changes nothing.
func (c Client) speaking(language string) Client {
	if known, ok := languageOf(language); ok {
		c.Language = known
	}
	return c
}
