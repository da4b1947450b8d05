// Package chat answers requests. A turn of conversation begins with the request
// and ends with its entry in the call log.
//
// [Service] owns turns. [Service.Start] begins one that goes on when its client
// goes away; [Service.Run] works on one in the caller's goroutine (a Lambda,
// the command line). Both run the pipeline in turn.go, which reads from top to
// bottom. Each step is a small type in a file of its own, and is given only what
// it needs:
//
//	record.go      what the reader gets and the log keeps
//	prompter.go    asks the model on behalf of a request
//	memory.go      reads what was said before; branch.go says what belongs to it
//	revise.go      makes the question standalone
//	search.go      asks all stores at once; stores.go says which
//	dual.go        asks them in English, too, and translates what they find
//	prioritise.go  keeps the passages that are worth a place in the prompt
//	locate.go      finds where passages of Kendra's stand in their document
//	web.go         searches the web where the documents hold nothing
//	cite.go        names the sources
//	ground.go      has the model answer from the passages
//	stream.go      passes its answer on; citation.go mends the citations in it
//	verify.go      judges each sentence; judge.go asks a second model
//	extract.go     answers with sentences of the passages, without a model
//	speech.go      reads the answer aloud; aloud.go says what of it is read
//	finish.go      writes the call log and ends the turn
//
// talk.go, code.go, file.go and control.go are the other kinds of turns:
// conversation, writing code, summaries of a file (found by upload.go, read by
// open.go), and control messages.
//
// Without a model the pipeline is the same up to the answer, which then
// consists of the documents' own sentences. A turn's events go to a [Sink]:
// turn.Writer keeps them on disk, [Buffer] in memory.
package chat
