// Package predicate reads the modality of verbs: whether a clause says that
// something is done, may, must or can't be done ([Modal]). It also knows
// opposites, such as 열다 and 닫다.
package predicate
