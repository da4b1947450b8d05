package pdfium

// function is one of PDFium's functions that are called.
type function int

const (
	fnMalloc function = iota
	fnLoadDocument
	fnLastError
	fnPageCount
	fnMetaText
	fnFormType
	fnFormInfo
	fnFormOpen
	fnLoadPage
	fnClosePage
	fnPageWidth
	fnPageHeight
	fnPageBox
	fnPageRotation
	fnTextLoad
	fnTextClose
	fnTextCount
	fnTextUnicode
	fnTextLoose
	fnTextTight
	fnTextObject
	fnTextSize
	fnTextMatrix
	fnTextOrigin
	fnTextGenerated
	fnTextHyphen
	fnTextFont
	fnFont
	fnGlyphWidth
	fnObjectCount
	fnObject
	fnObjectType
	fnObjectBounds
	fnObjectMatrix
	fnFillColour
	fnFormCount
	fnFormObject
	fnPathMode
	fnPathCount
	fnPathSegment
	fnSegmentPoint
	fnSegmentType
	fnSegmentClose
	fnAnnotCount
	fnAnnot
	fnAnnotClose
	fnAnnotSubtype
	fnAnnotFlags
	fnAnnotRect
	fnAnnotString
	fnAnnotObjects
	fnAnnotObject
	fnAnnotRemove
	fnFlatten
	fnFieldType
	fnFieldFlags
	fnFieldValue
	fnOptionCount
	fnOptionSelected
	fnOptionLabel
	functions
)

var names = [functions]string{
	fnMalloc:         "malloc",
	fnLoadDocument:   "FPDF_LoadCustomDocument",
	fnLastError:      "FPDF_GetLastError",
	fnPageCount:      "FPDF_GetPageCount",
	fnMetaText:       "FPDF_GetMetaText",
	fnFormType:       "FPDF_GetFormType",
	fnFormInfo:       "FPDF_FORMFILLINFO_Create",
	fnFormOpen:       "FPDFDOC_InitFormFillEnvironment",
	fnLoadPage:       "FPDF_LoadPage",
	fnClosePage:      "FPDF_ClosePage",
	fnPageWidth:      "FPDF_GetPageWidthF",
	fnPageHeight:     "FPDF_GetPageHeightF",
	fnPageBox:        "FPDF_GetPageBoundingBox",
	fnPageRotation:   "FPDFPage_GetRotation",
	fnTextLoad:       "FPDFText_LoadPage",
	fnTextClose:      "FPDFText_ClosePage",
	fnTextCount:      "FPDFText_CountChars",
	fnTextUnicode:    "FPDFText_GetUnicode",
	fnTextLoose:      "FPDFText_GetLooseCharBox",
	fnTextTight:      "FPDFText_GetCharBox",
	fnTextObject:     "FPDFText_GetTextObject",
	fnTextSize:       "FPDFText_GetFontSize",
	fnTextMatrix:     "FPDFText_GetMatrix",
	fnTextOrigin:     "FPDFText_GetCharOrigin",
	fnTextGenerated:  "FPDFText_IsGenerated",
	fnTextHyphen:     "FPDFText_IsHyphen",
	fnTextFont:       "FPDFText_GetFontInfo",
	fnFont:           "FPDFTextObj_GetFont",
	fnGlyphWidth:     "FPDFFont_GetGlyphWidth",
	fnObjectCount:    "FPDFPage_CountObjects",
	fnObject:         "FPDFPage_GetObject",
	fnObjectType:     "FPDFPageObj_GetType",
	fnObjectBounds:   "FPDFPageObj_GetBounds",
	fnObjectMatrix:   "FPDFPageObj_GetMatrix",
	fnFillColour:     "FPDFPageObj_GetFillColor",
	fnFormCount:      "FPDFFormObj_CountObjects",
	fnFormObject:     "FPDFFormObj_GetObject",
	fnPathMode:       "FPDFPath_GetDrawMode",
	fnPathCount:      "FPDFPath_CountSegments",
	fnPathSegment:    "FPDFPath_GetPathSegment",
	fnSegmentPoint:   "FPDFPathSegment_GetPoint",
	fnSegmentType:    "FPDFPathSegment_GetType",
	fnSegmentClose:   "FPDFPathSegment_GetClose",
	fnAnnotCount:     "FPDFPage_GetAnnotCount",
	fnAnnot:          "FPDFPage_GetAnnot",
	fnAnnotClose:     "FPDFPage_CloseAnnot",
	fnAnnotSubtype:   "FPDFAnnot_GetSubtype",
	fnAnnotFlags:     "FPDFAnnot_GetFlags",
	fnAnnotRect:      "FPDFAnnot_GetRect",
	fnAnnotString:    "FPDFAnnot_GetStringValue",
	fnAnnotObjects:   "FPDFAnnot_GetObjectCount",
	fnAnnotObject:    "FPDFAnnot_GetObject",
	fnAnnotRemove:    "FPDFPage_RemoveAnnot",
	fnFlatten:        "FPDFPage_Flatten",
	fnFieldType:      "FPDFAnnot_GetFormFieldType",
	fnFieldFlags:     "FPDFAnnot_GetFormFieldFlags",
	fnFieldValue:     "FPDFAnnot_GetFormFieldValue",
	fnOptionCount:    "FPDFAnnot_GetOptionCount",
	fnOptionSelected: "FPDFAnnot_IsOptionSelected",
	fnOptionLabel:    "FPDFAnnot_GetOptionLabel",
}
