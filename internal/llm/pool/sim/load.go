package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Load is who asks, and how much.
type Load struct {
	// Share is the offered load as a part of all regions' quota together; it may vary with time.
	Share func(t time.Duration) float64
	Users int
	// Heavy is a user who asks so many times as often as one of the others, beside them.
	Heavy float64
	// MaxTokens of every request.
	MaxTokens int
	Output    float64 // median tokens of an answer
	Input     float64 // median tokens of a prompt
	// Uncached is the part of a mean charge that is left by prompt caching, so
	// that Share means load as it is counted. 0 means 1: no caching.
	Uncached float64
}

// uncachedHere is measured in these scenarios: three conversations a user, of
// which four fifths of a prompt is cached.
const uncachedHere = 0.69

func steady(share float64) func(time.Duration) float64 {
	return func(time.Duration) float64 { return share }
}

const (
	outputSigma = 0.6
	inputSigma  = 0.6
	mostOutput  = 3000
)

// meanCost is the mean charge of a request: the lognormal's mean is the median times exp(sigma²/2).
func (l Load) meanCost(burndown float64) float64 {
	uncached := 1.0
	if l.Uncached > 0 {
		uncached = l.Uncached
	}
	return uncached * (l.Input*math.Exp(inputSigma*inputSigma/2) +
		burndown*l.Output*math.Exp(outputSigma*outputSigma/2))
}

// jobs draws the requests that arrive between 0 and end, for regions whose
// quotas add up to perMinute tokens.
func (l Load) jobs(seed uint64, end time.Duration, perMinute, burndown float64) []*job {
	rng := rand.New(rand.NewPCG(seed, 1))
	perSecond := perMinute / 60 / l.meanCost(burndown)
	jobs := l.stream(rng, end, func(t time.Duration) float64 { return perSecond * l.Share(t) },
		func() string {
			return fmt.Sprintf("user%d", rng.IntN(l.Users))
		})
	if l.Heavy > 0 {
		own := rand.New(rand.NewPCG(seed, 2))
		heavy := l.stream(own, end, func(t time.Duration) float64 {
			return perSecond * l.Share(t) / float64(l.Users) * l.Heavy
		}, func() string { return "heavy" })
		jobs = append(jobs, heavy...)
		slices.SortStableFunc(jobs, func(a, b *job) int { return int(a.at - b.at) })
	}
	return jobs
}

func (l Load) stream(rng *rand.Rand, end time.Duration, rate func(time.Duration) float64,
	user func() string) []*job {
	var jobs []*job
	for t := time.Duration(0); ; {
		t += time.Duration(rng.ExpFloat64() / rate(t) * float64(time.Second))
		if t >= end {
			return jobs
		}
		j := &job{at: t, user: user(), maxTokens: l.MaxTokens, purpose: "answer",
			patience: 20 * time.Second}
		if lot := rng.Float64(); lot < 0.15 {
			j.purpose = "translate"
		} else if lot < 0.3 {
			j.purpose, j.patience = "summarise", 60*time.Second
		}
		j.conversation = fmt.Sprintf("%s/%d", j.user, rng.IntN(3))
		j.input = 50 + int(l.Input*math.Exp(inputSigma*rng.NormFloat64()))
		j.output = min(mostOutput, 5+int(l.Output*math.Exp(outputSigma*rng.NormFloat64())))
		j.estimate = int(float64(j.input) * 1.1 * math.Exp(0.12*rng.NormFloat64()))
		jobs = append(jobs, j)
	}
}
