package schema

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Field is one key of the schema.
type Field struct {
	Key  string // "model.url"
	Env  string // "MUNDAP_MODEL_URL"
	Doc  string
	Type string // "text", "number", "switch", "duration", "list", "secret", "json"
	at   []int  // path in the struct
}

// Fields lists every key of T, a struct, in the order of its fields.
func Fields[T any]() []Field { return fieldsOf(reflect.TypeFor[T](), "", nil) }

func fieldsOf(t reflect.Type, prefix string, at []int) []Field {
	var fields []Field
	for i := range t.NumField() {
		f := t.Field(i)
		name, inline := strings.CutSuffix(f.Tag.Get("yaml"), ",inline")
		path := append(append([]int(nil), at...), i)
		if inline {
			fields = append(fields, fieldsOf(f.Type, prefix, path)...)
			continue
		}
		key := prefix + name
		if f.Type.Kind() == reflect.Struct {
			fields = append(fields, fieldsOf(f.Type, key+".", path)...)
			continue
		}
		env := "MUNDAP_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
		fields = append(fields, Field{Key: key, Env: env, Doc: f.Tag.Get("doc"),
			Type: typeName(f.Type), at: path})
	}
	return fields
}

func typeName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return "duration"
	case t == reflect.TypeFor[Secret]():
		return "secret"
	case t == reflect.TypeFor[JSON]():
		return "json"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "switch"
	case reflect.Int, reflect.Int64:
		return "number"
	case reflect.Slice:
		return "list"
	}
	return "text"
}

// Value is the field's value in settings, a struct, as text. Secrets are hidden.
func (f Field) Value(settings any) string {
	v := reflect.ValueOf(settings)
	if f.Type == "secret" {
		return fmt.Sprint(v.FieldByIndex(f.at).Interface())
	}
	return f.text(v)
}

// text is the field's value as Set takes it.
func (f Field) text(settings reflect.Value) string {
	v := settings.FieldByIndex(f.at)
	switch f.Type {
	case "list":
		return strings.Join(v.Interface().([]string), ",")
	case "secret", "json":
		return v.String()
	}
	return fmt.Sprint(v.Interface())
}

// Set parses text into the field of settings, a pointer to the struct. Lists are
// separated by commas. Errors are fault.Invalid and name the key.
func (f Field) Set(settings any, text string) error {
	v := reflect.ValueOf(settings).Elem().FieldByIndex(f.at)
	text = strings.TrimSpace(text)
	switch f.Type {
	case "switch":
		on, err := strconv.ParseBool(text)
		if err != nil {
			return f.Wrong(text, "true 또는 false", "true or false")
		}
		v.SetBool(on)
	case "number":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return f.Wrong(text, "정수", "a whole number")
		}
		v.SetInt(n)
	case "duration":
		d, err := time.ParseDuration(text)
		if err != nil {
			return f.Wrong(text, "30s, 5m, 12h 같은 시간", "a time such as 30s, 5m or 12h")
		}
		v.SetInt(int64(d))
	case "list":
		v.Set(reflect.ValueOf(splitList(text)))
	default:
		v.SetString(text)
	}
	return nil
}

func splitList(text string) []string {
	var list []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// Wrong is the error of a value that the field can't have, and what it should be.
func (f Field) Wrong(text, ko, en string) error { return Invalid(f.Key, text, ko, en) }

// Invalid is the error of a value that key can't have. ko and en say what it
// should be, in words that complete "it should be …".
func Invalid(key, value, ko, en string) error {
	if value == "" {
		return fault.New(fault.Invalid,
			fmt.Sprintf("설정 %s 값이 비어 있어요. 이렇게 적어 주세요: %s.", key, ko),
			fmt.Sprintf("%s is empty; it should be %s.", key, en))
	}
	return fault.New(fault.Invalid,
		fmt.Sprintf("설정 %s에 %q 값은 쓸 수 없어요. 이렇게 적어 주세요: %s.", key, value, ko),
		fmt.Sprintf("%s: %q is not possible; it should be %s.", key, value, en))
}
