package app

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/report"
)

func newVersion(env Env) *cobra.Command {
	var opt flags
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version, and the systems and checks it brings along",
		Example: `  linewarden version
  linewarden version --format json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return runVersion(env, opt.format) },
	}
	opt.addFormat(c, "text", "json")
	return c
}

const versionSchema = "linewarden/version/1"

type versionJSON struct {
	Schema  string   `json:"schema"`
	Version string   `json:"version"`
	Go      string   `json:"go"`
	Systems []string `json:"systems"`
	Checks  int      `json:"checks"`
	Report  string   `json:"report"` // the schema of the audit report
}

func runVersion(env Env, format string) error {
	if err := oneOf("format", format, "text", "json"); err != nil {
		return err
	}
	parser, err := parse.New()
	if err != nil {
		return err
	}
	cs, err := loadChecks(nil)
	if err != nil {
		return err
	}
	v := versionJSON{versionSchema, env.Version, runtime.Version(), parser.Systems(), len(cs), report.AuditSchema}
	if format == "json" {
		return report.WriteJSON(env.Stdout, v)
	}
	_, err = fmt.Fprintf(env.Stdout, "linewarden %s (%s), %d systems, %d checks\n", escape.Line(v.Version), v.Go, len(v.Systems), v.Checks)
	return err
}
