// Package e2e tests the real program. It builds the binary, starts it with an
// empty data folder, and uses it as people and existing clients do: through
// HTTP, WebSocket and the command line.
package e2e
