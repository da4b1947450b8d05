package hwp

import (
	"crypto/aes"
	"encoding/binary"
	"errors"
)

// unlockHwp decrypts a section of a distribution document ("배포용 문서"). Such
// documents forbid copying and printing in the word processor, and are meant to
// be read by anybody: the key lies in the section's first record, hidden by an
// exclusive-or with numbers of a generator whose seed is stored with it ("배포용
// 문서", Hancom, revision 1.2).
func unlockHwp(data []byte) ([]byte, error) {
	const hidden = 256
	if len(data) < 4+hidden {
		return nil, errors.New("no key in a distribution document")
	}
	head := binary.LittleEndian.Uint32(data)
	if head&0x3ff != hwpTagLock || head>>20 != hidden {
		return nil, errors.New("a distribution document does not begin with its key")
	}
	block, err := aes.NewCipher(hwpKey(data[4 : 4+hidden]))
	if err != nil {
		return nil, err
	}
	body := data[4+hidden:]
	out := make([]byte, len(body)/aes.BlockSize*aes.BlockSize)
	for i := 0; i < len(out); i += aes.BlockSize {
		block.Decrypt(out[i:i+aes.BlockSize], body[i:i+aes.BlockSize])
	}
	return out, nil
}

// hwpKey uncovers the key in a record of 256 bytes.
func hwpKey(record []byte) []byte {
	seed := binary.LittleEndian.Uint32(record)
	offset := 4 + int(seed&15)
	key := make([]byte, len(record))
	copy(key, record)
	hideHwp(key, seed)
	return key[offset : offset+aes.BlockSize]
}

// hideHwp covers or uncovers everything after the seed. The generator is that
// of Microsoft's C library.
func hideHwp(record []byte, seed uint32) {
	random := func() uint32 {
		seed = seed*214013 + 2531011
		return seed >> 16 & 0x7fff
	}
	mask, left := byte(0), uint32(0)
	for i := range record {
		if left == 0 {
			mask = byte(random())
			left = random()&15 + 1
		}
		if i >= 4 {
			record[i] ^= mask
		}
		left--
	}
}
