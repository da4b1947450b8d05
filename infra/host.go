package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3assets"
	"github.com/aws/jsii-runtime-go"
)

// network is a VPC with public subnets only, because a NAT gateway would cost
// more than the machines. The security groups keep everybody out. S3 is reached
// within AWS.
func network(d *deployment, zones int) awsec2.Vpc {
	vpc := awsec2.NewVpc(d.Stack, jsii.String("Network"), &awsec2.VpcProps{
		MaxAzs: jsii.Number(zones), NatGateways: jsii.Number(0),
		RestrictDefaultSecurityGroup: jsii.Bool(false), // the CDK would do it with a function of its own
		SubnetConfiguration: &[]*awsec2.SubnetConfiguration{{Name: jsii.String("public"),
			SubnetType: awsec2.SubnetType_PUBLIC, CidrMask: jsii.Number(24)}},
		GatewayEndpoints: &map[string]*awsec2.GatewayVpcEndpointOptions{
			"S3": {Service: awsec2.GatewayVpcEndpointAwsService_S3()}},
	})
	logs := awslogs.NewLogGroup(d.Stack, jsii.String("LogNetwork"), &awslogs.LogGroupProps{
		LogGroupName:  jsii.String("/" + d.settings.Project + "/network"),
		Retention:     retention(d.settings.Operations.LogDays),
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY})
	vpc.AddFlowLog(jsii.String("Refused"), &awsec2.FlowLogOptions{
		Destination: awsec2.FlowLogDestination_ToCloudWatchLogs(logs, nil),
		TrafficType: awsec2.FlowLogTrafficType_REJECT})
	return vpc
}

// host describes instances that run the program.
type host struct {
	*function // its role
	script    awsec2.UserData
}

// newHost makes the instances' role and a script that fetches the program when
// they boot.
func newHost(d *deployment, id, what string) *host {
	role := awsiam.NewRole(d.Stack, jsii.String("Role"+id), &awsiam.RoleProps{
		AssumedBy:   awsiam.NewServicePrincipal(jsii.String("ec2.amazonaws.com"), nil),
		Description: jsii.String("What " + what + " may do")})
	program := awss3assets.NewAsset(d.Stack, jsii.String("Program"+id), &awss3assets.AssetProps{
		Path: jsii.String(d.assets.Machine)})
	h := &host{&function{stack: d.Stack, role: role}, awsec2.UserData_ForLinux(nil)}
	h.allow([]string{*program.Bucket().ArnForObjects(program.S3ObjectKey())}, "s3:GetObject")
	h.run("set -euo pipefail",
		"aws s3 cp "+*program.S3ObjectUrl()+" /usr/local/bin/mundap",
		"chmod 755 /usr/local/bin/mundap",
		"id mundap || useradd --system --home-dir /var/lib/mundap --create-home mundap",
		"install -d -m 700 -o mundap /etc/mundap /var/cache/mundap")
	return h
}

func (h *host) run(commands ...string) { h.script.AddCommands(*jsii.Strings(commands...)...) }

// serve runs a command as a systemd service. It starts now and at each boot, and
// is restarted when it ends.
func (h *host) serve(name, command string, environment ...string) {
	unit := []string{"cat > /etc/systemd/system/" + name + ".service <<'UNIT'", "[Unit]",
		"After=network-online.target local-fs.target", "Wants=network-online.target", "[Service]",
		"User=mundap", "ExecStart=" + command, "Restart=always", "RestartSec=5",
		"NoNewPrivileges=yes", "ProtectSystem=full", "PrivateTmp=yes", "LimitNOFILE=65536"}
	for _, line := range environment {
		unit = append(unit, "Environment="+line)
	}
	unit = append(unit, "EnvironmentFile=-"+environmentFile,
		"[Install]", "WantedBy=multi-user.target", "UNIT")
	h.run(unit...)
	h.run("systemctl daemon-reload", "systemctl enable --now "+name)
}

// template is the launch template of the host's instances.
func (h *host) template(d *deployment, id, kind string, volumeGB int,
	group awsec2.ISecurityGroup) awsec2.LaunchTemplate {
	return awsec2.NewLaunchTemplate(d.Stack, jsii.String("Launch"+id), &awsec2.LaunchTemplateProps{
		InstanceType: awsec2.NewInstanceType(jsii.String(kind)),
		MachineImage: awsec2.MachineImage_LatestAmazonLinux2023(&awsec2.AmazonLinux2023ImageSsmParameterProps{
			CpuType: awsec2.AmazonLinuxCpuType_ARM_64}),
		Role: h.role, UserData: h.script, SecurityGroup: group,
		AssociatePublicIpAddress: jsii.Bool(true), // to reach the endpoints of S3, Bedrock and so on
		RequireImdsv2:            jsii.Bool(true), DetailedMonitoring: jsii.Bool(false),
		BlockDevices: &[]*awsec2.BlockDevice{{DeviceName: jsii.String("/dev/xvda"),
			Volume: awsec2.BlockDeviceVolume_Ebs(jsii.Number(volumeGB), &awsec2.EbsDeviceOptions{
				Encrypted: jsii.Bool(true), VolumeType: awsec2.EbsDeviceVolumeType_GP3})}},
	})
}
