package server_test

import (
	"net/http"
	"testing"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/session/sessiontest"
)

func TestTheProtocols(t *testing.T) {
	sessiontest.Run(t, func(t *testing.T, accounts bool) sessiontest.World {
		var options []option
		if accounts {
			options = append(options, withAccounts)
		}
		w := newWorld(t, options...)
		browser := w.browser
		if accounts {
			browser = w.account("kim")
		}
		request := func(method, path, body string) int { return w.do(browser, method, path, body).status }
		return sessiontest.World{Chat: w.chat, Request: request, Open: func(protocol connections.Protocol,
			language string) sessiontest.Socket {
			o := &websocket.DialOptions{HTTPHeader: http.Header{"Accept-Language": {language}}}
			if protocol != connections.Base {
				o.Subprotocols = []string{string(protocol)}
			}
			ws, _, err := w.dial(w.socketURL(browser), o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = ws.CloseNow() })
			return texts{&tab{t, ws}}
		}}
	})
}

// texts are the messages of a tab.
type texts struct{ tab *tab }

func (x texts) Send(message string) { x.tab.send(message) }

func (x texts) Receive() string { return x.tab.receive() }
