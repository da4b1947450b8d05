// Package server speaks Mundap's protocols over HTTP: the base protocol's five
// endpoints and its socket, mundap.v2 on the same socket, the HTTP API and the
// files of Mundap's own client. docs/protocol.md describes them.
//
// [Server] is an http.Handler. Every request passes, in this order:
//
//	middleware.go  request id, recovery, access log, security headers
//	origin.go      Host check against DNS rebinding, Origin check and CORS
//	routes.go      the table of routes
//	asker.go       who is asking: session, scope, language
//
// Handlers return errors; errors.go renders them, and is the only place that
// does but for the pages of signing in through an identity provider
// (api_oidc.go), which a browser comes to by itself. base.go, api_*.go and
// files.go are the handlers, socket.go the sockets, whose protocols package
// session speaks, and client.go the embedded client.
//
// A turn belongs to the server, not to a connection: handlers start it through
// [Chat] and follow it in a turn.Log.
package server
