// Package session is one client's end of a socket, for both protocols, without
// the socket: a server on one machine and a function behind API Gateway feed it
// what the client sent and pass on the frames that it makes.
//
// [Client.Receive] reads a message and has it carried out by the [Host], which
// is what differs between the two worlds: how a frame is sent, and where the
// work on a turn runs. [Client.Deliver] sends a turn's events as frames to its
// end. In the base protocol every frame carries the whole answer so far, so
// events are gathered while a frame is being sent and a slow client gets fewer
// of them; in mundap.v2 each event is a frame.
//
// [Renderer] makes what clients read of a logged call. It shows what the asker
// may see at that moment; nothing of a document is kept.
package session
