package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// Bounds of a password: NIST SP 800-63B asks for at least 8 characters and for no low upper bound.
const (
	MinPassword = 8    // characters
	MaxPassword = 1024 // bytes; hashing longer ones would only cost time
)

// Cost is what one Argon2id hash takes. The zero value means 19 MiB, 2 passes,
// 1 thread: the first choice of the OWASP Password Storage Cheat Sheet for
// Argon2id.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

func (c Cost) withDefaults() Cost {
	if c == (Cost{}) {
		return Cost{MemoryKiB: 19 * 1024, Passes: 2, Threads: 1}
	}
	return c
}

const (
	saltBytes = 16
	hashBytes = 32
	// maxMemoryKiB bounds what a stored hash may ask for, so that a damaged
	// record can't exhaust the memory.
	maxMemoryKiB = 1 << 20
	maxPasses    = 64
)

// hash makes the PHC string of a password under a fresh salt.
func (c Cost) hash(password string) string {
	salt := randomBytes(saltBytes)
	return c.phc(salt, argon2.IDKey(canonical(password), salt, c.Passes, c.MemoryKiB, c.Threads,
		hashBytes))
}

// unmatched makes a PHC string that no password matches. Checking one against
// it takes as long as against any other; making it takes no time.
func (c Cost) unmatched() string { return c.phc(randomBytes(saltBytes), randomBytes(hashBytes)) }

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails, as its documentation says
	return b
}

// phc writes a hash in the form of the Password Hashing Competition.
func (c Cost) phc(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.MemoryKiB, c.Passes,
		c.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// verify reports whether password is the one of a PHC string. A malformed string is fault.Damaged.
func verify(stored, password string) (bool, error) {
	c, salt, key, err := parseHash(stored)
	if err != nil {
		return false, err
	}
	got := argon2.IDKey(canonical(password), salt, c.Passes, c.MemoryKiB, c.Threads,
		uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}

func parseHash(stored string) (c Cost, salt, key []byte, err error) {
	bad := func() (Cost, []byte, []byte, error) {
		return Cost{}, nil, nil, fault.Newf(fault.Damaged, "malformed password hash")
	}
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" ||
		parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return bad()
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.MemoryKiB, &c.Passes,
		&c.Threads); n != 3 || err != nil {
		return bad()
	}
	if c.MemoryKiB == 0 || c.MemoryKiB > maxMemoryKiB || c.Passes == 0 || c.Passes > maxPasses ||
		c.Threads == 0 {
		return bad()
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || len(salt) < 8 || len(key) < 16 || len(key) > 64 {
		return bad()
	}
	return c, salt, key, nil
}

// canonical makes the same bytes of a password typed on a Mac (NFD) and elsewhere (NFC).
func canonical(password string) []byte { return norm.NFC.Bytes([]byte(password)) }

func checkPassword(user auth.UserName, password string) error {
	switch {
	case isTrivial(user, password):
		return fault.New(fault.Invalid,
			"추측하기 쉬운 비밀번호예요. 다른 비밀번호를 정해 주세요.",
			"This password is too easy to guess. Choose another one.")
	case utf8.RuneCountInString(norm.NFC.String(password)) < MinPassword:
		return fault.New(fault.Invalid,
			"비밀번호가 너무 짧아요. 8자 이상으로 정해 주세요.",
			"The password is too short. Use at least 8 characters.")
	case len(password) > MaxPassword:
		return fault.New(fault.Invalid,
			"비밀번호가 너무 길어요. 조금 줄여 주세요.",
			"The password is too long. Use a shorter one.")
	}
	return nil
}
