package core

import (
	"math"
	"time"
)

// latency estimates the time to the first token of an account: a decayed mean,
// and quantiles from a decayed histogram.
type latency struct {
	mean    float64 // seconds; 0 if nothing is known
	at      time.Time
	counts  []float64 // of each step; apart, so that what choosing looks at lies together
	total   float64
	p95     time.Duration
	samples int
}

// The histogram's steps grow by a fifth each, from 50 ms to 70 s.
const (
	latencySteps = 40
	latencyFirst = 0.05
	latencyRatio = 1.2
	// latencyMemory is how many observations the histogram remembers, about.
	latencyMemory = 300.0
)

var logRatio = math.Log(latencyRatio)

// observe adds a first token that arrived after d.
func (l *latency) observe(now time.Time, d time.Duration) {
	l.see(now, d)
	step := 0
	if s := d.Seconds(); s > latencyFirst {
		step = min(int(math.Log(s/latencyFirst)/logRatio)+1, latencySteps-1)
	}
	if l.counts == nil {
		l.counts = make([]float64, latencySteps)
	}
	if l.total >= latencyMemory {
		for i := range l.counts {
			l.counts[i] /= 2
		}
		l.total /= 2
	}
	l.counts[step]++
	l.total++
	l.samples++
	l.p95 = l.quantile(0.95)
}

// see updates only the mean. It also takes waits that were given up: the first
// token would have come later than that.
func (l *latency) see(now time.Time, d time.Duration) {
	if l.mean == 0 {
		l.mean = d.Seconds()
	} else {
		l.mean += (d.Seconds() - l.mean) * 0.15
	}
	l.at = now
}

func (l *latency) quantile(q float64) time.Duration {
	want, sum := q*l.total, 0.0
	for i, n := range l.counts {
		sum += n
		if sum >= want {
			return time.Duration(latencyFirst * math.Pow(latencyRatio,
				float64(i)) * float64(time.Second))
		}
	}
	return 0
}

// estimate is the mean. What is known about an account that has not been asked
// for a long time fades to the mean of the others, so that a region that was
// slow once is tried again.
func (l *latency) estimate(now time.Time, others float64) float64 {
	if l.mean == 0 {
		return others
	}
	age := now.Sub(l.at)
	if age < time.Second {
		return l.mean
	}
	return others + (l.mean-others)*math.Exp2(-age.Seconds()/30)
}

// decayed is a sum that halves in a given time.
type decayed struct {
	value float64
	at    time.Time
}

func (d *decayed) get(now time.Time, half time.Duration) float64 {
	if d.at.IsZero() {
		d.at = now
	}
	if d.value == 0 {
		d.at = now
	} else if age := now.Sub(d.at); age > 0 {
		d.value *= math.Exp2(-float64(age) / float64(half))
		d.at = now
	}
	return d.value
}

func (d *decayed) add(now time.Time, n float64, half time.Duration) {
	d.value = d.get(now, half) +
		n
}
