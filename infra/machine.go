package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdlm"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// Machine is the simplest deployment: the program on one instance, with its
// data folder on a volume. It takes the place of everything else.
type Machine struct {
	Create bool `yaml:"create" json:"create"`
	// InstanceType must have an ARM processor. 4 GB of memory are enough for about
	// 100,000 passages and 50 people.
	InstanceType string `yaml:"instance_type" json:"instance_type"`
	VolumeGB     int    `yaml:"volume_gb" json:"volume_gb"` // of the data folder
	// SnapshotDays is how long the volume's daily snapshots are kept, 1 to 365.
	SnapshotDays int `yaml:"snapshot_days" json:"snapshot_days"`
	// LetIn is the security group of a load balancer that terminates TLS and
	// through which people reach the site. Empty: only administrators reach it,
	// through Session Manager.
	LetIn string `yaml:"let_in" json:"let_in"`
}

var (
	armInstance   = regexp.MustCompile(`^[a-z]+\d+g[a-z]*\.[a-z0-9-]+$`)
	securityGroup = regexp.MustCompile(`^sg-[0-9a-f]{8,17}$`)
)

func (m Machine) check(f *faults) {
	f.unless(armInstance.MatchString(m.InstanceType), "machine.instance_type",
		"%q is not an instance type with an ARM processor, such as t4g.medium", m.InstanceType)
	f.within("machine.volume_gb", m.VolumeGB, 8, 16000)
	f.within("machine.snapshot_days", m.SnapshotDays, 1, 365)
	f.unless(m.LetIn == "" || securityGroup.MatchString(m.LetIn), "machine.let_in",
		"%q is not the id of a security group", m.LetIn)
}

// MachineSettings are the settings of the stack that runs on one instance.
func MachineSettings() Settings {
	s := DefaultSettings()
	s.Project, s.Machine.Create = "mundap-machine", true
	return s
}

// sitePort is where the program listens.
const sitePort = 8420

// buildMachine makes the stack of one instance. The auto scaling group has
// exactly one instance. It replaces the instance if it fails or has an older
// version, and the new one takes over the volume.
func (d *deployment) buildMachine() {
	m := d.settings.Machine
	vpc := network(d, 1)
	zone := (*vpc.AvailabilityZones())[0]
	volume := awsec2.NewVolume(d.Stack, jsii.String("Data"), &awsec2.VolumeProps{
		AvailabilityZone: zone, Size: awscdk.Size_Gibibytes(jsii.Number(m.VolumeGB)),
		VolumeType: awsec2.EbsDeviceVolumeType_GP3, Encrypted: jsii.Bool(true), RemovalPolicy: d.removal()})
	awscdk.Tags_Of(volume).Add(jsii.String("mundap-data"), jsii.String(d.settings.Project), nil)

	h := newHost(d, "Machine", "the machine")
	d.allowMachine(h, *volume.VolumeId())
	h.run(attach(*d.Region(), *volume.VolumeId())...)
	listen := fmt.Sprintf("127.0.0.1:%d", sitePort)
	environment := []string{"AWS_REGION=" + *d.Region()}
	if m.LetIn != "" {
		listen = fmt.Sprintf("0.0.0.0:%d", sitePort)
		environment = append(environment, "MUNDAP_TRUST_PROXY=true")
	}
	h.run("rm -f " + environmentFile + " " + webKeyFile)
	d.addServices(h)
	h.serve("mundap", "/usr/local/bin/mundap serve --data /data/mundap --addr "+listen, environment...)

	nobody := group(d, vpc, "Machine")
	if m.LetIn != "" {
		nobody.AddIngressRule(awsec2.Peer_SecurityGroupId(jsii.String(m.LetIn), nil),
			awsec2.Port_Tcp(jsii.Number(sitePort)), jsii.String("The load balancer that terminates TLS"), nil)
	}
	asg := awsautoscaling.NewAutoScalingGroup(d.Stack, jsii.String("Machine"), &awsautoscaling.AutoScalingGroupProps{
		Vpc: vpc, VpcSubnets: &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC},
		LaunchTemplate: h.template(d, "Machine", m.InstanceType, 10, nobody),
		MinCapacity:    jsii.Number(1), MaxCapacity: jsii.Number(1),
		UpdatePolicy: awsautoscaling.UpdatePolicy_RollingUpdate(&awsautoscaling.RollingUpdateOptions{
			MinInstancesInService: jsii.Number(0), MaxBatchSize: jsii.Number(1)}),
	})
	awscdk.Tags_Of(asg).Add(jsii.String("mundap-machine"), jsii.String(d.settings.Project), nil)
	d.addSnapshots()
	d.addMachineOutputs()
	acceptMachineFindings(d)
}

// profiles are the models in the form in which the program reads them.
func (d *deployment) profiles() string {
	profiles, err := json.Marshal(d.settings.Models)
	if err != nil {
		panic(fmt.Sprintf("a list of strings and numbers does not encode: %v", err))
	}
	return string(profiles)
}

// allowMachine lets the instance call the models, take over the volume, and be
// reached through Session Manager.
func (d *deployment) allowMachine(h *host, volume string) {
	allowModels(h.function, d.settings.Models)
	h.allow([]string{d.arn("ec2", "volume/"+volume)}, "ec2:AttachVolume")
	own := allowing([]string{d.arn("ec2", "instance/*")}, "ec2:AttachVolume")
	own.AddCondition(jsii.String("StringEquals"),
		map[string]any{"aws:ResourceTag/mundap-machine": d.settings.Project})
	h.role.AddToPolicy(own)
	h.allow([]string{"*"}, "ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel",
		"ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel")
}

// attach returns commands that attach the volume as soon as a former instance
// has released it, and mount it at /data now and at each boot.
func attach(region, volume string) []string {
	return []string{
		"instance=$(ec2-metadata --instance-id | cut -d' ' -f2)",
		"for i in $(seq 60); do aws ec2 attach-volume --region " + region + " --volume-id " + volume +
			" --instance-id $instance --device /dev/sdf && break; sleep 5; done",
		"id=" + volume,
		"disk=/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${id/-/}",
		"for i in $(seq 60); do [ -e $disk ] && break; sleep 2; done",
		"blkid $disk || mkfs.xfs $disk", // only a new volume has no file system
		"mkdir -p /data",
		`echo "$disk /data xfs defaults,nofail 0 2" >> /etc/fstab`,
		"mount /data",
		"install -d -m 700 -o mundap /data/mundap",
	}
}

// addSnapshots makes a snapshot of the volume every night.
func (d *deployment) addSnapshots() {
	role := awsiam.NewRole(d.Stack, jsii.String("RoleSnapshots"), &awsiam.RoleProps{
		AssumedBy:   awsiam.NewServicePrincipal(jsii.String("dlm.amazonaws.com"), nil),
		Description: jsii.String("Copies the volume of the data folder")})
	snapshots := &function{stack: d.Stack, role: role}
	of := []string{d.arn("ec2", "volume/*")}
	copies := []string{"arn:" + *d.Partition() + ":ec2:" + *d.Region() + "::snapshot/*"}
	snapshots.allow(append(of, copies...), "ec2:CreateSnapshot")
	snapshots.allow(copies, "ec2:DeleteSnapshot", "ec2:CreateTags")
	snapshots.allow([]string{"*"}, "ec2:DescribeVolumes", "ec2:DescribeSnapshots")
	tag := awscdk.CfnTag{Key: jsii.String("mundap-data"), Value: jsii.String(d.settings.Project)}
	awsdlm.NewCfnLifecyclePolicy(d.Stack, jsii.String("Snapshots"), &awsdlm.CfnLifecyclePolicyProps{
		Description: jsii.String("Daily snapshots of Mundap's data folder"), State: jsii.String("ENABLED"),
		ExecutionRoleArn: role.RoleArn(),
		PolicyDetails: &awsdlm.CfnLifecyclePolicy_PolicyDetailsProperty{
			ResourceTypes: texts("VOLUME"), TargetTags: &[]any{tag},
			Schedules: &[]any{&awsdlm.CfnLifecyclePolicy_ScheduleProperty{
				Name: jsii.String("daily"), CopyTags: jsii.Bool(true),
				CreateRule: &awsdlm.CfnLifecyclePolicy_CreateRuleProperty{Interval: jsii.Number(24),
					IntervalUnit: jsii.String("HOURS"), Times: texts("18:00")}, // 3:00 in Seoul
				RetainRule: &awsdlm.CfnLifecyclePolicy_RetainRuleProperty{Interval: jsii.Number(d.settings.Machine.SnapshotDays),
					IntervalUnit: jsii.String("DAYS")}}},
		}})
}

func (d *deployment) addMachineOutputs() {
	find := "aws ec2 describe-instances --filters Name=tag:mundap-machine,Values=" + d.settings.Project +
		" Name=instance-state-name,Values=running --query 'Reservations[0].Instances[0].InstanceId' --output text"
	awscdk.NewCfnOutput(d.Stack, jsii.String("NextSteps"), &awscdk.CfnOutputProps{
		Value: jsii.String(strings.Join([]string{
			"To open the site at http://127.0.0.1:8420, run: aws ssm start-session --target $(" + find +
				") --document-name AWS-StartPortForwardingSession --parameters portNumber=8420,localPortNumber=8420.",
			"To add people, run: aws ssm start-session --target $(" + find +
				"), and there: sudo -u mundap mundap user add NAME --admin --data /data/mundap."}, " "))})
}
