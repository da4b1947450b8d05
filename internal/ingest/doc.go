// Package ingest adds documents and removes them.
//
// A document takes these steps, whether it comes from a browser, `mundap
// ingest` or a file copied into the bucket:
//
//	Service.Grant   an upload URL, and a grant that says whose the object will be
//	blob store      receives the bytes and reports the change
//	Service.Event   matches the event with its grant, writes the record, sends a task to the queue
//	Worker.Handle   loads, splits, stores the contents, indexes, and marks the record ready, or failed with the reason
//
// Deletion goes the same way: the record is hidden at once (state deleting, its
// generation raised), a task follows, and after the time for an undo the worker
// makes every store forget the document. Until then the task waits in the queue.
//
// Where more tasks wait than there are workers, deletions overtake, owners take
// turns, and big documents leave a worker to small ones (queue.Lane).
//
// Long documents are processed in steps (job.go): pages, vectors and the stores
// that have the chunks are saved every 20 seconds of work (checkpoint.go), and
// the next worker of the task continues from there, even after a restart. Where
// a delivery's time is limited, as on Lambda, the Worker queues the rest as a
// new task before the time is up. Such a step does not count as a failed
// attempt.
//
// Nothing is lost if a process dies: each step can be repeated, a task
// delivered twice finds its work done, and Service.Recover sends tasks again
// that a crash between record and queue lost. Steps of one document never
// overtake each other (its key is the queue's group); events that come out of
// order are sorted out by their version.
package ingest
