package content

// Comment is how the text of a comment is written: with a word before it, so
// that it is not taken for the document's own text. Names of authors are left
// out.
func Comment(text string) string { return "메모: " + text }
