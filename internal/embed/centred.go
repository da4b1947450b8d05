package embed

import (
	"context"
	"math"
	"sync"
	"unicode"
)

// Centred makes an encoder's vectors comparable across languages. Encoders of
// several languages put each language into a corner of its own, so that for a
// Korean question any Korean text comes before the English one that answers it.
// Centred takes most of the mean of a language out of every vector and brings
// what is left to unit length.
//
// It also tells what a cosine means: every encoder has another level at which
// texts are unrelated. Safe for concurrent use. Use Centre.
type Centred struct {
	of Embedder

	mu          sync.Mutex
	calibration *Calibration
}

var _ Embedder = (*Centred)(nil)

// Calibration is what has to be known of an encoder to centre its vectors and to read its cosines.
type Calibration struct {
	Means map[Kind]Means
	// Unrelated is the mean cosine of a question and a passage that have
	// nothing to do with each other, Same that of a question and a passage that
	// say the same in different languages.
	Unrelated, Same float64
}

// Means are the mean vectors of each language.
type Means struct{ Korean, English []float32 }

// Calibrated is an embedder that knows its calibration.
type Calibrated interface {
	Embedder
	Calibration() *Calibration
}

// Centre centres an embedder's vectors; nil stays nil, and what is centred
// already stays as it is. One that is not Calibrated is calibrated at its first
// call, by embedding some sixty short sentences.
func Centre(e Embedder) Embedder {
	if _, ok := e.(*Centred); ok || e == nil {
		return e
	}
	c := &Centred{of: e}
	if known, ok := e.(Calibrated); ok {
		c.calibration = known.Calibration()
	}
	return c
}

// centring is the share of the mean that is taken out. It was fitted on the
// golden set (docs/search.md): with all of it, long passages lose what they
// have in common with their questions.
const centring = 0.75

// Info is that of the embedder behind it. The model has another name, because
// its vectors don't fit the original ones.
func (c *Centred) Info() Info {
	info := c.of.Info()
	info.Model += "+centred"
	return info
}

// Embed gives a centred vector of unit length per text; see Embedder.
func (c *Centred) Embed(ctx context.Context, kind Kind, texts []string) ([][]float32, error) {
	vectors, err := c.of.Embed(ctx, kind, texts)
	if err != nil || len(vectors) == 0 {
		return vectors, err
	}
	cal, err := c.calibrated(ctx, len(vectors[0]))
	if err != nil {
		return nil, err
	}
	m := cal.Means[kind]
	centred := make([][]float32, len(vectors))
	for i, v := range vectors {
		centred[i] = m.centre(v, koreanShare(texts[i]))
	}
	return centred, nil
}

// Place says where a cosine of a question and a passage lies: 0 is the level of
// unrelated texts, 1 that of a sentence and its translation. Answers usually
// lie above 0.5. Before the first call of Embed it is always 0.
func (c *Centred) Place(cosine float64) float64 {
	c.mu.Lock()
	cal := c.calibration
	c.mu.Unlock()
	if cal == nil || cal.Same <= cal.Unrelated {
		return 0
	}
	return (cosine - cal.Unrelated) / (cal.Same - cal.Unrelated)
}

// calibrated returns the calibration for vectors of this length, made on first use.
func (c *Centred) calibrated(ctx context.Context, dimensions int) (*Calibration, error) {
	c.mu.Lock()
	cal := c.calibration
	c.mu.Unlock()
	if cal != nil && len(cal.Means[Query].Korean) == dimensions {
		return cal, nil
	}
	cal, err := Calibrate(ctx, c.of)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.calibration = cal
	c.mu.Unlock()
	return cal, nil
}

// Calibrate learns about an embedder from everyday sentences in both languages.
func Calibrate(ctx context.Context, e Embedder) (*Calibration, error) {
	sentences := append(everydayKorean[:], everydayEnglish[:]...)
	cal := &Calibration{Means: map[Kind]Means{}}
	centred := map[Kind][][]float32{}
	for _, kind := range []Kind{Query, Passage} {
		vectors, err := e.Embed(ctx, kind, sentences)
		if err != nil {
			return nil, err
		}
		m := Means{mean(vectors[:len(everydayKorean)]), mean(vectors[len(everydayKorean):])}
		cal.Means[kind] = m
		for i, v := range vectors {
			centred[kind] = append(centred[kind], m.centre(v, koreanShare(sentences[i])))
		}
	}
	cal.Unrelated, cal.Same = levels(centred[Query], centred[Passage])
	return cal, nil
}

// levels gives the mean cosine of sentences that differ in meaning, and that of
// each sentence with its translation.
func levels(queries, passages [][]float32) (unrelated, same float64) {
	n := len(queries) / 2 // the second half translates the first
	var different, translated int
	for i := range queries {
		for j := range passages {
			switch {
			case i%n != j%n:
				unrelated += dot(queries[i], passages[j])
				different++
			case i != j:
				same += dot(queries[i], passages[j])
				translated++
			}
		}
	}
	return unrelated / float64(different), same / float64(translated)
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x) * float64(b[i])
	}
	return sum
}

func mean(vectors [][]float32) []float32 {
	sum := make([]float64, len(vectors[0]))
	for _, v := range vectors {
		length := norm(v)
		for i, x := range v {
			sum[i] += float64(x) / (length * float64(len(vectors)))
		}
	}
	out := make([]float32, len(sum))
	for i, x := range sum {
		out[i] = float32(x)
	}
	return out
}

// norm is a vector's length; 1 for the zero vector, which has no direction to keep.
func norm(v []float32) float64 {
	if sum := dot(v, v); sum > 0 {
		return math.Sqrt(sum)
	}
	return 1
}

func (m Means) centre(v []float32, korean float64) []float32 {
	length := norm(v)
	out := make([]float32, len(v))
	for i, x := range v {
		language := korean*float64(m.Korean[i]) + (1-korean)*float64(m.English[i])
		out[i] = float32(float64(x)/length - centring*language)
	}
	length = norm(out)
	for i := range out {
		out[i] = float32(float64(out[i]) / length)
	}
	return out
}

// koreanShare is which share of a text's letters is Korean, 0 to 1; a syllable
// counts for two letters. Texts without letters count as Korean.
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

// everydayKorean and everydayEnglish say the same things about nothing in
// particular, in the styles of notices, news, manuals and rules.
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
