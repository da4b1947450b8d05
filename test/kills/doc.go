// Command kills kills a real Mundap again and again while documents come and go,
// questions are answered, and backups are made and restored, and then looks
// whether anything that was acknowledged is lost, doubled or stuck, and whether
// anything is left of what was deleted:
//
//	go run ./test/kills -n 500
//
// Every so often it kills a Mundap that opens a data folder of version 0.1 for
// the first time. A seed that is printed repeats the same choices; the moments
// of the kills differ all the same.
package main
