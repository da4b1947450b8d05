// Package chat answers requests. A turn of a conversation begins with a request
// and ends when its entry is in the call log.
//
// [Service] owns the turns. [Service.Start] begins a turn that continues even
// if its client disconnects. [Service.Run] runs a turn in the caller's
// goroutine, for a Lambda function or the command line. Both run the pipeline
// in turn.go, which can be read from top to bottom. Each step is a small type
// in a file of its own, and receives only what it needs:
//
//	record.go      what the reader gets and the log keeps
//	prompter.go    asks the model on behalf of a request
//	memory.go      reads the conversation so far; branch.go determines what belongs to it
//	revise.go      rewrites the question so that it stands on its own
//	search.go      asks all stores at once; stores.go chooses the stores
//	dual.go        also searches in English, and translates what is found
//	prioritise.go  chooses the passages for the prompt
//	locate.go      finds where passages of Kendra's stand in their documents
//	web.go         searches the web if the documents have no answer
//	cite.go        names the sources
//	ground.go      has the model answer from the passages
//	stream.go      passes the answer on; citation.go corrects the citations in it
//	verify.go      checks each sentence; judge.go asks a second model
//	extract.go     answers with sentences of the passages, without a model
//	speech.go      makes the spoken answer; aloud.go decides which parts are read
//	finish.go      writes the call log and ends the turn
//
// The other kinds of turns are in talk.go (conversation), code.go (writing
// code), file.go (summaries of a file, which upload.go finds and open.go reads)
// and control.go (control messages).
//
// Without a model, the pipeline is the same up to the answer, which then
// consists of the documents' own sentences. The events of a turn go to a
// [Sink]: turn.Writer stores them, and [Buffer] keeps them in memory. The
// package does not know HTTP or sockets; package session turns events into
// frames.
package chat
