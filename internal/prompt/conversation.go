package prompt

type text struct {
	Text  string
	Fence Fence
}

// Talk is the prompt of a mode in which the user talks with the assistant: normal,
// funny, step-by-step, like-child and none. mode is a conv_type.
func Talk(l Language, mode, input string) Prompt { return render(l, mode, text{Text: input}) }

// Task is the prompt of a mode in which the assistant works on the input: translation
// (out of l), grammar, sentiment, extraction, pii and timestamp-extraction.
// mode is a conv_type.
func Task(l Language, mode, input string, f Fence) Prompt {
	tags := []string{string(f)}
	switch mode {
	case "translation", "extraction", "pii", "timestamp-extraction":
		tags = append(tags, resultTag)
	}
	return render(l, mode, text{f.clean(input), f}, tags...)
}

// Conversation is the prompt of any conv_type without documents, by its kind: a Talk or a Task.
func Conversation(l Language, mode, input string, f Fence) Prompt {
	switch mode {
	case "normal", "funny", "step-by-step", "like-child", "none":
		return Talk(l, mode, input)
	}
	return Task(l, mode, input, f)
}

// Exchange is a question and its answer, as history for Revision.
type Exchange struct{ Question, Answer string }

// Revision asks for the last question of a conversation as one that can be understood alone.
func Revision(l Language, history []Exchange, question string, f Fence) Prompt {
	cleaned := make([]Exchange, len(history))
	for i, e := range history {
		cleaned[i] = Exchange{f.line(e.Question), f.line(e.Answer)}
	}
	return render(l, "revise", struct {
		History  []Exchange
		Question string
		Fence    Fence
	}{cleaned, f.clean(question), f}, resultTag, string(f))
}

// QuestionTranslation asks for a Korean question in English, to search with.
func QuestionTranslation(question string, f Fence) Prompt {
	return render(Korean, "question-translation", text{f.clean(question), f}, resultTag, string(f))
}

// PassageTranslation asks for an English passage in Korean.
func PassageTranslation(passage string, f Fence) Prompt {
	return render(Korean, "passage-translation", text{f.clean(passage), f}, resultTag, string(f))
}

// Title asks for a few words that say what a conversation is about, by its
// first question and answer.
func Title(l Language, question, answer string, f Fence) Prompt {
	return render(l, "title", struct {
		Question, Answer string
		Fence            Fence
	}{f.line(question), f.line(answer), f}, resultTag, string(f))
}
