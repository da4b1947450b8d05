// Package ingest brings documents in and takes them out again.
//
// The way of a document, the same for a browser's upload, `mundap ingest` and a file copied straight into the bucket:
//
//	Service.Grant   an upload URL, and a grant that says whose the object will be
//	blob store      receives the bytes and tells of the change
//	Service.Event   matches the event with its grant, writes the record, sends a task to the queue
//	Worker.Handle   loads, splits, stores the contents, indexes, and sets the record ready; or failed with the reason
//
// Deletion goes the same way: the record is hidden at once (state deleting, its generation raised), a task follows, and
// after the time for an undo the worker makes every store forget the document.
//
// A long document is worked in steps (job.go): pages, vectors and the stores that have its chunks are saved every 20
// seconds of work (checkpoint.go), and whoever is given the task next goes on from there, after a restart as well. Where a
// delivery's time is bounded, as on Lambda, the Worker leaves the rest to a task of its own before the time is over: a
// step that came to its end is no failed attempt.
//
// Nothing is lost whatever dies on the way: each step can be repeated, a task that comes twice finds its work done, and
// Service.Recover sends the tasks again that a crash between record and queue swallowed. Steps of one document never
// overtake each other (its key is the queue's group); events that come out of order are sorted out by their version.
package ingest
