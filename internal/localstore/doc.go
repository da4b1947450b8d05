// Package localstore keeps records in one SQLite file: document records and
// grants, the call log, turns and their events, settings, accounts, and the
// durable queues. It is used by a server on one machine; on AWS, DynamoDB and
// SQS take its place. Blobs and search indexes are stored elsewhere. Open
// connections are not stored, because they end with the process.
//
// # One writer
//
// [Open] returns a [DB]. Its views, such as [DB.Documents], [DB.Turns] and
// [DB.Queue], implement the contracts. The folder of the file must be held by
// one process (package datadir), because queues wake their handlers in memory,
// and because tasks that were in progress when the file is opened count as
// abandoned.
//
// # Group commit
//
// A write returns when it is on disk (write-ahead log, synchronous=FULL, one
// fsync per commit), because the call log, the queue and the events of a turn
// must survive a power failure. An fsync takes milliseconds, so with one fsync
// per write there could only be a few hundred writes per second. Therefore all
// writes go to one goroutine, which combines the waiting ones in one
// transaction, each in a savepoint of its own. The next batch collects while
// one commit is synced. Reads have connections of their own and never wait for
// writes.
//
// # Deleted rows
//
// What a user deletes is gone from the files within seconds ([DB.Wipe]): the
// write-ahead log is emptied, and the copies of rows that SQLite left in unused
// parts of pages are overwritten. A mark in the database ensures that this is
// done at the next start if a crash prevents it.
package localstore
