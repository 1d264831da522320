//! Choices as they stand in the address: `frame:steel,lights:yes`.

use protocol::product::Choices;
use shared::Id;

/// The configurator with these choices, for a line of a quote that stays the same line.
pub fn path_to(product: Id, line: Id, choices: &Choices) -> String {
    let choose = write(choices).unwrap_or_default();
    let encoded = String::from(js_sys::encode_uri_component(&choose));
    format!("/configure/{product}?line={line}&choose={encoded}")
}

/// What would end a name too early, and how it is written.
const MARKS: [(&str, &str); 3] = [("%", "%25"), (",", "%2C"), (":", "%3A")];

/// The choices of an address. What is no pair is left out.
pub(super) fn read(text: &str) -> Choices {
    text.split(',').filter_map(|pair| pair.split_once(':')).map(|(key, option)| (bare(key), bare(option))).collect()
}

/// The text of an address; nothing where nothing is chosen.
pub(super) fn write(choices: &Choices) -> Option<String> {
    let pairs: Vec<String> = choices.iter().map(|(key, option)| format!("{}:{}", safe(key), safe(option))).collect();
    (!pairs.is_empty()).then(|| pairs.join(","))
}

fn safe(name: &str) -> String {
    MARKS.iter().fold(name.to_owned(), |name, (mark, written)| name.replace(mark, written))
}

fn bare(text: &str) -> String {
    MARKS.iter().rev().fold(text.to_owned(), |text, (mark, written)| text.replace(written, mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn any_name_comes_back_from_the_address() {
        let names = ["plain", "drawer[2].width", "a,b:c", "100%", "%2C", "%252C:"];
        let choices: Choices = names.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
        assert_eq!(write(&choices).map(|text| read(&text)), Some(choices));
        assert_eq!(write(&Choices::new()), None);
        assert_eq!(read("nonsense,a:b,,").into_iter().collect::<Vec<_>>(), [("a".to_owned(), "b".to_owned())]);
    }
}
