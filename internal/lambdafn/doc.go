// Package lambdafn runs Mundap as AWS Lambda functions. It translates events of
// AWS into calls of the packages that also run on one machine, and translates
// the results back.
//
// One program contains all functions. The handler's name chooses one of them
// ([Open]; the table is in functions.go). When a function is opened, it builds
// only the parts that it needs, from its environment ([Config]). Thus only the
// function that signs people in pays for slow password hashes, and only
// functions that search pay for a dictionary.
//
//	provisioning, upload, query, history, delete, site   rest.go: passes a request of API Gateway to server.Server
//	authorizer         authorizer.go: finds the session of a cookie or of a socket's ticket
//	                   search.go: the search page, which the chat function serves
//	chat               socket.go: accepts a frame and answers within API Gateway's 29 seconds; answer.go: a second,
//	                   asynchronous run of the same function, which answers the question and sends the frames
//	event-manager      documents.go: turns S3's notifications into records and tasks
//	document-manager   documents.go: carries out the queue's tasks, and reports which of them failed
//
// # A question
//
// API Gateway passes a frame to the chat function. The function checks it,
// replies "istyping", invokes itself asynchronously with a [Job] and returns.
// The job begins the turn, or finds that it has begun, follows it to its end,
// and sends frames to the connection that asked. Every connection that follows
// a turn has a job of its own; the jobs share the log of the turn. If a request
// comes twice or Lambda repeats an invocation, the lease of the turn is taken
// or the answer is in the log already, so nothing is answered twice. If the
// function dies, Lambda repeats the job, which begins the next attempt. If the
// client disconnects, its connection is forgotten and the turn continues.
package lambdafn
