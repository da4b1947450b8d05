// Package importtest contains a test with the table of allowed imports. The
// table describes the architecture: contracts import only other contracts, the
// code for a vendor's services is in adapters, and only a few packages, such as
// wiring and app, connect the two.
package importtest
