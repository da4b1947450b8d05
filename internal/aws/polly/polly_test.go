package polly_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	sdk "github.com/aws/aws-sdk-go-v2/service/polly"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/polly"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/speech/speechtest"
)

// request is a call of SynthesizeSpeech as Polly documents it.
type request struct {
	Engine, LanguageCode, OutputFormat, Text, TextType, VoiceID string
}

// server speaks Polly's HTTP, as documented. It knows nothing of the adapter.
type server struct {
	behave speechtest.Behaviour
	empty  bool // answers without audio
	cut    bool // ends in the middle of the audio
	refuse int  // the piece that is refused, from 1; 0: none

	mu     sync.Mutex
	bodies [][]byte
	spoken []request
}

// exceptions are Polly's forms of the kinds of faults.
var exceptions = map[fault.Kind]struct {
	status int
	name   string
}{
	fault.Throttled:   {400, "ThrottlingException"},
	fault.Overloaded:  {503, "ServiceUnavailable"},
	fault.Unavailable: {500, "ServiceFailureException"},
	fault.Timeout:     {408, "RequestTimeoutException"},
	fault.Forbidden:   {403, "AccessDeniedException"},
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost || r.URL.Path != "/v1/speech" ||
		!strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ") {
		http.Error(w, "{}", http.StatusNotFound)
		return
	}
	var in struct {
		Engine, LanguageCode, OutputFormat, Text, TextType string
		VoiceID                                            string `json:"VoiceId"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		s.fail(w, 400, "SerializationException")
		return
	}
	s.mu.Lock()
	s.bodies, s.spoken = append(s.bodies, body), append(s.spoken, request(in))
	refused := len(s.spoken) == s.refuse
	s.mu.Unlock()
	n := utf8.RuneCountInString(in.Text)
	e, faulty := exceptions[s.behave.Fault]
	switch {
	case faulty:
		if s.behave.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(s.behave.RetryAfter/time.Second)))
		}
		s.fail(w, e.status, e.name)
	case refused:
		s.fail(w, 400, "ServiceQuotaExceededException")
	case n > 3000:
		s.fail(w, 400, "TextLengthExceededException")
	default:
		w.Header().Set("Content-Type", "audio/mpeg")
		w.Header().Set("X-Amzn-Requestcharacters", strconv.Itoa(n))
		if s.cut {
			w.Header().Set("Content-Length", strconv.Itoa(100*n))
			n /= 2
		}
		if !s.empty {
			_, _ = w.Write(make([]byte, 100*n))
		}
	}
}

func (s *server) fail(w http.ResponseWriter, status int, name string) {
	w.Header().Set("X-Amzn-ErrorType", name)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"message":"m"}`)
}

func serve(t *testing.T, s *server) *polly.Synthesizer {
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return polly.New(sdk.NewFromConfig(awstest.Config(t, "ap-northeast-2"),
		func(o *sdk.Options) { o.BaseEndpoint = &h.URL }), polly.Options{})
}

func TestContract(t *testing.T) {
	speechtest.Run(t, func(t *testing.T,
		b speechtest.Behaviour) speech.Synthesizer {
		return serve(t, &server{behave: b})
	})
}

func TestRequestsFitTheServiceModel(t *testing.T) {
	model := awstest.Load(t, "polly")
	var s server
	voice := serve(t, &s)
	for language, text := range map[string]string{"ko-KR": "안녕하세요.\x01 반가워요.",
		"en": strings.Repeat("A sentence. ", 500)} {
		if _, err := voice.Speak(t.Context(), text, language); err != nil {
			t.Fatal(err)
		}
	}
	for _, body := range s.bodies {
		if err := model.Request("SynthesizeSpeech", body); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	for name, e := range exceptions {
		if e.status != 400 && e.status != 500 {
			continue // not the service's own
		}
		if _, ok := model.Shapes[e.name]; !ok {
			t.Errorf("%v: Polly has no %s", name, e.name)
		}
	}
}

func TestTheVoiceIsSeoyeonsNeuralOne(t *testing.T) {
	var s server
	if _, err := serve(t, &s).Speak(t.Context(), "안녕하세요.", "ko"); err != nil {
		t.Fatal(err)
	}
	want := request{Engine: "neural", LanguageCode: "ko-KR", OutputFormat: "mp3", Text: "안녕하세요.",
		TextType: "text", VoiceID: "Seoyeon"}
	if len(s.spoken) != 1 || s.spoken[0] != want {
		t.Errorf("%+v, want %+v", s.spoken, want)
	}
}

func TestPiecesEndBetweenSentencesAndLoseNothing(t *testing.T) {
	for name, text := range map[string]string{
		"sentences":        strings.Repeat("한 문장이에요. ", 900),
		"one sentence":     strings.Repeat("낱말 ", 3000),
		"no blank at all":  strings.Repeat("가", 7000),
		"limit and more":   strings.Repeat("가", 3000) + " 나",
		"a long and short": strings.Repeat("가나 ", 1200) + "다. 짧아요.",
	} {
		var s server
		if _, err := serve(t, &s).Speak(t.Context(), text, "ko"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var joined strings.Builder
		for i, r := range s.spoken {
			joined.WriteString(r.Text)
			if name == "sentences" && !strings.HasSuffix(r.Text, ".") {
				t.Errorf("%s: piece %d ends in %q", name, i, r.Text[len(r.Text)-6:])
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if squeeze(joined.String()) != squeeze(text) || len(s.spoken) < 2 {
			t.Errorf("%s: %d pieces, something is lost or doubled", name, len(s.spoken))
		}
	}
}

func TestATextOverTheLimitIsTooLarge(t *testing.T) {
	var s server
	if _, err := serve(t, &s).Speak(t.Context(), strings.Repeat("가", 30_001), "ko"); !fault.Is(err,
		fault.TooLarge) || len(s.spoken) != 0 {
		t.Errorf("%d calls, %v", len(s.spoken), err)
	}
}

func TestAudioThatIsMissingOrCutIsNoAudio(t *testing.T) {
	for name, s := range map[string]*server{"missing": {empty: true}, "cut": {cut: true}} {
		a, err := serve(t, s).Speak(t.Context(), "안녕하세요.", "ko")
		if !fault.Is(err, fault.Unavailable) || len(a.Data) != 0 {
			t.Errorf("%s: %d bytes, %v", name, len(a.Data), err)
		}
	}
}

// TestARefusalInMidAnswerIsAnError: half an answer would pass for the whole one.
func TestARefusalInMidAnswerIsAnError(t *testing.T) {
	s := &server{refuse: 2}
	audio, err := serve(t, s).Speak(t.Context(), strings.Repeat("연차 휴가는 15일이에요. ", 600), "ko-KR")
	if !fault.Is(err, fault.Throttled) || len(audio.Data) > 0 {
		t.Errorf("%d bytes, %v", len(audio.Data), err)
	}
	if len(s.spoken) < 2 {
		t.Errorf("%d pieces were asked for", len(s.spoken))
	}
}
