// package load turns the bytes of a file into structured text: an iterator of
// pages, each a list of blocks (headings with their level, paragraphs, list
// items with their visible number, tables with cells, records of a csv, notes,
// code), each block with its range in the page's text.
//
//	loader := load.New(load.Options{Worker: []string{exe, load.WorkerCommand}, Cache: dir})
//	defer loader.Close()
//	file, err := loader.Open(ctx, format.Source{Name: "약관.pdf", Data: f, Size: size})
//	for page, err := range file.Pages(ctx, 0) { … }
//
// The readers are values of format.Format in the packages text, office, hwp and
// pdf. The reader of a file is chosen by what the file contains, then by its
// extension, and never by a content type that a client claims.
//
// Files may come from anybody, so nothing in them is trusted. Formats with
// complex parsers (PDF, Office, HTML, Markdown) run in a child process, this
// same program started again as [WorkerMain]: it has limits on memory, on
// working time and on output, sees the file only through ranges that its parent
// hands it, and when it dies, only its file fails. Children stay warm and serve
// one file after another, because making PDFium ready costs 0.2 s.
//
// Errors about a file are the Err values of package format. Each is classified
// as a fault and has sentences for the owner.
package load
