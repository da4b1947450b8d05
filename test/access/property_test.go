package access

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/wire"
)

// steps of a run, and how many runs there are.
const (
	runs       = 2
	steps      = 10_000
	shortSteps = 1_000
)

func TestNobodyReachesWhatIsNotTheirs(t *testing.T) {
	n := steps
	if testing.Short() {
		n = shortSteps
	}
	for seed := range uint64(runs) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { random(t, seed, n) })
		})
	}
}

// random does n random things.
func random(t *testing.T, seed uint64, n int) {
	r := &run{world: newWorld(t), rand: rand.New(rand.NewPCG(seed, 0)), done: map[string]int{}}
	for _, p := range []*person{{name: "root", admin: true}, {name: "kim"}, {name: "lee"},
		{name: "park"}} {
		p.password = "correct horse " + p.name
		r.add(p)
		r.people = append(r.people, p)
	}
	for r.step = range n {
		r.next()
		if r.step%100 == 99 {
			r.forget(time.Now())
		}
		if t.Failed() {
			t.Fatalf("seed %d, step %d", seed, r.step)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.done)) {
		t.Logf("%6d %s", r.done[name], name)
	}
}

type run struct {
	*world
	model
	rand *rand.Rand
	step int
	done map[string]int
}

// next does one random thing, a moment after the one before.
func (r *run) next() {
	<-time.After(time.Millisecond)
	things := []struct {
		weight int
		name   string
		do     func()
	}{
		{6, "sign in", r.doSignIn}, {1, "sign out", r.doSignOut}, {1, "lock", r.doLock},
		{1, "change a password", r.doPassword}, {1, "remove a person", r.doRemove},
		{10, "ask for an upload", r.doGrant}, {14, "upload", r.doPut}, {5, "delete", r.doDelete},
		{4, "restore", r.doRestore}, {6, "change the readers", r.doReaders}, {4, "wait", r.doWait},
		{16, "ask", r.doAsk}, {6, "list", r.doList}, {16, "open", r.doOpen},
		{8, "search", r.doSearch}, {6, "link", r.doLink}, {10, "open a link", r.doOpenLink},
		{1, "change the own password", r.doOwnPassword}, {1, "sign out elsewhere", r.doElsewhere},
	}
	total := 0
	for _, t := range things {
		total += t.weight
	}
	at := r.rand.IntN(total)
	for _, t := range things {
		if at -= t.weight; at < 0 {
			r.done[t.name]++
			t.do()
			synctest.Wait() // the worker has done what it can do now
			return
		}
	}
}

func pick[T any](r *run, list []T) (v T, ok bool) {
	if len(list) == 0 {
		return v, false
	}
	return list[r.rand.IntN(len(list))], true
}

func (r *run) wants(what string, got, want int, answer string) {
	r.Helper()
	if got != want {
		r.Errorf("%s: %d, want %d: %s", what, got, want, answer)
	}
}

func (r *run) doSignIn() {
	p, _ := pick(r, r.people)
	password, want := p.password, http.StatusOK
	if r.rand.IntN(40) == 0 {
		password += "x"
	}
	if p.locked || password != p.password {
		want = http.StatusUnauthorized
	}
	status, answer, header := r.do(nil, "POST", "/api/session",
		fmt.Sprintf(`{"user":%q,"password":%q}`, p.name, password))
	if status == http.StatusTooManyRequests {
		return // too many wrong passwords so far
	}
	r.wants("signing in as "+p.name, status, want, answer)
	if status != http.StatusOK {
		return
	}
	r.begin(p, header)
}

// begin notes the session that an answer began.
func (r *run) begin(p *person, header http.Header) {
	for _, c := range (&http.Response{Header: header}).Cookies() {
		if c.Name == signin.CookieName(false) {
			r.sessions = append(r.sessions, &session{of: p, cookie: c.Value})
		}
	}
}

func (r *run) doSignOut() {
	if s, ok := pick(r, r.sessions); ok {
		status, answer, _ := r.do(s, "DELETE", "/api/session", "")
		r.wants("signing out", status, http.StatusNoContent, answer)
		s.ended = true
	}
}

// endAll ends a person's sessions, as a lock and a new password do.
func (r *run) endAll(p *person) {
	for _, s := range r.sessions {
		if s.of == p {
			s.ended = true
		}
	}
}

func (r *run) doLock() {
	p, _ := pick(r, r.people)
	p.locked = !p.locked && !p.admin
	if err := r.signIn.SetDisabled(r.Context(), user(p), p.locked); err != nil {
		r.Fatal(err)
	}
	r.endAll(p)
}

func (r *run) doPassword() {
	p, _ := pick(r, r.people)
	p.password = fmt.Sprint("correct horse ", p.name, r.step)
	if err := r.signIn.SetPassword(r.Context(), user(p), p.password); err != nil {
		r.Fatal(err)
	}
	r.endAll(p)
}

// doRemove removes a person. Somebody else gets the name.
func (r *run) doRemove() {
	p, _ := pick(r, r.people)
	if p.admin || r.rand.IntN(3) > 0 {
		return
	}
	if err := r.signIn.Remove(r.Context(), user(p)); err != nil {
		r.Fatal(err)
	}
	p.gone = true
	next := &person{name: p.name, password: "correct horse again " + p.name}
	r.add(next)
	r.people = append(slices.DeleteFunc(r.people, func(q *person) bool { return q == p }), next)
}

var names = []string{"규정.txt", "메모.txt", "보고서/요약.txt"}

func (r *run) doGrant() {
	s, ok := pick(r, r.sessions)
	if !ok {
		return
	}
	name, _ := pick(r, names)
	g := &grant{by: s, name: name, private: r.rand.IntN(2) == 0, issued: time.Now()}
	status, answer, _ := r.do(s, "POST", "/upload",
		fmt.Sprintf(`{"filename":%q,"private":%t}`, name, g.private))
	if !s.stands() {
		r.wants("an upload without a session", status, http.StatusUnauthorized, answer)
		return
	}
	r.wants("asking for an upload", status, http.StatusOK, answer)
	granted := decode[wire.UploadGrant](r.world, decode[wire.UploadResponse](r.world, answer).Body)
	address, err := url.Parse(granted.UploadURL)
	if err != nil {
		r.Fatal(err)
	}
	g.path, g.document = address.RequestURI(), granted.Document
	if f := r.named(s.of, name); f != nil {
		g.replaces, g.generation = true, f.generation
		if g.document != f.id {
			r.Errorf("the upload makes %s, not a version of %s", g.document, f.id)
		}
	}
	r.grants = append(r.grants, g)
}

// word is one that no other text has: the number of a machine.
func (r *run) word() string { return fmt.Sprintf("Q%05d", 10_000+r.step) }

func (r *run) doPut() {
	g, ok := pick(r, r.grants)
	if !ok {
		return
	}
	word := r.word()
	text := word + " 설비의 점검 주기는 " + fmt.Sprint(r.step) + "일이에요."
	now := time.Now()
	f, taken := r.target(g, now)
	status, answer, _ := r.do(nil, "PUT", g.path, text)
	if !taken {
		r.wants("an upload that may not be", status, http.StatusForbidden, answer)
		return
	}
	r.wants("an upload", status, http.StatusOK, answer)
	g.used = true
	if f == nil {
		f = r.create(&file{id: g.document, owner: g.by.of, name: g.name, private: g.private})
	}
	f.private = f.private || g.private
	f.text, f.word, f.granted = text, word, g.issued
	f.url = "/documents/~" + f.id + "/" + url.PathEscape(f.name)
}

// act does something to a file in a session, and gives the kind of its failure.
func (r *run) act(s *session, f *file, verb string) (kind string, ok bool) {
	status, answer, _ := r.do(s, "POST", "/api/documents",
		fmt.Sprintf(`{"action":%q,"keys":[%q]}`, verb, f.id))
	if !s.stands() {
		r.wants(verb+" without a session", status, http.StatusUnauthorized, answer)
		return "", false
	}
	r.wants(verb, status, http.StatusOK, answer)
	result := decode[wire.DocumentResult](r.world, answer).Results[0]
	if result.Error == nil {
		return "", true
	}
	return result.Error.Kind, true
}

// refusal is the kind of failure of somebody who does something to a file; "":
// they may.
func refusal(f *file, p *person, now time.Time) string {
	switch {
	case f.gone(now), !f.readableBy(p) && !f.managedBy(p):
		return "not_found"
	case !f.managedBy(p):
		return "forbidden"
	}
	return ""
}

// change is act with what has to come of it; changed: it came.
func (r *run) change(verb string) (f *file, changed bool) {
	s, ok := pick(r, r.sessions)
	f, some := pick(r, r.files)
	if !ok || !some {
		return nil, false
	}
	now := time.Now()
	want := refusal(f, s.of, now)
	got, ok := r.act(s, f, verb)
	if ok && got != want {
		r.Errorf("%s by %s of %+v: %q, want %q", verb, s.of.name, f, got, want)
	}
	return f, ok && want == ""
}

func (r *run) doDelete() {
	f, changed := r.change("delete")
	if !changed || f.hidden() {
		return
	}
	f.deleted = time.Now()
	f.generation++
	for _, g := range r.grants {
		g.ended = g.ended || g.document == f.id
	}
}

func (r *run) doRestore() {
	if f, changed := r.change("restore"); changed {
		f.deleted, f.changed = time.Time{}, time.Now()
	}
}

func (r *run) doReaders() {
	private := r.rand.IntN(2) == 0
	verb := map[bool]string{true: "private", false: "share"}[private]
	if f, changed := r.change(verb); changed {
		f.private, f.changed = private, time.Now()
	}
}

func (r *run) doWait() {
	<-time.After(time.Duration(1+r.rand.IntN(9)) * time.Second)
}

// doAsk asks for a word of somebody's file: it is found by those who may read it
// and by nobody else, and nothing else is cited.
func (r *run) doAsk() {
	s, ok := pick(r, r.sessions)
	f, some := pick(r, r.files)
	if !ok || !some || !s.stands() {
		return
	}
	refs := r.ask(s, f.word+" 설비의 점검 주기는 며칠인가요?")
	r.remember(s, refs)
	found := false
	for _, ref := range refs {
		cited := r.byID(string(ref.Document))
		if cited == nil || cited.hidden() || !cited.readableBy(s.of) {
			r.Errorf("%s is shown %+v", s.of.name, cited)
		}
		found = found || cited == f
	}
	may := !f.hidden() && f.readableBy(s.of)
	if found && !may || may && !found && r.settled(s, f) {
		r.Errorf("%s finds %+v: %t", s.of.name, f, found)
	}
	sources, err := r.citations.Resolve(r.Context(), scopeOf(s.of), refs)
	if err != nil {
		r.Fatal(err)
	}
	for _, source := range sources {
		if source.Excerpt != r.byID(source.Document).text {
			r.Errorf("the source %+v", source)
		}
	}
}

// settled reports whether the index has all that is known of a file that s may
// read. What is to be done for it waits while a deletion can be undone.
func (r *run) settled(s *session, f *file) bool {
	_, answer, _ := r.do(s, "GET", "/api/documents/"+f.id, "")
	return decode[wire.Document](r.world, answer).State == wire.DocumentStateReady &&
		time.Since(f.changed) > 2*ingest.UndoTime
}

func (r *run) doList() {
	s, ok := pick(r, r.sessions)
	if !ok {
		return
	}
	status, answer, _ := r.do(s, "GET", "/api/documents?limit=1000", "")
	if !s.stands() {
		r.wants("a list without a session", status, http.StatusUnauthorized, answer)
		return
	}
	want, got := map[string]bool{}, map[string]bool{}
	for _, f := range r.files {
		if !f.hidden() && f.readableBy(s.of) {
			want[f.id+" "+fmt.Sprint(f.private)] = true
		}
	}
	for _, d := range decode[wire.Documents](r.world, answer).Documents {
		if d.State != wire.DocumentStateDeleting {
			got[d.Key+" "+fmt.Sprint(d.Private)] = true
		}
	}
	if !maps.Equal(got, want) {
		r.Errorf("%s sees %v, want %v", s.of.name, got, want)
	}
}

// doOpen reads a file in a session, by its page and by its record.
func (r *run) doOpen() {
	s, ok := pick(r, r.sessions)
	f, some := pick(r, r.files)
	if !ok || !some {
		return
	}
	want := http.StatusOK
	switch {
	case !s.stands():
		want = http.StatusUnauthorized
	case f.hidden(), !f.readableBy(s.of):
		want = http.StatusNotFound
	}
	status, answer, _ := r.do(s, "GET", f.url, "")
	r.wants("opening "+f.name, status, want, answer)
	if want == http.StatusOK && answer != f.text {
		r.Errorf("%s has %q, want %q", f.name, answer, f.text)
	}
	status, answer, _ = r.do(s, "GET", "/api/documents/"+f.id, "")
	r.wants("reading the record of "+f.name, status, want, answer)
}
