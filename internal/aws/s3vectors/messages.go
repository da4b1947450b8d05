package s3vectors

// The parts of the service's messages that are used. Each contains place.
type (
	place struct {
		Bucket string `json:"vectorBucketName"`
		Index  string `json:"indexName"`
	}
	vectorData struct {
		Float32 []float32 `json:"float32"`
	}
	putVectors struct {
		place
		Vectors []putVector `json:"vectors"`
	}
	putVector struct {
		Key      string     `json:"key"`
		Data     vectorData `json:"data"`
		Metadata metadata   `json:"metadata"`
	}
	deleteVectors struct {
		place
		Keys []string `json:"keys"`
	}
	getVectors struct {
		place
		Keys           []string `json:"keys"`
		ReturnMetadata bool     `json:"returnMetadata"`
	}
	gotVectors struct {
		Vectors []foundVector `json:"vectors"`
	}
	queryVectors struct {
		place
		Mode           string      `json:"queryMode"`
		TopK           int         `json:"topK"`
		Vector         *vectorData `json:"queryVector,omitempty"`
		Texts          []queryText `json:"queryTexts,omitempty"`
		Filter         filter      `json:"filter"`
		ReturnMetadata bool        `json:"returnMetadata"`
		ReturnDistance bool        `json:"returnDistance,omitempty"`
		ReturnScores   bool        `json:"returnScores,omitempty"`
	}
	queryText struct {
		Text string `json:"text"`
		Key  string `json:"metadataKey"`
	}
	queried struct {
		Vectors []foundVector `json:"vectors"`
	}
	foundVector struct {
		Key      string   `json:"key"`
		Metadata metadata `json:"metadata"`
		Distance float64  `json:"distance"`
		Scores   struct {
			BM25 []struct {
				Score float64 `json:"score"`
			} `json:"bm25Scores"`
		} `json:"scores"`
	}
	createIndex struct {
		place
		DataType  string                `json:"dataType"`
		Dimension int                   `json:"dimension"`
		Metric    string                `json:"distanceMetric"`
		Metadata  metadataConfiguration `json:"metadataConfiguration"`
	}
	metadataConfiguration struct {
		NonFilterable []string     `json:"nonFilterableMetadataKeys"`
		TextSearch    []textSearch `json:"textSearchConfigurations"`
	}
	textSearch struct {
		Key      string `json:"metadataKey"`
		Language string `json:"language"`
	}
)

// filter is a condition on metadata; one field is set.
type filter struct {
	And      []filter   `json:"$and,omitempty"`
	Entry    *condition `json:"entry,omitempty"`
	Document *condition `json:"document,omitempty"`
	Readers  *condition `json:"readers,omitempty"`
	Kind     *condition `json:"kind,omitempty"`
	Language *condition `json:"language,omitempty"`
}

type condition struct {
	In    []string `json:"$in,omitempty"`
	NotIn []string `json:"$nin,omitempty"`
}

// metadata is stored with a vector. The fields but Text and Rest can be
// filtered by; of those a vector may have 2 KB, of all together 40.
type metadata struct {
	Entry    string   `json:"entry"` // chunk or record
	Document string   `json:"document"`
	Readers  []string `json:"readers,omitempty"`
	Kind     string   `json:"kind,omitempty"`
	Language string   `json:"language,omitempty"`
	Text     string   `json:"text,omitempty"` // searched by words
	Rest     string   `json:"rest"`           // JSON of a rest or a record
}

// Values of metadata.Entry.
const (
	chunkEntry  = "chunk"
	recordEntry = "record"
)

// The service's limits.
const (
	mode      = "ENHANCED"
	textKey   = "text"
	restKey   = "rest"
	language  = "ko"
	maxPut    = 500
	maxTop    = 100
	maxText   = 1024     // characters of a question by words
	maxBeside = 40 << 10 // bytes of metadata
)
