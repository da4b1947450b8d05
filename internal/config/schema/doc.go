// Package schema holds the settings that Mundap has on one machine and on AWS
// alike, and how they are written as environment variables. Package config adds
// what only one machine has and reads files; the functions on AWS read their
// environment with [Read]; the stack, a module of its own, writes it with
// [Environment]. All three therefore know the same keys by the same names.
//
// A key is the yaml tags joined by dots; its variable is MUNDAP_ and the key in
// capitals with underscores (rag.store_timeout: MUNDAP_RAG_STORE_TIMEOUT).
package schema
