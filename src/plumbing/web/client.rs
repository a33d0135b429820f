//! Which machine is asking.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

/// Addresses of proxies whose forwarded headers are believed. Empty: nobody's.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<(IpAddr, u8)>);

impl TrustedProxies {
    /// Addresses or networks, `10.0.0.2`, `10.0.0.0/8`, `::1`. The error names the first that is neither.
    pub fn parse(lines: &[String]) -> Result<TrustedProxies, String> {
        let network = |line: &String| {
            let (address, bits) = line.split_once('/').map_or((line.as_str(), None), |(a, b)| (a, Some(b)));
            let address: IpAddr =
                address.parse().map_err(|_| format!("{line:?} is neither an address nor a network"))?;
            let most = if address.is_ipv4() { 32 } else { 128 };
            let bits =
                bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| format!("{line:?} has a wrong length")))?;
            if bits > most { Err(format!("{line:?} has a wrong length")) } else { Ok((address, bits)) }
        };
        lines.iter().map(network).collect::<Result<_, _>>().map(TrustedProxies)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|(network, bits)| within(address, *network, *bits))
    }
}

fn within(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    match (address.to_canonical(), network.to_canonical()) {
        (IpAddr::V4(a), IpAddr::V4(n)) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            a.to_bits() & mask == n.to_bits() & mask
        }
        (IpAddr::V6(a), IpAddr::V6(n)) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
            a.to_bits() & mask == n.to_bits() & mask
        }
        _ => false,
    }
}

/// The address of the visitor: the peer's, or, behind a trusted proxy, the last one in X-Forwarded-For that is
/// not itself a trusted proxy. What stands before that anybody may have written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientIp(pub IpAddr);

impl ClientIp {
    /// What limits count by: the address, or the /64 of an IPv6 one, since a household has all of it.
    pub fn network(self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let prefix = address.to_bits() & (u128::MAX << 64);
                format!("{}/64", Ipv6Addr::from_bits(prefix))
            }
        }
    }

    /// Those around it: the /24 of an IPv4 address, the /48 of an IPv6 one. Whoever rents addresses by the hundred has them
    /// side by side.
    pub fn neighbourhood(self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => format!("{}/24", Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8))),
            IpAddr::V6(address) => format!("{}/48", Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 80))),
        }
    }

    /// By the connection and, behind a trusted proxy, by what it forwards.
    pub fn of(request: &HttpRequest) -> ClientIp {
        let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        let Some(proxies) = request.app_data::<web::Data<TrustedProxies>>().filter(|p| p.trusts(peer)) else {
            return ClientIp(peer);
        };
        let forwarded: Vec<IpAddr> = request
            .headers()
            .get_all("x-forwarded-for")
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map_while(|address| address.trim().parse().ok())
            .collect();
        ClientIp(forwarded.into_iter().rev().find(|address| !proxies.trusts(*address)).unwrap_or(peer))
    }
}

impl FromRequest for ClientIp {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(ClientIp::of(request)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn forwarded_addresses_are_believed_from_trusted_proxies_only() {
        let check = |peer: &str, header: Option<&str>, client: &str| {
            let proxies = TrustedProxies::parse(&["10.0.0.0/8".to_owned()]).unwrap();
            let mut request = TestRequest::default().peer_addr(format!("{peer}:1").parse().unwrap());
            if let Some(header) = header {
                request = request.insert_header(("x-forwarded-for", header));
            }
            let request = request.app_data(web::Data::new(proxies)).to_http_request();
            assert_eq!(ClientIp::of(&request).0.to_string(), client, "{peer} {header:?}");
        };
        check("203.0.113.9", Some("198.51.100.1"), "203.0.113.9");
        check("10.1.2.3", Some("198.51.100.1"), "198.51.100.1");
        check("10.1.2.3", Some("6.6.6.6, 198.51.100.1, 10.9.9.9"), "198.51.100.1");
        check("10.1.2.3", None, "10.1.2.3");
    }

    #[test]
    fn an_ipv6_household_counts_as_one() {
        let network = |text: &str| ClientIp(text.parse().unwrap()).network();
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn neighbours_count_as_one() {
        let around = |text: &str| ClientIp(text.parse().unwrap()).neighbourhood();
        assert_eq!(around("198.51.100.7"), "198.51.100.0/24");
        assert_eq!(around("198.51.100.7"), around("::ffff:198.51.100.250"));
        assert_ne!(around("198.51.100.7"), around("198.51.101.7"));
        assert_eq!(around("2001:db8:1:2::1"), around("2001:db8:1:ffff::1"));
        assert_ne!(around("2001:db8:1:2::1"), around("2001:db8:2:2::1"));
    }
}
