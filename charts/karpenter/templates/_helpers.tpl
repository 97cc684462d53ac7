{{- define "karpenter.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "karpenter.fullname" -}}
{{- $name := include "karpenter.name" . }}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) }}
{{- .Values.fullnameOverride | default $full | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "karpenter.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "karpenter.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- define "karpenter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "karpenter.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* labels of every object, and annotations where there are any */}}
{{- define "karpenter.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "karpenter.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.additionalLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "karpenter.subject" -}}
- kind: ServiceAccount
  name: {{ include "karpenter.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}

{{/* a list of pod affinity terms; those without a selector get the controller's own */}}
{{- define "karpenter.ownPods" -}}
{{- $selector := dict "matchLabels" (fromYaml (include "karpenter.selectorLabels" .root)) }}
{{- range .terms }}
{{- $term := deepCopy . }}
{{- if hasKey $term "podAffinityTerm" }}
{{- if not (hasKey $term.podAffinityTerm "labelSelector") }}{{ $_ := set $term.podAffinityTerm "labelSelector" $selector }}{{ end }}
{{- else if not (hasKey $term "labelSelector") }}{{ $_ := set $term "labelSelector" $selector }}
{{- end }}
{{ list $term | toYaml }}
{{- end }}
{{- end }}

{{- define "karpenter.affinity" -}}
{{- $root := . }}
{{- $affinity := deepCopy .Values.affinity }}
{{- range $kind := list "podAffinity" "podAntiAffinity" }}
{{- $rules := get $affinity $kind | default dict }}
{{- range $strength := keys $rules }}
{{- $_ := set $rules $strength (fromYamlArray (include "karpenter.ownPods" (dict "root" $root "terms" (get $rules $strength)))) }}
{{- end }}
{{- end }}
{{- toYaml $affinity }}
{{- end }}

{{- define "karpenter.image" -}}
{{- with .Values.controller.image }}
{{- .repository }}{{ with .tag }}:{{ . }}{{ end }}{{ with .digest }}@{{ . }}{{ end }}
{{- end }}
{{- end }}

{{- define "karpenter.featureGates" -}}
{{- $gates := list }}
{{- $values := .Values.settings.featureGates }}
{{- range $name := list "reservedCapacity" "spotToSpotConsolidation" "nodeRepair" "nodeOverlay" "staticCapacity" "capacityBuffer" }}
{{- $gates = append $gates (printf "%s%s=%t" (substr 0 1 $name | upper) (substr 1 -1 $name) (get $values $name | default false)) }}
{{- end }}
{{- join "," $gates }}
{{- end }}
