package segment

// Document is a document's entry in a segment. If Forgotten is set, it has no
// passages and keeps versions up to its own from coming back.
type Document struct {
	Key       string
	Version   string
	Title     string
	Readers   []string
	Forgotten bool
	// Piece is the number of this entry, from 1, if the document is divided
	// into several because it is long; it is 0 for a document with a single
	// entry. Pieces is the number of entries, and is set only on the last one.
	Piece, Pieces int
}

// Passage is what a segment stores about a passage besides its terms.
type Passage struct {
	ID       string
	Ordinal  int
	Kind     string
	Language string
	Text     string
	Headings []string
	Start    int
	End      int
	Page     int
	Line     int
	Original string
}

// meta is the section of counts and tables.
type meta struct {
	Documents  int               `json:"documents"`
	Passages   int               `json:"passages"`
	Totals     [NumFields]uint64 `json:"totals"` // sums of lengths
	Terms      [NumFields]int    `json:"terms"`
	Blocks     [NumFields]int    `json:"blocks"` // dictionary blocks
	Kinds      []string          `json:"kinds"`
	Languages  []string          `json:"languages"`
	Readers    [][]string        `json:"readers"` // sets of readers
	Model      string            `json:"model,omitempty"`
	Dimensions int               `json:"dimensions,omitempty"`
	Codes      bool              `json:"codes,omitempty"` // there are codes behind the vectors
	Parts      int               `json:"parts,omitempty"` // of all passages: see parts.go
}
