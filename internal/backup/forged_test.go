package backup_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/mundap/mundap/internal/backup"
	"github.com/mundap/mundap/internal/fault"
)

// entry is an entry of a backup that Writer would never write.
type entry struct {
	kind byte
	name string
	text string
}

// forged writes a backup of entries whose checksums are right.
func forged(t *testing.T, head string, entries ...entry) []byte {
	t.Helper()
	type sum struct {
		Size int    `json:"size"`
		Hash string `json:"sha256"`
	}
	files := map[string]sum{}
	for _, e := range entries {
		h := sha256.Sum256([]byte(e.text))
		files[e.name] = sum{len(e.text), hex.EncodeToString(h[:])}
	}
	list, err := json.Marshal(files)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.Sum256(list)
	sums, err := json.Marshal(struct {
		Files map[string]sum `json:"files"`
		Hash  string         `json:"sha256"`
	}{files, hex.EncodeToString(h[:])})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	all := append([]entry{{tar.TypeReg, "mundap-backup.json", head}}, entries...)
	for _, e := range append(all, entry{tar.TypeReg, "checksums.json", string(sums)}) {
		h := tar.Header{Typeflag: e.kind, Name: e.name, Size: int64(len(e.text)), Mode: 0o600}
		if e.kind != tar.TypeReg {
			h.Linkname, h.Size = "/etc/passwd", 0
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOnlyBackupsThatThisProgramUnderstandsAreRead(t *testing.T) {
	file := entry{tar.TypeReg, "mundap.db", "행"}
	for _, c := range []struct {
		what string
		data []byte
		kind fault.Kind
	}{
		{"a later format", forged(t, `{"format":2}`, file), fault.Unsupported},
		{"a symbolic link", forged(t, `{"format":1}`, file, entry{tar.TypeSymlink, "a", ""}),
			fault.Damaged},
		{"a hard link", forged(t, `{"format":1}`, file, entry{tar.TypeLink, "a", ""}),
			fault.Damaged},
		{"a device", forged(t, `{"format":1}`, entry{tar.TypeChar, "a", ""}), fault.Damaged},
		{"a file twice", forged(t, `{"format":1}`, file, file), fault.Damaged},
	} {
		if _, err := backup.Extract(t.Context(), bytes.NewReader(c.data), t.TempDir(),
			nil); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	if _, err := backup.Extract(t.Context(), bytes.NewReader(forged(t, `{"format":1}`, file)),
		t.TempDir(), nil); err != nil {
		t.Errorf("a backup of this format: %v", err)
	}
}
