// Package prompt contains the prompts for language models, one in Korean and
// one in English for each purpose. They are embedded templates with typed
// parameters.
//
// Each function renders one prompt: [Talk] and [Task] for the modes of
// conversation (see [Modes]), [Grounded] for an answer from documents, and
// [Revision], [Summary] and others for the steps around it. The prompt is in
// the language of the user's input.
//
// Text that Mundap did not write, such as documents, web pages or a text to
// translate, is enclosed in a fence: a tag with a random part. [NewFence] makes
// a new one for each prompt, so no document can close it. The prompt says that
// the text inside is data. If a prompt asks for the result inside a tag,
// [Prompt.Tags] names the tags that must not reach the user, and a [Stripper]
// removes them from the stream.
package prompt

import (
	"crypto/rand"
	"embed"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"text/template"
)

//go:embed ko/*.tmpl en/*.tmpl
var files embed.FS

// Language of a prompt.
type Language string

const (
	Korean  Language = "ko"
	English Language = "en"
)

// Other is the language that a translation goes into.
func (l Language) Other() Language {
	if l == English {
		return Korean
	}
	return English
}

// Prompt is what goes to the model.
type Prompt struct {
	System string // "" for the bare model
	User   string
	// names of tags that the model may repeat or was asked to use; a Stripper removes them
	Tags []string
}

// resultTag is what prompts with a bare result ask the model to wrap it in.
const resultTag = "result"

// Fence is the name of the tag around foreign text.
type Fence string

// NewFence makes a fence that nobody can foresee (64 random bits).
func NewFence() Fence {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: see crypto/rand
	return Fence("data-" + hex.EncodeToString(b[:]))
}

// control are the marks by which models tell the parts of a conversation apart,
// such as <|im_start|>.
var control = regexp.MustCompile(`<\|[^|<>\s]{1,40}\|>|</?(?:(?:start|end)_of_turn|bos|eos)>|\[/?INST\]|<</?SYS>>`)

// clean takes the fence's name out of a text that stands inside it, and keeps
// the marks of models in it from being read as such.
func (f Fence) clean(text string) string {
	text = control.ReplaceAllStringFunc(text, func(mark string) string {
		return mark[:1] + " " + mark[1:len(mark)-1] + " " + mark[len(mark)-1:]
	})
	if f == "" {
		return text
	}
	return strings.ReplaceAll(text, string(f), "")
}

// line is clean for what must stay on one line, such as a title: at most 200 characters.
func (f Fence) line(text string) string {
	text = strings.Join(strings.Fields(f.clean(text)), " ")
	if r := []rune(text); len(r) > 200 {
		text = string(r[:200]) + "…"
	}
	return text
}

// templates are parsed when a model is first asked: most commands ask none.
var templates = sync.OnceValue(parse)

// parse reads every template with its language's passages. A broken one is a
// defect that any test finds.
func parse() map[string]*template.Template {
	parsed := map[string]*template.Template{}
	for _, l := range [...]Language{Korean, English} {
		entries, err := files.ReadDir(string(l))
		if err != nil {
			panic(err)
		}
		passages := string(l) + "/passages.tmpl"
		for _, e := range entries {
			name := string(l) + "/" + e.Name()
			if name == passages {
				continue
			}
			t := template.Must(template.New(name).ParseFS(files, passages, name))
			parsed[strings.TrimSuffix(name, ".tmpl")] = t
		}
	}
	return parsed
}

// render executes the two parts of a prompt. All parameters are of this
// package's own types, so an error is a defect of the program.
func render(l Language, name string, parameters any, tags ...string) Prompt {
	if l != English {
		l = Korean
	}
	t, ok := templates()[string(l)+"/"+name]
	if !ok {
		panic(fmt.Sprintf("no prompt %s in %q", name, l))
	}
	return Prompt{System: execute(t, "system", parameters), User: execute(t, "user", parameters),
		Tags: tags}
}

func execute(t *template.Template, part string, parameters any) string {
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, part, parameters); err != nil {
		panic(fmt.Sprintf("rendering a prompt: %v", err))
	}
	return b.String()
}
