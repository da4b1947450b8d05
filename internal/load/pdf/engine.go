package pdf

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

// pdfiumPages bounds the memory of PDFium's machine, in pages of 64 KB: 128 MB.
const pdfiumPages = 2048

// Engine is PDFium compiled to WebAssembly, made ready on first use: 4 to 5 s of CPU without the compilation cache,
// 0.1 s with it. Each file gets an instance of its own (2 ms), so that nothing of one file is left for the next.
// Its methods may be called concurrently.
type Engine struct {
	Folder string // of the compilation cache; "": compile every time
	Stderr io.Writer

	mu    sync.Mutex
	pool  pdfiumlib.Pool
	cache wazero.CompilationCache
}

// instance gives a fresh machine. It must be closed.
func (p *Engine) instance(ctx context.Context) (pdfiumlib.Pdfium, error) {
	pool, err := p.ready()
	if err != nil {
		return nil, err
	}
	i, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	return i, nil
}

func (p *Engine) ready() (pdfiumlib.Pool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pool != nil {
		return p.pool, nil
	}
	cache, err := p.openCache()
	if err != nil {
		return nil, err
	}
	// PDFium's build uses WebAssembly exceptions. Its file system is empty: the default would mount the host's root.
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: 4,
		FSConfig: wazero.NewFSConfig(),
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithCloseOnContextDone(true).
			WithMemoryLimitPages(pdfiumPages).
			WithCompilationCache(cache),
		Stdout: p.Stderr, Stderr: p.Stderr,
	})
	if err != nil {
		cache.Close(context.Background())
		return nil, fmt.Errorf("making PDFium ready: %w", err)
	}
	p.pool, p.cache = pool, cache
	return pool, nil
}

// openCache opens the compilation cache, in memory when its folder can't be used: slower, and no reason to fail.
func (p *Engine) openCache() (wazero.CompilationCache, error) {
	if p.Folder != "" {
		if cache, err := wazero.NewCompilationCacheWithDir(p.Folder); err == nil {
			return cache, nil
		}
	}
	return wazero.NewCompilationCache(), nil
}

func (p *Engine) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pool == nil {
		return nil
	}
	err := p.pool.Close()
	p.cache.Close(context.Background())
	p.pool = nil
	return err
}
