// Package s3blob keeps objects in an S3 bucket: the blob store of the AWS
// installation. [Store] is the blob.Store; [ParseEvents] reads the
// notifications with which S3 tells of changes.
//
// # Keys
//
// Keys are written in NFC. An object that somebody else put under the
// decomposed form of a name (`aws s3 cp` from a Mac) is found by Get, Stat,
// Delete and PresignGet under its composed one; List leaves it out.
//
// # Permissions
//
// s3:GetObject, s3:PutObject and s3:DeleteObject on the objects, and
// s3:ListBucket on the bucket: without it S3 answers 403 for a missing object,
// which reads as fault.Forbidden.
package s3blob
