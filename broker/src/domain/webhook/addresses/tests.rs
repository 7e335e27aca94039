use proptest::prelude::*;
use url::{Host, Url};

use super::*;

fn public(text: &str) -> bool {
    is_public(text.parse().unwrap_or_else(|_| panic!("{text} is an address")))
}

/// The address that a URL with this host leads to.
fn of_url(host: &str) -> IpAddr {
    let url = Url::parse(&format!("http://{host}/")).unwrap_or_else(|error| panic!("{host}: {error}"));
    match url.host() {
        Some(Host::Ipv4(address)) => address.into(),
        Some(Host::Ipv6(address)) => address.into(),
        other => panic!("{host} is read as {other:?}"),
    }
}

#[test]
fn no_special_purpose_address_is_public() {
    for special in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "::ffff:0:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::8.8.8.8",
        "100::1",
        "2001::1",
        "2001:0:7f00:1::f7f7:f7f7",
        "2001:0:808:808::f5ff:fffe",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:a9fe:a9fe::",
        "2002:c0a8:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ] {
        assert!(!public(special), "{special}");
    }
}

#[test]
fn addresses_of_the_internet_are_public_next_to_special_ones_too() {
    for address in [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "2001:0:808:808::f7f7:f7f7",
        "2001:200::1",
        "2606:4700:4700::1111",
        "2a00:1450:4001::200e",
    ] {
        assert!(public(address), "{address}");
    }
}

#[test]
fn every_spelling_of_an_address_in_a_url_is_that_address() {
    for loopback in [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0X7F000001",
        "017700000001",
        "0177.0.0.1",
        "0177.0.0.01",
        "0x7f.0.0.1",
        "0x7f.1",
        "127.0x0.0.01",
        "%31%32%37.0.0.1",
        "１２７.０.０.１",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:FFFF:7f00:0001]",
    ] {
        let address = of_url(loopback).to_canonical();
        assert_eq!(address, IpAddr::V4(Ipv4Addr::LOCALHOST), "{loopback}");
    }
    for (text, address) in [("0", "0.0.0.0"), ("2852039166", "169.254.169.254"), ("[::1]", "::1")] {
        assert_eq!(of_url(text).to_string(), address, "{text}");
        assert!(!is_public(of_url(text)), "{text}");
    }
}

proptest! {
    #[test]
    fn all_ways_to_write_or_wrap_an_address_are_judged_alike(
        bits in prop_oneof![
            any::<u32>(),
            prop::sample::select(vec![0x7f00_0001, 0xa9fe_a9fe, 0x0a00_0001, 0x0808_0808]),
        ],
    ) {
        let address = Ipv4Addr::from_bits(bits);
        let expected = is_public(address.into());
        let [a, b, c, d] = address.octets();
        let hosts = [
            format!("{a}.{b}.{c}.{d}"),
            format!("{bits}"),
            format!("{bits:#x}"),
            format!("0{bits:o}"),
            format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
            format!("{a:#x}.{b:#x}.{c:#x}.{d:#x}"),
            format!("{a}.{}", bits & 0x00ff_ffff),
            format!("{a}.{b}.{}", bits & 0xffff),
        ];
        for host in hosts {
            prop_assert_eq!(of_url(&host), IpAddr::V4(address), "{}", host);
        }
        let [high, low] = [(bits >> 16) as u16, bits as u16];
        for wrapped in [
            address.to_ipv6_mapped(),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            Ipv6Addr::new(0x2001, 0, high, low, 0, 0, !0x0808, !0x0808),
            Ipv6Addr::new(0x2001, 0, 0x0808, 0x0808, 0, 0, !high, !low),
        ] {
            prop_assert_eq!(is_public(wrapped.into()), expected, "{}", wrapped);
        }
        prop_assert!(!is_public(address.to_ipv6_compatible().into()));
    }

    #[test]
    fn what_the_standard_library_calls_special_is_not_public(bits: u32, wide: u128) {
        let v4 = Ipv4Addr::from_bits(bits);
        let special = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_broadcast()
            || v4.is_documentation() || v4.is_multicast() || v4.is_unspecified();
        prop_assert!(!(special && is_public(v4.into())), "{}", v4);
        // Every group of addresses by its first byte, as few of those drawn from all are special.
        let v6 = Ipv6Addr::from_bits(wide >> 8 | u128::from(bits as u8) << 120);
        let special = v6.is_loopback() || v6.is_multicast() || v6.is_unspecified()
            || v6.is_unique_local() || v6.is_unicast_link_local();
        prop_assert!(!(special && is_public(v6.into())), "{}", v6);
    }
}
