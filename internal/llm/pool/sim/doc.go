// Package sim runs the pool's core, and the routers that it is compared with,
// against simulated regions in virtual time.
//
// Everything that happens is an event, and the clock jumps from one event to
// the next. Ten simulated minutes with a hundred requests per second take a
// second or two. The load, the regions and their faults are derived from a
// seed, so every router receives the same requests and a run can be repeated
// exactly. [Scenarios] are the situations and [Goals] what the pool must reach
// in them.
package sim
