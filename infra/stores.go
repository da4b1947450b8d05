package main

import "cmp"

// grantStores lets the functions use the stores that exist already: a knowledge
// base of Bedrock, which is only read, and a vector bucket.
func grantStores(d *deployment, fs *functions) {
	here := func(service, region, resource string) string {
		return "arn:" + *d.Partition() + ":" + service + ":" + cmp.Or(region, *d.Region()) + ":" +
			*d.Account() + ":" + resource
	}
	if k := d.settings.KnowledgeBase; k.ID != "" {
		fs.chat.allow([]string{here("bedrock", k.Region, "knowledge-base/"+k.ID)}, "bedrock:Retrieve")
	}
	if v := d.settings.S3Vectors; v.Bucket != "" {
		index := []string{here("s3vectors", v.Region, "bucket/"+v.Bucket+"/index/"+v.Index)}
		fs.chat.allow(index, "s3vectors:QueryVectors", "s3vectors:GetVectors")
		fs.documentManager.allow(index, "s3vectors:GetVectors", "s3vectors:PutVectors",
			"s3vectors:DeleteVectors", "s3vectors:CreateIndex")
	}
}
