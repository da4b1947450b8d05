package split

// Version numbers the chunks that the same pages are cut into. Raise it with
// every change that answers can notice: documents that were cut by an older
// version are then read again.
const Version = 9
