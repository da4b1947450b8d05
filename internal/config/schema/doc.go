// Package schema defines the settings that Mundap has both on one machine and
// on AWS, and how they are written as environment variables. Package config
// adds the settings that only one machine has, and reads files. The functions
// on AWS read their environment with [Read]. The AWS stack, which is a separate
// module, writes that environment with [Environment]. All three therefore use
// the same keys and names.
//
// A key consists of the yaml tags joined by dots. Its variable is MUNDAP_
// followed by the key in capitals with underscores: rag.store_timeout is
// MUNDAP_RAG_STORE_TIMEOUT.
package schema
