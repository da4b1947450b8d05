package embed

import (
	"context"
	"hash/fnv"
	"math"
	"sync"
	"unicode"

	"github.com/mundap/mundap/internal/fault"
)

// Fake is a deterministic embedder for tests: it hashes a text's characters,
// pairs and triples of characters into a vector of unit length. Texts that
// share wording are alike, as far as that goes; it knows nothing of meaning.
// The zero value works. Safe for concurrent use.
type Fake struct {
	Size int // dimensions; 0 means 256
	// Err, when set, is asked before every call; what it returns is the call's error.
	Err func(kind Kind, texts []string) error

	mu    sync.Mutex
	calls int
	texts int
}

// Info describes the fake.
func (f *Fake) Info() Info { return Info{Model: "fake-ngram", Dimensions: f.size()} }

// Calls is how many calls were made, and of how many texts together.
func (f *Fake) Calls() (calls, texts int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls, f.texts
}

// Embed hashes the texts. See [Embedder].
func (f *Fake) Embed(ctx context.Context, kind Kind, texts []string) ([][]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.KindOf(err), "", "")
	}
	f.mu.Lock()
	f.calls++
	f.texts += len(texts)
	f.mu.Unlock()
	if f.Err != nil {
		if err := f.Err(kind, texts); err != nil {
			return nil, err
		}
	}
	vectors := make([][]float32, len(texts))
	for i, t := range texts {
		vectors[i] = ngrams(t, f.size())
	}
	return vectors, nil
}

func (f *Fake) size() int {
	if f.Size > 0 {
		return f.Size
	}
	return 256
}

// ngrams hashes the lower-cased letters and digits of text, one to three at a
// time, with a sign taken from the hash. The empty text gets the first unit
// vector.
func ngrams(text string, size int) []float32 {
	var letters []rune
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters = append(letters, unicode.ToLower(r))
		}
	}
	v := make([]float32, size)
	for n := 1; n <= 3; n++ {
		for i := 0; i+n <= len(letters); i++ {
			h := fnv.New64a()
			_, _ = h.Write([]byte(string(letters[i : i+n])))
			sum := h.Sum64()
			sign := float32(n)
			if sum>>63 == 1 {
				sign = -sign
			}
			v[sum%uint64(size)] += sign
		}
	}
	return unit(v)
}

func unit(v []float32) []float32 {
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	if square == 0 {
		v[0] = 1
		return v
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / math.Sqrt(square))
	}
	return v
}
