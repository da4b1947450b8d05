package content

// MaxDepth is how deep elements of XML and HTML may nest. Word itself writes
// fewer than 40 levels; text boxes in tables in text boxes reach about 100.
const MaxDepth = 256

// maxRows and maxColumns bound one table held in memory (a csv is read row by
// row and is not bound by maxRows).
const (
	MaxRows    = 100_000
	MaxColumns = 2_000
)
