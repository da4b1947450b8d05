// Package morph turns Korean text into search terms by morphological analysis with mecab-ko-dic.
//
//	var a morph.Analyzer
//	terms := a.Analyze(nil, "대한민국의 수도는 서울이다.", morph.AllFields)
package morph
