//! Lines and sums as tables.

use pricing::{
    PricedLine, PricedQuote,
    draft::{Choice, Taken},
};
use rust_decimal::Decimal;
use shared::value::FileRef;

use super::sheet::Sheet;
use crate::{
    html::{Html, element, of},
    public::{decimal, money, t, t_with},
};

/// The lines, section by section.
pub(super) fn lines(sheet: &Sheet) -> Html {
    let quote = &sheet.shown.quote;
    let heads =
        [("offer-item", "item"), ("offer-quantity", "number"), ("offer-each", "number"), ("offer-net", "number")];
    let head: Html = heads.into_iter().map(|(key, class)| column(&t(key), class)).collect();
    let mut groups: Vec<(Option<&str>, Vec<&PricedLine>)> = Vec::new();
    for line in &quote.lines {
        match groups.last_mut() {
            Some((section, lines)) if *section == line.section.as_deref() => lines.push(line),
            _ => groups.push((line.section.as_deref(), vec![line])),
        }
    }
    let bodies = groups.into_iter().map(|(section, lines)| {
        let rows = lines.into_iter().map(|line| row(sheet, line));
        element("tbody", &[], section_row(quote, section).into_iter().chain(rows).collect::<Html>())
    });
    let head = element("thead", &[], element("tr", &[], head));
    let caption = of("caption", "visually-hidden", t("offer-lines"));
    of("table", "lines", [caption, head].into_iter().chain(bodies).collect::<Html>())
}

fn column(words: &str, class: &str) -> Html {
    element("th", &[("scope", "col"), ("class", class)], words)
}

fn section_row(quote: &PricedQuote, section: Option<&str>) -> Option<Html> {
    let section = quote.sections.iter().find(|known| Some(known.id.as_str()) == section)?;
    let net = money(section.net, quote.settlement.currency);
    let words = t_with("offer-section", &[("section", &section.name), ("net", &net)]);
    let cell = element("th", &[("scope", "rowgroup"), ("colspan", "4"), ("class", "lines__section")], words);
    Some(element("tr", &[], cell))
}

fn row(sheet: &Sheet, line: &PricedLine) -> Html {
    let currency = sheet.shown.quote.settlement.currency;
    let (quantity, each) = (decimal(line.quantity), money(line.net_unit(), currency));
    let small = t_with("offer-each-of", &[("quantity", &quantity), ("each", &each)]);
    let optional = line.optional.map(|taken| match taken {
        Taken::Yes => t("offer-optional-taken"),
        Taken::No => t("offer-optional"),
    });
    let text = |class, text: &str| (!text.is_empty()).then(|| of("span", class, text));
    let item = Html::from([
        of("span", "lines__name", line.product.name.as_str()),
        text("lines__code", &line.product.code).into(),
        optional.map(|words| of("span", "lines__optional", words)).into(),
        text("lines__more", &line.description).into(),
        line.choices.iter().filter(|choice| choice.is_told()).map(choice).collect(),
        picture(sheet, line),
        of("span", "lines__small", small),
    ]);
    let cells = Html::from([
        element("th", &[("scope", "row"), ("class", "item")], item),
        of("td", "number", quantity),
        of("td", "number", each),
        of("td", "number", money(line.net, currency)),
    ]);
    of("tr", if line.counts() { "lines__row" } else { "lines__row lines__row--open" }, cells)
}

/// How a configured product looks; the words above it say what is seen.
fn picture(sheet: &Sheet, line: &PricedLine) -> Html {
    sheet.pictures.get(&line.id).map(|picture| image(sheet, picture, "lines__picture", "")).into()
}

/// A picture that the quote was sent with. It says how large it is, so that nothing jumps when it comes.
pub(super) fn image(sheet: &Sheet, picture: &FileRef, class: &str, alt: &str) -> Html {
    let address = format!("{}/picture/{}", sheet.address, picture.hash);
    let sides = [picture.width, picture.height].map(|side| side.to_string());
    let [width, height] = sides.each_ref().map(String::as_str);
    let attributes = [("class", class), ("src", &*address), ("alt", alt), ("width", width), ("height", height)];
    element("img", &attributes, Html::none())
}

/// What was chosen of a product that was configured.
fn choice(choice: &Choice) -> Html {
    let (name, words) = choice.said();
    let count = decimal(choice.count);
    let key = if choice.count == Decimal::ONE { "offer-choice" } else { "offer-choice-of" };
    of("span", "lines__more", t_with(key, &[("name", name), ("words", words), ("count", &count)]))
}

/// What it all costs.
pub(super) fn sums(quote: &PricedQuote) -> Html {
    let (currency, totals) = (quote.settlement.currency, quote.totals());
    let write = |amount| money(amount, currency);
    let mut rows = Vec::new();
    if quote.list != totals.lines {
        rows.push(sum(&t("offer-list"), write(quote.list)));
        rows.push(sum(&t("offer-discount"), write(totals.lines - quote.list)));
    }
    rows.extend(quote.sums.extras.iter().map(|extra| sum(&extra.reason, write(extra.signed()))));
    rows.push(sum(&t("offer-total-net"), write(totals.net)));
    rows.extend(quote.sums.taxes.iter().map(|tax| {
        let (rate, taxable) = (decimal(tax.rate), write(tax.taxable));
        let key = if tax.rate.is_zero() { "offer-untaxed" } else { "offer-tax" };
        sum(&t_with(key, &[("rate", &rate), ("taxable", &taxable)]), write(tax.tax))
    }));
    let mut last = vec![sum(&t("offer-total-gross"), write(totals.gross))];
    if totals.due != totals.gross {
        let parts = [("offer-paid", -totals.paid), ("offer-rounding", totals.rounding), ("offer-due", totals.due)];
        let told = parts.into_iter().filter(|(_, amount)| *amount != Decimal::ZERO);
        last.extend(told.map(|(key, amount)| sum(&t(key), write(amount))));
    }
    let caption = of("caption", "visually-hidden", t("offer-totals"));
    let body = element("tbody", &[], rows.into_iter().collect::<Html>());
    let foot = element("tfoot", &[], last.into_iter().collect::<Html>());
    of("table", "sums", [caption, body, foot])
}

fn sum(words: &str, amount: String) -> Html {
    element("tr", &[], [element("th", &[("scope", "row")], words), of("td", "number", amount)])
}
