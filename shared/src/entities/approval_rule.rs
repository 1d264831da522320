//! When somebody must agree to a quote before it is sent.

use crate::{Problem, Record, entity};

entity! {
    /// When an approval is needed, and by whom: any one of the people named, or anybody with one of the roles.
    ApprovalRule = "approval_rule" / "approval_rules", scope Workspace, write Admins {
        /// What it is called.
        NAME = "name": Text(200) [required, title, list, search];
        /// Whether it counts.
        ACTIVE = "active": Flag [list];
        /// What makes an approval necessary.
        KIND = "kind": Choice(&["line_discount", "quote_discount", "total", "term", "products"]) [required, list];
        /// Above so many hundredths of discount.
        PERCENT = "percent": Number(0.0, 100.0) [list];
        /// Above this total without tax.
        AMOUNT = "amount": Money [list];
        /// Above so many months.
        MONTHS = "months": Number(0.0, 1200.0);
        /// These products.
        PRODUCTS = "products": Links("product");
        /// Products of this family.
        FAMILY = "family": Text(100);
        /// Who may agree.
        APPROVERS = "approvers": Links("user") [list];
        /// Who may agree, by role.
        ROLES = "roles": MultiChoice(&["owner", "admin", "manager"]) [list];
    }
    checks [says_what_for]
}

fn says_what_for(record: &Record, problems: &mut Vec<Problem>) {
    let empty = |field: &str| record.value(field).is_null().then(|| field.to_owned());
    let missing = match record.get(ApprovalRule::KIND) {
        Some("line_discount" | "quote_discount") => empty(ApprovalRule::PERCENT.id),
        Some("total") => empty(ApprovalRule::AMOUNT.id),
        Some("term") => empty(ApprovalRule::MONTHS.id),
        Some(_) => empty(ApprovalRule::PRODUCTS.id).and(empty(ApprovalRule::FAMILY.id)),
        None => None,
    };
    problems.extend(missing.map(|field| Problem::of(&field, "problem-required")));
    let nobody = empty(ApprovalRule::APPROVERS.id).and(empty(ApprovalRule::ROLES.id));
    problems.extend(nobody.map(|_| Problem::of(ApprovalRule::ROLES.id, "problem-required")));
}
