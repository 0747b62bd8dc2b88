module github.com/linewarden/linewarden/internal/anchor

go 1.26.0

require (
	github.com/linewarden/linewarden v0.0.0
	github.com/netsampler/goflow2/v2 v2.2.6
)

replace github.com/linewarden/linewarden => ../..
