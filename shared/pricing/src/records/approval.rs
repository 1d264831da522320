//! Rules on approvals and what was decided, from records.

use super::{decimal, linking, own_text, text};
use crate::{
    PricedQuote,
    approval::{self, Approval, ApprovalRule, Need, Subject, Trigger},
};
use rust_decimal::Decimal;
use shared::{
    Id, Record, Value,
    entities::{Approval as ApprovalRecord, ApprovalRule as RuleRecord, Quote},
    sync::{Operation, Rows},
};

/// Kinds of approval rules.
const KINDS: [&str; 5] = ["line_discount", "quote_discount", "total", "term", "products"];

/// What somebody must agree to before a quote is sent at these prices. A rule that cannot look at it, for want of an
/// exchange rate, asks for nothing.
pub fn needs(rows: &dyn Rows, quote: &PricedQuote) -> Vec<Need> {
    let by = |rule: &ApprovalRule| approval::needs(std::slice::from_ref(rule), quote, None).unwrap_or_default();
    approval_rules(rows).iter().flat_map(by).collect()
}

/// The needs that nobody has granted, by what was decided.
pub fn open_needs(rows: &dyn Rows, quote: &PricedQuote, decided: &[Approval]) -> Vec<Need> {
    let needs = needs(rows, quote);
    let standing = approval::standing(&needs, decided);
    standing.iter().filter(|one| !one.is_granted()).map(|one| one.need.clone()).collect()
}

/// The rules that count. Approvers are ids of people and keys of roles.
fn approval_rules(rows: &dyn Rows) -> Vec<ApprovalRule> {
    let all = KINDS.iter().flat_map(|kind| linking(rows, RuleRecord::ENTITY_NAME, RuleRecord::KIND.id, kind));
    all.filter(|rule| rule.get(RuleRecord::ACTIVE) == Some(true)).filter_map(|rule| approval_rule(&rule)).collect()
}

fn approval_rule(rule: &Record) -> Option<ApprovalRule> {
    let people = rule.get(RuleRecord::APPROVERS).unwrap_or_default().into_iter().map(|id| id.to_string());
    let roles = rule.get(RuleRecord::ROLES).unwrap_or_default().iter().map(ToString::to_string);
    let approvers = people.chain(roles).collect();
    Some(ApprovalRule {
        id: rule.id.to_string(),
        name: text(rule, RuleRecord::NAME.id),
        when: trigger(rule)?,
        approvers,
    })
}

fn trigger(rule: &Record) -> Option<Trigger> {
    let percent = || rule.get(RuleRecord::PERCENT).map_or(Decimal::ZERO, decimal);
    Some(match rule.get(RuleRecord::KIND)? {
        "line_discount" => Trigger::LineDiscountOver(percent()),
        "quote_discount" => Trigger::QuoteDiscountOver(percent()),
        "total" => Trigger::TotalOver(*rule.get(RuleRecord::AMOUNT)?),
        "term" => Trigger::TermOver(months(rule.get(RuleRecord::MONTHS)?)),
        "products" => Trigger::Products {
            products: rule.get(RuleRecord::PRODUCTS).unwrap_or_default().iter().map(Id::to_string).collect(),
            families: own_text(rule, RuleRecord::FAMILY.id).into_iter().collect(),
        },
        _ => return None,
    })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a term is between 0 and 1,200 months")]
fn months(number: f64) -> u32 {
    number.floor() as u32
}

/// What was decided on any version of a quote.
pub fn approvals(rows: &dyn Rows, quote: &Record) -> Vec<Approval> {
    let number = quote.get(Quote::NUMBER).unwrap_or_default();
    let versions = linking(rows, Quote::ENTITY_NAME, Quote::NUMBER.id, number);
    let of = |version: &Record| {
        linking(rows, ApprovalRecord::ENTITY_NAME, ApprovalRecord::QUOTE.id, &version.id.to_string())
    };
    versions.iter().flat_map(|version| of(version)).filter_map(|record| approval(&record)).collect()
}

fn approval(record: &Record) -> Option<Approval> {
    let granted = match record.get(ApprovalRecord::STATUS)? {
        "granted" => true,
        "refused" => false,
        _ => return None,
    };
    Some(Approval {
        rule: text(record, ApprovalRecord::RULE.id),
        subject: own_text(record, ApprovalRecord::LINE.id).map_or(Subject::Quote, Subject::Line),
        fingerprint: text(record, ApprovalRecord::FINGERPRINT.id),
        by: text(record, ApprovalRecord::DECIDED_BY.id),
        at: record.get(ApprovalRecord::DECIDED_AT)?,
        granted,
    })
}

/// The id of the record that asks for what a need looks at: asking for the same again is asking once.
pub fn approval_id(quote: &Record, need: &Need) -> Id {
    let number = quote.get(Quote::NUMBER).unwrap_or_default();
    Id::named(&format!("approval/{number}/{}/{:?}/{}", need.rule, need.subject, need.fingerprint))
}

/// Asks for an approval. `reason` is what people read: why it is needed.
pub fn ask(quote: &Record, need: &Need, reason: &str) -> Operation {
    let line = match &need.subject {
        Subject::Line(line) => line.as_str().into(),
        Subject::Quote => Value::Null,
    };
    let values: [(&str, Value); 6] = [
        (ApprovalRecord::REASON.id, reason.chars().take(500).collect::<String>().into()),
        (ApprovalRecord::QUOTE.id, quote.id.into()),
        (ApprovalRecord::RULE.id, need.rule.as_str().into()),
        (ApprovalRecord::LINE.id, line),
        (ApprovalRecord::FINGERPRINT.id, need.fingerprint.as_str().into()),
        (ApprovalRecord::STATUS.id, "asked".into()),
    ];
    Operation::create(ApprovalRecord::ENTITY_NAME, approval_id(quote, need), values)
}
