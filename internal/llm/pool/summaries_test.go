package pool_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool"
	"github.com/mundap/mundap/internal/llm/pool/sim/region"
)

// TestSummariesFillTheQuota has 200 summaries made by as many workers as an
// ingestion has, eight a profile: four regions work on them at no less than 95 %
// of what their quotas allow, and hardly a call is turned away.
func TestSummariesFillTheQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const perMinute, summaries, workers = 20_000, 200, 32
		var list []pool.Profile
		models := map[string]*simulated{}
		for i, name := range []string{"us-west-2", "us-east-1", "ap-northeast-1", "eu-central-1"} {
			c := region.Config{Name: name, TokensPerMinute: perMinute, Burndown: 5,
				FirstToken: 600 * time.Millisecond, FirstSigma: 0.35, Speed: 70, SpeedSigma: 0.25}
			models[name] = &simulated{region: region.New(c, uint64(i)), begun: time.Now()}
			list = append(list, pool.Profile{Name: name, Region: name, Model: "claude-haiku-4",
				TokensPerMinute: perMinute})
		}
		p, err := pool.New(pool.Config{Profiles: list, Open: func(f pool.Profile) (llm.Model, error) {
			return models[f.Name], nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		work := make(chan struct{}, summaries)
		for range summaries {
			work <- struct{}{}
		}
		close(work)
		begun := time.Now()
		var all sync.WaitGroup
		for range workers {
			all.Go(func() {
				for range work {
					_, _, err := llm.Collect(p.Stream(t.Context(), llm.Request{MaxTokens: 400, Purpose: llm.Summarise,
						Messages: []llm.Message{{Role: llm.User, Text: strings.Repeat("요약할 내용이에요. ", 220)}}}))
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		took := time.Since(begun)
		charged, calls, throttled := 0.0, 0, 0
		for name, m := range models {
			charged += m.region.Charged
			calls += m.region.Calls
			throttled += m.region.Throttled
			if m.region.Calls < summaries/8 {
				t.Errorf("%s had %d calls of %d", name, m.region.Calls, summaries)
			}
		}
		// what the buckets held at the beginning, and what flowed in since
		bound := float64(len(list)) * perMinute * (1 + took.Minutes())
		t.Logf("%.1f %% of the quota in %s, %d calls, %d throttled", 100*charged/bound, took, calls, throttled)
		if charged/bound < 0.95 {
			t.Errorf("used %.1f %% of the quota in %s", 100*charged/bound, took)
		}
		if throttled*100 > calls {
			t.Errorf("%d of %d calls were throttled", throttled, calls)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}
