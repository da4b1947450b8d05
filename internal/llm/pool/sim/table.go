package sim

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// Print writes a scenario's results as a Markdown table.
func Print(w io.Writer, s Scenario, results []Result) {
	fmt.Fprintf(w, "### %s: %s\n\n", s.Name, s.Title)
	if len(results) > 0 {
		fmt.Fprintf(w, "%d requests in %v; offline bound %.2f million tokens of quota.\n\n",
			results[0].Requests, s.Length, results[0].Bound/1e6)
	}
	t := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	fmt.Fprintln(t, "| router\t| goodput of the bound\t| answered\t| refused\t| failed\t| lost\t| restarts\t| calls throttled\t| extra tokens\t| first text p50\t| p95\t| p99\t|")
	fmt.Fprintln(t, "|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|")
	for _, r := range results {
		fmt.Fprintf(t, "| %s\t| %.1f %%\t| %d\t| %d\t| %d\t| %d\t| %d\t| %.2f %%\t| %.1f %%\t| %s\t| %s\t| %s\t|\n",
			r.Router, 100*r.Goodput, r.Answered, r.Refused, r.Failed, r.Lost, r.Restarts,
			100*r.Throttled, 100*r.Extra,
			short(r.First50), short(r.First95), short(r.First99))
	}
	t.Flush()
	fmt.Fprintln(w)
}

func short(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
