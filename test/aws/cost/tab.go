package cost

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A company whose people keep a page of Mundap open all day.
const (
	people = 10_000
	hours  = 8
	days   = 22

	pingMinutes = 5 // lambdafn.pingEvery
	socketHours = 2 // after which API Gateway ends a socket
	pingGB      = 128.0 / 1024
	pingSeconds = 0.002 // of the ping's function, whose run is billed by the millisecond
	smallGB     = 0.5
	restSeconds = 0.03 // of a small function for one request, and of the authorizer
)

// Tab itemises what the open pages ask for by themselves in a month: pings, and a
// look at the documents whenever a socket was opened. opening are the requests
// that one opening and one look were seen to make, by action, of all functions;
// those to the functions themselves, by "REST", "socket" and "run".
func Tab(opening map[string]int) ([]Charge, error) {
	pings := float64(people * days * hours * 60 / pingMinutes)
	openings := float64(people * days * hours / socketHours)
	list := []Charge{
		{What: "pings and their answers", Units: 2 * pings, Price: SocketMessage},
		{What: "runs for pings", Units: pings, Price: LambdaRun},
		{What: "the runs' time", Units: pings * pingGB * pingSeconds, Price: LambdaTime,
			Estimated: true},
		{What: "open sockets", Units: people * days * hours * 60, Price: SocketMinute},
	}
	for _, action := range slices.Sorted(maps.Keys(opening)) {
		n := float64(opening[action]) * openings
		switch action {
		case "REST":
			list = append(list, Charge{What: "requests of the site", Units: n, Price: RESTRequest})
		case "run":
			list = append(list, Charge{What: "runs for them and for sockets", Units: n,
				Price: LambdaRun},
				Charge{What: "their time", Units: n * smallGB * restSeconds, Price: LambdaTime,
					Estimated: true})
		default:
			if strings.HasSuffix(action, Units("")) {
				continue
			}
			c, ok := charged(opening, action)
			if !ok {
				return nil, fmt.Errorf("what a request of %s costs is not known", action)
			}
			c.Units *= openings
			if c.Units > 0 {
				list = append(list, c)
			}
		}
	}
	return list, nil
}

// Month is what charges come to, in us-east-1.
func Month(charges []Charge) (sum float64) {
	for _, c := range charges {
		sum += c.Units * c.Price.each()
	}
	return sum
}

// TabTable is the documentation's table of open pages.
func TabTable(charges []Charge) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %d people, a page open for %d hours on %d days, a month | charged as | us-east-1 |\n|---|---|---|\n", people, hours, days)
	for _, c := range charges {
		note := ""
		if c.Estimated {
			note = " (assumed)"
		}
		fmt.Fprintf(&b, "| %s%s | %.2f million of %s | %.2f |\n", c.What, note, c.Units/1e6, c.Price.What,
			c.Units*c.Price.each())
	}
	fmt.Fprintf(&b, "| **together** | | **%s** |\n", dollars(Month(charges)))
	return b.String()
}
