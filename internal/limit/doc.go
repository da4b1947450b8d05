// Package limit keeps one user, or one address, from taking what others need:
// [Places] bounds what each holds at once, [Rate] how often each does something,
// and [Queue] gives places to those who wait in fair turn.
//
// Everything is kept in memory and counts for one process. Keys are chosen by
// the caller. All methods may be called concurrently.
package limit
