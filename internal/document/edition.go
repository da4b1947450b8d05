package document

// Edition numbers what contents were made with: the reader of the format and
// the splitter. Each counts how often its output has changed, from 1. The zero
// Edition is older than every other.
type Edition struct {
	Reader   int `json:"reader"`
	Splitter int `json:"splitter"`
}

// Older reports whether a program of edition now would read a document
// differently.
func (e Edition) Older(now Edition) bool {
	return e.Reader < now.Reader || e.Splitter < now.Splitter
}
