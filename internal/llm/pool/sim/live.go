package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/llm/pool/sim/region"
)

// Live serves a scenario's regions over HTTP in wall time, with the
// OpenAI-compatible protocol, for routers that are other programs: region N at
// /N/v1/chat/completions. Which request it is stands in the body's "user", as
// its number; how long its answer is was drawn beforehand, as in the
// simulation. GET /stats tells what the regions saw.
type Live struct {
	mu      sync.Mutex
	begun   time.Time // the first request
	regions []*region.Region
	jobs    []*job
	mux     http.ServeMux
}

// Live makes the handler.
func (s Scenario) Live(seed uint64) *Live {
	l := &Live{jobs: s.Load.jobs(seed, s.Length, s.perMinute(), s.Regions[0].Burndown)}
	for i, c := range s.Regions {
		l.regions = append(l.regions, region.New(c, seed*100+uint64(i), s.Faults[i]...))
	}
	l.mux.HandleFunc("POST /{region}/v1/chat/completions", l.complete)
	l.mux.HandleFunc("GET /stats", l.stats)
	return l
}

func (l *Live) ServeHTTP(w http.ResponseWriter, r *http.Request) { l.mux.ServeHTTP(w, r) }

// Dump writes the requests of a scenario as JSON lines, for a client that plays them.
func (s Scenario) Dump(w io.Writer, seed uint64) error {
	e := json.NewEncoder(w)
	for i, j := range s.Load.jobs(seed, s.Length, s.perMinute(), s.Regions[0].Burndown) {
		err := e.Encode(struct {
			ID        int     `json:"id"`
			At        float64 `json:"at"` // seconds
			Input     int     `json:"input"`
			MaxTokens int     `json:"max_tokens"`
			Charge    float64 `json:"charge"`
		}{i, j.at.Seconds(), j.input, j.maxTokens, s.charge(j)})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *Live) now() time.Duration {
	if l.begun.IsZero() {
		l.begun = time.Now()
	}
	return time.Since(l.begun)
}

func (l *Live) stats(w http.ResponseWriter, _ *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out struct {
		Calls     int     `json:"calls"`
		Throttled int     `json:"throttled"`
		Charged   float64 `json:"charged"`
	}
	for _, r := range l.regions {
		out.Calls += r.Calls
		out.Throttled += r.Throttled
		out.Charged += r.Charged
	}
	_ = json.NewEncoder(w).Encode(out)
}

type completion struct {
	User      string `json:"user"`
	MaxTokens int    `json:"max_tokens"`
	Model     string `json:"model"`
	Stream    bool   `json:"stream"`
}

// complete plays one region's answer to one job over HTTP. The job is the number
// in the request's field user.
func (l *Live) complete(w http.ResponseWriter, r *http.Request) {
	var q completion
	err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&q)
	i, errRegion := strconv.Atoi(r.PathValue("region"))
	n, errJob := strconv.Atoi(q.User)
	if err != nil || errRegion != nil || errJob != nil || i >= len(l.regions) || n < 0 ||
		n >= len(l.jobs) || i < 0 || !q.Stream {
		http.Error(w, `{"error":{"message":"not a request of this scenario","type":"invalid_request_error"}}`, http.StatusBadRequest)
		return
	}
	j := l.jobs[n]
	l.mu.Lock()
	begun := l.now()
	call := l.regions[i].Begin(begun, region.Request{Input: j.input, MaxTokens: q.MaxTokens,
		Output: j.goal(), Conversation: j.conversation})
	l.mu.Unlock()
	said := 0
	defer func() {
		l.mu.Lock()
		l.regions[i].End(l.now(), call, said)
		l.mu.Unlock()
	}()
	if call.Answer.Error != "" {
		pause(r, call.Answer.At-begun)
		refuse(w, call.Answer.Error)
		return
	}
	l.answer(w, r, q.Model, j.input, call.Answer, &said)
}

// refuse sends an error as a region does.
func refuse(w http.ResponseWriter, kind string) {
	w.Header().Set("Content-Type", "application/json")
	status := http.StatusServiceUnavailable
	if kind == "throttled" {
		status = http.StatusTooManyRequests
	}
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error":{"message":"Too many tokens, please wait before trying again.","type":%q}}`,
		kind)
}

// answer streams an answer at its pace. said counts the tokens that were sent,
// also if the client leaves.
func (l *Live) answer(w http.ResponseWriter, r *http.Request, model string, input int,
	a region.Answer, said *int) {
	if a.Hang {
		<-r.Context().Done()
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for at := a.First; *said < a.Total; {
		if !pause(r, at-l.since()) {
			return
		}
		more := min(a.Total-*said, max(1, int(step/a.Gap)))
		if *said == 0 {
			more = 1
		}
		l.chunk(w, model, strings.Repeat("word ", more), "null", "")
		*said += more
		at += time.Duration(more) * a.Gap
	}
	switch {
	case a.Silent:
		<-r.Context().Done()
		return
	case a.Break:
		panic(http.ErrAbortHandler) // drops the connection
	}
	l.chunk(w, model, "", `"stop"`, fmt.Sprintf(
		`,"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}`, input, *said,
		input+*said))
	fmt.Fprint(w, "data: [DONE]\n\n")
}

func (l *Live) since() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now()
}

func (l *Live) chunk(w http.ResponseWriter, model, text, finish, usage string) {
	fmt.Fprintf(w, `data: {"id":"1","object":"chat.completion.chunk","created":1,"model":%q,"choices":[{"index":0,"delta":{"role":"assistant","content":%q},"finish_reason":%s}]%s}`+"\n\n", model, text, finish, usage)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

// pause waits; false when the caller went away.
func pause(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}
