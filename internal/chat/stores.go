package chat

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// allStores is the rag_type that asks every store.
const allStores = "all"

func knownRAG(rag string) bool {
	switch rag {
	case "", allStores, "kendra", "opensearch", "faiss", "local", "bedrock", "s3vectors":
		return true
	}
	return false
}

// choice is the set of stores that a question goes to.
type choice struct {
	stores  []retrieve.Retriever
	all     bool   // every store: dual and web search are open
	missing string // the store that was asked for and is not there
}

// chooseForCode selects the stores for a rag_type from those that hold code. The
// store in the user's settings counts only if it holds code. Where OpenSearch,
// which the menu of base clients asks for, is missing, this server's own store is
// asked; where the store never holds code, all that do are asked.
func chooseForCode(stores []retrieve.Retriever, rag, chosen string) choice {
	holding := slices.DeleteFunc(slices.Clone(stores),
		func(s retrieve.Retriever) bool { return !holdsCode(s.Store()) })
	if !holdsCode(rag) {
		rag = allStores
	}
	if !holdsCode(chosen) {
		chosen = ""
	}
	c := choose(holding, rag, chosen)
	if c.missing == "opensearch" {
		if own := choose(holding, "local", ""); own.missing == "" {
			return own
		}
	}
	return c
}

// holdsCode reports whether code goes into a store: Kendra gets prose alone, and
// a knowledge base is filled by others.
func holdsCode(store string) bool { return store != "kendra" && store != "bedrock" }

// choose selects the stores for a rag_type. chosen is the store in the user's
// settings for questions to a single store. If there is no store named faiss (a
// vector index in memory), this server's own store takes its place; if any other
// store is missing, all others are asked instead.
func choose(stores []retrieve.Retriever, rag, chosen string) choice {
	if rag == "" || rag == allStores {
		return choice{stores: stores, all: true}
	}
	if chosen != "" {
		rag = chosen
	}
	for _, name := range [...]string{rag, map[string]string{"faiss": "local"}[rag]} {
		if i := slices.IndexFunc(stores,
			func(s retrieve.Retriever) bool { return s.Store() == name }); i >= 0 {
			return choice{stores: stores[i : i+1]}
		}
	}
	return choice{stores: stores, missing: rag}
}

// missingNote says that a store is not configured and which ones were searched
// instead.
func missingNote(c choice) fault.Text {
	var names []string
	for _, s := range c.stores {
		names = append(names, storeName(s.Store()).En)
	}
	name := storeName(c.missing)
	there := strings.Join(names, ", ")
	return fault.Text{
		Ko: name.Ko + " 저장소는 설정되어 있지 않아서, 대신 " + there + "에서 찾았어요.",
		En: "The " + name.En + " store is not configured, so Mundap searched " + there +
			" instead.",
	}
}

// storeName is the name of a store as users know it.
func storeName(store string) fault.Text {
	switch store {
	case "kendra":
		return fault.Text{Ko: "Kendra", En: "Kendra"}
	case "opensearch":
		return fault.Text{Ko: "OpenSearch", En: "OpenSearch"}
	case "faiss":
		return fault.Text{Ko: "FAISS", En: "FAISS"}
	case "bedrock":
		return fault.Text{Ko: "Bedrock 지식 기반", En: "Bedrock knowledge base"}
	case "s3vectors":
		return fault.Text{Ko: "S3 Vectors", En: "S3 Vectors"}
	case "web":
		return fault.Text{Ko: "웹", En: "web"}
	}
	return fault.Text{Ko: store, En: store}
}
