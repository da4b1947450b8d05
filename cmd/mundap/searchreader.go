package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/app"
)

func (p *program) searchReaderCommand() *cobra.Command {
	o := app.SearchReader{}
	cmd := &cobra.Command{
		Use: "search-reader",
		Short: p.say("다른 프로세스가 만드는 색인을 검색해요 (AWS 함수용)",
			"Search an index that another process writes, for functions on AWS"),
		Example: p.say(
			"  mundap search-reader --index s3://버킷/index/v1/ --cache /var/cache/mundap --key-file 파일",
			"  mundap search-reader --index s3://BUCKET/index/v1/ --cache /var/cache/mundap --key-file FILE"),
		Args: p.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Index == "" || o.KeyFile == "" {
				return usageError{cmd, errors.New(p.say("--index로 색인을, --key-file로 키 파일을 지정해 주세요.",
					"Specify the index with --index and the key file with --key-file."))}
			}
			c, err := p.config()
			if err != nil {
				return err
			}
			o.Log = p.log(c.LogLevel, false)
			o.Ready = func(address string) {
				fmt.Fprintf(p.out, p.say("검색 서버를 시작했어요: %s\n", "The search reader is listening at %s.\n"), address)
			}
			return app.ServeIndex(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Index, "index", "", p.say("색인 `폴더` 또는 s3://버킷/경로/", "`folder` with the index, or s3://BUCKET/PREFIX/"))
	f.StringVar(&o.Cache, "cache", "", p.say("S3의 색인을 내려받아 둘 `폴더`", "`folder` for copies of an index in S3"))
	f.StringVar(&o.KeyFile, "key-file", "", p.say("함수와 함께 쓰는 키가 적힌 `파일`", "`file` with the key shared with clients"))
	f.StringVar(&o.Listen, "listen", "127.0.0.1:8430", p.say("요청을 받을 `주소`", "`address` to listen on"))
	return cmd
}
