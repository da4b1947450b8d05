package kendra

import (
	"cmp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kendra"

	"github.com/mundap/mundap/internal/retrieve"
)

// Options describe a Store. Only Index is required.
type Options struct {
	Index  string // the index's id
	Region string // "": the configuration's; an index may lie in another region than the rest
	Name   string // what passages carry as their store; "": "kendra"

	// Bucket holds the documents under their keys, and Role (an ARN) is the one
	// with which Kendra reads it. Where one is missing, documents are sent as
	// text: Kendra reads no bucket of another region.
	Bucket string
	Role   string
	// Site is the site whose address of a document is its _source_uri; "" means the
	// object itself in S3 is.
	Site string
	// ReadersField is a field of the index (list of strings, searchable) that
	// takes the readers; if "", there is none.
	ReadersField string

	// Plain asks Retrieve alone: no FAQ, no Query.
	Plain bool
	// NoFAQ says that the index has no FAQs, so that one call per question is
	// enough.
	NoFAQ bool
	// Rate limits how often the index is called; if nil, there is no limit.
	Rate Rate
	// Visible is the declared lag; 0: 10 minutes. Kendra gives no bound of its own.
	Visible time.Duration

	Endpoint string // replaces the region's own
}

// Store is a retrieve.Store over one Kendra index; the package's comment says
// where it promises less. Safe for concurrent use.
type Store struct {
	client  *kendra.Client
	options Options
}

var _ retrieve.Store = (*Store)(nil)

// New makes a Store. It sends nothing.
func New(cfg aws.Config, o Options) *Store {
	o.Name, o.Visible, o.Region = cmp.Or(o.Name, "kendra"), cmp.Or(o.Visible, 10*time.Minute),
		cmp.Or(o.Region, cfg.Region)
	client := kendra.NewFromConfig(cfg, func(c *kendra.Options) {
		c.Region = o.Region
		if o.Endpoint != "" {
			c.BaseEndpoint = &o.Endpoint
		}
	})
	return &Store{client: client, options: o}
}

// Store returns the name that passages carry.
func (s *Store) Store() string { return s.options.Name }

// Lag is how long Kendra may take until a change can be found.
func (s *Store) Lag() time.Duration { return s.options.Visible }
