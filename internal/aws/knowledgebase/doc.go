// Package knowledgebase searches a knowledge base of Amazon Bedrock ([Store]).
// It is the alternative for users who can't use Kendra, which accepts no new
// customers.
//
// It only reads: the knowledge base has data sources of its own. Its passages
// belong to no document of Mundap's and have no readers, so everybody who may use
// this server sees them. Objects in Mundap's own bucket are passed over, because
// these have readers that the knowledge base does not know.
package knowledgebase
