package format

import (
	"context"
	"errors"
	"fmt"

	"github.com/mundap/mundap/internal/fault"
)

// What can be wrong with a file. Test with errors.Is; each comes wrapped in a
// fault with its kind and sentences.
var (
	ErrUnsupported = errors.New("unsupported format")
	ErrTooOld      = errors.New("too old a format")
	ErrPicture     = errors.New("picture")
	ErrProgram     = errors.New("program")
	ErrMedia       = errors.New("sound or video")
	ErrArchive     = errors.New("archive")
	ErrEncrypted   = errors.New("encrypted")
	ErrCutOff      = errors.New("cut off")
	ErrDamaged     = errors.New("damaged")
	ErrEmpty       = errors.New("no text")
	ErrScanned     = errors.New("scanned pages without text")
	ErrTooLarge    = errors.New("too much content")
	ErrTooSlow     = errors.New("reading took too long")
	ErrNoFAQ       = errors.New("no questions and answers")
	ErrTooMuchRAM  = errors.New("reading took too much memory")
)

var failures = []struct {
	err    error
	kind   fault.Kind
	ko, en string
}{
	{ErrUnsupported, fault.Unsupported,
		"문답이 아직 읽지 못하는 형식이에요. 만든 프로그램에서 PDF, DOCX, XLSX, PPTX, HWPX 가운데 하나로 저장해서 올려 주세요.",
		"Mundap can't read this format yet. Save it as PDF, DOCX, XLSX, PPTX or HWPX in its own program and upload that."},
	{ErrTooOld, fault.Unsupported,
		"너무 오래된 형식이라 읽지 못해요. 한글이나 오피스의 요즘 버전에서 열어 HWPX, DOCX, XLSX, PPTX로 저장한 뒤 올려 주세요.",
		"The file's format is too old to be read. Open it in a current program, save it as DOCX, XLSX, PPTX or HWPX, and upload that."},
	{ErrPicture, fault.Unsupported,
		"그림 파일은 아직 읽지 못해요. 글자가 들어 있는 문서를 올려 주세요.",
		"Pictures can't be read yet. Upload a document that contains text."},
	{ErrProgram, fault.Unsupported,
		"문서가 아니라 프로그램 파일이에요. 글자가 들어 있는 문서를 올려 주세요.",
		"This is a program, not a document. Upload a document that contains text."},
	{ErrMedia, fault.Unsupported,
		"소리나 영상 파일은 읽지 못해요. 글자가 들어 있는 문서를 올려 주세요.",
		"Sounds and videos can't be read. Upload a document that contains text."},
	{ErrArchive, fault.Unsupported,
		"압축 파일이에요. 압축을 풀고 안에 든 문서를 올려 주세요.",
		"This is an archive. Unpack it and upload the documents in it."},
	{ErrCutOff, fault.Damaged,
		"파일이 중간에 끊겨 있어서 읽을 수 없어요. 다시 내려받거나 복사해서 온전한 파일을 올려 주세요.",
		"The file is cut off and can't be read. Download or copy it again and upload the whole file."},
	{ErrEncrypted, fault.Unsupported,
		"암호가 걸린 파일이에요. 암호를 풀고 다시 올려 주세요.",
		"The file is protected with a password. Remove the password and upload it again."},
	{ErrDamaged, fault.Damaged,
		"파일이 손상되어서 읽을 수 없어요. 원래 프로그램에서 열어 다시 저장한 뒤 올려 주세요.",
		"The file is damaged and can't be read. Open it in its own program, save it again and upload that."},
	{ErrEmpty, fault.Invalid,
		"내용이 없는 파일이에요. 글자가 들어 있는 파일인지 확인해 주세요.",
		"The file has no content. Check that there is text in it."},
	{ErrScanned, fault.Unsupported,
		"글자가 없는 스캔 문서예요. 글자 인식(OCR)을 거친 파일을 올려 주세요.",
		"This is a scan without text. Run text recognition (OCR) on it and upload the result."},
	{ErrTooLarge, fault.TooLarge,
		"파일에 든 내용이 너무 많아요. 여러 파일로 나누어 올려 주세요.",
		"There is too much content in the file. Split it into several files."},
	{ErrNoFAQ, fault.Invalid,
		"질문과 답을 찾지 못했어요. 첫째 열에 질문, 둘째 열에 답을 적은 CSV 파일을 올려 주세요. 셋째 열에는 링크를 적을 수 있어요.",
		"No questions and answers were found. Upload a CSV file with questions in the first column and answers in the second. A third column may hold links."},
	{ErrTooSlow, fault.TooLarge,
		"파일이 너무 복잡해서 제시간에 읽지 못했어요. 나누어서 올리거나 다른 형식으로 저장해 보세요.",
		"The file is too complex to read in time. Split it, or save it in another format."},
	{ErrTooMuchRAM, fault.TooLarge,
		"파일이 너무 복잡해서 읽는 데 메모리가 모자라요. 나누어서 올리거나 다른 형식으로 저장해 보세요.",
		"The file is too complex: reading it needs too much memory. Split it, or save it in another format."},
}

// Fail classifies what is wrong with a file: problem is one of the Err values,
// cause what the log should know of it.
func Fail(problem, cause error) error {
	for _, f := range failures {
		if f.err == problem {
			if cause != nil {
				cause = fmt.Errorf("%w: %w", problem, cause)
			} else {
				cause = problem
			}
			return fault.Wrap(cause, f.kind, f.ko, f.en)
		}
	}
	return fmt.Errorf("reading a file: %w", errors.Join(problem, cause))
}

// Damaged classifies a parser's error, unless it is classified already or is the context's.
func Damaged(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if _, ok := errors.AsType[sourceError](err); ok {
		return err
	}
	return Fail(ErrDamaged, err)
}

// ProblemOf names the Err value in err's chain, "" for none: the form in which a worker reports it.
func ProblemOf(err error) string {
	for _, f := range failures {
		if errors.Is(err, f.err) {
			return f.err.Error()
		}
	}
	return ""
}

// ProblemNamed is the inverse of problemOf.
func ProblemNamed(name string) error {
	for _, f := range failures {
		if f.err.Error() == name {
			return f.err
		}
	}
	return nil
}

// sourceError marks an error that is not the file's.
type sourceError struct{ error }

func (e sourceError) Unwrap() error { return e.error }
