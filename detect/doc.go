// Package detect asks rules about typed events and gathers what they say: one
// stage, whatever feeds it and whatever takes its answers.
//
// A Detector is fed events in any order and gives an Answer for each rule at the
// end. Promise: an answer is Pass only where events of every kind that the rule
// needs were asked, each of them had the fields it asks for, every register it
// names is filled, and nothing was dropped for want of room; otherwise it is
// Unknown and says why. A match that rests on a register which nobody filled is
// counted as possible, not as found. Memory is bounded: by the findings of a rule,
// the evidence of a finding, the matches kept for correlations, and the shapes of
// events.
package detect
