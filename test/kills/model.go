package main

import (
	"fmt"
	"maps"
)

// fate is what must hold for a document at the end.
type fate int

const (
	unsure  fate = iota // its upload or deletion was not acknowledged
	alive               // its upload was acknowledged
	deleted             // its deletion was acknowledged, or may have been carried out
)

// model is what was acknowledged.
type model struct {
	docs    map[string]fate // by name, which is also the canary in its text
	answers int             // acknowledged
	asked   int             // begun
}

func newModel() *model { return &model{docs: map[string]fate{}} }

func (m *model) clone() *model {
	c := *m
	c.docs = maps.Clone(m.docs)
	return &c
}

func canary(n int) string { return fmt.Sprintf("zqkanari%06d", n) }

// restored is the model after a restore of what before was backed up: deletions
// since stay.
func (m *model) restored(before *model) *model {
	r := before.clone()
	for name, f := range m.docs {
		switch {
		case f == deleted:
			r.docs[name] = deleted
		case f == unsure && r.docs[name] == alive:
			r.docs[name] = unsure // its deletion may have been carried out
		}
	}
	return r
}

// either is what holds when a step may have been done or not.
func (m *model) either(done *model) *model {
	r := m.clone()
	for name := range union(m.docs, done.docs) {
		if a, b := m.docs[name], done.docs[name]; a != b {
			r.docs[name] = unsure
		}
	}
	r.answers = min(m.answers, done.answers)
	return r
}

func union(a, b map[string]fate) map[string]fate {
	u := maps.Clone(a)
	maps.Copy(u, b)
	return u
}
