package aws_test

import "testing"

func TestWhatIsNotAllowedIsRefused(t *testing.T) {
	list := []statement{{[]string{"s3:GetObject"}, []string{"arn:aws:s3:::b/docs/*"}}, {[]string{"sqs:SendMessage"}, []string{"arn:q"}}}
	for _, c := range []struct {
		action, resource string
		want             bool
	}{
		{"s3:GetObject", "arn:aws:s3:::b/docs/a", true}, {"s3:PutObject", "arn:aws:s3:::b/docs/a", false},
		{"s3:GetObject", "arn:aws:s3:::b/index/a", false}, {"sqs:SendMessage", "arn:aws:s3:::b/docs/a", false}, {"sqs:SendMessage", "arn:q2", false},
	} {
		if got := permits(list, c.action, c.resource); got != c.want {
			t.Errorf("%s on %s: %v", c.action, c.resource, got)
		}
	}
}
