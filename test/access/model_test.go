package access

import (
	"time"

	"github.com/mundap/mundap/internal/ingest"
)

// The model: what is true, in the plainest terms.

type person struct {
	name     string
	id       string // of the account
	password string
	admin    bool
	locked   bool
	gone     bool
}

type session struct {
	of     *person
	cookie string
	ended  bool
}

func (s *session) stands() bool { return !s.ended && !s.of.locked && !s.of.gone }

type file struct {
	id         string
	owner      *person
	name       string
	private    bool
	text       string // of the current version, with a word that no other text has
	word       string
	version    string // the last that anybody saw
	url        string
	generation int
	granted    time.Time // when the current version's upload was granted
	deleted    time.Time // zero: it stands
	changed    time.Time // when its readers changed, or it was restored
}

// state says whether a file stands, can be restored, or is gone.
func (f *file) hidden() bool { return !f.deleted.IsZero() }

func (f *file) gone(now time.Time) bool {
	return f.hidden() && now.Sub(f.deleted) >= ingest.UndoTime
}

func (f *file) readableBy(p *person) bool { return !f.private || f.owner == p }

func (f *file) managedBy(p *person) bool { return f.owner == p || p.admin }

type grant struct {
	by         *session
	path       string // of the upload URL
	document   string
	name       string
	private    bool
	replaces   bool
	generation int
	issued     time.Time
	used       bool
	ended      bool // its document was deleted
}

func (g *grant) stands(now time.Time) bool {
	return g.by.stands() && !g.used && !g.ended && now.Sub(g.issued) < ingest.UploadTime
}

type model struct {
	people   []*person
	sessions []*session
	files    []*file
	grants   []*grant
	answers  []*answer
	names    map[holder]*file
}

// holder is whose name it is: the owner's last new file. One that was restored
// after another took its name does not get it back.
type holder struct {
	owner *person
	name  string
}

// named is the standing file of an owner by its name.
func (m *model) named(owner *person, name string) *file {
	if f := m.names[holder{owner, name}]; f != nil && !f.hidden() {
		return f
	}
	return nil
}

// create adds a new file.
func (m *model) create(f *file) *file {
	if m.names == nil {
		m.names = map[holder]*file{}
	}
	m.names[holder{f.owner, f.name}] = f
	m.files = append(m.files, f)
	return f
}

func (m *model) byID(id string) *file {
	for _, f := range m.files {
		if f.id == id {
			return f
		}
	}
	return nil
}

// target is the file that an upload becomes a version of, if it is taken at all;
// nil: a new one.
func (m *model) target(g *grant, now time.Time) (f *file, taken bool) {
	if !g.stands(now) {
		return nil, false
	}
	if g.replaces {
		f = m.byID(g.document)
		if f == nil || f.hidden() || f.generation != g.generation {
			return nil, false
		}
	} else {
		f = m.named(g.by.of, g.name)
	}
	return f, f == nil || !f.granted.After(g.issued)
}

// forget drops what nobody can reach any more, so that a run stays fast.
func (m *model) forget(now time.Time) {
	keep := m.files[:0]
	for _, f := range m.files {
		if !f.hidden() || now.Sub(f.deleted) < time.Minute {
			keep = append(keep, f)
		}
	}
	m.files = keep
	grants := m.grants[:0]
	for _, g := range m.grants {
		if now.Sub(g.issued) < 2*ingest.UploadTime && len(m.grants) < 200 || g.stands(now) {
			grants = append(grants, g)
		}
	}
	m.grants = grants
	sessions := m.sessions[:0]
	for i, s := range m.sessions {
		if s.stands() || i > len(m.sessions)-20 {
			sessions = append(sessions, s)
		}
	}
	m.sessions = sessions
	people := m.people[:0]
	for _, p := range m.people {
		if !p.gone {
			people = append(people, p)
		}
	}
	m.people = people
}
