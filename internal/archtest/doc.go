// Package archtest keeps the shape of the repository: which package may import
// which (layers.txt), and a few rules of style that a compiler does not know.
//
// It holds only tests. They read the source with go/parser inside the test's
// own process: a child "go list" would hide from the test cache what it reads,
// and an old pass would be shown again.
package archtest
