package access

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/wire"
)

// answer is what somebody was told, and the link that opens it for others.
type answer struct {
	of           *person
	request      string
	conversation string
	rests        []*file // on what the model was given
	linked       bool
	key          string // of its last link
}

func (a *answer) readableBy(p *person) bool {
	return !slices.ContainsFunc(a.rests, func(f *file) bool {
		return f.hidden() || !f.readableBy(p)
	})
}

func (r *run) remember(s *session, refs []history.SourceRef) {
	a := &answer{of: s.of, request: fmt.Sprint("r", r.requests),
		conversation: fmt.Sprint("c", r.requests)}
	for _, ref := range refs {
		if f := r.byID(string(ref.Document)); !slices.Contains(a.rests, f) {
			a.rests = append(a.rests, f)
		}
	}
	r.answers = append(r.answers, a)
	if len(r.answers) > 60 {
		r.answers = r.answers[20:]
	}
}

// doLink makes or withdraws the link of an answer, one's own or somebody else's.
func (r *run) doLink() {
	s, ok := pick(r, r.sessions)
	a, some := pick(r, r.answers)
	if !ok || !some {
		return
	}
	want := http.StatusOK
	switch {
	case !s.stands():
		want = http.StatusUnauthorized
	case a.of != s.of:
		want = http.StatusNotFound
	}
	if a.linked && r.rand.IntN(3) == 0 {
		if want == http.StatusOK {
			want = http.StatusNoContent
		}
		status, text, _ := r.do(s, "DELETE", "/api/answers/"+a.request+"/link", "")
		r.wants("withdrawing a link", status, want, text)
		if status == http.StatusNoContent {
			a.linked = false
		}
		return
	}
	status, text, _ := r.do(s, "POST", "/api/answers/"+a.request+"/link", "")
	r.wants("making a link", status, want, text)
	if status == http.StatusOK {
		path, err := url.Parse(decode[wire.Link](r.world, text).Path)
		if err != nil {
			r.Fatal(err)
		}
		a.linked, a.key = true, path.Query().Get("key")
	}
}

// doOpenLink opens an answer by its link, by one that was withdrawn or guessed,
// and as a conversation.
func (r *run) doOpenLink() {
	s, ok := pick(r, r.sessions)
	a, some := pick(r, r.answers)
	if !ok || !some {
		return
	}
	key := a.key
	if !a.linked && r.rand.IntN(2) == 0 {
		key = ""
	}
	want := http.StatusOK
	switch {
	case !s.stands():
		want = http.StatusUnauthorized
	case !a.linked:
		want = http.StatusNotFound
	case !a.readableBy(s.of):
		want = http.StatusForbidden
	}
	status, text, _ := r.do(s, "GET", "/api/answers/"+a.request+"?key="+url.QueryEscape(key), "")
	r.wants("opening a link", status, want, text)
	r.nothingOf(s, a, text)
	status, text, _ = r.do(s, "GET", "/api/conversations/"+a.conversation, "")
	if status == http.StatusOK && s.of != a.of && strings.Contains(text, a.request) {
		r.Errorf("%s reads a conversation of %s: %s", s.of.name, a.of.name, text)
	}
	r.nothingOf(s, a, text)
}

// nothingOf checks that a text holds no word of files that the reader may not
// read. One's own answers keep what they said.
func (r *run) nothingOf(s *session, a *answer, text string) {
	for _, f := range a.rests {
		if s.of != a.of && !f.readableBy(s.of) && strings.Contains(text, f.word) {
			r.Errorf("%s is told of %s: %s", s.of.name, f.name, text)
		}
	}
}

// doSearch searches for a word of somebody's file, and reads a page of it.
func (r *run) doSearch() {
	s, ok := pick(r, r.sessions)
	f, some := pick(r, r.files)
	if !ok || !some {
		return
	}
	status, text, _ := r.do(s, "GET", "/api/search?q="+f.word, "")
	if !s.stands() {
		r.wants("a search without a session", status, http.StatusUnauthorized, text)
		return
	}
	r.wants("searching", status, http.StatusOK, text)
	may, found := !f.hidden() && f.readableBy(s.of), false
	for _, p := range decode[wire.SearchResults](r.world, text).Passages {
		hit := r.byID(p.Document)
		if hit == nil || hit.hidden() || !hit.readableBy(s.of) {
			r.Errorf("%s finds %+v", s.of.name, hit)
		}
		found = found || hit == f
	}
	settled := r.settled(s, f)
	if found && !may || may && !found && settled {
		r.Errorf("%s finds %+v: %t", s.of.name, f, found)
	}
	r.page(s, f, may, settled)
}

// page reads the page of a file, in the last version that anybody saw.
func (r *run) page(s *session, f *file, may, settled bool) {
	status, text, _ := r.do(s, "GET", "/api/documents/"+f.id, "")
	if status == http.StatusOK {
		f.version = decode[wire.Document](r.world, text).Version
	}
	status, text, _ = r.do(s, "GET", "/api/page?document="+f.id+"&version="+f.version, "")
	switch {
	case !may:
		r.wants("a page", status, http.StatusNotFound, text)
	case settled:
		r.wants("a page", status, http.StatusOK, text)
		if !strings.Contains(text, f.word) {
			r.Errorf("the page of %+v is %s", f, text)
		}
	}
}

// doOwnPassword changes one's own password, or tries with a wrong one.
func (r *run) doOwnPassword() {
	s, ok := pick(r, r.sessions)
	if !ok {
		return
	}
	current, next := s.of.password, fmt.Sprint("correct horse ", s.of.name, r.step)
	if r.rand.IntN(8) == 0 {
		current += "x"
	}
	status, text, header := r.do(s, "PUT", "/api/session/password",
		fmt.Sprintf(`{"current":%q,"new":%q}`, current, next))
	switch {
	case !s.stands():
		r.wants("a new password without a session", status, http.StatusUnauthorized, text)
	case current != s.of.password:
		if status == http.StatusOK {
			r.Errorf("a wrong password was taken: %s", text)
		}
	case status != http.StatusTooManyRequests:
		r.wants("a new password", status, http.StatusOK, text)
		s.of.password = next
		r.renew(s.of, header)
	}
}

// doElsewhere signs a person out of all other browsers.
func (r *run) doElsewhere() {
	s, ok := pick(r, r.sessions)
	if !ok {
		return
	}
	status, text, header := r.do(s, "DELETE", "/api/session/others", "")
	if !s.stands() {
		r.wants("signing out elsewhere without a session", status, http.StatusUnauthorized, text)
		return
	}
	r.wants("signing out elsewhere", status, http.StatusOK, text)
	r.renew(s.of, header)
}

// renew ends a person's sessions but the one that begins now.
func (r *run) renew(p *person, header http.Header) {
	r.endAll(p)
	r.begin(p, header)
}
