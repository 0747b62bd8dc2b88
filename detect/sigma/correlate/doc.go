// Package correlate answers correlations of Sigma: how often rules match for one
// user, how many values they match with, which match together, and in which
// order.
//
// A Set is compiled correlations and never changes. A Tracker has the state: it
// takes Signs, each of which says that a rule matched, in the order of their
// times, and says which correlations hold with each.
//
// # Windows
//
// A correlation is asked whenever one of its rules matches, of the matches of
// the group that are not older than its timespan: both ends are within. It may
// hold again with the next match; Result.Again says so. Conditions with an upper
// bound are asked in the same way, so `lt: 3` holds with the first match.
//
// # Bounds
//
// A group keeps no more matches, or values, than decide its condition, and one
// more, so that the first of too many is told from those behind it. Limits bounds the groups and matches
// of a tracker. What no longer fits is the group that nothing was said of for the
// longest time: first those that are older than the timespan and so decide nothing,
// then others, which are told by Losses. A sign that comes later than the timespan
// of what its group has seen is not taken and is told there, too.
package correlate
