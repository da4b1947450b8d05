// Package backup writes and reads backups. A backup is a tar archive of the
// files of a data folder. Its first entry says what it is. Its last entry lists
// the size and SHA-256 of every file before it, and carries a SHA-256 of
// itself. A truncated or altered archive is therefore detected before anything
// of it is used.
package backup
