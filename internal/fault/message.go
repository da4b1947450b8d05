package fault

var messages = map[Kind]Text{
	Internal: {"문답에 문제가 생겼어요. 잠시 뒤에 다시 해 보세요. 계속되면 관리자에게 알려 주세요.",
		"Something went wrong in Mundap. Try again in a moment; if it keeps happening, tell your administrator."},
	Invalid: {"요청을 이해하지 못했어요. 입력한 내용을 확인해 주세요.",
		"The request could not be understood. Check what you entered."},
	Unauthenticated: {"로그인이 필요해요. 로그인한 뒤 다시 해 보세요.", "You need to sign in first."},
	Forbidden:       {"이 항목을 볼 권한이 없어요.", "You don't have access to this."},
	NotFound: {"찾는 항목이 없어요. 지워졌을 수 있어요.",
		"There is no such item. It may have been deleted."},
	Conflict: {"그사이 내용이 바뀌었어요. 새로 고친 뒤 다시 해 보세요.",
		"This has changed in the meantime. Reload and try again."},
	TooLarge:    {"너무 커서 받을 수 없어요. 나누어서 다시 해 보세요.", "This is too large. Split it and try again."},
	Unsupported: {"지원하지 않는 형식이에요.", "This format is not supported."},
	NotConfigured: {"아직 설정되지 않은 기능이에요. 설정을 확인해 주세요.",
		"This has not been set up yet. Check the configuration."},
	Refused: {"모델이 이 질문에는 답하지 않았어요. 다르게 물어봐 주세요.",
		"The model declined to answer. Try asking differently."},
	Throttled: {"지금은 요청이 많아요. 잠시 뒤에 다시 해 보세요.",
		"Too many requests right now. Try again in a moment."},
	Overloaded: {"지금 이용이 몰리고 있어요. 잠시 뒤에 다시 해 보세요.",
		"The service is busy right now. Try again in a moment."},
	Unavailable: {"연결하지 못했어요. 잠시 뒤에 다시 해 보세요.",
		"The connection failed. Try again in a moment."},
	Timeout:  {"응답이 너무 오래 걸려서 멈췄어요. 다시 해 보세요.", "The response took too long. Try again."},
	Canceled: {"멈췄어요.", "Stopped."},
	Damaged:  {"내용이 깨져 있어서 읽을 수 없어요.", "The content is damaged and can't be read."},
}

// Message returns the sentence for errors of kind k that have none of their
// own.
func (k Kind) Message() Text { return messages[k] }
