// Package passage cuts a passage into units and parts. A unit is a sentence or a
// row of a table; a part is a clause or a cell. Each knows what it stands under:
// its row's label, its column's head, a heading, the title, the topic of the
// clause before.
package passage
