package localindex

import (
	"math/rand/v2"
	"testing"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/rank"
)

// TestOnlyDecisiveTermsDecideHowAWordIsHeld compares random passages with those that
// have the same decisive terms and none of the others.
func TestOnlyDecisiveTermsDecideHowAWordIsHeld(t *testing.T) {
	rng := rand.New(rand.NewPCG(61, 1))
	different := 0
	for _, text := range []string{"너른들캠핑장 통나무집 1박 요금은 얼마인가요?", "전자 문서 결재 상신 취소 방법",
		"임종석이 여의도 농민 폭력 시위를 주도한 혐의로 지명수배된 날은?", "숙박비한도가어떻게되나요",
		"VPN 접속이 안 될 때 등 기부 등본은 어디서 떼나요"} {
		q, spoken := DefaultRanking.spoken(&morph.Analyzer{}, text)
		plan, err := rank.Prepare(q.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		s := &search{question: q, spoken: spoken, plan: plan}
		a := spoken.asked(q.index, plan)
		for range 2000 {
			all := make(heldTerms, len(q.query.Terms))
			decisive := make(heldTerms, len(all))
			likely := rng.Float64()
			for i := range all {
				all[i] = rng.Float64() < likely
				decisive[i] = all[i] && s.decides(i)
				if decisive[i] != all[i] {
					different++
				}
			}
			for _, w := range a.words {
				if got, want := a.found(w.Term, decisive), a.found(w.Term, all); got != want {
					t.Fatalf("%s: %s is found %v with the decisive terms, %v with all", text, w.Text, got, want)
				}
			}
		}
	}
	if different == 0 {
		t.Error("all terms are decisive")
	}
}
