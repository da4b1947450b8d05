// Command extractive measures the answers that Mundap gives without a language
// model. It asks questions through the search and the pipeline that users'
// questions take, and prints the share of answers that contain the right one.
//
//	go run ./eval/extractive -in KorQuAD_v1.0_dev.json [-every 1] [-from 0] [-misses 10]
//	go run ./eval/extractive -folder eval/extractive [-every 1] [-from 0] [-misses 10]
//
// Search and answer use the program's own encoder, as they do for users. With
// -words, they do without. With -cache FILE, vectors are kept from run to run.
//
// With -in, the questions are KorQuAD's, and every paragraph becomes a document of
// one passage. White space is ignored when answers are compared, because gold
// answers and texts differ in it. The program writes nothing of the set to disk: its
// licence (CC BY-ND 2.0 KR) does not permit changed copies to be passed on.
//
// With -folder, the questions are those of a folder (README.md there), about its
// documents.jsonl or about the files in its folder "files". For each kind of question, it
// prints how many answers are right, how many questions are refused and how much is
// quoted. If the questions
// name the documents with the answer, it also prints how often such a document comes
// first and how often one is among the first four.
package main

import (
	"context"
	"flag"
	"log"
)

func main() {
	in := flag.String("in", "", "KorQuAD_v1.0_dev.json")
	folder := flag.String("folder", "", "a folder of documents and questions")
	words := flag.Bool("words", false, "search and answer by words alone")
	cache := flag.String("cache", "", "keep vectors in this `file` from run to run")
	every := flag.Int("every", 1, "ask only every n-th question")
	from := flag.Int("from", 0, "the first question to ask")
	misses := flag.Int("misses", 10, "how many misses to show")
	flag.Parse()
	ctx := context.Background()
	var err error
	if *folder != "" {
		err = askFolder(ctx, *folder, *words, *cache, *from, max(1, *every), *misses)
	} else {
		err = askKorQuAD(ctx, *in, *words, *cache, *from, max(1, *every), *misses)
	}
	if err != nil {
		log.Fatal(err)
	}
}
