// Package localstore keeps everything but blobs and search indices in one
// SQLite file: document records and grants, the call log, turns and their
// events, settings, accounts, and the durable queues. It serves a server on one
// machine; on AWS the same contracts are met by DynamoDB and SQS. Open
// connections need no store here, because they end with the process.
//
// # One writer
//
// [Open] gives a [DB]; its views ([DB.Documents], [DB.Turns], [DB.Queue] …) are
// the contracts' adapters. The folder that the file lies in must be held by one
// process (package datadir): queues wake their handlers in memory, and what was
// in flight when the file is opened counts as abandoned.
//
// # Group commit
//
// Every write returns when it is on disk (write-ahead log, synchronous=FULL:
// one fsync a commit), because the call log, the queue and the events of a turn
// must survive a power cut. An fsync costs milliseconds, so that one each would
// allow a few hundred writes a second: all writes go to one goroutine, which
// puts those that wait into one transaction, each in a savepoint of its own.
// While one commit is synced, the next batch gathers. Reads have connections of
// their own and never wait for writes.
//
// # Deleted rows
//
// What a user deleted leaves the files within seconds ([DB.Wipe]): the
// write-ahead log is emptied, and copies of rows that SQLite left in unused
// parts of pages are overwritten. A mark in the database makes sure that a
// restart does what a crash prevented.
package localstore
