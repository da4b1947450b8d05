// Package limit keeps one user or one network address from taking what others
// need. [Places] limits how much each of them holds at once, [Rate] limits how
// often each does something, and [Queue] gives waiting users their turns
// fairly.
//
// All state is in memory and belongs to one process. The caller chooses the
// keys. All methods may be called concurrently.
package limit
