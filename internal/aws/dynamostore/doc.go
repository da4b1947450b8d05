// Package dynamostore keeps records in DynamoDB: document records and grants,
// the call log and its conversations, turns and their events, settings, open
// connections, accounts and sessions. [New] gives a [Store]; its views
// ([Store.Documents], [Store.History] …) are the contracts' adapters. Package
// schema describes the tables.
//
// # How promises are kept
//
// Reads are strongly consistent and go by primary keys or by a local index; a
// global index lags and is never read. What must change together changes in one
// transaction; what must not be overwritten is written on a condition. A
// transaction that met another one is tried again after a short, random wait.
//
// Compare-and-swap records (documents, settings, accounts) stay behind as a
// small tombstone when they are deleted, for [tombstone], so that a revision
// never comes twice.
//
// Items end at 400 KB: long answers lie in a blob, long batches of events in
// several items. Pages end at 1 MB, batches at 25 writes or 100 reads,
// transactions at 100 items: all of them are paged here.
//
// # What expires
//
// Turns, grants, sessions, connections and tombstones carry a time to live;
// since DynamoDB deletes days later, every reader compares the time itself.
package dynamostore
