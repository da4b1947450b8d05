// Package app builds a complete Mundap on one machine from its configuration,
// starts it and stops it. It chooses the implementation of each contract, such
// as SQLite for records and a folder for blobs. The parts that also exist on
// AWS are built by package wiring.
//
//	Serve     runs the server: HTTP on the configured address, and the commands' socket in the data folder
//	Connect   gives a command a client: of the server that holds the data folder or, if there is none, of parts that are started for this command
//
// The parts own all goroutines: Parts.Close stops the parts in reverse order
// and waits for each of them.
package app
