package load

import (
	"errors"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// used is how long an allowance of a minute lasts for a worker that gets a share
// of a processor. It is 0 if the worker answers.
func used(t *testing.T, share float64, answers time.Duration) (after time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		done := make(chan struct{})
		var watching sync.WaitGroup
		watching.Go(func() {
			allow(time.Minute).watch(done, func() time.Duration {
				return time.Duration(share * float64(time.Since(began)))
			}, func() { after = time.Since(began) })
		})
		answered := time.AfterFunc(answers, func() { close(done) })
		defer answered.Stop()
		watching.Wait()
	})
	return after
}

func TestOnlyTheTimeThatAWorkerWorksCounts(t *testing.T) {
	const never = 2 * waits * time.Minute
	for name, c := range map[string]struct {
		share         float64
		answers, want time.Duration
	}{
		"it works all the time":          {1, never, time.Minute},
		"it works on two processors":     {2, never, time.Minute},
		"the machine is busy":            {0.125, never, 8 * time.Minute},
		"it answers on a busy machine":   {0.125, 7 * time.Minute, 0},
		"it hangs":                       {0, never, waits * time.Minute},
		"it answers after a long wait":   {0, (waits - 1) * time.Minute, 0},
		"it answers within the time":     {1, 59 * time.Second, 0},
		"it gets next to no time at all": {0.001, never, waits * time.Minute},
	} {
		if got := used(t, c.share, c.answers); got.Round(time.Second) != c.want {
			t.Errorf("%s: stopped after %v, not %v", name, got, c.want)
		}
	}
}

func TestProcessorTimeIsThatOfTheProcess(t *testing.T) {
	worked := stopwatch(os.Getpid())
	for n := 0; worked() < 10*time.Millisecond; n++ {
		_ = n * n
	}
	if _, known := processorTime(os.Getpid()); !known {
		t.Skip("this system does not tell the processor time of a process")
	}
	const none = 1<<22 + 1 // beyond the largest number of a process
	if d, known := processorTime(none); known {
		t.Errorf("a process that does not exist worked for %v", d)
	}
}

func init() {
	badWorkers["worker-that-never-stops"] = func() {
		opened()
		for n := 0; ; n++ {
			_ = n * n
		}
	}
}

func TestAWorkerThatNeverStopsIsEndedByItsProcessorTime(t *testing.T) {
	if _, known := processorTime(os.Getpid()); !known {
		t.Skip("this system does not tell the processor time of a process")
	}
	l := badWorker(t, "worker-that-never-stops", format.Limits{PageTime: time.Second})
	f, err := l.Open(t.Context(), formattest.Source("a.html", smallHTML))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p := busyProcess(l)
	for _, err := range f.Pages(t.Context(), 0) {
		if !errors.Is(err, format.ErrTooSlow) {
			t.Errorf("got %v", err)
		}
	}
	<-p.ended
	if took := p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime(); took <
		time.Second {
		t.Errorf("it was ended after %v of processor time", took)
	}
}
