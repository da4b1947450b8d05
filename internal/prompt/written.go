package prompt

// written is the language of the prompt about a document, and what that prompt
// calls the language of its answer. Only Korean has prompts of its own beside
// English: models write in any language that they are asked for by its name.
func (d Document) written() (Language, string) {
	if d.Language == "" || d.Language == string(Korean) {
		return Korean, ""
	}
	if name, ok := languages[d.Language]; ok {
		return English, name
	}
	return English, "the language of the document"
}

// languages are those that korean.DocumentLanguage tells apart.
var languages = map[string]string{
	"en": "English", "ja": "Japanese", "zh": "Chinese, in the characters of the document", "de": "German",
	"fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "sv": "Swedish",
	"da": "Danish", "fi": "Finnish", "pl": "Polish", "cs": "Czech", "hu": "Hungarian", "ro": "Romanian",
	"tr": "Turkish", "vi": "Vietnamese", "id": "Indonesian", "ru": "Russian", "uk": "Ukrainian",
	"ar": "Arabic", "fa": "Persian", "el": "Greek", "he": "Hebrew", "th": "Thai", "hi": "Hindi",
}
