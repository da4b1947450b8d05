// Package frames turns a turn's events, and the calls of the log, into the messages of both protocols. It knows no
// transport: a server on a socket and a function behind API Gateway use it alike.
//
// [Base] gathers events and makes base frames, which carry the whole answer so far, when its caller is ready to send
// one: as often as [Base.Pause] allows, so that a long answer costs no O(n²), and never more than one for a slow client.
// [V2] translates event by event. Both show what the asker may see at that moment; nothing of a document is kept.
package frames
