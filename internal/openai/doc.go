// Package openai calls models behind an OpenAI-compatible HTTP API, such as
// vLLM, Ollama, llama.cpp or OpenAI. [Model] implements llm.Model, and
// [Embedder] implements embed.Embedder.
//
// The servers differ in how they report that an input is too long, in whether
// they accept stream_options or max_tokens, and in how a stream ends. What is
// known about these differences is in errors.go and model.go. A stream without
// a proper end is an error, and never counts as a complete answer.
package openai
