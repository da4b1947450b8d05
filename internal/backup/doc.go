// Package backup writes and reads backups: the files of a data folder in one
// tar archive. The first entry says what it is; the last one has the size and
// the SHA-256 of every file before it, and the one of itself, so that an archive
// that was cut or altered is told from a whole one before anything of it is
// used.
package backup
