// Package protocol tests what Mundap promises its clients over HTTP and
// WebSocket, on whatever serves it: the program on one machine, or the
// functions behind an emulator of AWS. See docs/protocol.md.
package protocol
