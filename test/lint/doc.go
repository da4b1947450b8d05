// Package lint checks, as tests, what the compiler and the linters do not: that
// documents and comments name files and identifiers that exist, that lines are
// short enough to read side by side, and that tests which skip themselves without
// a real server are listed in .ci/skips.
package lint
