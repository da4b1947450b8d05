// Package lexicon reads the content words of Korean texts and knows which of
// them mean the same ([Word.Class]), which are too general to tell anything
// ([General]), and which name things of one kind ([KindOf]).
package lexicon
