// Package flows reads flow exports from files: captures whose UDP payloads are
// NetFlow, IPFIX or sFlow, and files of such packets one after the other. What a
// capture has of RADIUS and TACACS+ is read beside them, by decode/aaa.
//
// In a capture the exporter is the sender of the packet and the time of capture
// that of receipt. In a file of bare packets neither is known. What a capture
// holds besides is dropped with a gap that counts it.
package flows
