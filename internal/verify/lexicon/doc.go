// Package lexicon finds the content words of Korean texts ([WordsOf]). It knows
// which words mean the same ([Word.Class]), which are too general to be
// evidence ([General]), and which are names for things of the same kind
// ([KindOf]).
package lexicon
