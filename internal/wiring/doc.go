// Package wiring turns [schema.Settings] into the parts that a Mundap on one
// machine and one on AWS have in common: models, stores, the service and the
// worker of documents, and the chat. What differs between the two, such as
// where records and queues lie, is given to it.
package wiring
