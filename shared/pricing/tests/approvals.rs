//! Who must agree, when he is asked again, and that cost shows nowhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::{catalog, currency, dec, draft, entry, line, priced};
use pricing::{
    Catalog, Costs, Draft, MarginReport,
    approval::{Approval, ApprovalRule, Certainty, Need, Trigger, needs, standing},
    draft::{ByHand, LineChange},
    margin::OptionCost,
};
use shared::value::Money;

fn rule(id: &str, when: Trigger) -> ApprovalRule {
    ApprovalRule { id: id.to_owned(), name: format!("Rule {id}"), when, approvers: vec!["managers".to_owned()] }
}

fn list() -> Catalog {
    catalog(vec![entry("desk", "100"), entry("lamp", "40")])
}

/// Two lines, the first with a discount by hand.
fn quote(percent: &str) -> Draft {
    let mut lines = vec![line("1", "desk", "10"), line("2", "lamp", "1")];
    lines[0].discount =
        Some(ByHand { change: LineChange::PercentOff(dec(percent)), reason: String::new(), by: "me".to_owned() });
    draft("EUR", lines)
}

fn costs() -> Costs {
    Costs::new(currency("EUR")).with_unit("desk", dec("70")).with_unit("lamp", dec("30"))
}

fn report(draft: &Draft) -> MarginReport {
    costs().report(&priced(&list(), draft)).unwrap()
}

fn all_needs(rules: &[ApprovalRule], draft: &Draft) -> Vec<Need> {
    needs(rules, &priced(&list(), draft), Some(&report(draft))).unwrap()
}

#[test]
fn each_trigger_fires_above_its_threshold_only() {
    let eur = |amount| Money::new(dec(amount), currency("EUR"));
    let mut draft = quote("20");
    draft.term_months = Some(24);
    // Lines: 800.00 of 1000.00 and 40.00; cost 700.00 and 30.00.
    for (when, subjects) in [
        (Trigger::LineDiscountOver(dec("20")), 0),
        (Trigger::LineDiscountOver(dec("19.99")), 1),
        (Trigger::QuoteDiscountOver(dec("19.23")), 0),
        (Trigger::QuoteDiscountOver(dec("19.22")), 1),
        (Trigger::LineMarginUnder(dec("12.5")), 0),
        (Trigger::LineMarginUnder(dec("12.51")), 1),
        (Trigger::LineMarginUnder(dec("26")), 2),
        (Trigger::MarginUnder(dec("13.10")), 0),
        (Trigger::MarginUnder(dec("13.11")), 1),
        (Trigger::TotalOver(eur("840")), 0),
        (Trigger::TotalOver(eur("839.99")), 1),
        (Trigger::TermOver(24), 0),
        (Trigger::TermOver(23), 1),
        (Trigger::Products { products: ["lamp".to_owned()].into(), families: [].into() }, 1),
        (Trigger::Products { products: [].into(), families: ["x".to_owned()].into() }, 0),
    ] {
        let found = all_needs(&[rule("r", when.clone())], &draft);
        assert_eq!(found.len(), subjects, "{when:?}");
    }
    let abroad = rule("r", Trigger::TotalOver(Money::new(dec("1"), currency("USD"))));
    let missing = needs(&[abroad], &priced(&list(), &draft), None).unwrap_err();
    assert_eq!(missing.message_key, "problem-rate-missing");
}

#[test]
fn an_approval_holds_until_what_it_approved_changes() {
    let rules = [rule("line", Trigger::LineDiscountOver(dec("10"))), rule("term", Trigger::TermOver(12))];
    let mut draft = quote("20");
    draft.term_months = Some(24);
    let asked = all_needs(&rules, &draft);
    let at = "2026-11-21T10:00:00Z".parse().unwrap();
    let granted: Vec<Approval> = asked.iter().map(|need| need.decide("boss", at, true)).collect();
    let open = |draft: &Draft| -> Vec<String> {
        let found = all_needs(&rules, draft);
        standing(&found, &granted).iter().filter(|at| at.is_open()).map(|at| at.need.rule.clone()).collect()
    };
    assert!(open(&draft).is_empty());
    draft.lines[1].quantity = dec("99");
    draft.lines[0].quantity = dec("10.0");
    assert!(open(&draft).is_empty(), "another line changes nothing for this one");
    draft.term_months = Some(36);
    assert_eq!(open(&draft), ["term"], "asked again where it changed, and only there");
    draft.term_months = Some(24);
    draft.lines[0].quantity = dec("11");
    assert_eq!(open(&draft), ["line"]);
    draft.lines[0] = quote("20").lines[0].clone();
    assert!(open(&draft).is_empty(), "back at what was approved");

    let later = "2026-11-22T10:00:00Z".parse().unwrap();
    let both = [granted[0].clone(), asked[0].decide("boss", later, false)];
    assert!(!standing(&asked[..1], &both)[0].is_granted(), "the last decision counts");
    let mut stricter = rules.clone();
    stricter[0].when = Trigger::LineDiscountOver(dec("15"));
    let found = all_needs(&stricter, &draft);
    assert!(standing(&found, &granted)[0].is_open(), "another rule is another question");
}

#[test]
fn without_cost_the_answer_is_unknown_and_an_approval_still_fits() {
    let rules = [rule("floor", Trigger::LineMarginUnder(dec("20"))), rule("total", Trigger::MarginUnder(dec("20")))];
    let draft = quote("20");
    let on_server = all_needs(&rules, &draft);
    let on_device = needs(&rules, &priced(&list(), &draft), None).unwrap();
    assert_eq!(on_device.len(), 3, "two lines and the whole");
    assert!(on_device.iter().all(|need| need.certainty == Certainty::Unknown));
    assert_eq!(on_device[0].sentence().key, "approval-may-need");
    assert_eq!(on_server[0].sentence().key, "approval-will-need");
    assert_eq!(on_server[0].sentence().args["approvers"], "managers");
    for need in &on_server {
        let twin = on_device.iter().find(|other| (&other.rule, &other.subject) == (&need.rule, &need.subject)).unwrap();
        assert_eq!(twin.fingerprint, need.fingerprint);
    }
    let text = serde_json::to_string(&on_server).unwrap();
    assert!(!text.contains("700") && !text.contains("12.5"), "neither cost nor margin: {text}");
}

#[test]
fn margins_count_parts_options_and_what_is_not_known() {
    let mut draft = quote("0");
    let found = report(&draft);
    assert_eq!((found.total.cost, found.total.percent), (Some(dec("730.00")), Some(dec("29.81"))));
    draft.lines[0].choices =
        vec![pricing::draft::Choice { count: dec("2"), ..pricing::draft::Choice::new("colour", "red") }];
    let option = OptionCost {
        product: "desk".to_owned(),
        attribute: "colour".to_owned(),
        value: "red".to_owned(),
        cost: dec("1.255"),
    };
    let priced_quote = priced(&list(), &draft);
    let found = costs().with_option(option).report(&priced_quote).unwrap();
    assert_eq!(found.lines[0].cost, Some(dec("725.10")));
    let partial = Costs::new(currency("EUR")).with_unit("desk", dec("1")).report(&priced_quote).unwrap();
    assert_eq!((partial.lines[1].cost, partial.total.cost), (None, None), "unknown is not zero");
    assert!(partial.is_under(dec("1")) && partial.lines_under(dec("1")).eq(["2"]), "and no way around a floor");
    let abroad = Costs::new(currency("USD")).report(&priced_quote).unwrap_err();
    assert_eq!(abroad.message_key, "problem-rate-missing");
    assert_eq!(found.lines_under(dec("28")).collect::<Vec<_>>(), ["1", "2"]);
}
