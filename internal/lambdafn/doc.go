// Package lambdafn is Mundap as AWS Lambda functions: events in, the same
// packages as on one machine, events out.
//
// One program holds them all; the handler's name chooses ([Open], table in
// functions.go). A function builds what it needs when it is opened, from the
// environment ([Config]), and nothing else: signing people in costs a slow
// hash, and searching a dictionary, that the others never pay.
//
//	provisioning, upload, query, history, delete, site   rest.go: a request of API Gateway for server.Server
//	authorizer         authorizer.go: the session of a cookie, or of a socket's ticket
//	                   search.go: the search page, which the chat function serves
//	chat               socket.go takes a frame in and answers within API Gateway's 29 seconds; answer.go is the second,
//	                   asynchronous run of the same function, which answers the question and posts frames
//	event-manager      documents.go: what S3 tells becomes records and tasks
//	document-manager   documents.go: tasks from the queue, some of which may fail
//
// # A question
//
// API Gateway gives the frame to chat, which checks it, says "istyping",
// invokes itself asynchronously with a [Job] and returns. The job begins the
// turn, or finds it begun, and follows it to its end, posting frames to the
// connection that asked. Every connection that follows a turn has a job of its
// own; the turn's log is what they share. So a request that comes twice, and an
// invocation that Lambda repeats, finds the turn's lease taken or the answer in
// the log, and answers nothing twice. When the function dies, Lambda repeats
// the job, which goes on with the next attempt. A client that left is
// forgotten, and the turn goes on.
package lambdafn
