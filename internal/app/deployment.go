package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wiring"
)

// CheckDeployment asks a deployment on AWS how large its index is. project is the
// deployment's name in its settings. The caller's AWS credentials must allow
// lambda:InvokeFunction for the document manager.
func CheckDeployment(ctx context.Context, project string) (wiring.IndexSize, error) {
	var size wiring.IndexSize
	c, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return size, fmt.Errorf("loading the AWS configuration: %w", err)
	}
	name := project + "-document-manager"
	out, err := lambda.NewFromConfig(c).Invoke(ctx, &lambda.InvokeInput{
		FunctionName: &name, Qualifier: aws.String("live"),
		Payload: []byte(`{"mundapIndexSize":true}`),
	})
	if err != nil {
		return size, deploymentFault(ctx, name, c.Region, err)
	}
	if out.FunctionError == nil {
		err = json.Unmarshal(out.Payload, &size)
	}
	if out.FunctionError != nil || err != nil {
		return size, fault.Wrap(errors.Join(err, errors.New(string(out.Payload))), fault.Unavailable,
			fmt.Sprintf("%s 함수가 색인의 크기를 알려 주지 못했어요. 'aws logs tail /aws/lambda/%s'로 원인을 확인해 주세요.", name, name),
			fmt.Sprintf("The function %s could not tell the size of the index. See why with 'aws logs tail /aws/lambda/%s'.", name, name))
	}
	return size, nil
}

func deploymentFault(ctx context.Context, function, region string, cause error) error {
	kind := awsfault.KindOfStatus(awsfault.StatusOf(cause))
	return fault.Wrap(awsfault.Classify(ctx, "asking "+function, cause,
		func(error) fault.Kind { return kind }), kind,
		fmt.Sprintf("%s 리전의 %s 함수를 호출하지 못했어요. 프로젝트 이름과 AWS_REGION, AWS 권한(lambda:InvokeFunction)을 확인해 주세요.", region, function),
		fmt.Sprintf("The function %[2]s in %[1]s could not be called. Check the project's name, AWS_REGION and your permissions (lambda:InvokeFunction).", region, function))
}
