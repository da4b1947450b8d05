// Package ingest adds documents and removes them.
//
// Every document takes these steps, no matter whether it comes from a browser,
// from `mundap ingest` or from a file that was copied into the bucket:
//
//	Service.Grant   returns an upload URL, and records a grant that says whose document it will be
//	blob store      receives the bytes and reports the change
//	Service.Event   matches the event with its grant, writes the record and queues a task
//	Worker.Handle   loads, splits, stores the contents, indexes, and marks the record as ready, or as failed with the reason
//
// Deletions work in the same way. The record is hidden at once (its state
// becomes deleting and its generation increases) and a task is queued. The task
// waits in the queue as long as the deletion can be undone; then the worker
// makes every store forget the document.
//
// If more tasks are waiting than there are workers, deletions go first, owners
// take turns, and big documents leave a worker free for small ones
// (queue.Lane).
//
// Long documents are processed in steps (job.go). Pages, vectors and the list
// of stores that have the chunks are saved after every 20 seconds of work
// (checkpoint.go). The next worker of the task continues from there, even after
// a restart. Where the time for a delivery is limited, as on Lambda, the Worker
// queues the rest as a new task before the time is up. Such a step does not
// count as a failed attempt.
//
// Nothing is lost if a process dies. Each step can be repeated, and a task that
// is delivered twice finds its work done. If a crash occurs after the record
// was written and before the task was queued, Service.Recover queues the task
// again. Steps of one document never overtake each other, because the
// document's id is its group in the queue. Events that arrive out of order are
// recognised by their version.
package ingest
