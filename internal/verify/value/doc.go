// Package value reads what in a text is right or wrong as a whole: quantities
// with their units, dates, times, days of the week, codes and names of persons.
// Values are compared by meaning: 1,000만 원 is 10,000,000원, and 2026.3.1. is
// 2026년 3월 1일.
package value
