package s3vectors

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// Options describe a Store. Bucket and Embedder are required.
type Options struct {
	Bucket   string // vector bucket; it exists
	Index    string // "": mundap; made when something is put and it is missing
	Region   string // "": the configuration's
	Name     string // what passages carry as their store; "": "s3vectors"
	Embedder embed.Embedder
	Endpoint string // replaces the region's own
}

// Store is a retrieve.Store over one index. Safe for concurrent use; calls of
// one document come one after the other.
type Store struct {
	client  *client
	options Options
	place   place
}

var _ retrieve.Store = (*Store)(nil)

// New makes a Store. It sends nothing. Without an embedder, the error is
// fault.NotConfigured.
func New(cfg aws.Config, o Options) (*Store, error) {
	if o.Embedder == nil {
		return nil, fault.New(fault.NotConfigured,
			"S3 Vectors를 쓰려면 임베딩 모델이 있어야 해요. embedding이나 profile_of_LLMs를 설정해 주세요.",
			"S3 Vectors needs an embedding model. Configure embedding or profile_of_LLMs.")
	}
	o.Name, o.Index, o.Region = cmp.Or(o.Name, "s3vectors"), cmp.Or(o.Index, "mundap"), cmp.Or(o.Region, cfg.Region)
	return &Store{client: newClient(cfg, o), options: o, place: place{o.Bucket, o.Index}}, nil
}

// Store returns the name that passages carry.
func (s *Store) Store() string { return s.options.Name }

// Lag is a second: writes of S3 Vectors are seen by the queries that follow.
func (s *Store) Lag() time.Duration { return time.Second }

// record is what the store knows about a document apart from its chunks.
type record struct {
	Version   document.Version `json:"version"`   // the newest that was put whole; "" if there is none
	Chunks    int              `json:"chunks"`    // of it
	Forgotten document.Version `json:"forgotten"` // versions up to this one never come back
	// Pending is a version whose chunks were perhaps put in part, with their number.
	Pending       document.Version `json:"pending,omitempty"`
	PendingChunks int              `json:"pending_chunks,omitempty"`
}

// refuses reports whether a version arrives too late.
func (r record) refuses(v document.Version) bool {
	return v.Compare(r.Version) < 0 || r.Forgotten != "" && v.Compare(r.Forgotten) <= 0
}

// prefix is what the keys of all of a document's vectors begin with.
func prefix(key document.ID) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}

func chunkKeys(key document.ID, v document.Version, from, to int) []string {
	var keys []string
	for n := from; n < to; n++ {
		keys = append(keys, prefix(key)+"/"+string(v)+"/"+strconv.Itoa(n))
	}
	return keys
}

// read returns a document's record. It is the zero record if there is none, or
// no index.
func (s *Store) read(ctx context.Context, key document.ID) (record, error) {
	var out gotVectors
	err := s.client.call(ctx, "GetVectors", getVectors{s.place, []string{prefix(key)}, true}, &out)
	if fault.Is(err, fault.NotFound) || err == nil && len(out.Vectors) == 0 {
		return record{}, nil
	}
	if err != nil {
		return record{}, err
	}
	var r record
	if err := json.Unmarshal([]byte(out.Vectors[0].Metadata.Rest), &r); err != nil {
		return record{}, fault.Wrap(fmt.Errorf("s3vectors: the record of %s: %w", key, err), fault.Damaged, "", "")
	}
	return r, nil
}

// write puts a document's record. Its vector is that of nothing.
func (s *Store) write(ctx context.Context, key document.ID, r record) error {
	rest, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encoding the record of %s: %w", key, err)
	}
	data := make([]float32, s.options.Embedder.Info().Dimensions)
	if len(data) == 0 {
		return fault.Newf(fault.NotConfigured, "s3vectors: the embedder does not tell its dimensions")
	}
	data[0] = 1
	return s.put(ctx, []putVector{{Key: prefix(key), Data: vectorData{data},
		Metadata: metadata{Entry: recordEntry, Document: string(key), Rest: string(rest)}}})
}

// put writes vectors. It creates the index if there is none.
func (s *Store) put(ctx context.Context, vectors []putVector) error {
	in := putVectors{s.place, vectors}
	err := s.client.call(ctx, "PutVectors", in, nil)
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	create := createIndex{place: s.place, DataType: "float32", Dimension: len(vectors[0].Data.Float32),
		Metric: "cosine", Metadata: metadataConfiguration{NonFilterable: []string{textKey, restKey},
			TextSearch: []textSearch{{textKey, language}}}}
	if err := s.client.call(ctx, "CreateIndex", create, nil); err != nil && !fault.Is(err, fault.Conflict) {
		return fmt.Errorf("making the index %s: %w", s.options.Index, err)
	}
	return s.client.call(ctx, "PutVectors", in, nil)
}

// delete removes vectors. It is not an error if some don't exist.
func (s *Store) delete(ctx context.Context, keys []string) error {
	for len(keys) > 0 {
		n := min(len(keys), maxPut)
		err := s.client.call(ctx, "DeleteVectors", deleteVectors{s.place, keys[:n]}, nil)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		keys = keys[n:]
	}
	return nil
}
