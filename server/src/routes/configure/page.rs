//! The page: everything that can be chosen, the product so far, and the form to ask for a quote. The script fills in what
//! goes together and what it costs.

use product::model::{FlatAttribute, FlatOption, NO, YES};
use shared::{entities::Product, markdown};

use super::{goods::Goods, open::OpenModel};
use crate::{
    html::{Html, element, of},
    public::t,
};

/// Most options that stand as buttons; more numbers than that stand in a list.
const MOST_BUTTONS: usize = 8;

/// What the page shows.
pub(super) struct Sheet<'a> {
    pub(super) goods: &'a Goods,
    pub(super) model: &'a OpenModel,
    pub(super) seller: &'a str,
}

impl Sheet<'_> {
    pub(super) fn name(&self) -> String {
        self.goods.product.get(Product::NAME).unwrap_or_default().to_owned()
    }

    /// The page's own address.
    fn address(&self) -> String {
        format!("/p/configure/{}", self.goods.product.id)
    }
}

/// What stands in the page.
pub(super) fn body(sheet: &Sheet<'_>) -> Html {
    let (address, failed) = (sheet.address(), t("shop-js-failed"));
    let attributes = [("class", "shop"), ("data-configure", &*address), ("data-failed", &*failed)];
    let main = Html::from([
        head(sheet),
        element("noscript", &[], of("p", "notice notice--info", t("shop-script"))),
        element("p", &[("class", "notice"), ("data-status", ""), ("role", "status"), ("hidden", "")], Html::none()),
        of(
            "div",
            "shop__panes",
            [of("div", "shop__main", [scene(sheet), beginning(), choices(sheet), handing_on()]), summary(sheet)],
        ),
        request(sheet),
        comparison(),
    ]);
    element("main", &attributes, main)
}

fn head(sheet: &Sheet<'_>) -> Html {
    let about = sheet.goods.product.get(Product::DESCRIPTION).map(|text| of("div", "prose", markdown::render(text)));
    let seller = Some(sheet.seller).filter(|name| !name.is_empty()).map(|name| of("p", "shop__by", name));
    of("header", "shop__head", [seller.into(), of("h1", "shop__title", sheet.name()), picture(sheet), about.into()])
}

/// What the product looks like, where somebody has chosen a picture.
fn picture(sheet: &Sheet<'_>) -> Html {
    let Some(picture) = sheet.goods.product.get(Product::PICTURE) else { return Html::none() };
    let (address, name) = (format!("{}/picture/{}", sheet.address(), picture.hash), sheet.name());
    let sides = [picture.width, picture.height].map(|side| side.to_string());
    let [width, height] = sides.each_ref().map(String::as_str);
    let attributes =
        [("class", "shop__picture"), ("src", &*address), ("alt", &*name), ("width", width), ("height", height)];
    element("img", &attributes, Html::none())
}

/// Where the product is seen; the script is loaded when it is.
fn scene(sheet: &Sheet<'_>) -> Html {
    if !sheet.model.has_body {
        return Html::none();
    }
    let name = sheet.name();
    let canvas = [
        ("class", "scene__canvas"),
        ("tabindex", "0"),
        ("role", "img"),
        ("aria-label", name.as_str()),
        ("aria-describedby", "scene-keys"),
    ];
    let button = |action: &'static str, key: &str, sign: &str| {
        let attributes =
            [("type", "button"), ("class", "button scene__button"), ("data-scene", action), ("aria-label", &*t(key))];
        element("button", &attributes, sign)
    };
    let controls = Html::from([
        button("nearer", "shop-nearer", "+"),
        button("farther", "shop-farther", "−"),
        button("reset", "shop-first-view", "⟲"),
    ]);
    let view = element(
        "div",
        &[("class", "scene__view"), ("hidden", "")],
        [
            element("canvas", &canvas, Html::none()),
            of("div", "scene__controls", controls),
            element("p", &[("class", "visually-hidden"), ("id", "scene-keys")], t("shop-keys")),
        ],
    );
    let show = [("type", "button"), ("class", "button"), ("data-scene", "show"), ("disabled", "")];
    let section = [("class", "scene"), ("aria-label", &*t("shop-scene")), ("data-stage", "")];
    element("section", &section, [element("button", &show, t("shop-see")), view])
}

/// Where to begin. The script fills it with what the model offers, and shows it until something is chosen.
fn beginning() -> Html {
    let title = element("h2", &[("class", "step__name"), ("id", "begin-title")], t("shop-begin"));
    let cards = element("div", &[("class", "begin__cards")], Html::none());
    let section = [("class", "step"), ("data-presets", ""), ("aria-labelledby", "begin-title"), ("hidden", "")];
    element("section", &section, [title, cards])
}

/// What can be done with a configuration besides asking for it.
fn handing_on() -> Html {
    let press = |part: &'static str, key: &str| {
        element("button", &[("type", "button"), ("class", "button"), (part, ""), ("disabled", "")], t(key))
    };
    let said = [("class", "notice"), ("data-copied", ""), ("role", "status"), ("hidden", "")];
    let said = element("p", &said, Html::none());
    let row = of("div", "shop__acts", [press("data-compare", "shop-compare"), press("data-copy", "shop-copy")]);
    of("div", "shop__on", [row, said])
}

/// Configurations side by side, filled in by the script when somebody opens it.
fn comparison() -> Html {
    let press = |part: &'static str, key: &str| {
        element("button", &[("type", "button"), ("class", "button"), (part, "")], t(key))
    };
    let label = t("shop-comparison");
    let bar = of("div", "beside__bar", [press("data-close", "shop-compare-back"), press("data-aside", "shop-aside")]);
    let place =
        [("class", "beside__place"), ("data-table", ""), ("tabindex", "0"), ("role", "group"), ("aria-label", &*label)];
    let dialog = [("class", "beside"), ("data-comparison", ""), ("aria-label", &*label)];
    element("dialog", &dialog, [bar, element("div", &place, t("shop-opening"))])
}

/// Everything that can be chosen, step by step.
fn choices(sheet: &Sheet<'_>) -> Html {
    let mut steps: Vec<(&str, Vec<Html>)> = Vec::new();
    for (attribute, group) in sheet.model.flat.attributes.iter().zip(&sheet.model.groups) {
        let row = row(attribute, group);
        match steps.iter_mut().find(|(name, _)| name == group) {
            Some((_, rows)) => rows.push(row),
            None => steps.push((group, vec![row])),
        }
    }
    let step = |(name, rows): (&str, Vec<Html>)| {
        let name = if name.is_empty() { t("shop-options") } else { name.to_owned() };
        let gone = element("p", &[("class", "step__absent"), ("hidden", "")], t("shop-absent"));
        let body = of("div", "step__rows", rows.into_iter().collect::<Html>());
        element("section", &[("class", "step"), ("data-step", "")], [of("h2", "step__name", name), gone, body])
    };
    let conflict = element("div", &[("data-conflict", ""), ("aria-live", "polite")], Html::none());
    let steps: Html = steps.into_iter().map(step).collect();
    let form = [("class", "choices"), ("data-choices", ""), ("aria-label", &*t("shop-choices"))];
    element("form", &form, [conflict, steps])
}

/// One thing to choose. Instances of a sub-assembly carry its name, which the step says already.
fn row(attribute: &FlatAttribute, group: &str) -> Html {
    let short = attribute.name.strip_prefix(group).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(&attribute.name);
    let listed = attribute.numeric && attribute.options.len() > MOST_BUTTONS;
    let id = format!("a-{}", attribute.id);
    let control = if listed { list(attribute, &id) } else { buttons(attribute) };
    let note = element("div", &[("class", "choice__note"), ("data-note", "")], Html::none());
    let why = element("div", &[("data-why", ""), ("aria-live", "polite")], Html::none());
    let name = of("span", "choice__name", short);
    let title = if listed { element("label", &[("for", &id)], name) } else { name };
    let title = element("legend", &[("class", "choice__title")], title);
    let fieldset =
        [("class", "choice"), ("data-attribute", attribute.id.as_str()), ("data-name", attribute.name.as_str())];
    element("fieldset", &fieldset, [title, note, control, why])
}

fn buttons(attribute: &FlatAttribute) -> Html {
    let all = attribute.options.iter().map(|option| {
        let present = if option.present { "yes" } else { "no" };
        let input = [
            ("type", "radio"),
            ("name", attribute.id.as_str()),
            ("value", option.id.as_str()),
            ("data-present", present),
            ("disabled", ""),
            ("class", "option__input"),
        ];
        of(
            "label",
            "option",
            [
                element("input", &input, Html::none()),
                of("span", "option__name", words(attribute, option)),
                element("span", &[("class", "option__price"), ("data-price", "")], Html::none()),
            ],
        )
    });
    of("div", "choice__options", all.collect::<Html>())
}

fn list(attribute: &FlatAttribute, id: &str) -> Html {
    let open = element("option", &[("value", "")], t("shop-undecided"));
    let all = attribute.options.iter().map(|option| {
        let present = if option.present { "yes" } else { "no" };
        element("option", &[("value", &option.id), ("data-present", present)], words(attribute, option))
    });
    let select = [("class", "form__input choice__list"), ("id", id), ("name", &*attribute.id), ("disabled", "")];
    element("select", &select, std::iter::once(open).chain(all).collect::<Html>())
}

/// What an option is called: numbers with their unit, flags with a word.
fn words(attribute: &FlatAttribute, option: &FlatOption) -> String {
    let flag = attribute.options.len() == 2 && attribute.options.iter().all(|one| one.id == NO || one.id == YES);
    match (flag, option.number) {
        (true, _) => t(if option.present { "shop-yes" } else { "shop-no" }),
        (_, Some(_)) if attribute.unit.is_empty() => option.id.clone(),
        (_, Some(_)) => format!("{}\u{a0}{}", option.id, attribute.unit),
        _ => option.name.clone(),
    }
}

/// The product so far, beside the choices; at the foot of a narrow window.
fn summary(sheet: &Sheet<'_>) -> Html {
    let figures = element(
        "div",
        &[("class", "sum__figures"), ("role", "status")],
        [
            element("p", &[("class", "sum__label"), ("data-label", "")], t("shop-opening")),
            element("p", &[("class", "sum__price"), ("data-total", "")], "–"),
            element("p", &[("class", "sum__tax"), ("data-tax", "")], Html::none()),
        ],
    );
    let ask = [("class", "button button--primary"), ("href", "#request")];
    let over = [("type", "button"), ("class", "button"), ("data-over", ""), ("disabled", "")];
    let actions =
        of("div", "sum__actions", [element("a", &ask, t("shop-ask")), element("button", &over, t("shop-over"))]);
    let lines = element("ul", &[("class", "sum__lines"), ("data-lines", "")], Html::none());
    let lines = of("details", "sum__more", [of("summary", "sum__fold", t("shop-details")), lines]);
    let label = sheet.name();
    element("aside", &[("class", "sum"), ("aria-label", &*label)], [figures, actions, lines])
}

/// The form that becomes a request.
fn request(sheet: &Sheet<'_>) -> Html {
    let why = if sheet.seller.is_empty() { t("shop-request-why-us") } else { t("shop-request-why") };
    let fields = Html::from([
        of(
            "div",
            "request__fields",
            [
                input("name", "text", "shop-name", "name", true),
                input("firm", "text", "shop-firm", "organization", false),
                input("email", "email", "shop-email", "email", true),
                input("phone", "tel", "shop-phone", "tel", false),
                country(),
                quantity(),
            ],
        ),
        note(),
        trap(),
        consent(),
        element("div", &[("data-said", ""), ("aria-live", "assertive")], Html::none()),
        element("button", &[("class", "button button--primary"), ("disabled", "")], t("shop-send")),
    ]);
    let form = [
        ("class", "form"),
        ("method", "post"),
        ("action", &*format!("{}/request", sheet.address())),
        ("data-request", ""),
        ("novalidate", ""),
    ];
    let heading = element("h2", &[("class", "offer__heading"), ("id", "request-title")], t("shop-request"));
    let section = [("class", "request"), ("id", "request"), ("aria-labelledby", "request-title"), ("tabindex", "-1")];
    element("section", &section, [heading, of("p", "form__why", why), element("form", &form, fields)])
}

fn field(id: &str, key: &str, required: bool, control: Html) -> Html {
    let label = if required { t(key) } else { format!("{} {}", t(key), t("shop-optional")) };
    let label = element("label", &[("class", "form__label"), ("for", id)], label);
    let problem = format!("{id}-problem");
    let wrong = element("p", &[("class", "form__problem"), ("id", &problem), ("hidden", "")], Html::none());
    of("div", "form__field", [label, control, wrong])
}

fn input(name: &'static str, kind: &str, key: &str, auto: &str, required: bool) -> Html {
    let id = format!("request-{name}");
    let mut attributes =
        vec![("class", "form__input"), ("id", &*id), ("name", name), ("type", kind), ("autocomplete", auto)];
    attributes.push(("maxlength", if name == "phone" { "50" } else { "200" }));
    if required {
        attributes.push(("required", ""));
    }
    field(&id, key, required, element("input", &attributes, Html::none()))
}

/// Names of countries are the browser's.
fn country() -> Html {
    let none = element("option", &[("value", "")], "–");
    let select =
        [("class", "form__input"), ("id", "request-country"), ("name", "country"), ("autocomplete", "country")];
    field("request-country", "shop-country", false, element("select", &select, none))
}

fn quantity() -> Html {
    let input = [
        ("class", "form__input"),
        ("id", "request-quantity"),
        ("name", "quantity"),
        ("type", "number"),
        ("min", "1"),
        ("max", "1000000"),
        ("step", "1"),
        ("value", "1"),
        ("required", ""),
        ("inputmode", "numeric"),
    ];
    field("request-quantity", "shop-quantity", true, element("input", &input, Html::none()))
}

fn note() -> Html {
    let area = [
        ("class", "form__input form__input--tall"),
        ("id", "request-note"),
        ("name", "note"),
        ("maxlength", "4000"),
        ("rows", "4"),
    ];
    field("request-note", "shop-note", false, element("textarea", &area, Html::none()))
}

/// A field that people neither see nor reach. A program that fills in every field gives itself away.
fn trap() -> Html {
    let input = [("name", "website"), ("id", "request-website"), ("tabindex", "-1"), ("autocomplete", "off")];
    let label = element("label", &[("for", "request-website")], t("shop-trap"));
    element("div", &[("class", "trap"), ("aria-hidden", "true")], [label, element("input", &input, Html::none())])
}

fn consent() -> Html {
    let input =
        [("type", "checkbox"), ("name", "consent"), ("id", "request-consent"), ("required", ""), ("value", "yes")];
    let words = element("span", &[], t("shop-consent"));
    let tick = of("label", "tick", [element("input", &input, Html::none()), words]);
    let problem = [("class", "form__problem"), ("id", "request-consent-problem"), ("hidden", "")];
    element("div", &[], [tick, element("p", &problem, Html::none())])
}
