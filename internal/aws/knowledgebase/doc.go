// Package knowledgebase searches a knowledge base of Amazon Bedrock ([Store]).
// It is an alternative to Kendra, which accepts no new customers.
//
// It only reads: the knowledge base has data sources of its own. Its passages
// don't belong to documents of Mundap and have no list of readers, so everybody
// who may use this server sees them. Objects in Mundap's own bucket are
// skipped, because they do have readers, which the knowledge base does not
// know.
package knowledgebase
