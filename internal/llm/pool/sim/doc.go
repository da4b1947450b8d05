// Package sim drives the pool's core, and the routers it is compared with,
// through simulated regions in virtual time.
//
// Everything that happens is an event; the clock jumps from one to the next, so
// that ten minutes of a hundred requests a second take a second or two. Load,
// regions and faults come from a seed: every router sees the same requests, and
// the same run repeats exactly.
package sim
