// Package server serves Mundap's protocols over HTTP: the base protocol with
// its five endpoints and its socket, mundap.v2 on the same socket, the HTTP
// API, and the files of Mundap's own client. docs/protocol.md describes the
// protocols.
//
// [Server] is an http.Handler. Every request passes through these files in this
// order:
//
//	middleware.go  request id, recovery, access log, security headers
//	origin.go      Host check against DNS rebinding, Origin check and CORS
//	routes.go      the table of routes
//	asker.go       who is asking: session, scope, language
//
// The handlers are in base.go, api_*.go and files.go. They return errors, which
// errors.go renders; the one exception is the sign-in through an identity
// provider (api_oidc.go), whose error pages are opened by the browser itself.
// The sockets are in socket.go, and package session handles their protocols.
// The embedded client is in client.go.
//
// A turn belongs to the server and not to a connection. Handlers start turns
// through [Chat] and follow them in a turn.Log.
package server
