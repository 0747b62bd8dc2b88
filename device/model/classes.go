package model

// ClassPolicy decides on packets by classes: the first class that a packet is
// in decides on it, and one that is in none passes.
type ClassPolicy struct {
	Obj
	Name    string
	Classes []*PolicyClass
	// Opaque says why the policy is not understood, "" where it is.
	Opaque string
}

// PolicyClass is one class of a policy.
type PolicyClass struct {
	Obj
	Name string
	// Map says which packets are in the class, nil where the file does not define it.
	Map *ClassMap
	// Action is permit or deny. A limit of the rate permits.
	Action F[string]
}

// ClassMap says which packets are in a class: those that meet one criterion,
// or all of them.
type ClassMap struct {
	Obj
	Name     string
	All      bool
	Criteria []*Criterion
}

// Criterion is one condition of a class. One without any part holds for no
// packet of IP.
type Criterion struct {
	Not    bool       // holds for all packets but these
	Every  bool       // all packets
	Family string     // those of one family, ipv4 or ipv6
	Lists  []*Ruleset // those that one of these filters permits
	Map    *ClassMap  // those of another class
	Opaque string     // why the file does not tell, "" where it does
}
