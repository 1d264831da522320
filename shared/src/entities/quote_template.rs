//! How quotes are printed.

use crate::entity;

entity! {
    /// What quotes say unless they say it themselves, and what their lines show. Sending a quote keeps what it was printed
    /// by, so a template can be changed at any time.
    QuoteTemplate = "quote_template" / "quote_templates", scope Workspace, write Managers {
        /// What it is called.
        NAME = "name": Text(200) [required, title, list];
        /// New quotes begin with it.
        STANDARD = "standard": Flag [list];
        /// Text above the lines.
        INTRODUCTION = "introduction": LongText;
        /// Terms.
        TERMS = "terms": LongText;
        /// Text at the end, above the signature.
        CLOSING = "closing": LongText;
        /// Columns beside item and amount; those of the standard document where none is named.
        COLUMNS = "columns": MultiChoice(&["position", "picture", "code", "quantity", "list_price", "discount", "net_price", "tax"]) [list];
        /// What it is printed on.
        PAPER = "paper": Choice(&["a4", "letter"]) [list];
    }
}
