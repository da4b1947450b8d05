package embed_test

import (
	"testing"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/embedtest"
	"github.com/mundap/mundap/internal/fault"
)

func TestFakeKeepsTheContract(t *testing.T) {
	embedtest.Run(t, func(t *testing.T, b embedtest.Behaviour) embed.Embedder {
		f := &embed.Fake{}
		if b.Fault != 0 {
			f.Err = func(embed.Kind, []string) error {
				return fault.Newf(b.Fault, "scripted").WithRetryAfter(b.RetryAfter)
			}
		}
		return f
	})
}

func TestFakeFindsSharedWording(t *testing.T) {
	f := &embed.Fake{Size: 64}
	v, err := f.Embed(t.Context(), embed.Passage, []string{"휴가 신청 방법", "휴가를 신청하는 방법이에요",
		"GPU memory bandwidth"})
	if err != nil {
		t.Fatal(err)
	}
	near, far := embedtest.Cosine(v[0], v[1]), embedtest.Cosine(v[0], v[2])
	if near < far+0.2 {
		t.Errorf("near %.2f, far %.2f", near, far)
	}
	if calls, texts := f.Calls(); calls != 1 || texts != 3 {
		t.Errorf("%d calls of %d texts", calls, texts)
	}
}
