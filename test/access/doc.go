// Package access tests who may read, change and upload what: random people do
// random things to a whole server in memory, and a simple model says after each
// step what must have come of it.
package access
