package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/app"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/embed/e5"
	"github.com/mundap/mundap/internal/wiring"
)

// doctorPatience bounds a check of something that may not answer.
const doctorPatience = 3 * time.Second

func (p *program) doctorCommand() *cobra.Command {
	deployment := ""
	cmd := &cobra.Command{
		Use: "doctor",
		Short: p.say("설정과 실행 환경을 점검하고 할 일을 알려 줘요",
			"Check the configuration and the environment, and suggest what to do"),
		Args: p.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if deployment != "" {
				d := doctor{program: p}
				return d.deployment(cmd.Context(), deployment)
			}
			c, err := p.config()
			if err != nil {
				return err
			}
			if c, err = app.WithConnection(c); err != nil {
				return err
			}
			d := doctor{program: p, config: c}
			d.data(cmd.Context())
			d.models(cmd.Context())
			d.stores(cmd.Context())
			d.web()
			d.provider(cmd.Context())
			d.address()
			return d.verdict()
		},
	}
	cmd.Flags().StringVar(&deployment, "deployment", "", p.say(
		"이 컴퓨터 대신 AWS에 배포한 `프로젝트`를 살펴봐요 (기본 설정의 이름은 mundap)",
		"check the `project` deployed on AWS instead of this machine (mundap in the default settings)"))
	return cmd
}

// doctor says what it finds, line by line.
type doctor struct {
	*program
	config config.Config
	wrong  bool // something does not work
}

// verdict is the command's result.
func (d *doctor) verdict() error {
	if d.wrong {
		return errSilent
	}
	return nil
}

func (d *doctor) good(ko, en string, args ...any) { d.line("✓", ko, en, args...) }
func (d *doctor) hint(ko, en string, args ...any) { d.line("·", ko, en, args...) }
func (d *doctor) bad(ko, en string, args ...any)  { d.wrong = true; d.line("✗", ko, en, args...) }

func (d *doctor) line(mark, ko, en string, args ...any) {
	fmt.Fprintf(d.out, "%s %s\n", mark, fmt.Sprintf(d.say(ko, en), args...))
}

func (d *doctor) data(ctx context.Context) {
	client, end, err := d.connect(ctx)
	if err != nil {
		d.bad("데이터 폴더: %s", "Data folder: %s", d.explain(err))
		return
	}
	defer end()
	s, err := client.Status(ctx)
	if err != nil {
		d.bad("데이터 폴더: %s", "Data folder: %s", d.explain(err))
		return
	}
	d.good("데이터 폴더 %s", "Data folder %s", d.config.Data)
	if s.PID != os.Getpid() {
		d.good("서버가 %s에서 실행 중이에요 (프로세스 %d, 버전 %s)",
			"A server is running at %s (process %d, version %s)", s.Addr, s.PID, s.Version)
	}
	total := 0
	for _, n := range s.Documents {
		total += n
	}
	d.good("문서 %d개 (준비됨 %d, 실패 %d), 대기 중인 작업 %d",
		"%d documents (%d ready, %d failed), %d tasks waiting",
		total, s.Documents["ready"], s.Documents["failed"], s.Waiting)
	if s.Documents["failed"] > 0 {
		d.hint("실패한 문서는 'mundap documents list'로 보고 'mundap documents retry'로 다시 읽을 수 있어요",
			"'mundap documents list' shows failed documents, 'mundap documents retry' reads them again")
	}
	if s.Dead > 0 {
		d.bad("처리하지 못한 작업이 %d개 있어요. 로그를 확인해 주세요", "%d tasks could not be completed. Check the log",
			s.Dead)
	}
}

func (d *doctor) models(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	if d.config.Profiles != "" {
		d.pool(ctx)
	} else if d.config.Model.URL != "" {
		if err := app.CheckModel(ctx, d.config); err != nil {
			d.bad("언어 모델 %s (%s): %s", "Model %s (%s): %s", d.config.Model.Name, d.config.Model.URL,
				d.explain(err))
		} else {
			d.good("언어 모델 %s (%s)", "Model %s (%s)", d.config.Model.Name, d.config.Model.URL)
		}
	} else {
		d.hint("언어 모델이 없어요. 문서의 문장을 그대로 옮겨서 답해요",
			"No model: answers quote the documents' own sentences")
		d.suggest(ctx)
	}
	d.embedding(ctx)
}

// embedding says what makes the vectors of meaning, and whether it works.
func (d *doctor) embedding(ctx context.Context) {
	e := d.config.Embedding
	if e.URL == "" && !e.Builtin && d.config.Profiles == "" {
		d.hint("임베딩 모델이 꺼져 있어서 단어로만 찾아요",
			"The embedding model is switched off: only keyword search is available")
		if slices.Contains(d.config.RAG.Capabilities, wiring.Faiss) {
			d.bad("rag.capabilities의 faiss는 의미로만 찾는 저장소인데, 임베딩 모델이 없어서 단어로 찾아요",
				"rag.capabilities contains faiss, which searches by meaning. Without an embedding model it searches by words")
		}
		return
	}
	name, processor, err := app.CheckEmbedding(ctx, d.config)
	switch {
	case err != nil && processor != "":
		d.bad("내장 임베딩 모델: %s", "Built-in embedding model: %s", d.explain(err))
	case err != nil:
		d.bad("임베딩 모델 %s: %s", "Embedding model %s: %s", name, d.explain(err))
	case processor == "":
		d.good("임베딩 모델 %s", "Embedding model %s", name)
	case processor == "portable":
		d.good("내장 임베딩 모델 (%s)", "Built-in embedding model (%s)", e5.Model)
		d.hint("이 프로그램이나 프로세서는 빠른 연산을 쓸 수 없어서 문서를 색인하는 데 오래 걸려요",
			"This build or processor has no fast arithmetic, so indexing documents takes long")
	default:
		d.good("내장 임베딩 모델 (%s, %s)", "Built-in embedding model (%s, %s)", e5.Model, processor)
	}
}

// stores asks each configured store that is a service for a word.
func (d *doctor) stores(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	for name, err := range app.CheckServices(ctx, d.config) {
		if err != nil {
			d.bad("저장소 %s: %s", "Store %s: %s", name, d.explain(err))
		} else {
			d.good("저장소 %s", "Store %s", name)
		}
	}
}

// provider asks the identity provider who it is.
func (d *doctor) provider(ctx context.Context) {
	if d.config.OIDC.Issuer == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	if err := app.CheckProvider(ctx, d.config); err != nil {
		d.bad("로그인 서버 %s: %s", "Identity provider %s: %s", d.config.OIDC.Issuer, d.explain(err))
		return
	}
	d.good("로그인 서버 %s", "Identity provider %s", d.config.OIDC.Issuer)
}

// pool asks the profiles' models for a word; one that answers is enough to work.
func (d *doctor) pool(ctx context.Context) {
	if err := app.CheckModel(ctx, d.config); err != nil {
		d.bad("여러 리전의 모델(profile_of_LLMs): %s", "Models in several regions (profile_of_LLMs): %s",
			d.explain(err))
		return
	}
	d.good("여러 리전의 모델(profile_of_LLMs)이 답했어요", "Models in several regions (profile_of_LLMs) answer")
}

// suggest looks for a model server on this machine and says how to use it.
func (d *doctor) suggest(ctx context.Context) {
	found := app.FindModelServers(ctx)
	for _, s := range found {
		if len(s.Models) == 0 {
			d.hint("%s 서버가 %s에 있지만 모델이 없어요. 'ollama pull gemma3'처럼 하나 받아 주세요",
				"%s is at %s but has no model. Get one, such as 'ollama pull gemma3'", s.Name,
				s.URL)
			continue
		}
		d.good("%s 서버를 %s에서 찾았어요. 이렇게 켜 보세요:", "Found %s at %s. To use it:", s.Name, s.URL)
		fmt.Fprintf(d.out, "    MUNDAP_MODEL_URL=%s MUNDAP_MODEL_NAME=%s mundap serve\n", s.URL,
			s.Models[0])
	}
	if len(found) == 0 {
		d.hint("Ollama를 설치하고 'ollama pull gemma3'를 실행한 뒤 이렇게 켜 보세요:",
			"Install Ollama, run 'ollama pull gemma3', then:")
		fmt.Fprintln(d.out, "    MUNDAP_MODEL_URL=http://127.0.0.1:11434/v1 MUNDAP_MODEL_NAME=gemma3 mundap serve")
	}
}

// web says what the search engine needs; it is not asked, because questions to it cost.
func (d *doctor) web() {
	w := d.config.Web
	if w.Provider == "" {
		return
	}
	if _, err := (wiring.Base{Settings: d.config.Settings()}).Web(nil); err != nil {
		d.bad("웹 검색 %s: %s", "Web search %s: %s", w.Provider, d.explain(err))
		return
	}
	d.good("웹 검색 %s", "Web search %s", w.Provider)
	if w.Provider == "google" {
		d.hint("Google의 검색 API(JSON)는 새로 가입할 수 없고 2027년 1월 1일에 끝나요. naver, brave, searxng 가운데 하나로 바꿀 준비를 해 주세요",
			"Google's JSON search API takes no new customers and ends on 2027-01-01. Plan to change to naver, brave or searxng")
	}
}

func (d *doctor) address() {
	switch {
	case d.config.OIDC.Issuer != "":
		d.good("주소 %s: 회사 계정으로 로그인해요", "Address %s: people sign in with their company's account",
			d.config.Addr)
	case d.config.Loopback():
		d.good("주소 %s: 이 컴퓨터에서만 열 수 있어요", "Address %s: only this machine can open it",
			d.config.Addr)
	default:
		d.hint("주소 %s: 다른 사람도 닿을 수 있어서 사용자 계정이 있어야 시작해요",
			"Address %s: others can reach it, so it needs accounts to start", d.config.Addr)
	}
}
