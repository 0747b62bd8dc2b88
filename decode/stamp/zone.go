package stamp

// zone is what an abbreviation stands for: seconds east of UTC, and whether
// other zones use the same letters, so that the offset is only the usual one.
type zone struct {
	offset int
	shared bool
}

const hour = 3600

// zoneNamed knows the abbreviations that network devices are set to. It is not
// the IANA database: that maps places to rules, and a record has only letters.
func zoneNamed(name string) (zone, bool) {
	switch name {
	case "UTC", "GMT", "Z", "z", "utc", "Zulu", "WET":
		return zone{}, true
	case "CET", "MEZ":
		return zone{hour, false}, true
	case "CEST", "MESZ", "EET", "SAST", "CAT":
		return zone{2 * hour, false}, true
	case "EEST", "MSK", "EAT":
		return zone{3 * hour, false}, true
	case "WEST":
		return zone{hour, false}, true
	case "GST":
		return zone{4 * hour, true}, true
	case "PKT":
		return zone{5 * hour, false}, true
	case "IST":
		return zone{5*hour + 1800, true}, true
	case "BST":
		return zone{hour, true}, true
	case "WIB", "ICT":
		return zone{7 * hour, false}, true
	case "HKT", "SGT", "AWST", "MYT", "PHT":
		return zone{8 * hour, false}, true
	case "JST", "KST":
		return zone{9 * hour, false}, true
	case "ACST":
		return zone{9*hour + 1800, false}, true
	case "AEST":
		return zone{10 * hour, false}, true
	case "AEDT":
		return zone{11 * hour, false}, true
	case "NZST":
		return zone{12 * hour, false}, true
	case "NZDT":
		return zone{13 * hour, false}, true
	case "BRT", "ART":
		return zone{-3 * hour, false}, true
	case "ADT":
		return zone{-3 * hour, true}, true
	case "AST":
		return zone{-4 * hour, true}, true
	case "EDT":
		return zone{-4 * hour, false}, true
	case "EST":
		return zone{-5 * hour, true}, true
	case "CDT":
		return zone{-5 * hour, true}, true
	case "CST":
		return zone{-6 * hour, true}, true
	case "MDT":
		return zone{-6 * hour, false}, true
	case "MST":
		return zone{-7 * hour, true}, true
	case "PDT":
		return zone{-7 * hour, false}, true
	case "PST":
		return zone{-8 * hour, true}, true
	case "AKDT":
		return zone{-8 * hour, false}, true
	case "AKST":
		return zone{-9 * hour, false}, true
	case "HST":
		return zone{-10 * hour, true}, true
	}
	return zone{}, false
}
