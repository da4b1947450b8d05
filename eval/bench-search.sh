#!/usr/bin/env bash
# Compares Mundap's search with Lucene + Nori, Bleve and SQLite's FTS5 in one run, on passages spliced from real sentences.
#
#   eval/bench-search.sh KORQUAD.json [PASSAGES]     100,000 passages; with a million, Mundap and Lucene alone
#
# KORQUAD.json is KorQuAD 1.0's development set (korquad.github.io). Needs a JDK of 21 or later with the vector module
# (JAVA_HOME, or one in the usual folder) and Maven for Lucene; leaves it out without. One JSON object a line on stdout.
set -euo pipefail
cd "$(dirname "$0")/.."
korquad=${1:?the KorQuAD file is missing}
passages=${2:-100000}
questions=${QUESTIONS:-1500}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "$*" >&2; }

go run ./eval/korquad -in "$korquad" -out "$work"
go run ./eval/splice -n "$passages" "$work/passages.jsonl" >"$work/spliced.jsonl"
head -n "$questions" "$work/questions.jsonl" >"$work/asked.jsonl"
go build -o "$work/ours" ./eval/ours

say "Mundap, one thread, $passages passages"
"$work/ours" -threads 1 -warm 2 -dir "$work/index" "$work/spliced.jsonl" "$work/asked.jsonl" 2>/dev/null
say "Mundap by words and vectors"
"$work/ours" -threads 1 -warm 2 -vectors "$work/spliced.jsonl" "$work/asked.jsonl" 2>/dev/null
say "Mundap, opening what was built"
"$work/ours" -reopen "$work/index" "보일러 과열 센서"
rm -rf "$work/index"

java_home=${JAVA_HOME:-}
for candidate in /usr/lib/jvm/temurin-2[1-9]* /usr/lib/jvm/*-2[1-9]-* /usr/lib/jvm/java-2[1-9]*; do
  [ -n "$java_home" ] && "$java_home/bin/java" -version 2>&1 | grep -qE 'version "2[1-9]' && break
  [ -x "$candidate/bin/javac" ] && java_home=$candidate
done
if [ -n "$java_home" ] && command -v mvn >/dev/null; then
  (cd eval/lucene && JAVA_HOME=$java_home mvn -B -q package >&2)
  lucene() {
    "$java_home/bin/java" --add-modules jdk.incubator.vector -Xmx3g -cp 'eval/lucene/target/classes:eval/lucene/target/lib/*' \
      bench.Bench "$@" 2>/dev/null
  }
  say "Lucene + Nori, one thread, $passages passages"
  lucene "$work/spliced.jsonl" "$work/asked.jsonl" "$work/lucene" 2
  rm -rf "$work/lucene"
  say "KorQuAD's questions over its whole paragraphs: Lucene + Nori, then Mundap"
  lucene "$work/passages.jsonl" "$work/questions.jsonl" "$work/lucene" 0
  rm -rf "$work/lucene"
  say "the golden set: Lucene + Nori, then Mundap"
  lucene eval/golden/passages.jsonl eval/golden/questions.jsonl "$work/lucene" 0
else
  say "Lucene is left out: there is no JDK of 21 or later, or no Maven"
fi
"$work/ours" "$work/passages.jsonl" "$work/questions.jsonl" 2>/dev/null
"$work/ours" eval/golden/passages.jsonl eval/golden/questions.jsonl 2>/dev/null

if [ "$passages" -le 200000 ]; then
  (cd eval/bench && go build -o "$work/others" .)
  for engine in bleve fts5; do
    say "$engine, $passages passages"
    "$work/others" -engine "$engine" "$work/spliced.jsonl" "$work/asked.jsonl"
  done
fi
