// Package importtest holds the table of allowed imports, as a test. The table
// is the architecture: contracts know contracts only, vendors' code stays in
// adapters, one package wires.
package importtest
