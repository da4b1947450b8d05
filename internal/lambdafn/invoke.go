//go:build !nodict

package lambdafn

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/mundap/mundap/internal/fault"
)

// selfInvoker starts asynchronous runs of a function.
type selfInvoker struct {
	client   *lambda.Client
	function string
	alias    string // "": the newest code
}

// Invoke implements Invoker. When it returns nil, Lambda has accepted the job;
// if the run fails, Lambda repeats it at most twice.
func (i selfInvoker) Invoke(ctx context.Context, j Job) error {
	payload, err := json.Marshal(struct {
		Job Job `json:"mundapJob"`
	}{j})
	if err != nil {
		return fmt.Errorf("encoding a job: %w", err)
	}
	in := &lambda.InvokeInput{FunctionName: &i.function,
		InvocationType: types.InvocationTypeEvent, Payload: payload}
	if i.alias != "" {
		in.Qualifier = &i.alias
	}
	out, err := i.client.Invoke(ctx, in)
	if err == nil && out.StatusCode != http.StatusAccepted {
		err = fmt.Errorf("status %d", out.StatusCode)
	}
	if err != nil {
		return fault.Wrap(fmt.Errorf("invoking %s: %w", i.function, err), fault.Unavailable,
			"지금은 답을 시작하지 못했어요. 잠시 뒤에 다시 해 보세요.",
			"The answer could not be started. Try again in a moment.")
	}
	return nil
}
