// Package signin signs people in and out: passwords, sessions, tickets of sockets, cookies.
//
// A password is kept as an Argon2id hash in PHC format. A session is a random
// token in a cookie; the store has only its SHA-256. The session's ticket,
// which is part of the address of a socket because base clients can't send a
// cookie there, is derived from the token, so that it can be given out again
// and again without being stored; the store has its SHA-256 too. Both end with
// the session.
//
// Failed attempts are slowed down per account and per address (in memory: each
// server counts for itself).
package signin
