package localindex

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/localindex/storage"
)

// Copy calls add with each file of the index in its present state, the manifest
// last. Writes continue meanwhile. data is only valid until add returns.
func (ix *Index) Copy(ctx context.Context, add func(name string, data []byte) error) error {
	snap := ix.acquire()
	if snap == nil {
		return errClosed()
	}
	defer snap.release()
	m := manifest{Format: manifestFormat, Generation: 1}
	for _, p := range snap.parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := add(p.entry.Name, p.file.Bytes()); err != nil {
			return err
		}
		p.drop()
		if p.entry.Dead != "" {
			if err := add(p.entry.Dead, p.dead.Encode()); err != nil {
				return err
			}
		}
		m.Segments = append(m.Segments, p.entry)
		m.NextFile = max(m.NextFile, numberOf(p.entry.Name), numberOf(p.entry.Dead))
	}
	data, err := m.encode()
	if err != nil {
		return err
	}
	return add(storage.ManifestName, data)
}

// numberOf returns the number in a file's name.
func numberOf(name string) uint64 {
	head, _, _ := strings.Cut(name, "-")
	n, _ := strconv.ParseUint(head, 16, 64) // "": 0
	return n
}

// Verify reads every file of the index and compares its checksums.
func (ix *Index) Verify(ctx context.Context) error {
	snap := ix.acquire()
	if snap == nil {
		return errClosed()
	}
	defer snap.release()
	for _, p := range snap.parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.Verify(); err != nil {
			return fmt.Errorf("verifying %s: %w", p.name, err)
		}
		p.drop()
	}
	return nil
}
