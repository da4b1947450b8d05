package sim

import (
	"math"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/llm/pool/sim/region"
)

const (
	faultFrom = 120 * time.Second
	faultTo   = 240 * time.Second
)

func usual(share float64) Load {
	return Load{Share: steady(share), Users: 60, MaxTokens: 1024, Output: 180, Input: 1200,
		Uncached: uncachedHere}
}

// base is a scenario of the four usual regions.
func base(name, title string, share float64) Scenario {
	return Scenario{Name: name, Title: title, Length: 6 * time.Minute, Regions: fourRegions(),
		Load: usual(share)}
}

// failing gives a scenario faults of one kind in some of its regions.
func (s Scenario) failing(k region.FaultKind, factor float64, regions ...int) Scenario {
	s.Faults = map[int][]region.Fault{}
	for _, r := range regions {
		s.Faults[r] = append(s.Faults[r], region.Fault{Kind: k, From: faultFrom, To: faultTo,
			Factor: factor})
	}
	return s
}

// Scenarios are what the goals are measured on, by name.
func Scenarios() []Scenario {
	dying := base("dying", "every fifth stream of two regions breaks in the middle", 0.6).
		failing(region.Dying, 0.2, 0, 1)
	prefill := dying
	prefill.Name, prefill.Title, prefill.Prefill = "dying-prefill",
		"the same, with models that go on from a beginning", true
	return slices.Concat(overloads(), []Scenario{
		base("calm", "70 % load, no faults", 0.7),
		base("blackout", "70 % load, one region of four hangs for 2 minutes", 0.7).
			failing(region.Blackout, 0, 0),
		base("refusing", "70 % load, one region of four refuses connections for 2 minutes", 0.7).
			failing(region.Refusing, 0, 0),
		base("brownout", "70 % load, first tokens of one region take 8 times as long for 2 minutes", 0.7).
			failing(region.Brownout, 8, 0),
		dying, prefill,
		base("stalling", "every tenth stream of one region falls silent in the middle", 0.6).
			failing(region.Stalling, 0.1, 0),
		base("quota-cut", "60 % load, one region's quota falls to a tenth for 2 minutes", 0.6).
			failing(region.QuotaCut, 0.1, 0),
	}, crowds())
}

// overloads are scenarios of more load than the quota allows, and what is made
// from them: small ones, on which another router is measured, too, and pools
// that share a ledger.
func overloads() []Scenario {
	overload := base("overload", "120 % offered load, no faults", 1.2)
	overload.Length = 10 * time.Minute
	for i := range overload.Regions {
		overload.Regions[i].Cache = 0 // so that the bound is exact
	}
	overload.Load.Uncached = 0
	small := overload
	small.Name, small.Title, small.Length = "small",
		"150 % offered load at a tenth of the quota (LiteLLM's Router is measured on it)",
		4*time.Minute
	small.Load.Share = steady(1.5)
	small.Regions = slices.Clone(overload.Regions)
	for i := range small.Regions {
		small.Regions[i].TokensPerMinute = 100_000
	}
	dark := small
	dark.Name, dark.Title, dark.Length = "small-blackout",
		"70 % load at a tenth of the quota, one region hangs from second 60 to 120 (for LiteLLM as well)", 3*time.Minute
	dark.Load.Share = steady(0.7)
	dark.Faults = map[int][]region.Fault{0: {{Kind: region.Blackout, From: 60 * time.Second,
		To: 120 * time.Second}}}
	sharers := overload
	sharers.Name, sharers.Title = "sharers",
		"120 % over 16 pools on one ledger, clocks up to 1 s apart"
	sharers.Sharers, sharers.Skew = 16, time.Second
	return []Scenario{overload, small, dark, sharers}
}

// crowds are scenarios whose load changes, or of which one user has most.
func crowds() []Scenario {
	diurnal := base("diurnal", "load from 40 % to 130 % and back", 1)
	diurnal.Length = 20 * time.Minute
	diurnal.Load.Share = func(t time.Duration) float64 {
		return 0.85 - 0.45*math.Cos(2*math.Pi*t.Seconds()/diurnal.Length.Seconds())
	}
	alone := base("fair-alone", "the same 60 users without him", 0.6)
	fair := base("fair", "60 users at 60 % load together, beside them one 100 times as busy as each: 160 %", 0.6)
	fair.Load.Heavy = 100
	return []Scenario{diurnal, alone, fair}
}

// Find returns the scenario of that name.
func Find(name string) (Scenario, bool) {
	list := Scenarios()
	i := slices.IndexFunc(list, func(s Scenario) bool { return s.Name == name })
	if i < 0 {
		return Scenario{}, false
	}
	return list[i], true
}
