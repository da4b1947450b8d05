// Package lint checks, as tests, what the compiler and the linters do not: that
// documents and comments name files and identifiers that exist, and that lines
// are short enough to read side by side.
package lint
