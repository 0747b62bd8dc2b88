package netflow

import "slices"

// Enterprises whose elements are known.
const (
	standard = 0
	reverse  = 29305 // RFC 5103 §6.1
	cisco    = 9
)

// element says what an information element is to us. Of several that set one
// slot the one of the lowest rank is read, so that records need not choose.
type element struct {
	id   uint16
	kind kind
	slot slot // or text, by kind
	rank uint8
}

// kind is how an element's bytes are read.
type kind uint8

const (
	number kind = iota // unsigned, of any length up to 8
	ip4                // of length 4
	ip6                // of length 16, into two slots
	text
)

// elements are those of the IPFIX registry, which NetFlow version 9 shares up to
// 127, and the numbers that the ASA uses above. In the order of their ids.
var elements = [...]element{
	{1, number, bytesOut, 0},       // octetDeltaCount
	{2, number, packetsOut, 0},     // packetDeltaCount
	{4, number, protocol, 0},       // protocolIdentifier
	{5, number, tos, 0},            // ipClassOfService
	{6, number, tcpFlags, 0},       // tcpControlBits
	{7, number, srcPort, 0},        // sourceTransportPort
	{8, ip4, src4, 0},              // sourceIPv4Address
	{10, number, inIf, 0},          // ingressInterface
	{11, number, dstPort, 0},       // destinationTransportPort
	{12, ip4, dst4, 0},             // destinationIPv4Address
	{14, number, outIf, 0},         // egressInterface
	{15, ip4, hop4, 0},             // ipNextHopIPv4Address
	{16, number, srcAS, 0},         // bgpSourceAsNumber
	{17, number, dstAS, 0},         // bgpDestinationAsNumber
	{18, ip4, hop4, 1},             // bgpNextHopIPv4Address
	{21, number, endUp, 0},         // flowEndSysUpTime
	{22, number, startUp, 0},       // flowStartSysUpTime
	{23, number, bytesOut, 4},      // postOctetDeltaCount
	{24, number, packetsOut, 4},    // postPacketDeltaCount
	{27, ip6, src6, 0},             // sourceIPv6Address
	{28, ip6, dst6, 0},             // destinationIPv6Address
	{32, number, icmpBoth, 0},      // icmpTypeCodeIPv4
	{34, number, sampleN, 0},       // samplingInterval
	{44, ip4, src4, 2},             // sourceIPv4Prefix
	{45, ip4, dst4, 2},             // destinationIPv4Prefix
	{48, number, sampler, 0},       // samplerId
	{50, number, sampleN, 1},       // samplerRandomInterval
	{56, number, srcMAC, 0},        // sourceMacAddress
	{57, number, dstMAC, 1},        // postDestinationMacAddress
	{58, number, vlan, 0},          // vlanId
	{61, number, direction, 0},     // flowDirection
	{62, ip6, hop6, 0},             // ipNextHopIPv6Address
	{63, ip6, hop6, 1},             // bgpNextHopIPv6Address
	{80, number, dstMAC, 0},        // destinationMacAddress
	{81, number, srcMAC, 1},        // postSourceMacAddress
	{82, text, ifName, 0},          // interfaceName
	{83, text, ifName, 1},          // interfaceDescription
	{85, number, bytesOut, 1},      // octetTotalCount
	{86, number, packetsOut, 1},    // packetTotalCount
	{89, number, forwarding, 0},    // forwardingStatus
	{95, number, application, 0},   // applicationId
	{96, text, appName, 0},         // applicationName
	{130, ip4, exporter4, 0},       // exporterIPv4Address
	{136, number, endReason, 0},    // flowEndReason
	{139, number, icmpBoth, 1},     // icmpTypeCodeIPv6
	{150, number, startSec, 0},     // flowStartSeconds
	{151, number, endSec, 0},       // flowEndSeconds
	{152, number, startMs, 0},      // flowStartMilliseconds
	{153, number, endMs, 0},        // flowEndMilliseconds
	{154, number, startNTP, 0},     // flowStartMicroseconds
	{155, number, endNTP, 0},       // flowEndMicroseconds
	{156, number, startNTP, 0},     // flowStartNanoseconds
	{157, number, endNTP, 0},       // flowEndNanoseconds
	{158, number, startDelta, 0},   // flowStartDeltaMicroseconds
	{159, number, endDelta, 0},     // flowEndDeltaMicroseconds
	{160, number, bootMs, 0},       // systemInitTimeMilliseconds
	{161, number, durationMs, 0},   // flowDurationMilliseconds
	{162, number, durationUs, 0},   // flowDurationMicroseconds
	{176, number, icmpType, 0},     // icmpTypeIPv4
	{177, number, icmpCode, 0},     // icmpCodeIPv4
	{178, number, icmpType, 1},     // icmpTypeIPv6
	{179, number, icmpCode, 1},     // icmpCodeIPv6
	{180, number, srcPort, 1},      // udpSourcePort
	{181, number, dstPort, 1},      // udpDestinationPort
	{182, number, srcPort, 2},      // tcpSourcePort
	{183, number, dstPort, 2},      // tcpDestinationPort
	{225, ip4, natSrc4, 0},         // postNATSourceIPv4Address
	{226, ip4, natDst4, 0},         // postNATDestinationIPv4Address
	{227, number, natSrcPort, 0},   // postNAPTSourceTransportPort
	{228, number, natDstPort, 0},   // postNAPTDestinationTransportPort
	{230, number, natEvent, 0},     // natEvent
	{231, number, bytesOut, 2},     // initiatorOctets
	{232, number, bytesBack, 0},    // responderOctets
	{233, number, firewall, 0},     // firewallEvent
	{234, number, vrf, 0},          // ingressVRFID
	{236, text, vrfName, 0},        // VRFname
	{243, number, vlan, 1},         // dot1qVlanId
	{298, number, packetsOut, 2},   // initiatorPackets
	{299, number, packetsBack, 0},  // responderPackets
	{302, number, sampler, 1},      // selectorId
	{305, number, sampleTake, 0},   // samplingPacketInterval
	{306, number, sampleSkip, 0},   // samplingPacketSpace
	{322, number, seenSec, 0},      // observationTimeSeconds
	{323, number, seenMs, 0},       // observationTimeMilliseconds
	{352, number, bytesOut, 3},     // layer2OctetDeltaCount
	{371, text, userName, 0},       // userName
	{33000, text, aclID, 0},        // the ASA's ingress ACL, 12 bytes
	{40000, text, userName, 1},     // the ASA's user name
	{40001, ip4, natSrc4, 1},       // the ASA's translated source
	{40002, ip4, natDst4, 1},       //
	{40003, number, natSrcPort, 1}, //
	{40004, number, natDstPort, 1}, //
	{40005, number, firewall, 1},   // the ASA's event
}

// reversed are the elements whose reverse direction is kept.
var reversed = [...]element{
	{1, number, bytesBack, 1},
	{2, number, packetsBack, 1},
	{85, number, bytesBack, 2},
	{86, number, packetsBack, 2},
}

// ofCisco are the elements by which its routers tell client from server where
// they watch applications.
var ofCisco = [...]element{
	{12236, ip4, src4, 1},       // client address
	{12237, ip4, dst4, 1},       // server address
	{12240, number, srcPort, 3}, // client port
	{12241, number, dstPort, 3}, // server port
}

// find returns what an element is to us.
func find(enterprise uint32, id uint16) (element, bool) {
	list := elements[:]
	switch enterprise {
	case standard:
	case reverse:
		list = reversed[:]
	case cisco:
		list = ofCisco[:]
	default:
		return element{}, false
	}
	i, ok := slices.BinarySearchFunc(list, id, func(e element, id uint16) int { return int(e.id) - int(id) })
	if !ok {
		return element{}, false
	}
	return list[i], true
}
