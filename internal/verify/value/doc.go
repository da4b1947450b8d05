// Package value finds the values in a text: quantities with their units, dates,
// times, days of the week, codes, and names of persons. A [Value] is right or
// wrong as a whole. Values are compared by meaning: 1,000만 원 equals
// 10,000,000원, and 2026.3.1. equals 2026년 3월 1일.
package value
