// Package sqsqueue implements the work queue with two SQS FIFO queues, one for
// messages and one for dead letters.
//
// A server calls [Queue.Run], which polls. A Lambda function receives batches
// from SQS and passes them to [Queue.HandleBatch].
//
// # Differences between SQS and the contract
//
// SQS has no delay for a single FIFO message. When a handler fails, the message
// is therefore hidden for the backoff (ChangeMessageVisibility), and the rest
// of its group waits, as FIFO order requires. The redrive policy of SQS records
// no reason and doesn't know permanent errors. This package therefore moves
// dead letters itself, by a send followed by a deletion; after a crash between
// the two, a message may be in the dead-letter queue twice. A redrive policy
// with [RedriveCount] may be added for functions that fail to start at all.
//
// Under Lambda, a message is hidden only as long as its function can still run,
// instead of the queue's visibility timeout (six times as long). If the
// function is killed, the message comes again soon.
//
// Attempts are counted by SQS's receive count. A message also uses up an
// attempt if a stopping server gave it back, or if an earlier message of its
// batch failed. With a batch size of 1 the count is exact.
package sqsqueue
