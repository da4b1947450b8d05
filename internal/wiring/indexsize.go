package wiring

// IndexSize tells how large the index of a deployment on AWS is, and how large it
// may become. Sizes are in bytes.
type IndexSize struct {
	Version  string `json:"version"`  // of the program
	Used     bool   `json:"used"`     // a store of the deployment is Mundap's own index
	Readers  int    `json:"readers"`  // shards that search readers serve; 0 means the functions search
	Passages int    `json:"passages"` // deleted ones included that are still in segments
	Bytes    int64  `json:"bytes"`
	Limit    int64  `json:"limit"` // up to which functions search; if 0, there is no limit
	Full     int64  `json:"full"`  // from which on new documents are refused
}
