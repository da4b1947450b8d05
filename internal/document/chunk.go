package document

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// ChunkKind says what a chunk was made of.
type ChunkKind string

const (
	Prose ChunkKind = "text"  // sentences below a heading path
	Table ChunkKind = "table" // whole rows, the header row repeated
	Row   ChunkKind = "row"   // one row of a csv or sheet, columns named
	Code  ChunkKind = "code"  // a function; Text is its summary (or itself), Original the code
	FAQ   ChunkKind = "faq"   // a question and its answer
)

// Kinds are all kinds of chunks.
func Kinds() []ChunkKind { return []ChunkKind{Prose, Table, Row, Code, FAQ} }

// ChunkID identifies a chunk: 32 hexadecimal digits of SHA-256 over document, version and ordinal.
type ChunkID string

// NewChunkID makes the id of a version's chunk number ordinal.
func NewChunkID(key ID, v Version, ordinal int) ChunkID {
	h := sha256.Sum256([]byte(string(key) + "\x00" + string(v) + "\x00" + strconv.Itoa(ordinal)))
	return ChunkID(hex.EncodeToString(h[:16]))
}

// Chunk is a piece of a version that is indexed and found as one.
type Chunk struct {
	ID       ChunkID   `json:"id"`
	Ordinal  int       `json:"ordinal"` // 0, 1, … within the version
	Kind     ChunkKind `json:"kind"`
	Text     string    `json:"text"`               // what is indexed and shown, in NFC, without the heading path
	Headings []string  `json:"headings,omitempty"` // path of headings above it, outermost first
	// Start and End are the range of the version's text (Contents.Text, bytes
	// of UTF-8) that the chunk was cut from.
	Start int `json:"start"`
	End   int `json:"end"`
	Page  int `json:"page,omitempty"` // 1-based; 0 for formats without pages
	Line  int `json:"line,omitempty"` // 1-based line (text, code) or row (csv); 0 where neither makes sense
	// Original is the text that Text describes, if they differ: the code behind
	// a summary.
	Original string `json:"original,omitempty"`
	Language string `json:"language,omitempty"` // of code, such as "python"; otherwise "ko", "en" or ""
}

// Contents is what was read from a version: its whole text, where its pages
// begin, and its chunks. It lies in one blob (Content.Blob); search stores keep
// only what they need to find and show a chunk.
type Contents struct {
	Document ID      `json:"document"`
	Version  Version `json:"version"`
	Title    string  `json:"title,omitempty"`
	Text     string  `json:"text"`            // NFC
	Pages    []int   `json:"pages,omitempty"` // byte offset in Text at which page i+1 begins
	// Sheets[i] has the places of the words of page i+1. Its ranges count from
	// the beginning of the page. Pages without any may be empty, and are left
	// out at the end.
	Sheets []Sheet `json:"sheets,omitempty"`
	Chunks []Chunk `json:"chunks"`
	// Parts are the blocks of the text in ascending order. Contents that were
	// stored by version 0.1 and the first versions after it have none.
	Parts Parts `json:"parts,omitempty"`
}

// ContentsBlob returns the blob key of a version's contents. The keys of
// different documents never collide.
func ContentsBlob(key ID, v Version) string {
	return ContentsFolder(key) + string(v) + ".json"
}

// ContentsFolder returns the prefix of the keys of everything that was read
// from a document.
func ContentsFolder(key ID) string {
	h := sha256.Sum256([]byte(key))
	return "content/" + hex.EncodeToString(h[:]) + "/"
}
