// Package load turns the bytes of a file into structured text: an iterator of
// pages, each a list of blocks (headings with their level, paragraphs, list
// items with their visible number, tables with cells, records of a csv, notes,
// code). Each block has its range in the page's text.
//
//	loader := load.New(load.Options{Worker: []string{exe, load.WorkerCommand}, Cache: dir})
//	defer loader.Close()
//	file, err := loader.Open(ctx, format.Source{Name: "약관.pdf", Data: f, Size: size})
//	for page, err := range file.Pages(ctx, 0) { … }
//
// The readers are values of format.Format in the packages text, office, hwp and
// pdf. The reader of a file is chosen by the file's content first and by its
// extension second. The content type that a client claims is never used.
//
// Files may come from anybody, so nothing in them is trusted. Formats with
// complex parsers (PDF, Office, HTML, Markdown) are read in a child process,
// which is this program started again as [WorkerMain]. The child has limits on
// memory, working time and output. It gets the file only in ranges that the
// parent hands it, and if it dies, only that file fails. Children stay alive
// and read one file after another, because initialising PDFium takes 0.2 s.
//
// Errors about a file are the Err values of package format. Each is classified
// as a fault and contains sentences for the owner of the file.
package load
