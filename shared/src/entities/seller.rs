//! The firm that uses Sextant.

use crate::{Id, Problem, Record, entity};

entity! {
    /// Who sells, as quotes and orders say it. There is one record, [`seller_id`].
    Seller = "seller" / "sellers", scope Workspace, write Managers {
        /// What the firm is called, as in the register.
        NAME = "name": Text(200) [required, title, list];
        /// Stands at the head of its documents.
        LOGO = "logo": File;
        /// Postal address.
        ADDRESS = "address": Address [list];
        /// Number for value added tax.
        TAX_NUMBER = "tax_number": Text(60) [list];
        /// Number in the register of companies.
        REGISTRATION = "registration": Text(100);
        /// E-mail address for customers.
        EMAIL = "email": Email [list];
        /// Telephone.
        PHONE = "phone": Phone;
        /// Other sites that may show the public configurator, such as `https://www.example.com`, with spaces between.
        SITES = "sites": Text(1000);
    }
    checks [names_sites]
}

impl Seller {
    /// The sites that may show the public configurator, as a browser's policy wants them: what is none is left out.
    pub fn sites(text: &str) -> impl Iterator<Item = &str> {
        text.split_whitespace().filter(|site| is_site(site))
    }
}

/// Scheme, host and perhaps a port. Nothing else, because it goes into a header. Plain HTTP is for trying it out.
fn is_site(site: &str) -> bool {
    let Some((scheme, place)) = site.split_once("://") else { return false };
    let (host, port) = place.split_once(':').unwrap_or((place, "0"));
    let named = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'.' | b'-');
    let safe = scheme == "https" || scheme == "http" && matches!(host, "localhost" | "127.0.0.1");
    safe && !host.is_empty() && host.bytes().all(named) && port.parse::<u16>().is_ok()
}

fn names_sites(record: &Record, problems: &mut Vec<Problem>) {
    let wrong = record.get(Seller::SITES).and_then(|sites| sites.split_whitespace().find(|site| !is_site(site)));
    problems.extend(wrong.map(|site| Problem::of(Seller::SITES.id, "problem-site").with("value", site)));
}

/// The id of the one record: whoever makes it, on however many devices, makes the same.
pub fn seller_id() -> Id {
    Id::named("seller")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_scheme_host_and_port_and_nothing_that_could_break_a_header() {
        let good =
            ["https://www.example.com", "https://example.com:8443", "http://localhost:3000", "http://127.0.0.1:1"];
        assert!(good.into_iter().all(is_site));
        let bad = [
            "example.com",
            "http://example.com",
            "https://",
            "https://a/b",
            "https://*",
            "https://a;",
            "https://a:99999",
            "https://a:",
            "javascript://x",
        ];
        assert!(!bad.into_iter().any(is_site));
    }
}
