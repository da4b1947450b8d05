// Package fileblob implements the contract of package blob with files in a
// folder of one machine.
//
// Each object is one file. It holds the content and then a footer with the key,
// the type, the version, and a checksum of each block, which is verified on
// every read. The file's name is the SHA-256 of the key, so any key fits any
// file system, and "a" can exist next to "a/b". A put writes the file in tmp/,
// syncs it and renames it: no reader ever sees half an object, and after a
// crash either the old or the new one is there. Opening the store removes what
// a crash left in tmp/.
//
// A crash must not separate a change from its event either. Before each change,
// the event is noted in a separate file; the note is removed when the listener
// has accepted the event. [Store.Recover] sends the events of the notes that an
// earlier process left. Concurrent puts and deletions share the sync of this
// file. Changes to keys that the listener does not want are not noted.
//
// Versions come from a counter that survives restarts. It is reserved in
// blocks, so a put need not write it. The folder must be held by one process
// (package datadir).
package fileblob
