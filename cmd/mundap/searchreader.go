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
		Short: p.say("다른 프로그램이 쓰는 색인을 읽어 검색만 해 줘요",
			"Search an index that another process writes, for functions on AWS"),
		Example: p.say(
			"  mundap search-reader --index s3://버킷/index/v1/ --cache /var/cache/mundap --key-file 키",
			"  mundap search-reader --index s3://BUCKET/index/v1/ --cache /var/cache/mundap --key-file KEY"),
		Args: p.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Index == "" || o.KeyFile == "" {
				return usageError{cmd, errors.New(p.say("--index와 --key-file로 색인과 키를 알려 주세요.",
					"Name the index and the key by --index and --key-file."))}
			}
			c, err := p.config()
			if err != nil {
				return err
			}
			o.Log = p.log(c.LogLevel, false)
			o.Ready = func(address string) {
				fmt.Fprintf(p.out, p.say("검색 서버가 %s 에서 기다리고 있어요.\n", "The search reader listens at %s.\n"), address)
			}
			return app.ServeIndex(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Index, "index", "", p.say("색인 `폴더` 또는 s3://버킷/경로/", "`folder` with the index, or s3://BUCKET/PREFIX/"))
	f.StringVar(&o.Cache, "cache", "", p.say("S3의 색인을 받아 둘 `폴더`", "`folder` for copies of an index in S3"))
	f.StringVar(&o.KeyFile, "key-file", "", p.say("함께 쓰는 키가 적힌 `파일`", "`file` with the key that clients share"))
	f.StringVar(&o.Listen, "listen", "127.0.0.1:8430", p.say("기다릴 `주소`", "`address` to listen on"))
	return cmd
}
