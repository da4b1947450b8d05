package document

// Edition identifies the programs that made contents: the reader of the format
// and the splitter. Each number counts how often the output has changed, from
// 1. The zero Edition is older than every other.
type Edition struct {
	Reader   int `json:"reader"`
	Splitter int `json:"splitter"`
}

// Older reports whether a program of edition now would read a document
// differently.
func (e Edition) Older(now Edition) bool {
	return e.Reader < now.Reader || e.Splitter < now.Splitter
}
