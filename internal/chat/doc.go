// Package chat answers: one turn of conversation from the request to the entry in the call log.
//
// [Service] owns turns. [Service.Start] begins one that goes on when its client
// goes away; [Service.Run] works on one in the caller's goroutine (a Lambda,
// the command line). Both end in the same pipeline, which stands in turn.go and
// reads from top to bottom; each of its steps has a file of its own:
//
//	record.go      what the reader gets and the log keeps
//	prompter.go    the model asked on behalf of a request
//	memory.go      what was said before
//	revise.go      the question made standalone
//	search.go      all stores at once; stores.go says which
//	dual.go        the same in English, and its passages in Korean
//	prioritise.go  which passages are worth the context
//	web.go         where the documents hold nothing
//	ground.go      the answer from passages, by a model
//	extract.go     the answer from passages, without a model
//	stream.go      a model's stream on its way to the reader; citation.go mends its citations
//	speech.go      the answer read aloud
//	finish.go      call log, debug statistics, the end
//
// talk.go, code.go, file.go (with upload.go) and control.go are the turns that
// ask nothing of the documents as a whole.
//
// Without a model the pipeline is the same up to the answer, which then
// consists of the documents' own sentences. A turn's events go to a [Sink], of
// which turn.Writer is the one that lasts and [Buffer] the one in memory.
package chat
