package queue

import (
	"crypto/sha256"
	"encoding/hex"
)

// GroupOf is the group of everything that concerns key: 32 hexadecimal digits
// of its SHA-256, so that any key fits the limits of a group (128 ASCII
// characters on SQS).
func GroupOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}
