// Package admin lets the commands of the program talk to a running Mundap. It
// is an HTTP API on a Unix socket in the data folder. Only the owner of the
// folder can open the socket, so everybody who does is treated as an
// administrator. A request can name a user in whose place it acts.
//
// [Handler] is the server's side of the API and [Client] the commands' side. If
// no server holds the data folder, a command starts the same parts in its own
// process and calls them through the same API (see internal/app), so there is
// only one code path.
package admin
