package sim_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/llm/pool/sim"
)

func TestThePoolReachesItsGoals(t *testing.T) {
	for _, seed := range []uint64{1} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			for _, g := range sim.Goals(seed) {
				t.Logf("%s: %s", g.Name, g.Measured)
				if !g.Reached {
					t.Errorf("not reached: %s: %s", g.Name, g.Measured)
				}
			}
		})
	}
}

func TestARunRepeatsExactly(t *testing.T) {
	s, _ := sim.Find("brownout")
	for _, router := range []string{"pool", "least busy"} {
		one, two := s.Run(router, 5), s.Run(router, 5)
		one.Wall, two.Wall = 0, 0
		if a, b := fmt.Sprintf("%+v", summary(one)), fmt.Sprintf("%+v", summary(two)); a != b {
			t.Errorf("%s: %s, then %s", router, a, b)
		}
	}
}

func summary(r sim.Result) []any {
	return []any{r.Requests, r.Answered, r.Refused, r.Failed, r.Lost, r.Restarts, r.Calls,
		r.Goodput, r.First50, r.First95, r.First99, r.Extra}
}

func TestEveryRequestHasAnEnd(t *testing.T) {
	for _, name := range []string{"quota-cut", "small"} { // the goals look at the others
		s, _ := sim.Find(name)
		r := s.Run("pool", 3)
		if n := r.Answered + r.Refused + r.Failed + r.Lost; n != r.Requests {
			t.Errorf("%s: %d of %d", s.Name, n, r.Requests)
		}
		if r.Failed != 0 || r.Lost != 0 || r.Repeated != 0 {
			t.Errorf("%s: %d failed, %d lost, %d repeated", s.Name, r.Failed, r.Lost, r.Repeated)
		}
	}
}

func TestTheRegionsKnowNothingOfThePool(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./region").CombinedOutput()
	if err != nil {
		t.Skipf("the go command does not run here: %v", err)
	}
	for _, p := range strings.Fields(string(out)) {
		if strings.Contains(p, "/internal/llm") && !strings.HasSuffix(p, "/sim/region") {
			t.Errorf("region imports %s", p)
		}
	}
}
