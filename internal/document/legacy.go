package document

import (
	"encoding/json"
)

// UnmarshalJSON reads a record. It completes records of version 0.1, whose key
// was also the id and contained the name.
func (d *Document) UnmarshalJSON(data []byte) error {
	type plain Document
	stored := struct {
		*plain
		Key ID `json:"key"`
	}{plain: (*plain)(d)}
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	if d.ID == "" && stored.Key != "" {
		d.fromKey(stored.Key)
	}
	return nil
}

func (d *Document) fromKey(key ID) {
	o, _ := key.legacy()
	d.ID, d.Name, d.Collection = key, o.name, Default
	d.Object, d.Sequence = string(key), d.Version
}
