// Package signin signs people in and out. It handles passwords, sessions,
// cookies and the tickets of sockets.
//
// A password is stored as an Argon2id hash in PHC format. A session is a random
// token in a cookie, of which the store has only the SHA-256. Base clients
// can't send a cookie when they open a socket, so the address of the socket
// contains a ticket instead. The ticket is derived from the session's token: it
// can be handed out repeatedly, and the store needs only its SHA-256. The
// ticket ends with the session.
//
// After failed attempts, further ones are slowed down, for each account and for
// each address. The counts are kept in memory, so every server counts by
// itself.
package signin
