// Package protocol tests the promises of docs/protocol.md over HTTP and
// WebSocket. The same tests run against every kind of server: the program on
// one machine, and the functions behind an emulator of AWS.
package protocol
