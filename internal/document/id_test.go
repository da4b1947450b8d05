package document_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

func TestNewName(t *testing.T) {
	long := strings.Repeat("가", 80) // 240 bytes
	for in, want := range map[string]string{
		"a.pdf":                   "a.pdf",
		"폴더/보고서.docx":             "폴더/보고서.docx",
		`C\보고서.docx`:              "C/보고서.docx",
		norm.NFD.String("한글.txt"): "한글.txt",
		"a/~b.txt":                "a/~b.txt",
		"공백 있는 이름 (1).txt":        "공백 있는 이름 (1).txt",
		"❤️ 사진.png":               "❤️ 사진.png",
		"🧯점검👩‍🚒👩🏽‍🚒.txt":          "🧯점검👩‍🚒👩🏽‍🚒.txt",
		long + ".pdf":             strings.Repeat("가", 61) + "~2916f54f6886.pdf",
	} {
		if got, err := document.NewName(in); err != nil || got != want {
			t.Errorf("NewName(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestNewNameRefuses(t *testing.T) {
	for _, name := range []string{
		"", "/", "/etc/passwd", `\\server\share`, "a//b", "a/", ".", "..", "a/../b", "./a", "~kim/a", "a\x00b", "a\nb",
		"\xff\xfe", " ", "a/ /b", strings.Repeat("a/", 600) + "b",
		"급여\u202efdp.exe", "보\u200b고서.txt", "a\u200db.txt", "a\u200d👩.txt", "👩\u200d.txt", "\ufeffa.txt", "a\u0085b", "a\u009fb",
		"a\u2028b", "a\u2066b",
		"a\u00adb", "\u3164.txt", "a\u115f.txt", "a\uffa0b", "a\u034fb", "a\U000e0041b",
	} {
		if got, err := document.NewName(name); !fault.Is(err, fault.Invalid) {
			t.Errorf("NewName(%q) = %q, %v; want invalid", name, got, err)
		}
	}
}

func TestLongNamesThatDifferStayDifferent(t *testing.T) {
	a, err1 := document.NewName(strings.Repeat("나", 100) + "1.pdf")
	b, err2 := document.NewName(strings.Repeat("나", 100) + "2.pdf")
	if err1 != nil || err2 != nil || a == b {
		t.Errorf("%q (%v) and %q (%v)", a, err1, b, err2)
	}
	if again, err := document.NewName(a); err != nil || again != a {
		t.Errorf("a shortened name is cut again: %q, %v", again, err)
	}
}

func FuzzNewName(f *testing.F) {
	for _, s := range []string{"a.pdf", "폴더/보고서.docx", norm.NFD.String("한글"), `a\b`, "../a", strings.Repeat("각", 90) + ".txt"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		name, err := document.NewName(in)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("error of another kind: %v", err)
			}
			return
		}
		g := document.Grant{ID: document.NewGrantID(document.NewID(time.Now())), Name: name}
		key := document.KeptKey(g.Key())
		if !utf8.ValidString(key) || !norm.NFC.IsNormalString(key) || len(key) > 1024 {
			t.Fatalf("NewName(%q) = %q makes the key %q", in, name, key)
		}
		for segment := range strings.SplitSeq(name, "/") {
			if segment == "" || segment == "." || segment == ".." ||
				len(segment) > document.MaxSegment {
				t.Fatalf("NewName(%q) has the segment %q", in, segment)
			}
		}
		if o, err := document.ParseObject(key); err != nil ||
			o != (document.Object{Grant: g.ID, Kept: true, Name: name}) {
			t.Fatalf("ParseObject(%q) = %+v, %v", key, o, err)
		}
	})
}

func TestIDs(t *testing.T) {
	now := time.Now()
	ids := []document.ID{document.NewID(now), document.NewID(now.Add(time.Millisecond)),
		document.NewID(now.Add(time.Hour))}
	for i := range 10_000 { // carries reach the higher bytes
		later := document.NewID(now.Add(time.Duration(i) * 970 * time.Second))
		if i > 0 && later <= ids[0] {
			t.Fatalf("%q was made %d s later than %q", later, 970*i, ids[0])
		}
	}
	if !slices.IsSorted(ids) || ids[0] == document.NewID(now) {
		t.Errorf("%q", ids)
	}
	for _, id := range append(ids, "docs/a.txt", "docs/~kim/폴더/a.txt") {
		if err := id.Check(); err != nil {
			t.Errorf("%q: %v", id, err)
		}
		g := document.NewGrantID(id)
		if err := g.Check(); err != nil ||
			!strings.HasPrefix(string(g), document.GrantPrefix(id)) ||
			g == document.NewGrantID(id) {
			t.Errorf("a grant for %q: %q, %v", id, g, err)
		}
	}
	for _, id := range []document.ID{
		"", "docs/", "a.txt", "docs/~", "docs/~/a", "docs/~kim", "docs//a",
		"docs/\u1112\u1161\u11ab", "0123456789", ids[0] + "0",
		document.ID(strings.ToUpper(string(ids[0]))), "zzzzzzzzzzzzzzzzzzzzzzzzzz",
	} {
		if err := id.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestParseObject(t *testing.T) {
	g := document.NewGrantID(document.NewID(time.Now()))
	for key, want := range map[string]document.Object{
		"docs/a.txt":                            {Name: "a.txt"},
		document.FAQPrefix + "a.csv":            {Name: "faq/a.csv", FAQ: true},
		norm.NFD.String("docs/한글.txt"):          {Name: "한글.txt"},
		"docs/~kim/a.txt":                       {Name: "a.txt", Foreign: true},
		"docs/~kim.kept/a.txt":                  {Name: "a.txt", Foreign: true},
		document.ObjectKey(g, "폴더/a.txt"):       {Grant: g, Name: "폴더/a.txt"},
		"docs/~" + string(g) + ".kept/폴더/a.txt": {Grant: g, Kept: true, Name: "폴더/a.txt"},
	} {
		if got, err := document.ParseObject(key); err != nil || got != want {
			t.Errorf("ParseObject(%q) = %+v, %v; want %+v", key, got, err, want)
		}
	}
	for _, key := range []string{"", "a.txt", "docs", "docs/", "docs/~", "docs/~/a", "docs/~kim",
		"docs/~kim/", "docs//a", "content/a"} {
		if got, err := document.ParseObject(key); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseObject(%q) = %+v, %v; want invalid", key, got, err)
		}
	}
}

func TestARecordOfVersion01IsCompleted(t *testing.T) {
	for key, name := range map[string]string{"docs/폴더/a.txt": "폴더/a.txt",
		"docs/~kim/폴더/a.txt": "폴더/a.txt"} {
		var d document.Document
		stored := `{"key":"` + key + `","owner":"kim","readers":["kim"],"version":"0000000000000007","state":"ready"}`
		if err := json.Unmarshal([]byte(stored), &d); err != nil {
			t.Fatal(err)
		}
		if d.ID != document.ID(key) || d.Name != name || d.Object != key ||
			d.Collection != document.Default ||
			d.Sequence != "0000000000000007" || d.Version != d.Sequence || d.Owner != "kim" {
			t.Errorf("%s: %+v", key, d)
		}
		encoded, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var again document.Document
		if err := json.Unmarshal(encoded, &again); err != nil || again.ID != d.ID ||
			again.Name != name {
			t.Errorf("written and read again: %+v, %v", again, err)
		}
	}
}

func TestTheNextVersionIsNewer(t *testing.T) {
	for _, v := range []document.Version{"", "0000000000000001", "0000000000000009", "00ff", "ff",
		"0055AED6DCD90281E5", "006"} {
		if n := v.Next(); n.Compare(v) <= 0 {
			t.Errorf("%q after %q", n, v)
		}
	}
}

func TestVersionsCompareLikeSequencers(t *testing.T) {
	for _, c := range []struct {
		a, b document.Version
		want int
	}{
		{"", "", 0},
		{"", "0000000000000001", -1},
		{"0000000000000009", "000000000000000a", -1},
		{"0055AED6DCD90281E5", "0055aed6dcd90281e5", 0},
		{"0055AED6DCD90281E5", "0055AED6DCD90281E6", -1},
		{"0061", "006", 1}, // padded on the right
		{"0060", "006", 0},
		{"00FF", "00f", 1},
	} {
		if got := c.a.Compare(c.b); got != c.want {
			t.Errorf("%q.Compare(%q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := c.b.Compare(c.a); got != -c.want {
			t.Errorf("%q.Compare(%q) = %d, want %d", c.b, c.a, got, -c.want)
		}
	}
}

func FuzzVersionCompareIsAnOrder(f *testing.F) {
	f.Add("0055AED6DCD90281E5", "0055AED6DCD90281E6", "")
	f.Add("1", "10", "100")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		u, v, w := document.Version(a), document.Version(b), document.Version(c)
		if u.Compare(v) != -v.Compare(u) || u.Compare(u) != 0 {
			t.Fatalf("%q and %q: %d and %d", u, v, u.Compare(v), v.Compare(u))
		}
		if u.Compare(v) <= 0 && v.Compare(w) <= 0 && u.Compare(w) > 0 {
			t.Fatalf("%q ≤ %q ≤ %q, and yet not", u, v, w)
		}
	})
}

func TestChunkIDsDifferByDocumentVersionAndOrdinal(t *testing.T) {
	seen := map[document.ChunkID]bool{}
	for _, key := range []document.ID{"docs/a", "docs/b"} {
		for _, v := range []document.Version{"1", "2"} {
			for ordinal := range 3 {
				id := document.NewChunkID(key, v, ordinal)
				if len(id) != 32 || seen[id] {
					t.Errorf("id %q of %s %s %d", id, key, v, ordinal)
				}
				seen[id] = true
			}
		}
	}
}
