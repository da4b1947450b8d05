package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// withReaders is a deployment with search readers for two shards.
func withReaders() Settings {
	s := DefaultSettings()
	s.Readers.Shards = 2
	return s
}

// synthesisedOnce makes the templates of this file once.
var synthesisedOnce = map[string]func(*testing.T) template{
	"readers": onceSaved("readers", withReaders), "machine": onceSaved("machine", MachineSettings),
}

func onceSaved(name string, settings func() Settings) func(*testing.T) template {
	var first sync.Once
	var made template
	return func(t *testing.T) template {
		t.Helper()
		first.Do(func() { made = checkedTemplate(t, settings()) })
		if made.Resources == nil {
			t.Fatalf("no template of the %s", name)
		}
		return made
	}
}

// checkedTemplate synthesises a stack with cdk-nag, whose findings fail the test.
func checkedTemplate(t *testing.T, s Settings) template {
	t.Helper()
	app := newApp(t.TempDir())
	stack := NewStack(app, "Mundap", s, placeholders(t))
	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{}), nil)
	found := assertions.Annotations_FromStack(stack)
	messages := *found.FindError(jsii.String("*"), assertions.Match_AnyValue())
	messages = append(messages, *found.FindWarning(jsii.String("*"), assertions.Match_AnyValue())...)
	for _, m := range messages {
		//lint:ignore SA1019 the assertions give messages of this type and no other
		t.Errorf("%v: %.180v", *m.Id, m.Entry.Data)
	}
	raw, err := json.Marshal(assertions.Template_FromStack(stack, nil).ToJSON())
	if err != nil {
		t.Fatal(err)
	}
	made := template{raw: raw}
	if err := json.Unmarshal(raw, &made); err != nil {
		t.Fatal(err)
	}
	return made
}

func TestReaders(t *testing.T) { checkReaders(t, synthesisedOnce["readers"](t)) }

// checkReaders fails the test for readers that nobody reaches, or that others
// than the functions reach.
func checkReaders(t testing.TB, x template) {
	t.Helper()
	routes := all(x, "AWS::ApiGatewayV2::Route", func(r resource) bool {
		return strings.HasPrefix(r.text("RouteKey"), "POST /")
	})
	if len(routes) != 2 {
		t.Errorf("%d routes for two shards", len(routes))
	}
	for _, r := range routes {
		expect(t, r, map[string]string{"AuthorizationType": "AWS_IAM"})
	}
	for _, r := range all(x, "AWS::ApiGatewayV2::Integration", func(r resource) bool {
		return r.text("IntegrationType") == "HTTP_PROXY"
	}) {
		expect(t, r, map[string]string{"ConnectionType": "VPC_LINK", "PayloadFormatVersion": "1.0"})
	}
	expect(t, only(t, x, "AWS::ElasticLoadBalancingV2::LoadBalancer"), map[string]string{"Scheme": "internal", "Type": "network"})
	for _, g := range all(x, "AWS::ElasticLoadBalancingV2::TargetGroup", nil) {
		expect(t, g, map[string]string{"HealthCheckPath": "/readyz", "HealthCheckProtocol": "HTTP", "Port": "8430"})
	}
	groups := all(x, "AWS::AutoScaling::AutoScalingGroup", nil)
	if len(groups) != 2 {
		t.Errorf("%d groups of instances for two shards", len(groups))
	}
	for _, g := range groups {
		expect(t, g, map[string]string{"MinSize": "2", "HealthCheckType": "ELB"})
	}
	checkHosts(t, x)
	for _, in := range ingress(x) {
		if in.text("CidrIp") != "" || in.text("CidrIpv6") != "" {
			t.Errorf("the network lets in %v", in.Properties)
		}
	}
	scripts := ""
	for _, l := range all(x, "AWS::EC2::LaunchTemplate", nil) {
		scripts += l.text("LaunchTemplateData.UserData")
	}
	for _, want := range []string{"search-reader --listen 0.0.0.0:8430", "index/v1-2/0/", "index/v1-2/1/",
		"--key-file /etc/mundap/key", "umask 077", "NoNewPrivileges=yes", "Restart=always"} {
		if !strings.Contains(scripts, want) {
			t.Errorf("no instance runs %q", want)
		}
	}
	chat := named(t, x, "AWS::Lambda::Function", "FunctionName", "mundap-chat")
	addresses := chat.text("Environment.Variables.MUNDAP_SEARCH_READERS")
	if !strings.Contains(addresses, "/0,https://") || !strings.Contains(addresses, `/1"`) {
		t.Errorf("chat asks %s", addresses)
	}
	for _, f := range []string{"mundap-chat", "mundap-document-manager"} {
		expect(t, named(t, x, "AWS::Lambda::Function", "FunctionName", f), map[string]string{
			"Environment.Variables.MUNDAP_SEARCH_READER_SECRET": "mundap-search-reader",
			"Environment.Variables.MUNDAP_SEARCH_READERS":       addresses})
	}
	readerMay := map[string]bool{}
	for role, list := range grantedTo(t, x) {
		for _, s := range list {
			if slices.Contains(s.Action, "execute-api:Invoke") && (!strings.HasPrefix(role, "RoleChat") ||
				!strings.Contains(strings.Join(s.Resource, ""), "/*/POST/*/v1/*")) {
				t.Errorf("%s may call %v", role, s.Resource)
			}
			if strings.HasPrefix(role, "RoleReader") {
				for _, a := range s.Action {
					readerMay[a] = true
				}
			}
		}
	}
	if got := fmt.Sprint(sortedKeys(readerMay)); got != "[s3:GetObject s3:ListBucket secretsmanager:GetSecretValue]" {
		t.Errorf("readers may %s", got)
	}
	if n := len(all(x, "AWS::EC2::NatGateway", nil)); n != 0 {
		t.Errorf("%d NAT gateways", n)
	}
}

// checkHosts fails the test for instances whose disks are readable, or whose
// credentials a forged request may read.
func checkHosts(t testing.TB, x template) {
	t.Helper()
	for _, l := range all(x, "AWS::EC2::LaunchTemplate", nil) {
		expect(t, l, map[string]string{"LaunchTemplateData.MetadataOptions.HttpTokens": "required",
			"LaunchTemplateData.BlockDeviceMappings.0.Ebs.Encrypted": "true"})
		if !strings.Contains(l.text("LaunchTemplateData.ImageId"), "arm64") {
			t.Errorf("the image is %s", l.text("LaunchTemplateData.ImageId"))
		}
		if key := l.text("LaunchTemplateData.KeyName"); key != "" {
			t.Errorf("instances take the key %s for ssh", key)
		}
	}
}

func TestTheMachine(t *testing.T) { checkMachine(t, synthesisedOnce["machine"](t)) }

// checkMachine fails the test for a machine that loses its data, or that lets
// somebody in.
func checkMachine(t testing.TB, x template) {
	t.Helper()
	volume := only(t, x, "AWS::EC2::Volume")
	expect(t, volume, map[string]string{"Encrypted": "true", "VolumeType": "gp3", "Size": "30"})
	if volume.DeletionPolicy != "RetainExceptOnCreate" {
		t.Errorf("the data folder's volume has the policy %s", volume.DeletionPolicy)
	}
	expect(t, only(t, x, "AWS::AutoScaling::AutoScalingGroup"), map[string]string{"MinSize": "1", "MaxSize": "1"})
	update, _ := only(t, x, "AWS::AutoScaling::AutoScalingGroup").UpdatePolicy["AutoScalingRollingUpdate"].(map[string]any)
	if fmt.Sprint(update["MinInstancesInService"]) != "0" {
		t.Errorf("a new version waits for a volume that the old one has: %v", update)
	}
	if list := ingress(x); len(list) != 0 {
		t.Errorf("the network lets in %v", list)
	}
	checkHosts(t, x)
	script := only(t, x, "AWS::EC2::LaunchTemplate").text("LaunchTemplateData.UserData")
	for _, want := range []string{"serve --data /data/mundap --addr 127.0.0.1:8420", "aws ec2 attach-volume",
		"blkid $disk || mkfs.xfs $disk", "/etc/fstab", "MUNDAP_PROFILE_OF_LLMS=[{", "User=mundap", "Restart=always"} {
		if !strings.Contains(strings.ReplaceAll(script, `\"`, `"`), want) {
			t.Errorf("the instance does not run %q", want)
		}
	}
	policy := only(t, x, "AWS::DLM::LifecyclePolicy")
	expect(t, policy, map[string]string{"State": "ENABLED", "PolicyDetails.Schedules.0.RetainRule.Interval": "14",
		"PolicyDetails.Schedules.0.CreateRule.Interval": "24", "PolicyDetails.TargetTags.0.Key": "mundap-data"})
	if !strings.Contains(volume.text("Tags"), `"mundap-data"`) {
		t.Errorf("no snapshots are made of a volume with the tags %s", volume.text("Tags"))
	}
	may := map[string]bool{}
	for role, list := range grantedTo(t, x) {
		for _, s := range list {
			for _, a := range s.Action {
				may[role[:len("RoleMachine")]+" "+a] = true
			}
		}
	}
	for _, want := range []string{"ssmmessages:OpenDataChannel", "ec2:AttachVolume", "bedrock:InvokeModelWithResponseStream", "s3:GetObject"} {
		if !may["RoleMachine "+want] {
			t.Errorf("the machine may not %s", want)
		}
	}
	if steps := fmt.Sprint(x.Outputs["NextSteps"].Value); !strings.Contains(steps, "AWS-StartPortForwardingSession") {
		t.Errorf("the outputs say %s", steps)
	}
}

func TestTheMachineLetsInALoadBalancerThatIsNamed(t *testing.T) {
	s := MachineSettings()
	s.Machine.LetIn = "sg-0123456789abcdef0"
	x := checkedTemplate(t, s)
	list := ingress(x)
	if len(list) != 1 || list[0].text("SourceSecurityGroupId") != "sg-0123456789abcdef0" || list[0].text("ToPort") != "8420" {
		t.Errorf("the network lets in %v", list)
	}
	script := only(t, x, "AWS::EC2::LaunchTemplate").text("LaunchTemplateData.UserData")
	if !strings.Contains(script, "--addr 0.0.0.0:8420") || !strings.Contains(script, "MUNDAP_TRUST_PROXY=true") {
		t.Errorf("the machine runs %s", script)
	}
}

// recorded is a test that notes that it failed.
type recorded struct {
	testing.TB
	failed bool
}

func (r *recorded) Helper()               {}
func (r *recorded) Errorf(string, ...any) { r.failed = true }
func (r *recorded) Fatalf(string, ...any) { r.failed = true; panic(r) }

// TestDamagesOfReadersAndMachine damages these templates in one place at a time.
func TestDamagesOfReadersAndMachine(t *testing.T) {
	for _, d := range []struct{ name, of, from, to string }{
		{"readers that anybody may ask", "readers", `"AWS_IAM"`, `"NONE"`},
		{"readers that are never ready", "readers", `"/readyz"`, `"/ready"`},
		{"a load balancer on the internet", "readers", `"internal"`, `"internet-facing"`},
		{"one reader alone", "readers", `"MinSize":"2"`, `"MinSize":"1"`},
		{"readers that are never replaced", "readers", `"HealthCheckType":"ELB"`, `"HealthCheckType":"EC2"`},
		{"readers of one shard", "readers", `index/v1-2/1/`, `index/v1-2/0/`},
		{"a key that others may read", "readers", `umask 077`, `umask 022`},
		{"functions that know no readers", "readers", `"MUNDAP_SEARCH_READERS"`, `"MUNDAP_READERS"`},
		{"functions with another key", "readers", `"MUNDAP_SEARCH_READER_SECRET":"mundap-search-reader"`, `"MUNDAP_SEARCH_READER_SECRET":"other"`},
		{"credentials for forged requests", "readers", `"HttpTokens":"required"`, `"HttpTokens":"optional"`},
		{"a door in the network", "readers", `"SourceSecurityGroupId"`, `"CidrIp"`},
		{"readers that write", "readers", `"secretsmanager:GetSecretValue"`, `"s3:PutObject"`},
		{"a way without a link", "readers", `"VPC_LINK"`, `"INTERNET"`},
		{"a volume that goes with the stack", "machine", `"DeletionPolicy":"RetainExceptOnCreate"`, `"DeletionPolicy":"Delete"`},
		{"a volume in the clear", "machine", `"Encrypted":true`, `"Encrypted":false`},
		{"no snapshots", "machine", `"ENABLED"`, `"DISABLED"`},
		{"snapshots of another volume", "machine", `"mundap-data"`, `"other"`},
		{"snapshots for a day", "machine", `"Interval":14`, `"Interval":1`},
		{"two machines for one volume", "machine", `"MaxSize":"1"`, `"MaxSize":"2"`},
		{"a volume that is formatted", "machine", `blkid $disk || mkfs.xfs`, `mkfs.xfs -f`},
		{"a machine without its volume", "machine", `aws ec2 attach-volume`, `aws ec2 describe-volumes`},
		{"a machine that nobody reaches", "machine", `"ssmmessages:OpenDataChannel"`, `"ssmmessages:Nothing"`},
		{"a machine that everybody reaches", "machine", `127.0.0.1:8420`, `0.0.0.0:8420`},
		{"a machine that runs as root", "machine", `User=mundap`, `User=root`},
		{"a machine that stays down", "machine", `Restart=always`, `Restart=no`},
		{"a machine without models", "machine", `MUNDAP_PROFILE_OF_LLMS`, `MUNDAP_PROFILES`},
	} {
		t.Run(d.name, func(t *testing.T) {
			raw := string(synthesisedOnce[d.of](t).raw)
			if !strings.Contains(raw, d.from) {
				t.Fatal("the template has nothing to damage")
			}
			raw = strings.ReplaceAll(raw, d.from, d.to)
			made := template{raw: []byte(raw)}
			if err := json.Unmarshal(made.raw, &made); err != nil {
				t.Fatal(err)
			}
			seen := &recorded{TB: t}
			func() {
				defer func() {
					if r := recover(); r != nil && r != any(seen) {
						panic(r)
					}
				}()
				map[string]func(testing.TB, template){"readers": checkReaders, "machine": checkMachine}[d.of](seen, made)
			}()
			if !seen.failed {
				t.Error("nobody noticed")
			}
		})
	}
}

func TestReadersAndMachinesThatCantBe(t *testing.T) {
	for key, change := range map[string]func(*Settings){
		"readers.shards:":        func(s *Settings) { s.Readers.Shards = 17 },
		"readers.replicas:":      func(s *Settings) { s.Readers.Replicas = 0 },
		"readers.instance_type:": func(s *Settings) { s.Readers.InstanceType = "t3.large" },
		"readers.volume_gb:":     func(s *Settings) { s.Readers.VolumeGB = 1 },
		"machine.instance_type:": func(s *Settings) { s.Machine.InstanceType = "m5.large" },
		"machine.volume_gb:":     func(s *Settings) { s.Machine.VolumeGB = 1 },
		"machine.snapshot_days:": func(s *Settings) { s.Machine.SnapshotDays = 0 },
		"machine.let_in:":        func(s *Settings) { s.Machine.LetIn = "everybody" },
	} {
		s := DefaultSettings()
		change(&s)
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s %v", key, err)
		}
	}
	s := withReaders()
	s.RAG.Capabilities = []string{"opensearch"}
	s.OpenSearch.Create = true
	if err := s.Validate(); err == nil || !strings.Contains(err.Error(), "readers.shards:") {
		t.Errorf("readers without their store: %v", err)
	}
}

// all are the resources of a kind for which ok holds; nil: each.
func all(x template, kind string, ok func(resource) bool) (list []resource) {
	for _, r := range x.of(kind) {
		if ok == nil || ok(r) {
			list = append(list, r)
		}
	}
	return list
}

// only is the one resource of a kind.
func only(t testing.TB, x template, kind string) resource {
	t.Helper()
	list := x.of(kind)
	if len(list) != 1 {
		t.Fatalf("%d resources of type %s", len(list), kind)
	}
	return list[0]
}

func named(t testing.TB, x template, kind, property, value string) resource {
	t.Helper()
	for _, r := range x.of(kind) {
		if r.text(property) == value {
			return r
		}
	}
	t.Fatalf("no %s with %s %q", kind, property, value)
	return resource{}
}

func expect(t testing.TB, r resource, properties map[string]string) {
	t.Helper()
	for path, value := range properties {
		if got := r.text(path); got != value {
			t.Errorf("%s: %s is %q, not %q", r.Type, path, got, value)
		}
	}
}

// ingress are the rules by which security groups let somebody in.
func ingress(x template) []resource {
	list := x.of("AWS::EC2::SecurityGroupIngress")
	for _, g := range x.of("AWS::EC2::SecurityGroup") {
		rules, _ := g.at("SecurityGroupIngress").([]any)
		for _, r := range rules {
			properties, _ := r.(map[string]any)
			list = append(list, resource{Type: g.Type, Properties: properties})
		}
	}
	return list
}

// grantedTo are the statements of each role's policies.
func grantedTo(t testing.TB, x template) map[string][]statement {
	t.Helper()
	found := map[string][]statement{}
	for _, r := range x.of("AWS::IAM::Policy") {
		var list []statement
		data, _ := json.Marshal(r.at("PolicyDocument.Statement"))
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatalf("%v", err)
		}
		roles, _ := r.at("Roles").([]any)
		for _, role := range roles {
			id, _ := role.(map[string]any)["Ref"].(string)
			found[id] = append(found[id], list...)
		}
	}
	return found
}

func sortedKeys(set map[string]bool) []string {
	var list []string
	for k := range set {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
