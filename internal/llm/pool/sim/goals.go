package sim

import (
	"fmt"
	"io"
	"time"
)

// Goal is one of the aims of the pool, measured.
type Goal struct {
	Name     string
	Measured string
	Reached  bool
}

// Goals measures the aims that can be measured in virtual time.
func Goals(seed uint64) []Goal {
	run := func(name string) Result {
		s, _ := Find(name)
		return s.Run("pool", seed)
	}
	over, shared, calm := run("overload"), run("sharers"), run("calm")
	goals := []Goal{
		goal("goodput at 120 % load ≥ 95 % of the bound", over.Goodput >= 0.95, "%.1f %%",
			100*over.Goodput),
		goal("upstream calls throttled at 120 % load < 0.5 %", over.Throttled < 0.005, "%.2f %%",
			100*over.Throttled),
	}
	for _, name := range []string{"blackout", "refusing"} {
		r := run(name)
		added := r.window() - calm.window()
		goals = append(goals,
			goal(name+": no failed request", r.Failed+r.Lost+r.Refused == 0,
				"%d failed, %d lost, %d refused of %d", r.Failed, r.Lost, r.Refused, r.Requests),
			goal(name+": added time to first token < 1 s at p99", added < time.Second, "%.2f s",
				added.Seconds()))
	}
	brown := run("brownout")
	ratio := brown.window().Seconds() / calm.window().Seconds()
	extra := (1+brown.Extra)/(1+calm.Extra) - 1
	goals = append(goals,
		goal("brown-out: p99 of the first token within 1.5 times", ratio <= 1.5, "%.2f times",
			ratio),
		goal("brown-out: < 5 % more tokens", extra < 0.05, "%.1f %%", 100*extra))
	for _, name := range []string{"dying", "dying-prefill", "stalling"} {
		r := run(name)
		goals = append(goals, goal(name+": 0 lost answers, nothing shown twice",
			r.Lost+r.Failed+r.Refused+r.Repeated == 0,
			"%d lost, %d failed, %d shown twice or with gaps, %d restarts of %d", r.Lost,
			r.Failed+r.Refused, r.Repeated, r.Restarts, r.Requests))
	}
	alone, fair := run("fair-alone").others(), run("fair").others()
	more := fair.Seconds()/alone.Seconds() - 1
	return append(goals,
		goal("a user with 100 times the load adds < 10 % to the others' p95", more < 0.1,
			"%.1f %% (%.2f s, %.2f s without)", 100*more, fair.Seconds(), alone.Seconds()),
		goal("16 sharers: ≥ 90 % goodput", shared.Goodput >= 0.9, "%.1f %%", 100*shared.Goodput),
		goal("16 sharers: never more than 1 % over quota", shared.Over <= 0.01,
			"%.2f %% of a minute's quota over at most, %.2f %% of calls throttled", 100*shared.Over,
			100*shared.Throttled))
}

func goal(name string, reached bool, format string, args ...any) Goal {
	return Goal{Name: name, Measured: fmt.Sprintf(format, args...), Reached: reached}
}

// window is the p99 of the time to first text of what was asked while the scenarios' faults last.
func (r Result) window() time.Duration {
	var firsts []time.Duration
	for _, j := range r.jobs {
		if j.state == answered && j.at >= faultFrom && j.at < faultTo {
			firsts = append(firsts, j.first-j.at)
		}
	}
	_, _, p99 := quantiles(firsts)
	return p99
}

// others is the p95 of the time to first text of all users but the heavy one.
func (r Result) others() time.Duration {
	var firsts []time.Duration
	for _, j := range r.jobs {
		if j.state == answered && j.user != "heavy" {
			firsts = append(firsts, j.first-j.at)
		}
	}
	_, p95, _ := quantiles(firsts)
	return p95
}

// PrintGoals writes the goals as a Markdown table.
func PrintGoals(w io.Writer, goals []Goal) {
	fmt.Fprint(w, "| goal | measured | reached |\n|---|---|---|\n")
	for _, g := range goals {
		yes := "yes"
		if !g.Reached {
			yes = "**no**"
		}
		fmt.Fprintf(w, "| %s | %s | %s |\n", g.Name, g.Measured, yes)
	}
	fmt.Fprintln(w)
}
