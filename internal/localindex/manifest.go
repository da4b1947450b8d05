package localindex

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// manifest lists the files that make up an index. It is stored as a line with a
// checksum and a line of JSON.
type manifest struct {
	Format     int            `json:"format"`
	Generation uint64         `json:"generation"` // raised with each change
	NextFile   uint64         `json:"next_file"`  // number for the next file
	Segments   []segmentEntry `json:"segments"`
	Retired    []retiredFile  `json:"retired,omitempty"` // see Options.KeepRetired
}

// retiredFile is a file that no segment uses any more.
type retiredFile struct {
	Name  string    `json:"name"`
	Since time.Time `json:"since"`
}

type segmentEntry struct {
	Name      string `json:"name"`
	Size      int64  `json:"size"` // bytes
	Documents int    `json:"documents"`
	Passages  int    `json:"passages"`
	Dead      string `json:"dead,omitempty"` // file with its deleted documents; "" if none is deleted
	DeadSize  int64  `json:"dead_size,omitempty"`
	Analyzer  string `json:"analyzer,omitempty"` // its version; "" if unknown or mixed
}

const manifestFormat = 1

// retire sets the files that went out of use since the manifest before and are kept
// for a while.
func (m *manifest) retire(before manifest, keep time.Duration, now time.Time) {
	m.Retired = nil
	if keep <= 0 {
		return
	}
	for _, r := range before.Retired {
		if now.Sub(r.Since) < keep {
			m.Retired = append(m.Retired, r)
		}
	}
	used := m.used()
	for name := range before.used() {
		if !used[name] {
			m.Retired = append(m.Retired, retiredFile{name, now.UTC()})
		}
	}
}

// used gives the names of the segments' files.
func (m manifest) used() map[string]bool {
	names := map[string]bool{}
	for _, e := range m.Segments {
		names[e.Name] = true
		if e.Dead != "" {
			names[e.Dead] = true
		}
	}
	return names
}

// size is that of the segments' files in bytes.
func (m manifest) size() int64 {
	var n int64
	for _, e := range m.Segments {
		n += e.Size + e.DeadSize
	}
	return n
}

// files gives the names of all files that must stay in the storage.
func (m manifest) files() map[string]bool {
	names := m.used()
	for _, r := range m.Retired {
		names[r.Name] = true
	}
	return names
}

func (m manifest) encode() ([]byte, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encoding the index's manifest: %w", err)
	}
	return fmt.Appendf(nil, "mundap-index %08x\n%s\n", crc32.ChecksumIEEE(body), body), nil
}

func decodeManifest(data []byte) (manifest, error) {
	var m manifest
	head, body, ok := bytes.Cut(data, []byte("\n"))
	body = bytes.TrimSuffix(body, []byte("\n"))
	if !ok || string(head) != fmt.Sprintf("mundap-index %08x", crc32.ChecksumIEEE(body)) {
		return m, fault.Newf(fault.Damaged, "the index's manifest is damaged")
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return m, fault.Wrap(fmt.Errorf("decoding the index's manifest: %w", err), fault.Damaged,
			"", "")
	}
	if m.Format != manifestFormat {
		return m, fault.Newf(fault.Damaged, "the index has format %d, this program writes %d",
			m.Format, manifestFormat)
	}
	return m, nil
}
