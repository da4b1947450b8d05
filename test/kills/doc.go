// Command kills repeatedly kills a real Mundap while documents are added and
// deleted, questions are answered, and backups are made and restored. At
// intervals and at the end, it checks whether anything that was acknowledged is
// lost, doubled or stuck, and whether anything is left of deleted documents.
//
//	go run ./test/kills -n 500
//
// Some of the kills hit a Mundap that is opening a data folder of version 0.1
// for the first time. The command prints a seed that repeats the same choices;
// the moments of the kills still differ.
package main
