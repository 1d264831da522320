//! The page itself.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::markdown;

use super::{
    found::Standing,
    lines::{image, lines, sums},
    sheet::{Sheet, Signed},
};
use crate::{
    html::{Html, element, of},
    public::{Plain, date, money, page, t, t_with},
};

/// What came of the request that is answered, and what was typed where it has to be put right.
#[derive(Default)]
pub(super) struct Reply {
    pub(super) problem: Option<&'static str>,
    /// A question has been passed on.
    pub(super) asked: bool,
    pub(super) name: String,
    pub(super) question: String,
    pub(super) reason: String,
}

/// The page of a quote as it stands.
pub(super) fn answer(sheet: &Sheet, reply: &Reply) -> Response {
    if !sheet.standing.shows() {
        return nothing(sheet).into_response();
    }
    let status = if reply.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = t_with("offer-title", &[("number", &sheet.shown.number)]);
    page(status, &title, body(sheet, reply))
}

/// The quote is there, but not for this link any more.
fn nothing(sheet: &Sheet) -> Plain {
    let (whom, day) = (sheet.whom(), sheet.until.map(date).unwrap_or_default());
    let kind = match sheet.standing {
        Standing::Revoked => "revoked",
        Standing::Replaced => "replaced",
        _ => "expired",
    };
    Plain {
        status: StatusCode::GONE,
        title: t(&format!("offer-{kind}-title")),
        sentence: t_with(&format!("offer-{kind}"), &[("contact", &whom), ("day", &day)]),
        retry_after: None,
    }
}

fn body(sheet: &Sheet, reply: &Reply) -> Html {
    let main = Html::from([
        head(sheet),
        notice(sheet, reply),
        sheet.shown.introduction.as_deref().map(prose).into(),
        of("div", "offer__lines", lines(sheet)),
        sums(&sheet.shown.quote),
        terms(sheet),
        signature(sheet.signed.as_ref()),
        (sheet.standing == Standing::Open).then(|| acceptance(sheet, reply)).into(),
        others(sheet, reply),
    ]);
    of("main", "offer", main)
}

fn prose(text: &str) -> Html {
    of("div", "prose", markdown::render(text))
}

fn head(sheet: &Sheet) -> Html {
    let shown = &sheet.shown;
    let version = shown.version.to_string();
    let number = match shown.version {
        0 | 1 => shown.number.clone(),
        _ => t_with("offer-version", &[("number", &shown.number), ("version", &version)]),
    };
    let buyer: Vec<&str> = sheet.buyer.iter().chain(&sheet.person).map(String::as_str).collect();
    let term = shown.quote.term_months.filter(|months| *months > 0).map(|months| months.to_string());
    let facts = [
        fact("offer-for", Some(buyer.join(", "))),
        fact("offer-reference", shown.reference.clone()),
        fact("offer-date", Some(date(shown.quote.date))),
        fact("offer-valid-until", shown.valid_until.map(date)),
        fact("offer-term", term.map(|months| t_with("offer-term-months", &[("months", &months)]))),
        contact(sheet),
    ];
    let file = format!("{}/quote.pdf", sheet.address);
    let file = element("a", &[("class", "button"), ("href", &file)], t("offer-pdf"));
    let file = of("p", "offer__file", file);
    let logo = sheet.logo.as_ref().map(|logo| image(sheet, logo, "offer__logo", ""));
    let by = t_with("offer-by", &[("seller", &sheet.seller)]);
    let title = of("h1", "offer__title", shown.title.as_str());
    let number = of("p", "offer__number", number);
    let parts = [logo.into(), of("p", "offer__by", by), title, number, of("dl", "offer__facts", facts), file];
    of("header", "offer__head", parts)
}

fn fact(key: &str, value: Option<String>) -> Html {
    let value = value.filter(|value| !value.is_empty());
    value.map(|value| pair(key, Html::from(value))).into()
}

fn pair(key: &str, value: Html) -> Html {
    element("div", &[], [element("dt", &[], t(key)), element("dd", &[], value)])
}

fn contact(sheet: &Sheet) -> Html {
    let Some((name, email)) = &sheet.contact else { return Html::none() };
    let link = email
        .as_ref()
        .map(|email| element("a", &[("class", "link"), ("href", &format!("mailto:{email}"))], email.as_str()));
    // Who was given no name is called by their address.
    let name = email.as_ref().is_none_or(|email| email != name).then(|| Html::from([name.as_str().into(), " ".into()]));
    pair("offer-contact", Html::from([name.into(), link.into()]))
}

/// How it stands, or what is wrong with what was sent.
fn notice(sheet: &Sheet, reply: &Reply) -> Html {
    if let Some(problem) = reply.problem {
        return element("p", &[("class", "notice notice--bad"), ("role", "alert")], t(problem));
    }
    let day = sheet.answered_on.map(date).unwrap_or_default();
    let standing = match (sheet.standing, &sheet.signed) {
        (Standing::Accepted, Some(signed)) => {
            Some(("good", t_with("offer-accepted", &[("name", &signed.name), ("day", &date(signed.at))])))
        }
        (Standing::Accepted, None) => Some(("good", t_with("offer-accepted-otherwise", &[("day", &day)]))),
        (Standing::Declined, _) => Some(("info", t_with("offer-declined", &[("day", &day)]))),
        _ => None,
    };
    let asked = reply.asked.then(|| match &sheet.contact {
        Some((name, _)) => ("good", t_with("offer-asked", &[("contact", name)])),
        None => ("good", t("offer-asked-us")),
    });
    let say = |(tone, words): (&str, String)| {
        element("p", &[("class", &format!("notice notice--{tone}")), ("role", "status")], words)
    };
    standing.into_iter().chain(asked).map(say).collect()
}

/// What stands below the amounts.
fn terms(sheet: &Sheet) -> Html {
    let written = sheet.shown.terms.as_deref().map(|terms| {
        let heading = of("h2", "offer__heading", t("offer-terms"));
        element("section", &[], [heading, prose(terms)])
    });
    let closing = sheet.shown.closing.as_deref().map(prose);
    Html::from([written.into(), closing.into()])
}

/// The signature as it was drawn.
fn signature(signed: Option<&Signed>) -> Html {
    let drawn = signed.and_then(|signed| Some((signed, signed.path.as_deref()?)));
    let picture = drawn.map(|(signed, path)| {
        let words = t_with("offer-signature-of", &[("name", &signed.name)]);
        let stroke = element("path", &[("d", path)], Html::none());
        let attributes =
            [("class", "signature__drawn"), ("viewBox", "0 0 600 200"), ("role", "img"), ("aria-label", &*words)];
        element("svg", &attributes, stroke)
    });
    picture.into()
}

fn acceptance(sheet: &Sheet, reply: &Reply) -> Html {
    let gross = money(sheet.shown.quote.totals().gross, sheet.shown.quote.settlement.currency);
    let agree = match &sheet.buyer {
        Some(buyer) => t_with("offer-agree", &[("gross", &gross), ("buyer", buyer)]),
        None => t_with("offer-agree-alone", &[("gross", &gross)]),
    };
    let tick =
        element("input", &[("type", "checkbox"), ("name", "agree"), ("value", "yes"), ("required", "")], Html::none());
    let fields = Html::from([
        hidden("shown", &sheet.print),
        name_field("accept-name", &reply.name),
        pad(),
        of("label", "tick", [tick, element("span", &[], agree)]),
        of("p", "form__why", t("offer-accept-record")),
        submit("button button--primary", &t("offer-accept-button")),
    ]);
    let heading = element("h2", &[("class", "offer__heading"), ("id", "answer")], t("offer-accept"));
    let form = form(&format!("{}/accept", sheet.address), fields);
    element("section", &[("class", "offer__answer"), ("aria-labelledby", "answer")], [heading, form])
}

/// The field to sign on. Without the script it stays hidden, and the typed name counts.
fn pad() -> Html {
    let canvas = [("class", "pad__canvas"), ("width", "600"), ("height", "200"), ("aria-hidden", "true")];
    let clear = [("type", "button"), ("class", "button button--quiet"), ("data-clear", "")];
    let label = of("span", "form__label", t("offer-signature"));
    let parts = Html::from([
        of("div", "pad__top", [label, element("button", &clear, t("offer-signature-clear"))]),
        element("canvas", &canvas, Html::none()),
        of("p", "form__why", t("offer-signature-why")),
        hidden("signature", ""),
    ]);
    element("div", &[("class", "pad"), ("data-pad", ""), ("hidden", "")], parts)
}

/// What can be done besides: a question always, and to decline while it is open.
fn others(sheet: &Sheet, reply: &Reply) -> Html {
    let ask = Html::from([
        name_field("ask-name", &reply.name),
        area("ask-question", "question", &t("offer-question"), &reply.question, 4000, true),
        submit("button", &t("offer-ask-button")),
    ]);
    let decline = Html::from([
        area("decline-reason", "reason", &t("offer-reason"), &reply.reason, 500, false),
        submit("button button--danger", &t("offer-decline-button")),
    ]);
    let asking = !reply.question.is_empty() || reply.problem == Some("offer-problem-question");
    let declining = !reply.reason.is_empty();
    let parts = Html::from([
        folded(&t("offer-ask"), asking, form(&format!("{}/ask", sheet.address), ask)),
        (sheet.standing == Standing::Open)
            .then(|| folded(&t("offer-decline"), declining, form(&format!("{}/decline", sheet.address), decline)))
            .into(),
    ]);
    of("div", "folds", parts)
}

fn folded(title: &str, open: bool, inner: Html) -> Html {
    let attributes: &[(&str, &str)] = if open { &[("class", "fold"), ("open", "")] } else { &[("class", "fold")] };
    element("details", attributes, [of("summary", "fold__title", title), inner])
}

fn form(action: &str, fields: Html) -> Html {
    element("form", &[("class", "form"), ("method", "post"), ("action", action)], fields)
}

fn hidden(name: &str, value: &str) -> Html {
    element("input", &[("type", "hidden"), ("name", name), ("value", value)], Html::none())
}

fn name_field(id: &str, value: &str) -> Html {
    let input = [
        ("class", "form__input"),
        ("id", id),
        ("name", "name"),
        ("value", value),
        ("required", ""),
        ("maxlength", "100"),
        ("autocomplete", "name"),
    ];
    let label = element("label", &[("class", "form__label"), ("for", id)], t("offer-name"));
    of("div", "form__field", [label, element("input", &input, Html::none())])
}

fn area(id: &str, name: &str, label: &str, value: &str, most: usize, required: bool) -> Html {
    let most = most.to_string();
    let attributes =
        [("class", "form__input form__input--tall"), ("id", id), ("name", name), ("maxlength", &*most), ("rows", "4")];
    let required = [("required", "")].into_iter().filter(|_| required);
    let attributes: Vec<(&str, &str)> = attributes.into_iter().chain(required).collect();
    let label = element("label", &[("class", "form__label"), ("for", id)], label);
    of("div", "form__field", [label, element("textarea", &attributes, value)])
}

fn submit(class: &str, words: &str) -> Html {
    element("button", &[("type", "submit"), ("class", class)], words)
}
