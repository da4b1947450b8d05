// Package wiring builds, from [schema.Settings], the parts of Mundap that are
// the same on one machine and on AWS: models, stores, the service and the
// worker of documents, and the chat. Its callers, packages app and lambdafn,
// provide the parts that differ, such as the stores of records and the queues.
package wiring
