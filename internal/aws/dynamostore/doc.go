// Package dynamostore keeps records in DynamoDB: document records and grants,
// the call log and its conversations, turns and their events, settings, open
// connections, accounts and sessions. [New] returns a [Store]. Its views, such
// as [Store.Documents] and [Store.History], implement the contracts. Package
// schema describes the tables.
//
// # How the contracts are kept
//
// All reads are strongly consistent and use primary keys or a local index.
// Global indexes lag behind and are never read. Changes that belong together
// are made in one transaction, and writes that must not overwrite anything are
// conditional. A transaction that conflicts with another one is tried again
// after a short random wait.
//
// When a record with a revision (a document, settings or an account) is
// deleted, a small tombstone stays for the time [tombstone], so that no
// revision is ever used twice.
//
// DynamoDB limits items to 400 KB, pages to 1 MB, batches to 25 writes or 100
// reads, and transactions to 100 items. This package therefore stores long
// answers in a blob, divides long batches of events among several items, and
// pages through everything else.
//
// # What expires
//
// Turns, grants, sessions, connections and tombstones have a time to live.
// DynamoDB may delete an expired item days late, so every reader checks the
// time itself.
package dynamostore
