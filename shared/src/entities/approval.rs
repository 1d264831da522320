//! Approvals that were asked for, and what was decided.

use super::ApprovalRule;
use crate::{Problem, entity, rules::Access, schema::Attempt};

entity! {
    /// Somebody's agreement to what a rule looked at on a quote, bound to exactly that by its fingerprint.
    Approval = "approval" / "approvals", scope Owned, write Members {
        /// What has to be agreed to.
        REASON = "reason": Text(500) [required, title, list, search];
        /// The quote on which it was asked for. It holds for other versions too, where the same is unchanged.
        QUOTE = "quote": Link("quote") [required, list];
        /// The rule that needs it.
        RULE = "rule": Link("approval_rule") [required, list];
        /// The line that it is about; the whole quote where nothing is said.
        LINE = "line": Text(26) [hidden];
        /// What the rule looked at.
        FINGERPRINT = "fingerprint": Text(64) [required, hidden];
        /// How it stands.
        STATUS = "status": Choice(&["asked", "granted", "refused"]) [required, list, system];
        /// Who decided.
        DECIDED_BY = "decided_by": Link("user") [list, system];
        /// When.
        DECIDED_AT = "decided_at": DateTime [list, system];
        /// What was said about it.
        NOTE = "note": Text(500);
        /// As the quote's.
        OWNER = "owner": Link("user") [careful];
        /// As the quote's.
        TEAM = "team": Link("team") [careful];
    }
    guards [is_decided_by_who_may]
    sealed "status" beyond ["asked"] but ["owner", "team"]
    part of "quote"
}

/// A decision is made by who the rule names, under their own name.
fn is_decided_by_who_may(attempt: &Attempt<'_>) -> Option<Problem> {
    let decided = attempt.after.get(Approval::STATUS) != Some("asked");
    if !decided || !attempt.changes(Approval::STATUS.id) {
        return None;
    }
    let rule = (attempt.find)(ApprovalRule::ENTITY_NAME, attempt.after.get(Approval::RULE)?)?;
    let named = rule.get(ApprovalRule::APPROVERS).unwrap_or_default().contains(&attempt.access.user);
    let by_role = has_role(attempt.access, rule.get(ApprovalRule::ROLES).unwrap_or_default());
    let own_name = attempt.after.get(Approval::DECIDED_BY) == Some(attempt.access.user);
    let name = rule.get(ApprovalRule::NAME).unwrap_or_default();
    (!own_name || !(named || by_role))
        .then(|| Problem::of(Approval::STATUS.id, "problem-not-yours-to-decide").with("rule", name))
}

fn has_role(access: &Access, roles: &[Box<str>]) -> bool {
    roles.iter().any(|role| **role == *access.role.key())
}
