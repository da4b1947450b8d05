// Package web embeds Mundap's browser client in the program: the files that
// `npm run build` writes to dist.
//
// If the client has not been built, dist contains a placeholder page, so that
// the server can be built and run without Node.
package web

import (
	"embed"
	"io/fs"
)

// Index is the client's page in the files of [Client]. Every address that the
// client routes itself (/, /c/ID, /docs, /settings, /admin) is answered with
// it.
const Index = "index.html"

// Placeholder is the page to answer with while the client is not built.
const Placeholder = "placeholder.html"

//go:embed all:dist
var dist embed.FS

//go:embed samples
var samples embed.FS

// Client gives the client's files, with their paths below dist, and whether the
// client is built: if not, the only file is [Placeholder]. Names below
// "assets/" hold a hash of their content and may be cached for ever; all others
// may not.
func Client() (files fs.FS, built bool) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is a constant and valid
	}
	_, err = fs.Stat(files, Index)
	return files, err == nil
}

// Samples gives the documents to try Mundap with, at the root: rules and help
// texts of a company that does not exist. The client's first questions
// (welcome.q1 to q3 in src/i18n) are answered by them.
func Samples() fs.FS {
	files, err := fs.Sub(samples, "samples")
	if err != nil {
		panic(err) // the name is a constant and valid
	}
	return files
}
