// Package pdfium reads what is drawn on the pages of a PDF, with PDFium. PDFium
// runs as WebAssembly, so a crash or an invalid write stays within the
// WebAssembly machine.
//
// PDFium's functions are called directly and not through the methods of
// go-pdfium, because these allocate memory and take a lock on each of the
// 10,000 calls that a page needs.
package pdfium

import (
	"context"
	"fmt"
	"io"
	"sync"

	pdfiumlib "github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// memoryPages bounds the memory of PDFium's machine, in pages of 64 KB: 128 MB.
const memoryPages = 2048

// Engine is compiled PDFium. It is made ready on first use, which takes 4 to 8
// s of CPU, or 0.1 s from the compilation cache. Each file gets a machine of
// its own (2 ms), so that nothing of one file is left for the next. The zero
// value compiles on first use. Methods may be called concurrently.
type Engine struct {
	Folder string    // of the compilation cache; if "", it is compiled every time
	Stderr io.Writer // what PDFium complains of; nil means nowhere

	mu    sync.Mutex
	pool  pdfiumlib.Pool
	cache wazero.CompilationCache
}

// Ready compiles PDFium, or loads it from the cache.
func (e *Engine) Ready() error {
	_, err := e.ready()
	return err
}

func (e *Engine) ready() (pdfiumlib.Pool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool != nil {
		return e.pool, nil
	}
	cache, err := e.openCache()
	if err != nil {
		return nil, err
	}
	stderr := e.Stderr
	if stderr == nil {
		stderr = io.Discard
	}
	// The option to stop when a context ends would make everything three times
	// as slow; whoever needs to stop it ends the process. PDFium's build uses
	// WebAssembly exceptions. Its file system is empty: by default it would be
	// the host's.
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: 4,
		FSConfig: wazero.NewFSConfig(),
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(memoryPages).
			WithCompilationCache(cache),
		Stdout: stderr, Stderr: stderr,
	})
	if err != nil {
		cache.Close(context.Background())
		return nil, fmt.Errorf("making PDFium ready: %w", err)
	}
	e.pool, e.cache = pool, cache
	return pool, nil
}

// openCache opens the compilation cache. If its folder can't be used, the cache
// is kept in memory, which is slower but works.
func (e *Engine) openCache() (wazero.CompilationCache, error) {
	if e.Folder != "" {
		if cache, err := wazero.NewCompilationCacheWithDir(e.Folder); err == nil {
			return cache, nil
		}
	}
	return wazero.NewCompilationCache(), nil
}

// Close frees the compiled code. Documents that are still open fail.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool == nil {
		return nil
	}
	err := e.pool.Close()
	e.cache.Close(context.Background())
	e.pool = nil
	return err
}
