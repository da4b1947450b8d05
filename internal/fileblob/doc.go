// Package fileblob keeps blobs as files in a folder of one machine; it meets
// the contract of package blob.
//
// An object is one file: its content, then a footer that says what it is (key,
// type, version, checksums of its blocks, which every read checks). The file's
// name is the SHA-256 of the key, so that any key fits any file system, and "a"
// may stand beside "a/b". A put writes to tmp/, syncs, and renames: nobody ever
// sees half an object, and a crash leaves either the old or the new one. What a
// crash left in tmp/ goes when the store is opened.
//
// A crash must not separate a change from its event either. The event is noted in
// a separate file before the change, and the note is removed when the listener
// has taken the event. [Store.Recover] sends the events of notes that an earlier
// process left. Puts and deletions at the same time share the sync of that file.
// Changes to keys that the listener does not want need no note.
//
// Versions come from a counter that survives restarts (reserved in blocks, so
// that it costs no write per put). The folder must be held by one process
// (package datadir).
package fileblob
