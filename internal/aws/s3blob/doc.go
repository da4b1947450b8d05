// Package s3blob keeps objects in an S3 bucket. It is the blob store of the AWS
// installation: [Store] implements blob.Store, and [ParseEvents] reads the
// notifications that S3 sends about changes.
//
// # Keys
//
// Keys are written in NFC. An object that another program stored under the
// decomposed form of a name, such as `aws s3 cp` on a Mac, is found by Get,
// Stat, Delete and PresignGet under the composed form. List leaves it out.
//
// # Permissions
//
// The store needs s3:GetObject, s3:PutObject and s3:DeleteObject on the
// objects, and s3:ListBucket on the bucket. Without s3:ListBucket, S3 answers
// 403 instead of 404 for a missing object, and the error becomes
// fault.Forbidden.
package s3blob
