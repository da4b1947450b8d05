package text

// Version numbers what this package's readers give for the same file. Raise it
// with every change of their output that answers can notice, changes of the
// packages that they share (load/content, outline, numbering, spreadsheet)
// included: documents that an older version has read are then read again.
const Version = 13
