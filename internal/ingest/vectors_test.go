package ingest

import (
	"testing"

	"github.com/mundap/mundap/internal/embed"
)

// Two documents in work have a passage in common. The first one that is done
// must not take its vector from the other.
func TestAVectorIsKnownAsLongAsADocumentNeedsIt(t *testing.T) {
	fake := &embed.Fake{Size: 4}
	v := NewVectors(fake)
	texts := []string{"연차는 15일이다.", "출장비는 5만 원이다."}
	made, err := v.make(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	v.keep(texts, made)
	v.keep(texts[:1], made[:1])
	asked := func() int {
		t.Helper()
		_, before := fake.Calls()
		got, err := v.Embed(t.Context(), embed.Passage, texts)
		if err != nil || len(got) != 2 || got[0][0] != made[0][0] || got[1][1] != made[1][1] {
			t.Errorf("%v, %v", got, err)
		}
		_, after := fake.Calls()
		return after - before
	}
	if n := asked(); n != 0 {
		t.Errorf("while both are in work, %d texts are embedded", n)
	}
	v.drop(texts)
	if n := asked(); n != 1 { // the second one
		t.Errorf("when the first is done, %d texts are embedded", n)
	}
	v.drop(texts[:1])
	if n := asked(); n != 2 {
		t.Errorf("when both are done, %d texts are embedded", n)
	}
}
