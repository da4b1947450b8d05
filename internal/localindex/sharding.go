package localindex

import (
	"hash/fnv"

	"github.com/mundap/mundap/internal/document"
)

// ShardOf returns which of n shards a document is in, from 0. It must never
// change: writers and readers of all versions have to agree.
func ShardOf(id document.ID, n int) int {
	h := fnv.New32a()
	h.Write([]byte(id)) // never fails
	return int(h.Sum32() % uint32(n))
}
