package document_test

import (
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
)

func TestMemory(t *testing.T) {
	documenttest.Run(t, func(*testing.T) document.Store { return new(documenttest.Memory) })
}
