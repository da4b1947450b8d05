package opensearch

import (
	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// The part of the query language that is used here.
type (
	searchBody struct {
		Size   int          `json:"size"`
		Source sourceFilter `json:"_source"`
		Query  query        `json:"query"`
		Total  bool         `json:"track_total_hits"` // false: nobody counts
	}
	sourceFilter struct {
		Excludes []string `json:"excludes"`
	}
	query struct {
		Bool       *restriction        `json:"bool,omitempty"`
		Term       map[string]string   `json:"term,omitempty"`
		Terms      map[string][]string `json:"terms,omitempty"`
		Exists     *exists             `json:"exists,omitempty"`
		MultiMatch *multiMatch         `json:"multi_match,omitempty"`
		KNN        map[string]knn      `json:"knn,omitempty"`
	}
	exists struct {
		Field string `json:"field"`
	}
	multiMatch struct {
		Query  string   `json:"query"`
		Type   string   `json:"type"`
		Fields []string `json:"fields"`
	}
	knn struct {
		Vector []float32 `json:"vector"`
		K      int       `json:"k"`
		Filter query     `json:"filter"`
	}
	// restriction is a bool query: what must hold, what counts, what must not.
	restriction struct {
		Must    []query `json:"must,omitempty"`
		Filter  []query `json:"filter,omitempty"`
		MustNot []query `json:"must_not,omitempty"`
	}
)

var shown = sourceFilter{Excludes: []string{"vector", "record"}}

// filters says which chunks may be found: readers first, then what the question asks for.
func filters(scope auth.Scope, q retrieve.Query) restriction {
	r := restriction{Filter: []query{{Terms: map[string][]string{"readers": texts(scope.Principals)}}}}
	if q.Kinds == nil {
		r.Filter = append(r.Filter, query{Exists: &exists{"kind"}})
		r.MustNot = []query{{Term: map[string]string{"kind": string(document.Code)}}}
	} else {
		r.Filter = append(r.Filter, query{Terms: map[string][]string{"kind": texts(q.Kinds)}})
	}
	if q.Languages != nil {
		r.Filter = append(r.Filter, query{Terms: map[string][]string{"language": q.Languages}})
	}
	if q.Documents != nil {
		r.Filter = append(r.Filter, query{Terms: map[string][]string{"document": texts(q.Documents)}})
	}
	return r
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// words is the keyword query: the text decides, title and headings help.
func words(text string, r restriction) query {
	r.Must = []query{{MultiMatch: &multiMatch{Query: text, Type: "most_fields",
		Fields: []string{"text", "title^0.3", "headings^0.3"}}}}
	return query{Bool: &r}
}

// nearest is the vector query; the filter applies while the graph is walked, so
// that k hits come where k exist.
func nearest(vector []float32, k int, r restriction) query {
	return query{KNN: map[string]knn{"vector": {Vector: vector, K: k, Filter: query{Bool: &r}}}}
}
