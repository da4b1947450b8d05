package load

import (
	"bytes"
	"slices"

	"github.com/richardlehane/mscfb"
)

// compoundMagic begins every OLE compound file: doc, xls, ppt, hwp 5, and Office documents with a password.
var compoundMagic = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

// compoundEntries lists the names of the streams and storages at the root of a compound file; nil for any other file.
func compoundEntries(s Source, head []byte) (names []string) {
	if !bytes.HasPrefix(head, compoundMagic) {
		return nil
	}
	defer func() {
		if recover() != nil { // a broken directory: then it is nothing that we know
			names = nil
		}
	}()
	doc, err := mscfb.New(s.section(0))
	if err != nil {
		return nil
	}
	const most = 10_000
	for e, err := doc.Next(); err == nil && len(names) < most; e, err = doc.Next() {
		if len(e.Path) == 0 {
			names = append(names, e.Name)
		}
	}
	return names
}

// isEncryptedOffice recognises the container in which Office wraps documents that have a password.
func isEncryptedOffice(s Source, head []byte) bool {
	return slices.Contains(compoundEntries(s, head), "EncryptedPackage")
}
