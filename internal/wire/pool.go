package wire

// Pool answers GET /api/admin/pool: how the models in several regions stand.
// Counters count from the server's start.
type Pool struct {
	Profiles []PoolProfile `json:"profiles"`
	Waiting  int           `json:"waiting"`   // requests that found no room yet
	InFlight int           `json:"in_flight"` // requests being answered
	Asked    int64         `json:"asked"`
	Answered int64         `json:"answered"`
	Refused  int64         `json:"refused"`
	Moved    int64         `json:"moved"`    // tries elsewhere after a failure
	Hedged   int64         `json:"hedged"`   // second tries because the first was slow to begin
	Restarts int64         `json:"restarts"` // answers that went on or began anew after they had begun
}

// PoolProfile is one model in one region.
type PoolProfile struct {
	Name      string  `json:"name"`
	Region    string  `json:"region"`
	Model     string  `json:"model"`
	Removed   string  `json:"removed,omitempty"` // why it was taken out
	Breaker   string  `json:"breaker"`           // "closed", "open", "half_open", "closing"
	Quota     float64 `json:"quota"`             // tokens per minute; 0 if unknown
	Remaining float64 `json:"remaining"`         // part of the quota that is left, 0 to 1
	InFlight  int     `json:"in_flight"`
	FirstMS   int64   `json:"first_ms"` // decayed mean time to the first token
	P95MS     int64   `json:"p95_ms"`   // 0: unknown
	Failure   float64 `json:"failure"`  // decayed failure rate, 0 to 1
	Calls     int64   `json:"calls"`
	Throttled int64   `json:"throttled"`
	Failed    int64   `json:"failed"`
	Hedges    int64   `json:"hedges"`
	Input     int64   `json:"input"`  // tokens
	Output    int64   `json:"output"` // tokens
	SpendUSD  float64 `json:"spend_usd"`
}
