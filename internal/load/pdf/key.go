package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// passwordPad stands for an empty password (ISO 32000-2, 7.6.4.3.2).
const passwordPad = "\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08" +
	"\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a"

// keyOf gives the file's key if no password is needed, and nil otherwise. The
// dictionary itself says whether the key is right.
func keyOf(d value, ids [][]byte) []byte {
	if d.number("V") >= 5 {
		return newKey(d)
	}
	for _, id := range ids {
		for _, size := range []int{d.number("Length") / 8, 5, 16} {
			if key := oldKey(d, id, size); key != nil {
				return key
			}
		}
	}
	return nil
}

// oldKey tries a key of size bytes (revisions 2 to 4).
func oldKey(d value, id []byte, size int) []byte {
	if size < 5 || size > md5.Size || len(d.entries["O"].text) < 32 {
		return nil
	}
	key := oldKeyOf(d, id, size)
	if !bytes.HasPrefix(d.entries["U"].text, userEntry(key, id, d.number("R"))) {
		return nil
	}
	return key
}

// oldKeyOf derives a key from a dictionary (algorithm 2).
func oldKeyOf(d value, id []byte, size int) []byte {
	seed := append([]byte(passwordPad), d.entries["O"].text[:32]...)
	seed = binary.LittleEndian.AppendUint32(seed, uint32(d.number("P")))
	seed = append(seed, id...)
	if d.number("R") >= 4 && string(d.entries["EncryptMetadata"].text) == "false" {
		seed = append(seed, 0xff, 0xff, 0xff, 0xff)
	}
	sum := md5.Sum(seed)
	if d.number("R") >= 3 {
		for range 50 {
			sum = md5.Sum(sum[:size])
		}
	}
	return sum[:size]
}

// userEntry is what /U begins with if a key is right (algorithms 4 and 5).
func userEntry(key, id []byte, revision int) []byte {
	if revision < 3 {
		return byRC4(key, []byte(passwordPad))
	}
	sum := md5.Sum(append([]byte(passwordPad), id...))
	text := sum[:]
	for round := range byte(20) {
		turned := bytes.Clone(key)
		for i := range turned {
			turned[i] ^= round
		}
		text = byRC4(turned, text)
	}
	return text
}

// newKey gives the key of revisions 5 and 6 (algorithm 2.A).
func newKey(d value) []byte {
	user, sealed, revision := d.entries["U"].text, d.entries["UE"].text, d.number("R")
	const hash, salt = 32, 8
	if len(user) < hash+2*salt || len(sealed) < 32 ||
		!bytes.Equal(newHash(user[hash:hash+salt], revision), user[:hash]) {
		return nil
	}
	return byAES(newHash(user[hash+salt:hash+2*salt], revision), make([]byte, aes.BlockSize),
		sealed[:32])
}

// newHash hashes an empty password with a salt (algorithm 2.B).
func newHash(salt []byte, revision int) []byte {
	first := sha256.Sum256(salt)
	if revision < 6 {
		return first[:]
	}
	k := first[:]
	for round := 1; ; round++ {
		text := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(text, text)
		// The 16 bytes are a number, and its remainder by 3 chooses the hash. As 256
		// leaves 1, the sum of the bytes leaves the same.
		sum := 0
		for _, b := range text[:16] {
			sum += int(b)
		}
		k = hashed(sum%3, text)
		// At least 64 rounds, and then until the last byte says that they are enough.
		if last := int(text[len(text)-1]); round >= 64 && last <= round-32 {
			return k[:32]
		}
	}
}

func hashed(which int, text []byte) []byte {
	switch which {
	case 0:
		sum := sha256.Sum256(text)
		return sum[:]
	case 1:
		sum := sha512.Sum384(text)
		return sum[:]
	}
	sum := sha512.Sum512(text)
	return sum[:]
}
