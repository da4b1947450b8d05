package localindex

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"

	"github.com/mundap/mundap/internal/fault"
)

// manifest names the files that an index consists of. It is stored as a line with a checksum and a line of JSON.
type manifest struct {
	Format     int            `json:"format"`
	Generation uint64         `json:"generation"` // raised with each change
	NextFile   uint64         `json:"next_file"`  // number for the next file
	Segments   []segmentEntry `json:"segments"`
}

type segmentEntry struct {
	Name      string `json:"name"`
	Size      int64  `json:"size"` // bytes
	Documents int    `json:"documents"`
	Passages  int    `json:"passages"`
	Dead      string `json:"dead,omitempty"` // file with its deleted documents; "": none is deleted
	DeadSize  int64  `json:"dead_size,omitempty"`
	Analyzer  string `json:"analyzer,omitempty"` // its version; "": unknown, or several
}

const manifestFormat = 1

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
		return m, fault.Wrap(fmt.Errorf("decoding the index's manifest: %w", err), fault.Damaged, "", "")
	}
	if m.Format != manifestFormat {
		return m, fault.Newf(fault.Damaged, "the index has format %d, this program writes %d", m.Format, manifestFormat)
	}
	return m, nil
}
