// Package app builds a whole Mundap from its configuration, starts it and stops
// it. It alone knows which implementation is behind each contract on one
// machine; package wiring builds what AWS has as well.
//
//	Serve     the server: HTTP on the configured address, and the commands' socket in the data folder
//	Connect   for commands: a client of the server that holds the data folder, or of parts started for the command alone
//
// Everything that runs has an owner here: Parts.Close stops the parts in
// reverse order and waits for each.
package app
