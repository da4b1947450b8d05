// Package e2e tests the real program: it builds the binary, starts it on an
// empty folder, and uses it as people and existing clients do, over HTTP and
// WebSocket and the command line.
package e2e
