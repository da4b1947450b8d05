package hwp

// Version is the version of this package's output. Raise it with every change
// that can affect answers, including changes of the packages that the readers
// share (load/content, outline, numbering, spreadsheet): documents that an
// older version has read are then read again.
const Version = 18
