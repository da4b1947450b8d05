package document

// Guide helps readers find their way into a version: what it says, in three
// sentences, its key terms, and questions that it answers. Its texts are in the
// document's language, in NFC and on one line.
type Guide struct {
	Summary   string   `json:"summary,omitempty"`
	Terms     []string `json:"terms,omitempty"`     // at most 6
	Questions []string `json:"questions,omitempty"` // at most 4
	// Extractive reports whether the sentences are the document's own, because
	// no model wrote the guide.
	Extractive bool `json:"extractive,omitempty"`
}
