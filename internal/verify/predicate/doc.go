// Package predicate reads what a clause says of its verb, such as that it may,
// must or can't be done, and knows opposites, such as 열다 and 닫다.
package predicate
