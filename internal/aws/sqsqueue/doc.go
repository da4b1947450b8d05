// Package sqsqueue is the work queue on SQS FIFO queues: one for the messages,
// one for dead letters.
//
// Servers run it ([Queue.Run] polls); a Lambda function is pushed batches and
// gives them to [Queue.HandleBatch].
//
// # What SQS can't do, and what is done instead
//
// A FIFO message has no delay of its own: a failed one is hidden for the
// backoff (ChangeMessageVisibility), and its group waits for it, as SQS
// promises. SQS's own redrive policy tells no reason and knows no permanent
// errors: messages are put aside here, by a send to the dead letters' queue and
// a deletion, which after a crash between the two puts one aside twice at
// worst. A redrive policy may be added for functions that never start,
// with [RedriveCount].
//
// Under Lambda a message is hidden as long as its function may still run, not
// for the queue's own time (six times that): a killed function's message comes
// again soon after.
//
// Attempts are SQS's receive count: a message that a stopping server gave back,
// and one that followed a failed one in a batch, has lost an attempt. A
// batch size of 1 keeps the count exact.
package sqsqueue
