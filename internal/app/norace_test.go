//go:build !race

package app

// raceDetector says that this program carries the race detector, whose own
// memory is several times the program's.
const raceDetector = false
