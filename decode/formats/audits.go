package formats

import (
	"slices"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit/postgresql"
)

// audits are the formats of what keeps account of people: databases,
// authentication servers, and monitors of a network.
func audits() []decode.Format {
	return slices.Concat(
		postgresql.Formats(),
	)
}
