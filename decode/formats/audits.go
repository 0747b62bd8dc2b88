package formats

import (
	"slices"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/cdr"
	"github.com/linewarden/linewarden/decode/dbaudit/cassandra"
	"github.com/linewarden/linewarden/decode/dbaudit/clickhouse"
	"github.com/linewarden/linewarden/decode/dbaudit/elasticsearch"
	"github.com/linewarden/linewarden/decode/dbaudit/mysql"
	"github.com/linewarden/linewarden/decode/dbaudit/oracle"
	"github.com/linewarden/linewarden/decode/dbaudit/postgresql"
	"github.com/linewarden/linewarden/decode/dbaudit/ranger"
	"github.com/linewarden/linewarden/decode/radius"
	"github.com/linewarden/linewarden/decode/tacacs"
	"github.com/linewarden/linewarden/decode/zeek"
)

// audits are the formats of what keeps account of people: databases,
// authentication servers, and monitors of a network.
func audits() []decode.Format {
	return slices.Concat(
		postgresql.Formats(), mysql.Formats(), oracle.Formats(), cassandra.Formats(),
		clickhouse.Formats(), elasticsearch.Formats(), ranger.Formats(),
		tacacs.Formats(), radius.Formats(), zeek.Formats(), cdr.Formats(),
	)
}
