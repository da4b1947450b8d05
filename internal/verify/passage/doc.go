// Package passage divides a passage into units and parts. A unit is a sentence
// or a row of a table; a part is a clause or a cell. Each also knows its
// context: the label of its row, the heading of its column, a heading, the
// title, or the topic of the preceding clause.
package passage
