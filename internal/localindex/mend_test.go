package localindex_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
)

// documents puts passages, one a document named as the passage begins.
func documents(t *testing.T, texts map[string]string) *localindex.Index {
	t.Helper()
	ix := open(t, localindex.Options{})
	for name, text := range texts {
		put(t, ix, name, "1", text)
	}
	return ix
}

func TestAMisspeltWordFindsWhatWasMeant(t *testing.T) {
	ix := documents(t, map[string]string{
		"contract": "임대차 계약서에는 특약을 적습니다.",
		"hotel":    "숙박비는 하루 9만 원까지 인정합니다.",
		"logistic": "물류센터 하차장은 오전에만 엽니다.",
		"deploy":   "Kubernetes replaces pods one by one.",
		"other":    "지하철 유실물은 역무실에서 찾습니다.",
	})
	for question, want := range map[string]string{
		"게약서":         "contract", // another vowel
		"숙빅비":         "hotel",    // the neighbour on the keyboard
		"숙박삐 한도":      "hotel",    // another initial
		"물류센타":        "logistic", // a foreign word spelt otherwise
		"뮬류센터":        "logistic",
		"유실뭄":         "other",  // another final
		"kubernets":   "deploy", // a letter left out
		"kuberentes":  "deploy", // two letters swapped
		"kubernnetes": "deploy", // one put in
		"kubernates":  "deploy", // one changed
	} {
		if got := find(t, ix, retrieve.Query{Text: question}); len(got) == 0 || got[0] != want {
			t.Errorf("%s: found %v, want %s", question, got, want)
		}
	}
}

func TestWordsThatAreSpeltRightAreNotCorrected(t *testing.T) {
	ix := documents(t, map[string]string{"one": "렌털 제품", "other": "렌탈 제품",
		"runner": "마지막 주자가 결승선을 넘었다."})
	for question, want := range map[string][]string{
		"렌털": {"one", "other"}, "렌탈": {"other", "one"}, // both are in use
		"주차": nil, // no passage has it, but the dictionary does
	} {
		if got := find(t, ix, retrieve.Query{Text: question}); !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v", question, got, want)
		}
	}
}

// A particle makes pairs of characters that no passage has of words that are
// spelt right: 파리의 is no slip for 파기의, which a passage has.
func TestANounIsNotCorrectedForItsParticle(t *testing.T) {
	ix := documents(t, map[string]string{
		"deletion": "계약 파기의 책임은 먼저 어긴 쪽에 있습니다.",
		"files":    "고객 자료는 파일의 형태로 저장합니다.",
		"party":    "송년 파티의 비용은 회사가 냅니다.",
	})
	for _, question := range []string{"파리의 날씨는?", "파리의 인구", "파리에서"} {
		if got := find(t, ix, retrieve.Query{Text: question}); len(got) != 0 {
			t.Errorf("%s: found %v", question, got)
		}
	}
}

func TestWhiteSpacePutInTooMuchIsLeftOut(t *testing.T) {
	ix := documents(t, map[string]string{
		"register": "등기부등본에서 근저당을 봅니다.",
		"charity":  "기부 안내와 등본 한 통",
		"deploy":   "Kubernetes replaces pods one by one.",
	})
	for question, want := range map[string]string{"등 기부 등 본": "register", "kuber netes": "deploy"} {
		if got := find(t, ix, retrieve.Query{Text: question}); len(got) == 0 || got[0] != want {
			t.Errorf("%s: found %v, want %s first", question, got, want)
		}
	}
}
