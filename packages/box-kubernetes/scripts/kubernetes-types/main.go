// Prints, as JSON, the facts of Kubernetes' API types that its wire forms depend on: fields in declaration order, protobuf numbers, pointers, omitempty, patch and merge strategies.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"

	crd "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	aggregator "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	metrics "k8s.io/metrics/pkg/apis/metrics/v1beta1"
	"sigs.k8s.io/yaml"
)

type field struct {
	Name      string   `json:"name"`
	Go        string   `json:"go"`
	Number    string   `json:"number,omitempty"`
	Wire      string   `json:"wire,omitempty"`
	Type      string   `json:"type"`
	Inline    bool     `json:"inline,omitempty"`
	OmitEmpty bool     `json:"omitempty,omitempty"`
	Strategy  string   `json:"patchStrategy,omitempty"`
	MergeKey  string   `json:"patchMergeKey,omitempty"`
	List      string   `json:"listType,omitempty"`
	Keys      []string `json:"listMapKeys,omitempty"`
	Map       string   `json:"mapType,omitempty"`
	Default   any      `json:"default,omitempty"`
}
type message struct {
	Fields []field `json:"fields"`
	Atomic bool    `json:"atomic,omitempty"`
}

var messages = map[string]*message{}
var named = map[string]string{}

func short(t reflect.Type) string {
	p := t.PkgPath()
	for _, x := range []string{"k8s.io/api/", "k8s.io/apimachinery/pkg/", "k8s.io/apiextensions-apiserver/pkg/apis/", "k8s.io/kube-aggregator/pkg/apis/", "k8s.io/metrics/pkg/apis/"} {
		p = strings.TrimPrefix(p, x)
	}
	if p == "" {
		return t.Name()
	}
	return p + "." + t.Name()
}

func name(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + name(t.Elem())
	case reflect.Slice:
		if t.Name() != "" {
			named[short(t)] = "[]" + name(t.Elem())
			if t.Elem().Kind() != reflect.Uint8 {
				walk(t.Elem())
			}
			return short(t)
		}
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + name(t.Elem())
	case reflect.Map:
		if t.Name() != "" {
			named[short(t)] = "{" + name(t.Key()) + "}" + name(t.Elem())
			walk(t.Elem())
			return short(t)
		}
		return "{" + name(t.Key()) + "}" + name(t.Elem())
	case reflect.Struct:
		walk(t)
		return short(t)
	case reflect.Interface:
		return "any"
	}
	if t.PkgPath() != "" {
		named[short(t)] = t.Kind().String()
		return short(t)
	}
	return t.Kind().String()
}

var opaque = map[string]bool{"api/resource.Quantity": true, "apis/meta/v1.Time": true, "apis/meta/v1.MicroTime": true, "util/intstr.IntOrString": true, "apis/meta/v1.FieldsV1": true, "runtime.RawExtension": true, "apis/meta/v1.Duration": true,
	"apiextensions/v1.JSON": true, "apiextensions/v1.JSONSchemaPropsOrArray": true, "apiextensions/v1.JSONSchemaPropsOrBool": true, "apiextensions/v1.JSONSchemaPropsOrStringArray": true}

func walk(t reflect.Type) {
	if t.Kind() != reflect.Struct {
		return
	}
	n := short(t)
	if opaque[n] || messages[n] != nil {
		return
	}
	m := &message{}
	messages[n] = m
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		parts := strings.Split(f.Tag.Get("json"), ",")
		if f.PkgPath != "" || f.Tag.Get("json") == "-" {
			continue
		}
		out := field{Name: parts[0], Go: f.Name, Type: name(f.Type), Strategy: f.Tag.Get("patchStrategy"), MergeKey: f.Tag.Get("patchMergeKey")}
		for _, o := range parts[1:] {
			out.OmitEmpty = out.OmitEmpty || o == "omitempty"
			out.Inline = out.Inline || o == "inline"
		}
		if f.Anonymous && parts[0] == "" {
			out.Inline = true
		}
		if pb := strings.Split(f.Tag.Get("protobuf"), ","); len(pb) > 1 {
			out.Wire, out.Number = pb[0], pb[1]
		}
		m.Fields = append(m.Fields, out)
	}
}

type smdType struct {
	Name string `json:"name"`
	smdRef
}
type smdRef struct {
	NamedType string `json:"namedType"`
	Scalar    string `json:"scalar"`
	List      *struct {
		ElementRelationship string   `json:"elementRelationship"`
		Keys                []string `json:"keys"`
		ElementType         *smdRef  `json:"elementType"`
	} `json:"list"`
	Map *struct {
		ElementRelationship string `json:"elementRelationship"`
		Fields              []struct {
			Name    string `json:"name"`
			Type    smdRef `json:"type"`
			Default any    `json:"default"`
		} `json:"fields"`
	} `json:"map"`
	ElementRelationship string `json:"elementRelationship"`
}

func main() {
	kinds := map[string]string{}
	must(crd.AddToScheme(scheme.Scheme))
	must(aggregator.AddToScheme(scheme.Scheme))
	must(metrics.AddToScheme(scheme.Scheme))
	for gvk, t := range scheme.Scheme.AllKnownTypes() {
		if gvk.Version == "__internal" {
			continue
		}
		if gvk.Group != "metrics.k8s.io" && (strings.Contains(gvk.Version, "alpha") || strings.Contains(gvk.Version, "beta")) {
			continue
		}
		if t.PkgPath() == reflect.TypeOf(metav1.Status{}).PkgPath() && gvk.GroupVersion() != (schema.GroupVersion{Version: "v1"}) {
			continue
		}
		walk(t)
		key := gvk.Version + "/" + gvk.Kind
		if gvk.Group != "" {
			key = gvk.Group + "/" + key
		}
		kinds[key] = short(t)
	}
	// List and map types come from the schema that client-go's apply configurations carry.
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/client-go").Output()
	must(err)
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "applyconfigurations/internal/internal.go"))
	must(err)
	src := string(text)
	start := strings.Index(src, "`types:") + 1
	y := src[start : start+strings.Index(src[start:], "`)")]
	var doc struct {
		Types []smdType `json:"types"`
	}
	must(yaml.Unmarshal([]byte(y), &doc))
	re := regexp.MustCompile(`^io\.k8s\.(api|apimachinery\.pkg)\.(.*)\.([^.]+)$`)
	missing := 0
	for _, t := range doc.Types {
		g := re.FindStringSubmatch(t.Name)
		if g == nil || t.Map == nil {
			continue
		}
		m := messages[strings.ReplaceAll(g[2], ".", "/")+"."+g[3]]
		if m == nil {
			missing++
			continue
		}
		m.Atomic = t.Map.ElementRelationship == "atomic"
		for _, f := range t.Map.Fields {
			i := -1
			var owner *message
			var find func(m *message)
			find = func(m *message) {
				for j := range m.Fields {
					if m.Fields[j].Inline {
						if inner := messages[strings.TrimPrefix(m.Fields[j].Type, "*")]; inner != nil {
							find(inner)
						}
					} else if m.Fields[j].Name == f.Name {
						i, owner = j, m
					}
				}
			}
			find(m)
			if i < 0 {
				fmt.Fprintln(os.Stderr, "no field", t.Name, f.Name)
				continue
			}
			o := &owner.Fields[i]
			if f.Type.List != nil {
				o.List = f.Type.List.ElementRelationship
				if o.List == "associative" {
					if len(f.Type.List.Keys) > 0 {
						o.List = "map"
					} else {
						o.List = "set"
					}
				}
				o.Keys = f.Type.List.Keys
			}
			if f.Type.Map != nil {
				o.Map = f.Type.Map.ElementRelationship
			}
			if f.Type.NamedType != "" {
				o.Map = f.Type.ElementRelationship
			}
			o.Default = f.Default
		}
	}
	fmt.Fprintln(os.Stderr, "smd types without go type", missing, "messages", len(messages), "kinds", len(kinds))
	out, err := json.MarshalIndent(map[string]any{"kinds": kinds, "messages": messages, "named": named}, "", " ")
	must(err)

	os.Stdout.Write(out)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
