//! Carriers whose parcels can be followed by their number alone.

use super::Tracking;

/// A carrier and its page for one parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carrier {
    pub name: &'static str,
    /// What stands before the number in the address.
    page: &'static str,
}

/// Those that are offered by name.
pub const CARRIERS: &[Carrier] = &[
    Carrier { name: "DHL", page: "https://www.dhl.com/global-en/home/tracking.html?tracking-id=" },
    Carrier { name: "Deutsche Post", page: "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode=" },
    Carrier { name: "La Poste", page: "https://www.laposte.fr/outils/suivre-vos-envois?code=" },
    Carrier { name: "DPD", page: "https://tracking.dpd.de/status/en_US/parcel/" },
    Carrier { name: "GLS", page: "https://gls-group.com/track/" },
    Carrier { name: "UPS", page: "https://www.ups.com/track?tracknum=" },
    Carrier { name: "FedEx", page: "https://www.fedex.com/fedextrack/?trknbr=" },
    Carrier { name: "Royal Mail", page: "https://www.royalmail.com/track-your-item#/tracking-results/" },
    Carrier { name: "PostNL", page: "https://jouw.postnl.nl/track-and-trace/" },
    Carrier { name: "USPS", page: "https://tools.usps.com/go/TrackConfirmAction?tLabels=" },
];

impl Tracking {
    /// Where the parcel can be followed; empty when nobody can tell.
    pub fn address(&self) -> String {
        let known = CARRIERS.iter().find(|carrier| carrier.name == self.carrier);
        match known {
            Some(carrier) if !self.number.is_empty() => {
                let number: String = url::form_urlencoded::byte_serialize(self.number.as_bytes()).collect();
                format!("{}{number}", carrier.page)
            }
            _ if self.is_web_address() => self.url.clone(),
            _ => String::new(),
        }
    }

    /// Whether its address, where one was given, leads into the web.
    pub fn is_web_address(&self) -> bool {
        url::Url::parse(&self.url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_followed_at_its_carrier_or_where_it_was_said() {
        let check = |carrier: &str, number: &str, url: &str, address: &str| {
            let tracking = Tracking { carrier: carrier.to_owned(), number: number.to_owned(), url: url.to_owned() };
            assert_eq!(tracking.address(), address, "{carrier} {number} {url}");
        };
        check("GLS", "Z 12&x", "", "https://gls-group.com/track/Z+12%26x");
        check("GLS", "", "", "");
        check("Ferry", "9", "", "");
        check("Ferry", "9", "https://ferry.example/9", "https://ferry.example/9");
        check("Ferry", "9", "javascript:alert(1)", "");
    }
}
