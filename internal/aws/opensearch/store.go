package opensearch

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/retrieve"
)

// Options describe a Store. Only URL is required.
type Options struct {
	URL   string // "https://search-….es.amazonaws.com", without a path
	Alias string // lower case; "": "mundap"
	Name  string // what passages carry as their store; "": "opensearch"

	// Credentials sign requests for Region; otherwise User and Password, when
	// set, go with each request.
	Credentials aws.CredentialsProvider
	Region      string
	User        string
	Password    string

	Embedder embed.Embedder // nil: keywords alone
	// WithoutNori analyses by pairs of neighbouring characters, for clusters
	// without the Nori plugin.
	WithoutNori bool
	Shards      int           // of an index that is created; 0: 1
	Replicas    int           // most copies of each, as far as there are nodes for them
	Refresh     time.Duration // how often writes become visible; 0: 1 s

	Client *http.Client // nil: http.DefaultClient
}

// Store is a retrieve.Store in one OpenSearch cluster. Safe for concurrent use.
type Store struct {
	options Options
	base    *url.URL
	follows bool // a successor: see rebuild.go

	mu     sync.Mutex
	layout *layout // of the index behind the alias; nil if not asked yet, or none there
}

var (
	_ retrieve.Store    = (*Store)(nil)
	_ forgetting.Keeper = (*Store)(nil)
)

// New makes a Store. It sends nothing. For an invalid URL, the error is
// fault.NotConfigured.
func New(o Options) (*Store, error) {
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fault.New(fault.NotConfigured,
			"OpenSearch 주소가 올바르지 않아요. https://로 시작하는 도메인 주소를 설정해 주세요.",
			"The address of OpenSearch is not valid. Set the domain's address, beginning with https://.")
	}
	base = &url.URL{Scheme: base.Scheme, Host: base.Host}
	o.Alias, o.Name = cmp.Or(strings.ToLower(o.Alias), "mundap"), cmp.Or(o.Name, "opensearch")
	o.Shards, o.Refresh = max(o.Shards, 1), cmp.Or(o.Refresh, time.Second)
	if o.Client == nil {
		o.Client = http.DefaultClient
	}
	return &Store{options: o, base: base}, nil
}

// Store returns the name that passages carry.
func (s *Store) Store() string { return s.options.Name }

// Lag returns the index's refresh interval.
func (s *Store) Lag() time.Duration { return s.options.Refresh }
