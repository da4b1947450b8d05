package embed

import (
	"context"
	"math"
	"sync"
	"unicode"
)

// Centred makes an encoder's vectors comparable across languages. Encoders of several languages put each language into
// a corner of its own, so that for a Korean question any Korean text comes before the English one that answers it.
// Centred takes most of the mean of a language out of every vector and brings what is left to unit length. Unrelated
// texts then have cosines around 0 whatever their languages are.
//
// Safe for concurrent use. Use Centre.
type Centred struct {
	of Embedder

	mu    sync.Mutex
	means map[Kind]means
}

var _ Embedder = (*Centred)(nil)

// means are the mean vectors of everyday sentences.
type means struct{ korean, english []float64 }

// Centre centres an embedder's vectors; nil stays nil, and what is centred already stays as it is.
func Centre(e Embedder) Embedder {
	if _, ok := e.(*Centred); ok || e == nil {
		return e
	}
	return &Centred{of: e, means: map[Kind]means{}}
}

// centring is the share of the mean that is taken out. It was fitted on the golden set (docs/search.md): with all of it,
// long passages lose what they have in common with their questions.
const centring = 0.75

// Info is that of the embedder behind it. The model has another name, because its vectors don't fit the original ones.
func (c *Centred) Info() Info {
	info := c.of.Info()
	info.Model += "+centred"
	return info
}

// Embed gives a centred vector of unit length per text; see Embedder. The first call for a kind embeds some thirty short
// sentences more.
func (c *Centred) Embed(ctx context.Context, kind Kind, texts []string) ([][]float32, error) {
	vectors, err := c.of.Embed(ctx, kind, texts)
	if err != nil || len(vectors) == 0 {
		return vectors, err
	}
	m, err := c.meansOf(ctx, kind, len(vectors[0]))
	if err != nil {
		return nil, err
	}
	centred := make([][]float32, len(vectors))
	for i, v := range vectors {
		centred[i] = m.centre(v, koreanShare(texts[i]))
	}
	return centred, nil
}

// meansOf gives the means for a kind, and embeds the sentences when it has none of this length.
func (c *Centred) meansOf(ctx context.Context, kind Kind, dimensions int) (means, error) {
	c.mu.Lock()
	m := c.means[kind]
	c.mu.Unlock()
	if len(m.korean) == dimensions {
		return m, nil
	}
	vectors, err := c.of.Embed(ctx, kind, append(everydayKorean[:], everydayEnglish[:]...))
	if err != nil {
		return means{}, err
	}
	m = means{mean(vectors[:len(everydayKorean)]), mean(vectors[len(everydayKorean):])}
	c.mu.Lock()
	c.means[kind] = m
	c.mu.Unlock()
	return m, nil
}

func mean(vectors [][]float32) []float64 {
	sum := make([]float64, len(vectors[0]))
	for _, v := range vectors {
		length := norm(v)
		for i, x := range v {
			sum[i] += float64(x) / (length * float64(len(vectors)))
		}
	}
	return sum
}

// norm is a vector's length; 1 for the zero vector, which has no direction to keep.
func norm(v []float32) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		return 1
	}
	return math.Sqrt(sum)
}

func (m means) centre(v []float32, korean float64) []float32 {
	length := norm(v)
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(float64(x)/length - centring*(korean*m.korean[i]+(1-korean)*m.english[i]))
	}
	length = norm(out)
	for i := range out {
		out[i] = float32(float64(out[i]) / length)
	}
	return out
}

// koreanShare is which share of a text's letters is Korean, 0 to 1; a syllable counts for two letters. Texts without
// letters count as Korean.
func koreanShare(text string) float64 {
	var korean, latin float64
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Hangul, r):
			korean += 2
		case r < unicode.MaxLatin1 && unicode.IsLetter(r):
			latin++
		}
	}
	if latin == 0 {
		return 1
	}
	return korean / (korean + latin)
}

// everydayKorean and everydayEnglish say the same things about nothing in particular, in the styles of notices, news,
// manuals and rules.
var (
	everydayKorean = [...]string{
		"어제 저녁에 고양이가 창가에서 오래 잠을 잤어요.",
		"봄이 되면 강가의 나무들이 연두색으로 물들어요.",
		"회사는 새 공장을 짓기 위해 땅을 샀습니다.",
		"이 제품은 물에 닿으면 고장이 날 수 있습니다.",
		"오늘 회의는 오후 세 시에 시작해 한 시간 동안 진행합니다.",
		"정부는 내년 예산을 발표했다.",
		"축구 경기가 비 때문에 취소되었다.",
		"컴퓨터를 다시 시작하면 설정이 적용됩니다.",
		"그는 조선 후기의 화가로 산수화를 많이 남겼다.",
		"신청서는 우편이나 전자우편으로 제출할 수 있습니다.",
		"요금은 매달 말일에 자동으로 빠져나갑니다.",
		"환자는 식사 뒤에 약을 먹어야 합니다.",
		"이 법은 공포한 날부터 시행한다.",
		"기차는 서울에서 부산까지 두 시간 반이 걸린다.",
		"감자를 삶아 소금과 버터를 곁들여 먹는다.",
		"학생들은 도서관에서 책을 빌려 읽었다.",
	}
	everydayEnglish = [...]string{
		"The old boat drifted slowly past the harbour wall.",
		"She painted the kitchen chairs bright yellow last summer.",
		"The company bought land to build a new factory.",
		"This product may break if it gets wet.",
		"Today's meeting starts at three and lasts one hour.",
		"The government announced next year's budget.",
		"The football match was cancelled because of rain.",
		"Restart the computer to apply the settings.",
		"He was a painter of the late Joseon period who left many landscapes.",
		"Applications can be submitted by post or by email.",
		"The fee is charged automatically at the end of each month.",
		"The patient should take the medicine after meals.",
		"This act takes effect on the day of its promulgation.",
		"The train takes two and a half hours from Seoul to Busan.",
		"Boil the potatoes and serve them with salt and butter.",
		"The students borrowed books from the library and read them.",
	}
)
