// Package session implements both protocols of a client's socket, independently
// of the socket itself. The program that holds the socket passes the client's
// messages in, and sends the frames that come out. This is either a server on
// one machine or a Lambda function behind API Gateway.
//
// [Client.Receive] reads a message and calls the [Host] to carry it out. The
// Host contains what differs between the two environments: how to send a frame,
// and where the work on a turn is done. [Client.Deliver] sends the events of a
// turn as frames, up to the end of the turn. In the base protocol, every frame
// contains the whole answer so far. Events that arrive while a frame is being
// sent are therefore combined, and a slow client receives fewer frames. In
// mundap.v2 each event is a frame.
//
// [Renderer] turns a logged call into what a client reads. It shows what the
// asker may see at that moment, and keeps no text of the documents.
package session
