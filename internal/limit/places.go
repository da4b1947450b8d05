package limit

import "sync"

// Places bounds how many places each key holds at once. The zero Most means no
// bound. Most is set before the first use.
type Places struct {
	Most int

	mu   sync.Mutex
	held map[string]int
}

// Take takes a place for key. free gives it back; calling it again does nothing.
// ok is false, and free nil, if the key holds as many as it may.
func (p *Places) Take(key string) (free func(), ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.Most > 0 && p.held[key] >= p.Most {
		return nil, false
	}
	if p.held == nil {
		p.held = map[string]int{}
	}
	p.held[key]++
	return sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.held[key]--; p.held[key] == 0 {
			delete(p.held, key)
		}
	}), true
}

// Held is how many places a key holds.
func (p *Places) Held(key string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held[key]
}
