package core_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

// original is the list of the original configuration, as it serialises it.
const original = `[
  {"bedrock_region":"us-west-2","model_type":"claude","model_id":"anthropic.claude-instant-v1","maxOutputTokens":"8196"},
  {"bedrock_region":"us-east-1","model_type":"claude","model_id":"anthropic.claude-instant-v1","maxOutputTokens":"8196"},
  {"bedrock_region":"ap-northeast-1","model_type":"claude","model_id":"anthropic.claude-instant-v1","maxOutputTokens":"8196"},
  {"bedrock_region":"eu-central-1","model_type":"claude","model_id":"anthropic.claude-instant-v1","maxOutputTokens":"8196"}
]`

func TestTheOriginalListIsAcceptedUnchanged(t *testing.T) {
	list, err := core.Parse([]byte(original))
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 4 {
		t.Fatalf("%d profiles", len(list))
	}
	const small = "anthropic.claude-haiku-4-5-20251001-v1:0"
	for i, want := range []core.Key{{"us-west-2", "us." + small}, {"us-east-1", "us." + small},
		{"ap-northeast-1", "jp." + small}, {"eu-central-1", "eu." + small}} {
		p := list[i]
		if p.Key() != want || p.Name != want.Model+"@"+want.Region || p.MaxOutputTokens != 8196 ||
			p.Type != "claude" || p.Burndown != 5 {
			t.Errorf("profile %d: %+v", i, p)
		}
	}
}

func TestOwnFormHasQuotasPricesAndPurposes(t *testing.T) {
	list, err := core.Parse([]byte(`[{"name":"fast","region":"us-west-2","model":"m","tokens_per_minute":200000,"tokens_per_day":"5000000",
	 "requests_per_minute":60,"concurrent":8,"max_output_tokens":512,"price":{"input":1,"output":5},"purpose":["translate","summarise"],"prefill":true},
	 {"region":"us-west-2","model":"titan","purpose":"embed"}]`))
	if err != nil {
		t.Fatal(err)
	}
	p := list[0]
	if p.TokensPerMinute != 200000 || p.TokensPerDay != 5000000 || p.RequestsPerMinute != 60 ||
		p.Concurrent != 8 || p.Price.Output != 5 || !p.Prefill {
		t.Errorf("%+v", p)
	}
	if text, embeds := p.Serves(); !text || embeds {
		t.Errorf("serves text %v, embeds %v", text, embeds)
	}
	if text, embeds := list[1].Serves(); text || !embeds {
		t.Errorf("the embedder serves text %v, embeds %v", text, embeds)
	}
}

func TestAWrongListIsAnErrorThatNamesTheProfile(t *testing.T) {
	for name, c := range map[string]struct{ in, says string }{
		"empty":               {`[]`, "empty"},
		"no list":             {`{"model":"m"}`, "list"},
		"cut off":             {`[{"model":"m"}`, "list"},
		"something after":     {`[{"model":"m"}] x`, "follows"},
		"two of one name":     {`[{"name":"a","model":"m"},{"name":"a","model":"n"}]`, `"a"`},
		"two without a name":  {`[{"model":"m","region":"r"},{"model":"m","region":"r"}]`, `"m@r"`},
		"no model":            {`[{"name":"a","region":"r"}]`, `"a"`},
		"no model, no name":   {`[{"model":"m"},{"region":"r"}]`, "number 2"},
		"quota of zero":       {`[{"name":"a","model":"m","tokens_per_minute":0}]`, `"a"`},
		"quota of zero, text": {`[{"model":"m","region":"r","requests_per_minute":"0"}]`, `"m@r"`},
		"negative quota":      {`[{"name":"a","model":"m","tokens_per_day":-5}]`, `"a"`},
		"no number":           {`[{"name":"a","model":"m","maxOutputTokens":"many"}]`, "many"},
		"unknown field":       {`[{"name":"a","model":"m","modle":"x"}]`, "modle"},
		"unknown purpose":     {`[{"name":"a","model":"m","purpose":"paint"}]`, "paint"},
		"two embedders":       {`[{"model":"a","purpose":"embed"},{"model":"b","purpose":"embed"}]`, `"b"`},
		"application profile": {`[{"name":"a","model":"arn:aws:bedrock:us-west-2:1:application-inference-profile/x"}]`, "underlying"},
		"underlying alone":    {`[{"name":"a","model":"m","underlying":"n"}]`, "underlying"},
		"unknown endpoint":    {`[{"name":"a","model":"m","endpoint":"moon"}]`, "moon"},
		"embeds at mantle":    {`[{"name":"a","model":"m","endpoint":"mantle","purpose":"embed"}]`, "mantle"},
		"unknown lifetime":    {`[{"name":"a","model":"m","cache":"2h"}]`, "2h"},
		"lifetime too long":   {`[{"name":"a","model":"us.anthropic.claude-sonnet-4-20250514-v1:0","cache":"1h"}]`, "5m"},
		"unknown tier":        {`[{"name":"a","model":"m","tiers":{"answer":"gold"}}]`, "gold"},
		"tier of no purpose":  {`[{"name":"a","model":"m","tiers":{"paint":"flex"}}]`, "paint"},
		"tier at mantle":      {`[{"name":"a","model":"m","endpoint":"mantle","tiers":{"answer":"flex"}}]`, "mantle"},
		"two quotas":          {`[{"name":"a","model":"m","tokens_per_minute":5},{"name":"b","model":"m","tokens_per_minute":6}]`, `"b"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := core.Parse([]byte(c.in))
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
			if m := fault.MessageOf(err); !strings.Contains(m.Ko, c.says) {
				t.Errorf("the sentence does not say it: %q", m.Ko)
			}
		})
	}
}

func TestBurndownFollowsTheModel(t *testing.T) {
	for model, want := range map[string]float64{
		"anthropic.claude-3-haiku-20240307-v1:0":       1,
		"us.anthropic.claude-3-7-sonnet-20250219-v1:0": 5,
		"anthropic.claude-sonnet-4-20250514-v1:0":      5,
		"jp.anthropic.claude-haiku-4-5-20251001-v1:0":  5,
		"anthropic.claude-3-5-sonnet-20240620-v1:0":    1, "amazon.nova-lite-v1:0": 1,
	} {
		list, err := core.Complete([]core.Profile{{Model: model}})
		if err != nil || list[0].Burndown != want {
			t.Errorf("%s: %+v, %v", model, list, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(original))
	f.Add([]byte(`[{"name":"a","model":"m","purpose":"answer","tokens_per_minute":1e3}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := core.Parse(data)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("not classified: %v", err)
			}
			return
		}
		for _, p := range list {
			if p.Name == "" || p.Model == "" || p.MaxOutputTokens <= 0 {
				t.Errorf("%+v", p)
			}
		}
		core.New(list, core.Options{}).Submit(start, core.Ask{Purpose: llm.Answer, Input: 10})
	})
}

func TestANumberThatIsNullIsNotSet(t *testing.T) {
	list, err := core.Parse([]byte(`[{"name":"a","model":"m","maxOutputTokens":null,"tokens_per_minute":null}]`))
	if err != nil || len(list) != 1 || list[0].TokensPerMinute != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestWhatTheProviderCountsTogetherIsOneAccount: an application inference
// profile shares the quota of what it was made from; the second endpoint has its
// own.
func TestWhatTheProviderCountsTogetherIsOneAccount(t *testing.T) {
	const haiku = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
	list, err := core.Parse([]byte(`[
	 {"name":"direct","region":"us-west-2","model":"` + haiku + `","cache":"1h","tiers":{"summarise":"flex"}},
	 {"name":"tagged","region":"us-west-2","model":"arn:aws:bedrock:us-west-2:1:application-inference-profile/x","underlying":"` + haiku + `"},
	 {"name":"second","region":"us-west-2","model":"anthropic.claude-haiku-4-5","endpoint":"mantle"}]`))
	if err != nil {
		t.Fatal(err)
	}
	if list[0].Key() != list[1].Key() || list[1].Burndown != 5 {
		t.Errorf("%+v and %+v", list[0], list[1])
	}
	if list[2].Key() == list[0].Key() || list[2].Key().Model != "mantle:anthropic.claude-haiku-4-5" ||
		list[2].Burndown != 1 {
		t.Errorf("%+v", list[2])
	}
	if list[0].Cache != core.CacheHour || list[0].Tiers[llm.Summarise] != core.Flex {
		t.Errorf("%+v", list[0])
	}
}
