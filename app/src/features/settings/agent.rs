//! What a browser says that it is, as people say it: *Chrome on Windows*.

use crate::i18n::{t, t_with};

/// Browsers by a mark in what they say. Most claim to be Chrome or Safari as well, so these come last.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// What browsers run on, by a mark. Android is a Linux, and says so.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// A device in words, by its browser's `User-Agent`. Of what is no browser the first word is what there is to say.
pub(super) fn device_words(agent: &str) -> String {
    let known =
        |marks: &[(&str, &'static str)]| marks.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => {
            t_with("devices-what", &[("browser", browser.into()), ("system", system.into())])
        }
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => agent.split_whitespace().next().map_or_else(|| t("devices-unknown"), str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::device_words;
    use crate::i18n::know_all;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_browser_is_told_by_its_own_name_and_not_by_those_that_it_claims() {
        know_all();
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
        assert_eq!(device_words(chrome), "Chrome on Windows");
        assert_eq!(device_words(&format!("{chrome} Edg/142.0.0.0")), "Edge on Windows");
        let android = "Mozilla/5.0 (Linux; Android 15; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36";
        assert_eq!(device_words(android), "Samsung Internet on Android");
        let ipad = "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
        assert_eq!(device_words(ipad), "Safari on iPad");
        assert_eq!(
            device_words("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"),
            "Firefox on Linux"
        );
    }

    #[wasm_bindgen_test]
    fn what_is_no_browser_has_a_name_too() {
        know_all();
        assert_eq!(device_words("curl/8.14.1"), "curl/8.14.1");
        assert_eq!(device_words("  "), "Unknown device");
    }
}
