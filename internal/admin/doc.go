// Package admin is how commands reach a Mundap that is running: an HTTP API on
// a Unix socket in the data folder, which only the folder's owner can open.
// Whoever speaks here is an administrator; a request may act as a user.
//
// [Handler] is the server's side, [Client] the commands'. When no server has
// the folder, a command starts the same parts in its own process and speaks to
// them in the same way (see internal/app), so that there is one code path.
package admin
