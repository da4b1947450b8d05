// Package vectorcache keeps the vectors of an encoder in a file, so that a
// measurement that is run again does not make them again.
package vectorcache

import (
	"context"
	"encoding/gob"
	"errors"
	"io/fs"
	"os"
	"sync"

	"github.com/mundap/mundap/internal/embed"
)

// Encoder is an encoder whose vectors are kept in a file. It is safe for
// concurrent use.
type Encoder struct {
	embed.Calibrated
	file string

	mu      sync.Mutex
	vectors map[string][]float32 // by kind and text
	more    bool                 // than the file has
}

// Open reads the file of vectors. If its name is "", or there is none yet, the
// encoder begins without vectors.
func Open(file string, e embed.Calibrated) (*Encoder, error) {
	k := &Encoder{Calibrated: e, file: file, vectors: map[string][]float32{}}
	if file == "" {
		return k, nil
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return k, gob.NewDecoder(f).Decode(&k.vectors)
}

// Embed returns the vectors of texts, and asks the encoder only for those that
// it has not made before.
func (k *Encoder) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32,
	error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		key := string(kind) + "\n" + text
		k.mu.Lock()
		v, ok := k.vectors[key]
		k.mu.Unlock()
		if !ok {
			made, err := k.Calibrated.Embed(ctx, kind, []string{text})
			if err != nil {
				return nil, err
			}
			v = made[0]
			k.mu.Lock()
			k.vectors[key], k.more = v, true
			k.mu.Unlock()
		}
		vectors[i] = v
	}
	return vectors, nil
}

// Save writes the vectors to the file if there are new ones. It does nothing if
// the file's name is "".
func (k *Encoder) Save() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.file == "" || !k.more {
		return nil
	}
	f, err := os.Create(k.file)
	if err != nil {
		return err
	}
	return errors.Join(gob.NewEncoder(f).Encode(k.vectors), f.Close())
}
