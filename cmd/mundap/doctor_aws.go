package main

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/app"
	"github.com/mundap/mundap/internal/wiring"
)

// deploymentPatience bounds the question to a deployment, whose function may have
// to start first.
const deploymentPatience = 30 * time.Second

// deployment says how much room the index of a deployment on AWS has left.
func (d *doctor) deployment(ctx context.Context, project string) error {
	ctx, cancel := context.WithTimeout(ctx, deploymentPatience)
	defer cancel()
	size, err := app.CheckDeployment(ctx, project)
	if err != nil {
		d.bad("배포 %s: %s", "Deployment %s: %s", project, d.explain(err))
		return d.verdict()
	}
	d.good("배포 %s가 응답했어요 (버전 %s)", "Deployment %s answers (version %s)", project, size.Version)
	d.indexSize(size)
	return d.verdict()
}

// nearlyFull is the part of the room at which an administrator should act.
const nearlyFull = 0.8

func (d *doctor) indexSize(s wiring.IndexSize) {
	const mb = 1e6
	switch size := float64(s.Bytes) / mb; {
	case !s.Used:
		d.good("자체 색인은 쓰지 않아요", "The deployment does not use Mundap's own index")
	case s.Limit == 0:
		d.good("색인: 문단 %d개, %.1f MB, 한도 없음 (검색 서버의 샤드 %d개)",
			"Index: %d passages, %.1f MB, no limit (%d shards of search readers)",
			s.Passages, size, s.Readers)
	case s.Bytes > s.Limit:
		d.bad("색인: 문단 %d개, %.1f MB로 한도(%.0f MB)를 넘어서 질문에 답하지 못해요",
			"Index: %d passages, %.1f MB, which is over the limit of %.0f MB: questions fail",
			s.Passages, size, float64(s.Limit)/mb)
		d.roomier()
	default:
		d.room(s, size)
	}
}

// room compares the index with its limit.
func (d *doctor) room(s wiring.IndexSize, size float64) {
	say := d.good
	if s.Bytes >= s.Full {
		say = d.bad
	}
	say("색인: 문단 %d개, %.1f MB, 한도 %.0f MB의 %d%%", "Index: %d passages, %.1f MB, %[4]d%% of the limit of %.0[3]f MB",
		s.Passages, size, float64(s.Limit)/1e6, 100*s.Bytes/s.Limit)
	switch {
	case s.Bytes >= s.Full:
		d.hint("새 문서를 더 받을 수 없어요. 이미 넣은 문서는 계속 검색돼요", "New documents are refused. Those already indexed are still found")
		d.roomier()
	case float64(s.Bytes) >= nearlyFull*float64(s.Full):
		d.hint("%.0f MB부터 새 문서를 받지 않아요", "From %.0f MB on, new documents are refused", float64(s.Full)/1e6)
		d.roomier()
	}
}

func (d *doctor) roomier() {
	d.hint("functions.index_mb를 올리거나 검색 서버(readers)나 OpenSearch를 설정해 주세요. docs/aws.md의 'Limit of the default search'를 보세요",
		"Raise functions.index_mb, or set up search readers (readers) or OpenSearch. See 'Limit of the default search' in docs/aws.md")
}
