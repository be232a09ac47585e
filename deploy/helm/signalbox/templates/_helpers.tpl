{{- /* Labels that tell the objects of one release from those of others; all selectors have them. */ -}}
{{- define "signalbox.selector" -}}
app.kubernetes.io/name: signalbox
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "signalbox.labels" -}}
{{ include "signalbox.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- /* Of every pod. Without links: a Service whose name ends in -log would else set SIGNALBOX_…_PORT to an address. */ -}}
{{- define "signalbox.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- if .Values.images.pullSecrets }}
imagePullSecrets:
  {{- toYaml .Values.images.pullSecrets | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* Of every container. */ -}}
{{- define "signalbox.container" -}}
imagePullPolicy: {{ .Values.images.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end -}}

{{- /* Of every container that serves. The management port answers from the start; ready is who can do its work. */ -}}
{{- define "signalbox.probes" -}}
startupProbe:
  httpGet: {path: /health/live, port: management}
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /health/live, port: management}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /health/ready, port: management}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- end -}}

{{- define "signalbox.settings" -}}
- {name: SIGNALBOX_HOST, value: 0.0.0.0}
- {name: SIGNALBOX_MANAGEMENT_PORT, value: "8081"}
- {name: SIGNALBOX_LOG_LEVEL, value: {{ .Values.logLevel | quote }}}
- {name: SIGNALBOX_OTLP_ENDPOINT, value: {{ .Values.otlpEndpoint | quote }}}
{{- end -}}

{{- define "signalbox.databases" -}}
- {name: SIGNALBOX_METADATA_URL, value: {{ .Values.database.metadata.url | quote }}}
- name: SIGNALBOX_METADATA_USER
  valueFrom: {secretKeyRef: {name: {{ .Values.database.metadata.secret | quote }}, key: user}}
- name: SIGNALBOX_METADATA_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ .Values.database.metadata.secret | quote }}, key: password}}
- {name: SIGNALBOX_TELEMETRY_URL, value: {{ .Values.database.telemetry.url | quote }}}
- name: SIGNALBOX_TELEMETRY_USER
  valueFrom: {secretKeyRef: {name: {{ .Values.database.telemetry.secret | quote }}, key: user}}
- name: SIGNALBOX_TELEMETRY_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ .Values.database.telemetry.secret | quote }}, key: password}}
{{- end -}}

{{- define "signalbox.objects" -}}
- {name: SIGNALBOX_S3_ENDPOINT, value: {{ .Values.s3.endpoint | quote }}}
- {name: SIGNALBOX_S3_REGION, value: {{ .Values.s3.region | quote }}}
- {name: SIGNALBOX_S3_BUCKET, value: {{ .Values.s3.bucket | quote }}}
- {name: SIGNALBOX_S3_STYLE, value: {{ .Values.s3.style | quote }}}
- {name: SIGNALBOX_S3_ENCRYPTION, value: {{ .Values.s3.encryption | quote }}}
- {name: SIGNALBOX_S3_KMS_KEY_ID, value: {{ .Values.s3.kmsKeyId | quote }}}
- name: SIGNALBOX_S3_ACCESS_KEY
  valueFrom: {secretKeyRef: {name: {{ .Values.s3.secret | quote }}, key: access-key}}
- name: SIGNALBOX_S3_SECRET_KEY
  valueFrom: {secretKeyRef: {name: {{ .Values.s3.secret | quote }}, key: secret-key}}
{{- end -}}

{{- /*
Every instance that there may be, each under its own name: host:port,… (a comma too many is no harm). With autoscaling that is the
most of them; the orchestrators wait for those that are not there yet.
*/ -}}
{{- define "signalbox.instances" -}}
{{- range $name, $service := .Values.mlServices -}}
{{- $count := ternary $service.autoscaling.maxReplicas $service.replicas $service.autoscaling.enabled -}}
{{- range $number := until (int $count) -}}
{{ $.Release.Name }}-{{ $name }}-{{ $number }}.{{ $.Release.Name }}-{{ $name }}:50051,
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* What every part may reach: names, and the collector of traces. */ -}}
{{- define "signalbox.egressOfAll" -}}
- to:
    {{- toYaml .Values.networkPolicy.dns.to | nindent 4 }}
  ports:
    - {protocol: UDP, port: {{ .Values.networkPolicy.dns.port }}}
    - {protocol: TCP, port: {{ .Values.networkPolicy.dns.port }}}
{{- if .Values.networkPolicy.otlp.to }}
- to:
    {{- toYaml .Values.networkPolicy.otlp.to | nindent 4 }}
  ports:
    - {protocol: TCP, port: {{ .Values.networkPolicy.otlp.port }}}
{{- end }}
{{- end -}}
