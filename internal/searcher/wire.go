package searcher

import (
	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/rank"
)

// Headers of requests.
const (
	// KeyHeader carries the shared key. The header Authorization is left to what
	// is in between, such as API Gateway, which checks a signature in it.
	KeyHeader = "Mundap-Searcher-Key"
	// limitHeader says how many milliseconds the client will wait.
	limitHeader = "Mundap-Limit-Ms"
)

const (
	countPath      = "/v1/count"
	candidatesPath = "/v1/candidates"
)

// maxRequest is the largest body of a request in bytes: a few thousand terms
// and a question's vectors.
const maxRequest = 1 << 20

type countRequest struct {
	Scope auth.Scope `json:"scope"`
	Terms []rank.Key `json:"terms"`
}

type countResponse struct {
	rank.Statistics
	Held   []int    `json:"held"` // passages with each of the terms
	Models []string `json:"models"`
}

type candidatesRequest struct {
	Scope   auth.Scope         `json:"scope"`
	Request localindex.Request `json:"request"`
	Held    []int              `json:"held"` // passages with each of the terms, in all shards
}

type candidatesResponse struct {
	Candidates []localindex.Candidate `json:"candidates"`
}

// refusal is the body of an error.
type refusal struct {
	Kind    string     `json:"kind"`
	Message fault.Text `json:"message"`
	Cause   string     `json:"cause"` // for the log
}

// counted gives the counts by term. The error is fault.Invalid if there are not
// as many counts as terms.
func counted(terms []rank.Key, held []int) (map[rank.Key]int, error) {
	if len(terms) != len(held) {
		return nil, fault.Newf(fault.Invalid, "%d counts of %d terms", len(held), len(terms))
	}
	all := make(map[rank.Key]int, len(terms))
	for i, t := range terms {
		all[t] = held[i]
	}
	return all, nil
}

// listed gives the counts in the order of the terms.
func listed(terms []rank.Key, held map[rank.Key]int) []int {
	all := make([]int, len(terms))
	for i, t := range terms {
		all[i] = held[t]
	}
	return all
}

func keys(terms []rank.Term) []rank.Key {
	all := make([]rank.Key, len(terms))
	for i, t := range terms {
		all[i] = t.Key()
	}
	return all
}
