package openai

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// Server is a model server that was found on this machine.
type Server struct {
	Name   string // "Ollama", "llama.cpp"
	URL    string // for Options.URL
	Models []string
}

// places are where well-known servers listen unless they are told otherwise.
var places = []Server{
	{Name: "Ollama", URL: "http://127.0.0.1:11434/v1"},
	{Name: "llama.cpp", URL: "http://127.0.0.1:8080/v1"},
}

// findTime bounds the question to one place.
const findTime = time.Second

// Find asks the places where well-known model servers listen, and gives those that answer.
func Find(ctx context.Context) []Server { return find(ctx, places) }

func find(ctx context.Context, places []Server) []Server {
	client := &http.Client{Timeout: findTime, Transport: &http.Transport{DisableKeepAlives: true}}
	var found []Server
	for _, s := range places {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/models", nil)
		if err != nil {
			continue
		}
		resp, err := client.Do(req)
		if err != nil {
			continue
		}
		var list struct {
			Object string `json:"object"`
			Data   []struct {
				ID string `json:"id"`
			} `json:"data"`
		}
		err = json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&list)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || list.Object != "list" {
			continue // something else listens there
		}
		for _, m := range list.Data {
			s.Models = append(s.Models, m.ID)
		}
		found = append(found, s)
	}
	return found
}
