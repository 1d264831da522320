//! Approvals: who must agree to a quote, bound to what he agreed to.
//!
//! A need carries the fingerprint of what its rule looked at. An approval repeats that fingerprint, so it holds as long
//! as exactly that stays as it was: another line may change, the quote may get a new version, and nobody is asked again.

use crate::{MarginReport, PricedLine, PricedQuote, Sentence, amount, fingerprint, rate};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::{Problem, value::Money};
use std::collections::BTreeSet;

/// When somebody must agree, and who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// When.
    pub when: Trigger,
    /// Ids of people or names of roles; any one of them may agree.
    pub approvers: Vec<String>,
}

/// What makes an approval necessary. Percentages are hundredths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A line's discount is above this.
    LineDiscountOver(Decimal),
    /// The discount on all lines together is above this.
    QuoteDiscountOver(Decimal),
    /// A line's margin is under this, or its cost is not recorded.
    LineMarginUnder(Decimal),
    /// The margin of the whole quote is under this, or the cost of a line is not recorded.
    MarginUnder(Decimal),
    /// The total without tax is above this.
    TotalOver(Money),
    /// The customer is bound for more months than this.
    TermOver(u32),
    /// One of these products, or a product of one of these families, is on the quote.
    Products {
        /// Ids of products.
        #[serde(default)]
        products: BTreeSet<String>,
        /// Families.
        #[serde(default)]
        families: BTreeSet<String>,
    },
}

/// What must be approved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The whole quote.
    Quote,
    /// The line with this id.
    Line(String),
}

/// Whether an approval is needed for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// It is.
    Certain,
    /// The rule looks at cost, which is not known here: the server will tell.
    Unknown,
}

/// An approval that is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Id of the rule.
    pub rule: String,
    /// Its name.
    pub name: String,
    /// For what.
    pub subject: Subject,
    /// Any one of them may agree.
    pub approvers: Vec<String>,
    /// Of what the rule looked at.
    pub fingerprint: String,
    /// Whether it is needed for certain.
    pub certainty: Certainty,
    /// Why: what the rule saw. Never names cost or margin.
    pub reason: Sentence,
}

/// What somebody decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Id of the rule.
    pub rule: String,
    /// For what.
    pub subject: Subject,
    /// What it is bound to.
    pub fingerprint: String,
    /// Id of the person.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Yes or no.
    pub granted: bool,
}

/// A need and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The need.
    pub need: &'a Need,
    /// The last decision on exactly this.
    pub decision: Option<&'a Approval>,
}

impl Need {
    /// What is said before anybody is asked: “will need approval by …”.
    pub fn sentence(&self) -> Sentence {
        let key = match self.certainty {
            Certainty::Certain => "approval-will-need",
            Certainty::Unknown => "approval-may-need",
        };
        Sentence::new(key).with("approvers", self.approvers.join(", ")).with("rule", &self.name)
    }

    /// The decision of a person on this need, to be stored.
    pub fn decide(&self, by: &str, at: Timestamp, granted: bool) -> Approval {
        let Self { rule, subject, fingerprint, .. } = self.clone();
        Approval { rule, subject, fingerprint, by: by.to_owned(), at, granted }
    }
}

impl Standing<'_> {
    /// Nobody has decided on exactly this yet.
    pub const fn is_open(&self) -> bool {
        self.decision.is_none()
    }

    /// The last decision was yes.
    pub fn is_granted(&self) -> bool {
        self.decision.is_some_and(|decision| decision.granted)
    }
}

/// Which approvals a quote needs. Without a margin report, rules on margin give needs of [`Certainty::Unknown`].
pub fn needs(
    rules: &[ApprovalRule],
    quote: &PricedQuote,
    margins: Option<&MarginReport>,
) -> Result<Vec<Need>, Problem> {
    let each = rules.iter().map(|rule| Look { rule, quote, margins }.needs());
    Ok(each.collect::<Result<Vec<_>, Problem>>()?.concat())
}

/// Holds needs against what was decided. A decision counts only for the same rule, subject and fingerprint; of several
/// the last one.
pub fn standing<'a>(needs: &'a [Need], decided: &'a [Approval]) -> Vec<Standing<'a>> {
    let decision = |need: &Need| {
        let same = |approval: &&Approval| {
            approval.rule == need.rule && approval.subject == need.subject && approval.fingerprint == need.fingerprint
        };
        decided.iter().filter(same).max_by_key(|approval| approval.at)
    };
    needs.iter().map(|need| Standing { need, decision: decision(need) }).collect()
}

/// One rule looking at one quote.
struct Look<'a> {
    rule: &'a ApprovalRule,
    quote: &'a PricedQuote,
    margins: Option<&'a MarginReport>,
}

/// The part of a line that rules on prices look at.
#[derive(Serialize)]
struct Seen<'a> {
    line: &'a str,
    product: &'a str,
    choices: &'a [crate::draft::Choice],
    quantity: Decimal,
    list: Decimal,
    net: Decimal,
}

impl<'a> Seen<'a> {
    fn of(line: &'a PricedLine) -> Self {
        let PricedLine { id, product, choices, quantity, list, net, .. } = line;
        Self { line: id, product: &product.id, choices, quantity: quantity.normalize(), list: *list, net: *net }
    }
}

impl Look<'_> {
    fn needs(&self) -> Result<Vec<Need>, Problem> {
        match &self.rule.when {
            Trigger::LineDiscountOver(most) => self.lines(
                |line| line.discount_percent() > *most,
                |line| Sentence::new("approval-line-discount").with("percent", amount::plain(line.discount_percent())),
            ),
            Trigger::LineMarginUnder(floor) => self.line_margins(*floor),
            Trigger::Products { products, families } => self.lines(
                |line| {
                    let family = line.product.family.as_ref();
                    products.contains(&line.product.id) || family.is_some_and(|family| families.contains(family))
                },
                |line| Sentence::new("approval-product").with("product", &line.product.name),
            ),
            Trigger::QuoteDiscountOver(_) | Trigger::MarginUnder(_) | Trigger::TotalOver(_) | Trigger::TermOver(_) => {
                Ok(self.whole()?.into_iter().collect())
            }
        }
    }

    /// Rules on the quote as a whole.
    fn whole(&self) -> Result<Option<Need>, Problem> {
        let quote = self.quote;
        let needed = match &self.rule.when {
            Trigger::QuoteDiscountOver(most) if quote.discount_percent() > *most => {
                let percent = amount::plain(quote.discount_percent());
                Some((self.seen_lines()?, Sentence::new("approval-quote-discount").with("percent", percent)))
            }
            Trigger::MarginUnder(floor) if self.margins.is_none_or(|margins| margins.is_under(*floor)) => {
                Some((self.seen_net()?, Sentence::new("approval-margin")))
            }
            Trigger::TotalOver(most) if self.total_in(*most)? > most.amount => {
                let total = quote.totals().net;
                let reason = Sentence::new("approval-total").with("total", total);
                let seen = (quote.settlement.currency, total);
                Some((self.fingerprint(&seen)?, reason.with("currency", quote.settlement.currency)))
            }
            Trigger::TermOver(most) => match quote.term_months.filter(|months| months > most) {
                Some(months) => {
                    Some((self.fingerprint(&months)?, Sentence::new("approval-term").with("months", months)))
                }
                None => None,
            },
            _ => None,
        };
        Ok(needed.map(|(fingerprint, reason)| self.need(Subject::Quote, fingerprint, reason)))
    }

    fn lines(
        &self,
        concerns: impl Fn(&PricedLine) -> bool,
        reason: impl Fn(&PricedLine) -> Sentence,
    ) -> Result<Vec<Need>, Problem> {
        let concerned = self.quote.counted().filter(|line| concerns(line));
        concerned
            .map(|line| {
                let seen = self.fingerprint(&(self.quote.settlement.currency, Seen::of(line)))?;
                Ok(self.need(Subject::Line(line.id.clone()), seen, reason(line)))
            })
            .collect()
    }

    fn line_margins(&self, floor: Decimal) -> Result<Vec<Need>, Problem> {
        let under: Option<BTreeSet<&str>> = self.margins.map(|margins| margins.lines_under(floor).collect());
        self.lines(
            |line| under.as_ref().is_none_or(|under| under.contains(line.id.as_str())),
            |line| Sentence::new("approval-line-margin").with("product", &line.product.name),
        )
    }

    fn total_in(&self, most: Money) -> Result<Decimal, Problem> {
        let settlement = &self.quote.settlement;
        let converted = rate::convert(self.quote.totals().net, settlement.currency, most.currency, &settlement.rates);
        converted.map_err(|problem| problem.with("rule", &self.rule.name))
    }

    fn seen_lines(&self) -> Result<String, Problem> {
        let lines: Vec<Seen<'_>> = self.quote.counted().map(Seen::of).collect();
        self.fingerprint(&(self.quote.settlement.currency, lines))
    }

    /// The margin of a quote also moves with its allowances and charges. Cost stays out: a short number behind a
    /// fingerprint could be found by trying.
    fn seen_net(&self) -> Result<String, Problem> {
        let lines: Vec<Seen<'_>> = self.quote.counted().map(Seen::of).collect();
        self.fingerprint(&(self.quote.settlement.currency, self.quote.totals().net, lines))
    }

    fn fingerprint<T: Serialize>(&self, seen: &T) -> Result<String, Problem> {
        fingerprint::fingerprint(&format!("approval {}", self.rule.id), &(&self.rule.when, seen))
    }

    fn need(&self, subject: Subject, fingerprint: String, reason: Sentence) -> Need {
        let looks_at_cost = matches!(self.rule.when, Trigger::LineMarginUnder(_) | Trigger::MarginUnder(_));
        let unknown = looks_at_cost && self.margins.is_none();
        let certainty = if unknown { Certainty::Unknown } else { Certainty::Certain };
        let ApprovalRule { id, name, approvers, .. } = self.rule.clone();
        Need { rule: id, name, subject, approvers, fingerprint, certainty, reason }
    }
}
