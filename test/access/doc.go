// Package access tests who may read, change and upload which documents. Random
// users perform random actions on a complete server in memory. After each step,
// the test compares the result with a simple model of what should have
// happened.
package access
