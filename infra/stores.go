package main

import "cmp"

// grantStores lets what asks and what fills use the stores that exist already: a
// knowledge base of Bedrock, which is only read, and a vector bucket.
func grantStores(d *deployment, asks, fills *function) {
	here := func(service, region, resource string) string {
		return "arn:" + *d.Partition() + ":" + service + ":" + cmp.Or(region, *d.Region()) + ":" +
			*d.Account() + ":" + resource
	}
	if k := d.settings.KnowledgeBase; k.ID != "" {
		asks.allow([]string{here("bedrock", k.Region, "knowledge-base/"+k.ID)}, "bedrock:Retrieve")
	}
	if v := d.settings.S3Vectors; v.Bucket != "" {
		index := []string{here("s3vectors", v.Region, "bucket/"+v.Bucket+"/index/"+v.Index)}
		asks.allow(index, "s3vectors:QueryVectors", "s3vectors:GetVectors")
		fills.allow(index, "s3vectors:GetVectors", "s3vectors:PutVectors",
			"s3vectors:DeleteVectors", "s3vectors:CreateIndex")
	}
}
