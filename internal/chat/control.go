package chat

import (
	"context"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/settings"
)

// controls are the messages that change a setting instead of asking a question,
// with the change and the reply. "list models" and "clearMemory" do more than
// that; see work.control.
var controls = map[string]struct {
	change func(*settings.Settings)
	answer fault.Text
}{
	"list models": {},
	"clearMemory": {nil, fault.Text{
		Ko: "대화 기억을 모두 지웠어요.", En: "The memory of your conversations has been cleared."}},
	"enableReference": {func(s *settings.Settings) { s.References = new(true) }, fault.Text{
		Ko: "이제 답에 출처를 함께 보여 드려요.", En: "Answers now come with their sources."}},
	"disableReference": {func(s *settings.Settings) { s.References = new(false) }, fault.Text{
		Ko: "이제 출처 없이 답만 보여 드려요.", En: "Answers now come without their sources."}},
	"useOpenSearch": {func(s *settings.Settings) { s.Store = "opensearch" }, fault.Text{
		Ko: "이제 저장소 하나에서만 찾을 때는 OpenSearch를 써요.",
		En: "Searches in a single store now use OpenSearch."}},
	"useKendra": {func(s *settings.Settings) { s.Store = "kendra" }, fault.Text{
		Ko: "이제 저장소 하나에서만 찾을 때는 Kendra를 써요.", En: "Searches in a single store now use Kendra."}},
	"enableDebug": {func(s *settings.Settings) { s.Debug = new(true) }, fault.Text{
		Ko: "디버그 정보를 켰어요.", En: "Debug statistics are on."}},
	"disableDebug": {func(s *settings.Settings) { s.Debug = new(false) }, fault.Text{
		Ko: "디버그 정보를 껐어요.", En: "Debug statistics are off."}},
	"enableDualSearch": {func(s *settings.Settings) { s.DualSearch = new(true) }, fault.Text{
		Ko: "이제 한국어 질문을 영어로도 찾아요.", En: "Korean questions are now searched in English too."}},
	"disableDualSearch": {func(s *settings.Settings) { s.DualSearch = new(false) }, fault.Text{
		Ko: "이제 질문한 언어로만 찾아요.", En: "Questions are now searched in their own language only."}},
}

var noModels = fault.Text{
	Ko: "설정된 언어 모델이 없어요. 터미널에서 `mundap doctor`를 실행하면 설정하는 법을 알려 드려요.",
	En: "No language model is configured. Run `mundap doctor` in a terminal to see how to add one.",
}

// control carries out a control message. The setting is stored, so it applies
// on every server.
func (t *work) control(ctx context.Context) error {
	body := strings.TrimSpace(t.r.Body)
	c := controls[body]
	switch {
	case body == "list models":
		t.rec.w.Delta(t.models())
		return nil
	case body == "clearMemory":
		if err := t.s.History.ClearMemory(ctx, t.r.User, t.s.Now()); err != nil {
			return err
		}
	default:
		changed, err := settings.Update(ctx, t.s.Settings, t.r.User, c.change)
		if err != nil {
			return err
		}
		t.switches = changed.Over(t.s.Defaults)
	}
	t.rec.w.Delta(t.rec.say(c.answer))
	return nil
}

func (t *work) models() string {
	if t.model.model == nil {
		return t.rec.say(noModels)
	}
	info := t.model.model.Info()
	names := info.Profiles
	if len(names) == 0 {
		names = []string{info.Name}
	}
	head := t.rec.say(fault.Text{Ko: "지금 쓰는 모델이에요.", En: "These models are in use."})
	return head + "\n\n- " + strings.Join(names, "\n- ")
}
