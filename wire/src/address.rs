//! Which addresses are public: an allow-list, because every list of bad addresses has been found
//! incomplete (0.0.0.0, `::`, addresses of one family inside the other).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far an address reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Globally reachable unicast.
    Public,
    /// This machine or a network behind it: loopback, RFC 1918, shared and unique local addresses.
    Private,
    /// Anything else: link-local and metadata services, multicast, reserved, documentation,
    /// translated and tunnelled forms.
    Forbidden,
}

/// Classifies an address by the IANA special-purpose registries (RFC 6890 and updates).
pub fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

/// Blocks of IPv4 that are not public, most specific first.
#[rustfmt::skip]
const V4: &[([u8; 4], u32, Reach)] = &[
    ([100, 100, 100, 200], 32, Reach::Forbidden), // a cloud's metadata service
    ([168, 63, 129, 16], 32, Reach::Forbidden),   // a cloud's host, in its public range
    ([0, 0, 0, 0], 8, Reach::Forbidden),          // "this network", RFC 791
    ([10, 0, 0, 0], 8, Reach::Private),           // RFC 1918
    ([100, 64, 0, 0], 10, Reach::Private),        // shared, RFC 6598
    ([127, 0, 0, 0], 8, Reach::Private),          // loopback, RFC 1122
    ([169, 254, 0, 0], 16, Reach::Forbidden),     // link-local, RFC 3927; metadata services
    ([172, 16, 0, 0], 12, Reach::Private),        // RFC 1918
    ([192, 0, 0, 0], 24, Reach::Forbidden),       // protocol assignments, RFC 6890
    ([192, 0, 2, 0], 24, Reach::Forbidden),       // documentation, RFC 5737
    ([192, 88, 99, 0], 24, Reach::Forbidden),     // 6to4 relays, RFC 7526
    ([192, 168, 0, 0], 16, Reach::Private),       // RFC 1918
    ([198, 18, 0, 0], 15, Reach::Forbidden),      // benchmarking, RFC 2544
    ([198, 51, 100, 0], 24, Reach::Forbidden),    // documentation, RFC 5737
    ([203, 0, 113, 0], 24, Reach::Forbidden),     // documentation, RFC 5737
    ([224, 0, 0, 0], 4, Reach::Forbidden),        // multicast, RFC 5771
    ([240, 0, 0, 0], 4, Reach::Forbidden),        // reserved and broadcast, RFC 1112
];

fn reach_v4(address: Ipv4Addr) -> Reach {
    let bits = address.to_bits();
    let found = V4.iter().find(|(block, length, _)| {
        let shift = 32 - length;
        bits >> shift == u32::from_be_bytes(*block) >> shift
    });
    found.map_or(Reach::Public, |(_, _, reach)| *reach)
}

/// Blocks of IPv6 inside 2000::/3 that are not public, and those outside it that are private.
#[rustfmt::skip]
const V6: &[([u16; 8], u32, Reach)] = &[
    ([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128, Reach::Forbidden), // a cloud's metadata service
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, Reach::Private),                // loopback, RFC 4291
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, Reach::Private),             // unique local, RFC 4193
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, Reach::Forbidden),          // protocol assignments, Teredo
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, Reach::Forbidden),      // documentation, RFC 3849
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, Reach::Forbidden),          // 6to4, RFC 7526
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, Reach::Forbidden),          // documentation, RFC 9637
];

fn reach_v6(address: Ipv6Addr) -> Reach {
    let bits = address.to_bits();
    let in_block = |block: &[u16; 8], length: u32| {
        let block = Ipv6Addr::from(*block).to_bits();
        let shift = 128 - length;
        bits >> shift == block >> shift
    };
    if let Some((.., reach)) = V6.iter().find(|(block, length, _)| in_block(block, *length)) {
        return *reach;
    }
    let segments = address.segments();
    // NAT64 (RFC 6052): on networks without IPv4 every older server is reached through it, so it is
    // worth what the address inside is worth, and never more than public ones.
    if in_block(&[0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96) {
        return match reach_v4(Ipv4Addr::from_bits(bits as u32)) {
            Reach::Public => Reach::Public,
            _ => Reach::Forbidden,
        };
    }
    // ISATAP (RFC 5214): an IPv4 address as the interface identifier, under any prefix.
    if matches!(segments[4], 0 | 0x200) && segments[5] == 0x5efe {
        return Reach::Forbidden;
    }
    // Global unicast is assigned from 2000::/3 only (RFC 4291 §2.4 and the IANA registry). All
    // else, mapped, compatible and translated IPv4 among it, is not public.
    if segments[0] >> 13 == 1 { Reach::Public } else { Reach::Forbidden }
}

#[cfg(test)]
mod tests;
