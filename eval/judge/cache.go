package main

import (
	"context"
	"encoding/gob"
	"errors"
	"io/fs"
	"os"
	"sync"

	"github.com/mundap/mundap/internal/embed"
)

// kept is an encoder whose vectors are kept in a file.
type kept struct {
	embed.Calibrated
	file string

	mu      sync.Mutex
	vectors map[string][]float32 // by kind and text
	more    bool                 // than the file has
}

// open reads the file of vectors; none is kept if its name is "".
func open(file string, e embed.Calibrated) (*kept, error) {
	k := &kept{Calibrated: e, file: file, vectors: map[string][]float32{}}
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

func (k *kept) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
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

func (k *kept) save() error {
	if k.file == "" || !k.more {
		return nil
	}
	f, err := os.Create(k.file)
	if err != nil {
		return err
	}
	return errors.Join(gob.NewEncoder(f).Encode(k.vectors), f.Close())
}
