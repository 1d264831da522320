//! What is sold.

use crate::entity;

entity! {
    /// A product or service. What it is made of, how it is related and how it is configured are records of their own:
    /// specifications, relations and models.
    Product = "product" / "products", scope Workspace, write Managers {
        /// What it is called.
        NAME = "name": Text(200) [required, title, list, search];
        /// Model or article number.
        CODE = "code": Text(60) [list, search, unique];
        /// What it looks like.
        PICTURE = "picture": File;
        /// Family that it belongs to.
        FAMILY = "family": Link("product_family") [list];
        /// List price.
        PRICE = "price": Money [list];
        /// What one of it is: codes of UN/ECE Recommendation 20, as electronic invoices want them, in lower case.
        UNIT = "unit": Choice(&["c62", "set", "hur", "day", "mon", "ann", "mtr", "mtk", "kgm", "ltr"]);
        /// How it is taxed at home: codes of UNCL 5305 in lower case. What depends on the customer, as reverse charge
        /// and export do, is decided on the quote.
        TAX_CATEGORY = "tax_category": Choice(&["s", "z", "e", "o"]);
        /// What it costs us.
        COST = "cost": Money for Manager;
        /// Whether it can be sold now.
        ACTIVE = "active": Flag [list];
        /// Whether anybody may configure it on the public pages and ask for a quote.
        PUBLIC = "public": Flag;
        /// What it is and does.
        DESCRIPTION = "description": LongText [search];
    }
}
