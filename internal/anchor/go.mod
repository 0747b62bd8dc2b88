module github.com/linewarden/linewarden/internal/anchor

go 1.26.0

require (
	github.com/linewarden/linewarden v0.0.0
	github.com/netsampler/goflow2/v2 v2.2.6
)

require (
	github.com/leodido/go-syslog/v4 v4.5.0
	go.yaml.in/yaml/v3 v3.0.6 // indirect
)

replace github.com/linewarden/linewarden => ../..
